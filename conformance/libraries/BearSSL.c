#include "library.h"

#include <bearssl.h>

/* Where it would ask for entropy. */
br_prng_seeder br_prng_seeder_system(const char **name) { return (void)name, (br_prng_seeder)0; }

static uint64_t compute(void) {
    unsigned char digest[32], key[32], iv[12], signature[64], public[65];
    uint64_t hash = 1;
    br_sha256_context sha;
    br_sha256_init(&sha);
    br_sha256_update(&sha, "contract", 8);
    br_sha256_out(&sha, digest);
    hash = mix_bytes(hash, digest, sizeof digest);
    for (size_t i = 0; i < sizeof key; i++) {
        key[i] = (unsigned char)(i * 7 + 1);
    }
    memset(iv, 3, sizeof iv);
    br_aes_ct64_ctr_keys aes;
    br_aes_ct64_ctr_init(&aes, key, sizeof key);
    fill_words(input, 1000);
    br_aes_ct64_ctr_run(&aes, iv, 1, input, 1000);
    hash = mix_bytes(hash, input, 1000);
    br_chacha20_ct_run(key, iv, 1, input, 1000);
    hash = mix_bytes(hash, input, 1000);
    br_ec_private_key secret = {BR_EC_secp256r1, key, sizeof key};
    br_ec_public_key verifier;
    size_t size = br_ecdsa_i31_sign_raw(&br_ec_p256_m31, &br_sha256_vtable, digest, &secret, signature);
    br_ec_compute_pub(&br_ec_p256_m31, &verifier, public, &secret);
    hash = mix_bytes(mix_bytes(hash, signature, size), verifier.q, verifier.qlen);
    hash = mix(hash, br_ecdsa_i31_vrfy_raw(&br_ec_p256_m31, digest, sizeof digest, &verifier, signature, size));
    digest[0] ^= 1;
    hash = mix(hash, br_ecdsa_i31_vrfy_raw(&br_ec_p256_m31, digest, sizeof digest, &verifier, signature, size));
    unsigned char n[64], e[3] = {1, 0, 1}, x[64];
    memset(n, 0xc5, sizeof n);
    memset(x, 0x11, sizeof x);
    br_rsa_public_key rsa = {n, sizeof n, e, sizeof e};
    hash = mix(hash, br_rsa_i31_public(x, sizeof x, &rsa));
    return mix_bytes(hash, x, sizeof x);
}
