/* ctype.h: the tables that tolower and toupper of glibc's headers look into. Those of musl have nothing from 128 on, where glibc's have
 * the letter itself. */
#include "library.h"

/* From -128, of which -1 is EOF, to 255. */
#define SAME_4(n) (n), (n) + 1, (n) + 2, (n) + 3
#define SAME_16(n) SAME_4(n), SAME_4((n) + 4), SAME_4((n) + 8), SAME_4((n) + 12)
#define SAME_64(n) SAME_16(n), SAME_16((n) + 16), SAME_16((n) + 32), SAME_16((n) + 48)
#define SAME_26(n) SAME_16(n), SAME_4((n) + 16), SAME_4((n) + 20), (n) + 24, (n) + 25
#define BELOW_ZERO SAME_64(128), SAME_16(192), SAME_16(208), SAME_16(224), SAME_4(240), SAME_4(244), SAME_4(248), 252, 253, 254, -1

static const int32_t lower[384] = {
    BELOW_ZERO, SAME_64(0), '@', SAME_26('a'), SAME_4('['), '_', '`', SAME_26('a'), SAME_4('{'), 127, SAME_64(128), SAME_64(192),
};
static const int32_t upper[384] = {
    BELOW_ZERO, SAME_64(0), '@', SAME_26('A'), SAME_4('['), '_', '`', SAME_26('A'), SAME_4('{'), 127, SAME_64(128), SAME_64(192),
};

static const int32_t *const lower_start = lower + 128;
static const int32_t *const upper_start = upper + 128;

const int32_t *const *__ctype_tolower_loc(void) { return &lower_start; }
const int32_t *const *__ctype_toupper_loc(void) { return &upper_start; }
