/* SHA-256 (FIPS 180-4) computed by the contract itself, and compared with the machine's.
 *
 * hash(text) returns 64 hexadecimal digits, digest(text) the 32 bytes; hash_repeat(n) hashes 32 zero
 * bytes n times over, which is pure computation, and returns the digits. */
#include "echo.h"

static const uint32_t ROUND[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t x, unsigned n) {
    return x >> n | x << (32 - n);
}

static uint32_t load_be(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void store_be(unsigned char *bytes, uint32_t value) {
    for (int i = 0; i < 4; i++) {
        bytes[i] = (unsigned char)(value >> (24 - 8 * i));
    }
}

static void compress(uint32_t state[8], const unsigned char block[64]) {
    uint32_t w[64];
    for (int i = 0; i < 16; i++) {
        w[i] = load_be(block + 4 * i);
    }
    for (int i = 16; i < 64; i++) {
        uint32_t x = w[i - 15];
        uint32_t y = w[i - 2];
        uint32_t s0 = rotate(x, 7) ^ rotate(x, 18) ^ x >> 3;
        uint32_t s1 = rotate(y, 17) ^ rotate(y, 19) ^ y >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 64; i++) {
        uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
        uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i];
        uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
        uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + t1;
        d = c, c = b, b = a, a = t1 + t2;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

static void sha256(unsigned char out[32], const void *data, uint64_t length) {
    uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    const unsigned char *from = data;
    uint64_t left = length;
    for (; left >= 64; left -= 64, from += 64) {
        compress(state, from);
    }
    /* The rest, a bit 1, zeroes, and the length in bits: one block or two. */
    unsigned char tail[128] = {0};
    uint64_t end = left < 56 ? 64 : 128;
    if (left != 0) {
        memcpy(tail, from, left);
    }
    tail[left] = 0x80;
    store_be(tail + end - 8, (uint32_t)(length >> 29));
    store_be(tail + end - 4, (uint32_t)(length << 3));
    for (uint64_t at = 0; at < end; at += 64) {
        compress(state, tail + at);
    }
    for (int i = 0; i < 8; i++) {
        store_be(out + 4 * i, state[i]);
    }
}

/* The hash of the next argument, the same by two ways. */
static void hash_argument(unsigned char out[32]) {
    unsigned char other[32];
    echo_string data = echo_take_string();
    sha256(out, data.pointer, data.length);
    echo_sha256(&data, other);
    echo_require(memcmp(out, other, 32) == 0, "sha256: contract and machine disagree");
}

static void return_digits(const unsigned char bytes[32]) {
    char digits[64];
    echo_format_hex(digits, bytes, 32);
    echo_string text = echo_string_of(digits, 64);
    echo_return_string(&text);
}

static void hash(void) {
    unsigned char bytes[32];
    hash_argument(bytes);
    return_digits(bytes);
}

static void digest(void) {
    unsigned char bytes[32];
    hash_argument(bytes);
    echo_string text = echo_string_of((const char *)bytes, 32);
    echo_return_string(&text);
}

static void hash_repeat(void) {
    unsigned char bytes[32] = {0};
    for (uint64_t count = echo_take_u64(); count != 0; count--) {
        sha256(bytes, bytes, 32);
    }
    return_digits(bytes);
}

ECHO_CONTRACT(ECHO_FUNCTION(hash) ECHO_FUNCTION(digest) ECHO_FUNCTION(hash_repeat))
