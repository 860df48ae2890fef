/* secp256k1 (SEC 2, 2.4.1): multiplies points by scalars, each point from the product before. Field elements are four limbs of 64
 * bits, products 128 bits wide. n is the number of multiplications; kernel(0) gives the lowest limb of 2G's x. */
#include "kernel.h"

typedef unsigned __int128 wide;

/* A number modulo p = 2^256 - 2^32 - 977, little-endian; below 2^256, not always below p. */
typedef struct {
    uint64_t limb[4];
} field;

/* The point (X/Z^2, Y/Z^3); Z = 0 is the point at infinity. */
typedef struct {
    field x, y, z;
} point;

/* 2^256 modulo p. */
#define EXCESS 0x1000003d1ull

static const field ONE = { { 1 } };
static const field BASE_X = { { 0x59f2815b16f81798, 0x029bfcdb2dce28d9, 0x55a06295ce870b07, 0x79be667ef9dcbbac } };
static const field BASE_Y = { { 0x9c47d08ffb10d4b8, 0xfd17b448a6855419, 0x5da4fbfc0e1108a8, 0x483ada7726a3c465 } };

/* Adds high * 2^256, which is high * EXCESS. */
static void wrap(field *a, uint64_t high)
{
    while (high) {
        wide sum = (wide)high * EXCESS;
        for (int i = 0; i < 4; i++) {
            sum += a->limb[i];
            a->limb[i] = (uint64_t)sum;
            sum >>= 64;
        }
        high = (uint64_t)sum;
    }
}

static void add(field *to, const field *a, const field *b)
{
    wide sum = 0;
    for (int i = 0; i < 4; i++) {
        sum += (wide)a->limb[i] + b->limb[i];
        to->limb[i] = (uint64_t)sum;
        sum >>= 64;
    }
    wrap(to, (uint64_t)sum);
}

static void subtract(field *to, const field *a, const field *b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        wide difference = (wide)a->limb[i] - b->limb[i] - borrow;
        to->limb[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
    /* What was borrowed is 2^256, of which p takes all but EXCESS. */
    while (borrow) {
        uint64_t less = EXCESS;
        for (int i = 0; i < 4; i++) {
            wide difference = (wide)to->limb[i] - less;
            to->limb[i] = (uint64_t)difference;
            less = (uint64_t)(difference >> 64) & 1;
        }
        borrow = less;
    }
}

static void multiply(field *to, const field *a, const field *b)
{
    uint64_t product[8] = { 0 };
    for (int i = 0; i < 4; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < 4; j++) {
            wide sum = (wide)a->limb[i] * b->limb[j] + product[i + j] + carry;
            product[i + j] = (uint64_t)sum;
            carry = (uint64_t)(sum >> 64);
        }
        product[i + 4] = carry;
    }
    uint64_t carry = 0;
    for (int i = 0; i < 4; i++) {
        wide sum = (wide)product[i + 4] * EXCESS + product[i] + carry;
        to->limb[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
    wrap(to, carry);
}

/* The least number of a's class. */
static void reduce(field *a)
{
    uint64_t carry = EXCESS;
    for (int i = 0; i < 4; i++)
        carry = (uint64_t)(((wide)a->limb[i] + carry) >> 64);
    /* If a + EXCESS does not fit 256 bits, a is p at least; then that sum without its highest bit is a - p. */
    wide sum = carry ? EXCESS : 0;
    for (int i = 0; i < 4; i++) {
        sum += a->limb[i];
        a->limb[i] = (uint64_t)sum;
        sum >>= 64;
    }
}

static int is_zero(const field *a)
{
    field least = *a;
    reduce(&least);
    return (least.limb[0] | least.limb[1] | least.limb[2] | least.limb[3]) == 0;
}

/* a^(p - 2). */
static void invert(field *to, const field *a)
{
    static const field exponent = { { 0xfffffffefffffc2d, ~0ull, ~0ull, ~0ull } };
    field base = *a;
    *to = ONE;
    for (int bit = 255; bit >= 0; bit--) {
        multiply(to, to, to);
        if (exponent.limb[bit / 64] >> (bit % 64) & 1)
            multiply(to, to, &base);
    }
}

static void double_point(point *p)
{
    field a, b, c, d, e, f;
    multiply(&a, &p->x, &p->x);
    multiply(&b, &p->y, &p->y);
    multiply(&c, &b, &b);
    multiply(&d, &p->x, &b);
    add(&d, &d, &d);
    add(&d, &d, &d); /* 4 x y^2 */
    add(&e, &a, &a);
    add(&e, &e, &a); /* 3 x^2 */
    multiply(&f, &e, &e);
    multiply(&p->z, &p->z, &p->y);
    add(&p->z, &p->z, &p->z);
    subtract(&f, &f, &d);
    subtract(&p->x, &f, &d);
    subtract(&d, &d, &p->x);
    multiply(&d, &d, &e);
    add(&c, &c, &c);
    add(&c, &c, &c);
    add(&c, &c, &c); /* 8 y^4 */
    subtract(&p->y, &d, &c);
}

/* p + (x, y). */
static void add_affine(point *p, const field *x, const field *y)
{
    if (is_zero(&p->z)) {
        *p = (point){ *x, *y, ONE };
        return;
    }
    field z2, u, s, h, r, h2, h3, v, t;
    multiply(&z2, &p->z, &p->z);
    multiply(&u, x, &z2);
    multiply(&s, y, &z2);
    multiply(&s, &s, &p->z);
    subtract(&h, &u, &p->x);
    subtract(&r, &s, &p->y);
    if (is_zero(&h)) {
        if (is_zero(&r))
            double_point(p);
        else
            p->z = (field){ { 0 } };
        return;
    }
    multiply(&h2, &h, &h);
    multiply(&h3, &h2, &h);
    multiply(&v, &p->x, &h2);
    multiply(&p->z, &p->z, &h);
    multiply(&t, &r, &r);
    subtract(&t, &t, &h3);
    subtract(&t, &t, &v);
    subtract(&p->x, &t, &v);
    subtract(&v, &v, &p->x);
    multiply(&v, &v, &r);
    multiply(&h3, &h3, &p->y);
    subtract(&p->y, &v, &h3);
}

/* (x, y) becomes its multiple. */
static void multiply_point(field *x, field *y, const uint64_t scalar[4])
{
    point p = { { { 0 } }, { { 0 } }, { { 0 } } };
    for (int bit = 255; bit >= 0; bit--) {
        double_point(&p);
        if (scalar[bit / 64] >> (bit % 64) & 1)
            add_affine(&p, x, y);
    }
    field inverse, square;
    invert(&inverse, &p.z);
    multiply(&square, &inverse, &inverse);
    multiply(x, &p.x, &square);
    multiply(&square, &square, &inverse);
    multiply(y, &p.y, &square);
    reduce(x);
    reduce(y);
}

uint64_t kernel(uint64_t n)
{
    field x = BASE_X, y = BASE_Y;
    if (n == 0) {
        static const uint64_t two[4] = { 2 };
        multiply_point(&x, &y, two);
        return x.limb[0];
    }
    uint64_t seed = 1, sum = 0, scalar[4];
    for (uint64_t i = 0; i < n; i++) {
        for (int j = 0; j < 4; j++)
            scalar[j] = next_random(&seed);
        multiply_point(&x, &y, scalar);
        for (int j = 0; j < 4; j++)
            sum = fold(fold(sum, x.limb[j]), y.limb[j]);
    }
    return sum;
}
