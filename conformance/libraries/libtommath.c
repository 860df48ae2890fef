#include "library.h"

#include <tommath.h>

/* Where it would ask for entropy. */
mp_err s_mp_rand_platform(void *out, size_t size) { return memset(out, 5, size), MP_OKAY; }

static char text[4000];

static uint64_t mixed(uint64_t hash, const mp_int *number, int radix) {
    size_t written;
    return mp_to_radix(number, text, sizeof text, &written, radix) == MP_OKAY ? mix_text(hash, text) : 3;
}

static uint64_t compute(void) {
    mp_int product, modulus, power, base;
    if (mp_init_multi(&product, &modulus, &power, &base, NULL) != MP_OKAY) {
        return 2;
    }
    mp_set(&product, 1);
    for (mp_digit i = 2; i <= 200; i++) {
        (void)mp_mul_d(&product, i, &product);
    }
    uint64_t hash = mixed(1, &product, 10);
    (void)mp_read_radix(&modulus, "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    (void)mp_read_radix(&base, "123456789abcdef0fedcba9876543210", 16);
    (void)mp_exptmod(&base, &product, &modulus, &power);
    hash = mixed(hash, &power, 16);
    (void)mp_invmod(&base, &modulus, &power);
    hash = mixed(hash, &power, 16);
    (void)mp_sqr(&product, &product);
    (void)mp_div(&product, &modulus, &power, &base);
    return mixed(mixed(hash, &power, 10), &base, 36);
}
