/* Ed25519 (RFC 8032): verifies signatures, and that changed ones are refused. Field elements are five limbs of 51 bits, products
 * 128 bits wide. n is the number of verifications; kernel(0) gives the first eight bytes of the point that RFC 8032's second test
 * computes, which are those of its signature. */
#include "kernel.h"

typedef unsigned __int128 wide;

/* A number modulo p = 2^255 - 19: the sum of limb[i] * 2^(51 i). Limbs have up to 54 bits between operations. */
typedef struct {
    uint64_t limb[5];
} field;

/* A point (X/Z, Y/Z) with T = XY/Z (Hisil, Wong, Carter, Dawson 2008). */
typedef struct {
    field x, y, z, t;
} point;

#define MASK ((1ull << 51) - 1)

static const field ZERO = { { 0 } };
static const field ONE = { { 1 } };
/* d of the curve, 2d, the square root of -1, and the base point. */
static const field D = { { 0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff } };
static const field D2 = { { 0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff } };
static const field ROOT = { { 0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d } };
static const field BASE_X = { { 0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5 } };
static const field BASE_Y = { { 0x6666666666658, 0x4cccccccccccc, 0x1999999999999, 0x3333333333333, 0x6666666666666 } };
/* The order of the base point. */
static const uint64_t ORDER[4] = { 0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000 };

/* Test 2 of RFC 8032, 7.1. */
static const uint8_t PUBLIC_KEY[32] = {
    0x3d, 0x40, 0x17, 0xc3, 0xe8, 0x43, 0x89, 0x5a, 0x92, 0xb7, 0x0a, 0xa7, 0x4d, 0x1b, 0x7e, 0xbc,
    0x9c, 0x98, 0x2c, 0xcf, 0x2e, 0xc4, 0x96, 0x8c, 0xc0, 0xcd, 0x55, 0xf1, 0x2a, 0xf4, 0x66, 0x0c,
};
static const uint8_t SIGNATURE[64] = {
    0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4, 0xca, 0xb8, 0x72, 0x0e, 0x82, 0x0b, 0x5f, 0x64, 0x25, 0x40,
    0xa2, 0xb2, 0x7b, 0x54, 0x16, 0x50, 0x3f, 0x8f, 0xb3, 0x76, 0x22, 0x23, 0xeb, 0xdb, 0x69, 0xda,
    0x08, 0x5a, 0xc1, 0xe4, 0x3e, 0x15, 0x99, 0x6e, 0x45, 0x8f, 0x36, 0x13, 0xd0, 0xf1, 0x1d, 0x8c,
    0x38, 0x7b, 0x2e, 0xae, 0xb4, 0x30, 0x2a, 0xee, 0xb0, 0x0d, 0x29, 0x16, 0x12, 0xbb, 0x0c, 0x00,
};
static const uint8_t MESSAGE[1] = { 0x72 };

static void add(field *r, const field *a, const field *b)
{
    for (int i = 0; i < 5; i++)
        r->limb[i] = a->limb[i] + b->limb[i];
}

/* Brings limbs below 2^52. */
static void carry(field *a)
{
    uint64_t high = 0;
    for (int i = 0; i < 5; i++) {
        uint64_t limb = a->limb[i] + high;
        high = limb >> 51;
        a->limb[i] = limb & MASK;
    }
    a->limb[0] += 19 * high;
}

/* Four times p is added, so that no limb of a carried b is more than there is. */
static void subtract(field *r, const field *a, const field *b)
{
    r->limb[0] = a->limb[0] + 4 * (MASK - 18) - b->limb[0];
    for (int i = 1; i < 5; i++)
        r->limb[i] = a->limb[i] + 4 * MASK - b->limb[i];
    carry(r);
}

static void multiply(field *r, const field *a, const field *b)
{
    uint64_t x0 = a->limb[0], x1 = a->limb[1], x2 = a->limb[2], x3 = a->limb[3], x4 = a->limb[4];
    uint64_t y0 = b->limb[0], y1 = b->limb[1], y2 = b->limb[2], y3 = b->limb[3], y4 = b->limb[4];
    /* 2^255 is 19. */
    uint64_t z1 = 19 * y1, z2 = 19 * y2, z3 = 19 * y3, z4 = 19 * y4;
    wide r0 = (wide)x0 * y0 + (wide)x1 * z4 + (wide)x2 * z3 + (wide)x3 * z2 + (wide)x4 * z1;
    wide r1 = (wide)x0 * y1 + (wide)x1 * y0 + (wide)x2 * z4 + (wide)x3 * z3 + (wide)x4 * z2;
    wide r2 = (wide)x0 * y2 + (wide)x1 * y1 + (wide)x2 * y0 + (wide)x3 * z4 + (wide)x4 * z3;
    wide r3 = (wide)x0 * y3 + (wide)x1 * y2 + (wide)x2 * y1 + (wide)x3 * y0 + (wide)x4 * z4;
    wide r4 = (wide)x0 * y4 + (wide)x1 * y3 + (wide)x2 * y2 + (wide)x3 * y1 + (wide)x4 * y0;
    r1 += (uint64_t)(r0 >> 51);
    r2 += (uint64_t)(r1 >> 51);
    r3 += (uint64_t)(r2 >> 51);
    r4 += (uint64_t)(r3 >> 51);
    uint64_t low = ((uint64_t)r0 & MASK) + 19 * (uint64_t)(r4 >> 51);
    r->limb[0] = low & MASK;
    r->limb[1] = ((uint64_t)r1 & MASK) + (low >> 51);
    r->limb[2] = (uint64_t)r2 & MASK;
    r->limb[3] = (uint64_t)r3 & MASK;
    r->limb[4] = (uint64_t)r4 & MASK;
}

/* A power whose exponent has so many bits, all of them ones but in its last byte: p - 2, for the inverse, and (p - 5) / 8, for
 * the root, are of this kind. */
static void power(field *r, const field *base, int bits, unsigned last_byte)
{
    field result = ONE;
    for (int i = bits - 1; i >= 0; i--) {
        multiply(&result, &result, &result);
        if (i >= 8 || (last_byte >> i & 1))
            multiply(&result, &result, base);
    }
    *r = result;
}

static void invert(field *r, const field *a)
{
    power(r, a, 255, 0xeb);
}

/* The 32 bytes of a, little-endian, as four words: the least number of its class. */
static void pack(uint64_t word[4], const field *from)
{
    field a = *from;
    carry(&a);
    carry(&a);
    /* Adding 19 shows in the bit above whether a is p at least. */
    uint64_t q = (a.limb[0] + 19) >> 51;
    for (int i = 1; i < 5; i++)
        q = (a.limb[i] + q) >> 51;
    a.limb[0] += 19 * q;
    for (int i = 0; i < 4; i++) {
        a.limb[i + 1] += a.limb[i] >> 51;
        a.limb[i] &= MASK;
    }
    a.limb[4] &= MASK;
    word[0] = a.limb[0] | a.limb[1] << 51;
    word[1] = a.limb[1] >> 13 | a.limb[2] << 38;
    word[2] = a.limb[2] >> 26 | a.limb[3] << 25;
    word[3] = a.limb[3] >> 39 | a.limb[4] << 12;
}

static int equal(const field *a, const field *b)
{
    uint64_t x[4], y[4], difference = 0;
    pack(x, a);
    pack(y, b);
    for (int i = 0; i < 4; i++)
        difference |= x[i] ^ y[i];
    return difference == 0;
}

static uint64_t load(const uint8_t *bytes)
{
    uint64_t word = 0;
    for (int i = 7; i >= 0; i--)
        word = word << 8 | bytes[i];
    return word;
}

static void add_points(point *r, const point *p, const point *q)
{
    field a, b, c, d, t;
    subtract(&a, &p->y, &p->x);
    subtract(&t, &q->y, &q->x);
    multiply(&a, &a, &t);
    add(&b, &p->y, &p->x);
    add(&t, &q->y, &q->x);
    multiply(&b, &b, &t);
    multiply(&c, &p->t, &D2);
    multiply(&c, &c, &q->t);
    add(&d, &p->z, &p->z);
    multiply(&d, &d, &q->z);
    field e, f, g, h;
    subtract(&e, &b, &a);
    subtract(&f, &d, &c);
    add(&g, &d, &c);
    add(&h, &b, &a);
    multiply(&r->x, &e, &f);
    multiply(&r->y, &g, &h);
    multiply(&r->z, &f, &g);
    multiply(&r->t, &e, &h);
}

static void double_point(point *p)
{
    field a, b, c, e, f, g, h, t;
    multiply(&a, &p->x, &p->x);
    multiply(&b, &p->y, &p->y);
    multiply(&c, &p->z, &p->z);
    add(&t, &p->x, &p->y);
    multiply(&t, &t, &t);
    add(&h, &a, &b);
    subtract(&e, &h, &t);
    subtract(&g, &a, &b);
    add(&f, &c, &c);
    add(&f, &f, &g);
    multiply(&p->x, &e, &f);
    multiply(&p->y, &g, &h);
    multiply(&p->z, &f, &g);
    multiply(&p->t, &e, &h);
}

/* The point of 32 bytes; 0 if there is none. */
static int unpack(point *p, const uint8_t bytes[32])
{
    uint64_t w[4];
    for (int i = 0; i < 4; i++)
        w[i] = load(bytes + 8 * i);
    field y = { { w[0] & MASK, (w[0] >> 51 | w[1] << 13) & MASK, (w[1] >> 38 | w[2] << 26) & MASK,
                  (w[2] >> 25 | w[3] << 39) & MASK, w[3] >> 12 & MASK } };
    field u, v, v3, x, check;
    multiply(&u, &y, &y);
    multiply(&v, &u, &D);
    subtract(&u, &u, &ONE);
    add(&v, &v, &ONE);
    /* x = u v^3 (u v^7)^((p-5)/8), or that times the root of -1 (RFC 8032, 5.1.3). */
    multiply(&v3, &v, &v);
    multiply(&v3, &v3, &v);
    multiply(&x, &v3, &v3);
    multiply(&x, &x, &v);
    multiply(&x, &x, &u);
    power(&x, &x, 252, 0xfd);
    multiply(&x, &x, &v3);
    multiply(&x, &x, &u);
    multiply(&check, &x, &x);
    multiply(&check, &check, &v);
    if (!equal(&check, &u)) {
        subtract(&u, &ZERO, &u);
        if (!equal(&check, &u))
            return 0;
        multiply(&x, &x, &ROOT);
    }
    uint64_t packed[4];
    pack(packed, &x);
    if ((packed[0] & 1) != w[3] >> 63)
        subtract(&x, &ZERO, &x);
    p->x = x;
    p->y = y;
    p->z = ONE;
    multiply(&p->t, &x, &y);
    return 1;
}

static uint64_t rotate(uint64_t x, int by)
{
    return x >> by | x << (64 - by);
}

static const uint64_t ROUND[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

static void compress(uint64_t state[8], const uint8_t block[128])
{
    uint64_t w[80], s[8];
    for (int i = 0; i < 16; i++)
        w[i] = __builtin_bswap64(load(block + 8 * i));
    for (int i = 16; i < 80; i++) {
        uint64_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (rotate(a, 1) ^ rotate(a, 8) ^ a >> 7) + (rotate(b, 19) ^ rotate(b, 61) ^ b >> 6);
    }
    for (int i = 0; i < 8; i++)
        s[i] = state[i];
    for (int i = 0; i < 80; i++) {
        uint64_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]), majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        uint64_t t1 = s[7] + (rotate(s[4], 14) ^ rotate(s[4], 18) ^ rotate(s[4], 41)) + choice + ROUND[i] + w[i];
        uint64_t t2 = (rotate(s[0], 28) ^ rotate(s[0], 34) ^ rotate(s[0], 39)) + majority;
        for (int j = 7; j > 0; j--)
            s[j] = s[j - 1];
        s[4] += t1;
        s[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++)
        state[i] += s[i];
}

/* SHA-512 (FIPS 180-4) of R, the public key and a message that fits the same block, as a number modulo the order. */
static void challenge(uint64_t scalar[4], const uint8_t r[32], const uint8_t key[32], const uint8_t *message, int length)
{
    uint64_t state[8] = { 0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
                          0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179 };
    uint8_t block[128] = { 0 };
    for (int i = 0; i < 32; i++) {
        block[i] = r[i];
        block[32 + i] = key[i];
    }
    for (int i = 0; i < length; i++)
        block[64 + i] = message[i];
    block[64 + length] = 0x80;
    int bits = 8 * (64 + length);
    block[126] = (uint8_t)(bits >> 8);
    block[127] = (uint8_t)bits;
    compress(state, block);
    /* Bit by bit from the highest: doubled, and the order subtracted where it goes. */
    for (int i = 0; i < 4; i++)
        scalar[i] = 0;
    for (int bit = 511; bit >= 0; bit--) {
        uint64_t in = __builtin_bswap64(state[bit / 64]) >> (bit % 64) & 1;
        for (int i = 0; i < 4; i++) {
            uint64_t out = scalar[i] >> 63;
            scalar[i] = scalar[i] << 1 | in;
            in = out;
        }
        uint64_t less[4], borrow = 0;
        for (int i = 0; i < 4; i++) {
            wide difference = (wide)scalar[i] - ORDER[i] - borrow;
            less[i] = (uint64_t)difference;
            borrow = (uint64_t)(difference >> 64) & 1;
        }
        if (!borrow)
            for (int i = 0; i < 4; i++)
                scalar[i] = less[i];
    }
}

static int bit_of(const uint64_t scalar[4], int bit)
{
    return scalar[bit / 64] >> (bit % 64) & 1;
}

/* Whether the signature holds; word has S B - k A, which is R then. */
static int verify(uint64_t word[4], const uint8_t key[32], const uint8_t signature[64], const uint8_t *message, int length)
{
    point table[4], sum;
    uint64_t s[4], k[4];
    for (int i = 0; i < 4; i++)
        s[i] = load(signature + 32 + 8 * i);
    if (!unpack(&table[2], key))
        return 0;
    challenge(k, signature, key, message, length);
    /* Both products at once: for each bit, one of 0, B, -A, B - A. */
    table[1] = (point){ BASE_X, BASE_Y, ONE, ZERO };
    multiply(&table[1].t, &BASE_X, &BASE_Y);
    subtract(&table[2].x, &ZERO, &table[2].x);
    subtract(&table[2].t, &ZERO, &table[2].t);
    add_points(&table[3], &table[1], &table[2]);
    sum = (point){ ZERO, ONE, ONE, ZERO };
    for (int bit = 255; bit >= 0; bit--) {
        double_point(&sum);
        int which = bit_of(s, bit) + 2 * bit_of(k, bit);
        if (which)
            add_points(&sum, &sum, &table[which]);
    }
    field inverse, affine;
    uint64_t x[4];
    invert(&inverse, &sum.z);
    multiply(&affine, &sum.x, &inverse);
    pack(x, &affine);
    multiply(&affine, &sum.y, &inverse);
    pack(word, &affine);
    word[3] |= x[0] << 63;
    for (int i = 0; i < 4; i++)
        if (word[i] != load(signature + 8 * i))
            return 0;
    return 1;
}

uint64_t kernel(uint64_t n)
{
    uint64_t word[4] = { 0 }, sum = 0;
    if (n == 0)
        return verify(word, PUBLIC_KEY, SIGNATURE, MESSAGE, 1) ? word[0] : 0;
    for (uint64_t i = 0; i < n; i++) {
        uint8_t signature[64];
        for (int j = 0; j < 64; j++)
            signature[j] = SIGNATURE[j];
        /* Every other one is right, and the rest are wrong in S, each in another way. */
        if (i & 1)
            signature[32 + i / 2 % 31] ^= (uint8_t)(i | 1);
        int accepted = verify(word, PUBLIC_KEY, signature, MESSAGE, 1);
        for (int j = 0; j < 4; j++)
            sum = fold(sum, word[j]);
        sum = fold(sum, (uint64_t)accepted);
    }
    return sum;
}
