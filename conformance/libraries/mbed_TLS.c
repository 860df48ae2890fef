#include "library.h"

#include <mbedtls/bignum.h>
#include <mbedtls/chachapoly.h>
#include <mbedtls/ecp.h>
#include <mbedtls/gcm.h>
#include <mbedtls/rsa.h>
#include <mbedtls/sha512.h>

static int numbers(void *state, unsigned char *out, size_t size) {
    for (size_t i = 0; i < size; i++) {
        out[i] = (unsigned char)next_random((uint64_t *)state);
    }
    return 0;
}

static uint64_t compute(void) {
    unsigned char key[32], iv[12], tag[16], digest[64];
    uint64_t hash = 1, random = 9;
    fill_words(input, 1000);
    numbers(&random, key, sizeof key);
    numbers(&random, iv, sizeof iv);
    mbedtls_sha512_ret(input, 1000, digest, 0);
    hash = mix_bytes(hash, digest, sizeof digest);
    mbedtls_gcm_context gcm;
    mbedtls_gcm_init(&gcm);
    mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, key, 256);
    hash = mix(hash, (uint64_t)mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, 1000, iv, sizeof iv, key, 7, input, packed, sizeof tag, tag));
    hash = mix_bytes(mix_bytes(hash, packed, 1000), tag, sizeof tag);
    hash = mix(hash, (uint64_t)mbedtls_gcm_auth_decrypt(&gcm, 1000, iv, sizeof iv, key, 7, tag, sizeof tag, packed, output));
    hash = mix(hash, memcmp(input, output, 1000) == 0);
    mbedtls_chachapoly_context chacha;
    mbedtls_chachapoly_init(&chacha);
    mbedtls_chachapoly_setkey(&chacha, key);
    hash = mix(hash, (uint64_t)mbedtls_chachapoly_encrypt_and_tag(&chacha, 1000, iv, key, 5, input, packed, tag));
    hash = mix_bytes(mix_bytes(hash, packed, 1000), tag, sizeof tag);
    mbedtls_ecp_group group;
    mbedtls_ecp_point point, other;
    mbedtls_mpi secret;
    size_t size;
    mbedtls_ecp_group_init(&group);
    mbedtls_ecp_point_init(&point);
    mbedtls_ecp_point_init(&other);
    mbedtls_mpi_init(&secret);
    mbedtls_ecp_group_load(&group, MBEDTLS_ECP_DP_SECP256R1);
    mbedtls_mpi_read_binary(&secret, key, sizeof key);
    hash = mix(hash, (uint64_t)mbedtls_ecp_mul(&group, &point, &secret, &group.G, numbers, &random));
    mbedtls_ecp_mul(&group, &other, &secret, &point, numbers, &random);
    mbedtls_ecp_point_write_binary(&group, &other, MBEDTLS_ECP_PF_UNCOMPRESSED, &size, packed, sizeof packed);
    hash = mix_bytes(hash, packed, size);
    mbedtls_rsa_context rsa;
    mbedtls_rsa_init(&rsa, MBEDTLS_RSA_PKCS_V15, 0);
    hash = mix(hash, (uint64_t)mbedtls_rsa_gen_key(&rsa, numbers, &random, 512, 65537));
    hash = mix(hash, (uint64_t)mbedtls_rsa_pkcs1_sign(&rsa, numbers, &random, MBEDTLS_RSA_PRIVATE, MBEDTLS_MD_SHA256, 32, digest, packed));
    hash = mix_bytes(hash, packed, 64);
    return mix(hash, (uint64_t)mbedtls_rsa_pkcs1_verify(&rsa, numbers, &random, MBEDTLS_RSA_PUBLIC, MBEDTLS_MD_SHA256, 32, digest, packed));
}
