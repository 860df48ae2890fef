#include "library.h"

#include <secp256k1.h>
#include <secp256k1_ecdh.h>
#include <secp256k1_recovery.h>

void secp256k1_default_illegal_callback_fn(const char *text, void *data) {
    (void)text, (void)data;
    __builtin_trap();
}
void secp256k1_default_error_callback_fn(const char *text, void *data) { secp256k1_default_illegal_callback_fn(text, data); }

static uint64_t compute(void) {
    secp256k1_context *context = secp256k1_context_create(SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY);
    unsigned char secret[32], digest[32], out[65], shared[32];
    uint64_t hash = 1;
    for (unsigned char i = 1; i < 4; i++) {
        secp256k1_pubkey key, recovered;
        secp256k1_ecdsa_recoverable_signature signature;
        secp256k1_ecdsa_signature plain;
        int which;
        size_t size = sizeof out;
        memset(secret, i, sizeof secret);
        memset(digest, i + 100, sizeof digest);
        if (!secp256k1_ec_pubkey_create(context, &key, secret) ||
            !secp256k1_ecdsa_sign_recoverable(context, &signature, digest, secret, NULL, NULL) ||
            !secp256k1_ecdsa_recover(context, &recovered, &signature, digest) || secp256k1_ec_pubkey_cmp(context, &key, &recovered) != 0) {
            return 2;
        }
        secp256k1_ecdsa_recoverable_signature_convert(context, &plain, &signature);
        hash = mix(hash, (uint64_t)secp256k1_ecdsa_verify(context, &plain, digest, &key));
        digest[5] ^= 1;
        hash = mix(hash, (uint64_t)secp256k1_ecdsa_verify(context, &plain, digest, &key));
        secp256k1_ecdsa_recoverable_signature_serialize_compact(context, out, &which, &signature);
        hash = mix_bytes(mix(hash, (uint64_t)which), out, 64);
        secp256k1_ec_pubkey_serialize(context, out, &size, &key, SECP256K1_EC_UNCOMPRESSED);
        hash = mix_bytes(hash, out, size);
        hash = mix(hash, (uint64_t)secp256k1_ecdh(context, shared, &key, digest, NULL, NULL));
        hash = mix_bytes(hash, shared, sizeof shared);
    }
    secp256k1_context_destroy(context);
    return hash;
}
