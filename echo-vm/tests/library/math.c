/* Every function of math.h for numbers of all kinds, as bits: in a contract as its result, in a program as text. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define ONE(X)                                              \
    X(fabs) X(floor) X(ceil) X(trunc) X(round) X(rint) X(nearbyint) X(sqrt) X(logb) X(cbrt) X(exp) X(exp2) X(expm1) X(log)    \
    X(log2) X(log10) X(log1p) X(sin) X(cos) X(tan) X(asin) X(acos) X(atan) X(sinh) X(cosh) X(tanh) X(asinh) X(acosh)          \
    X(atanh) X(erf) X(erfc) X(lgamma) X(tgamma) X(j0) X(j1) X(y0) X(y1)
#define TWO(X)                                              \
    X(fmod) X(remainder) X(fmin) X(fmax) X(fdim) X(copysign) X(nextafter) X(hypot) X(pow) X(atan2)

#define COUNT 48

typedef double (*one)(double);
typedef double (*two)(double, double);
#define ADDRESS(name) name,
#define NAME(name) #name,
static const one ones[] = {ONE(ADDRESS)};
static const two twos[] = {TWO(ADDRESS)};
enum { ONES = sizeof ones / sizeof *ones, TWOS = sizeof twos / sizeof *twos };

static uint64_t state = 88172645463325252u;
static uint64_t next(void) {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static double number(unsigned i) {
    static const double special[] = {0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 1e300, -1e300, 5e-324, INFINITY, -INFINITY, NAN};
    uint64_t bits = next();
    double value;
    if (i < sizeof special / sizeof *special) {
        return special[i];
    }
    switch (i % 4) {
    case 0: return (double)(int64_t)bits / 9e18;         /* between -1 and 1 */
    case 1: return (double)(int64_t)bits / 9e16;         /* between -100 and 100 */
    case 2: return (double)(bits >> 40);                 /* whole */
    default: memcpy(&value, &bits, sizeof value); return value;
    }
}

static uint64_t results[(ONES + TWOS) * COUNT];

static void compute(void) {
    for (unsigned i = 0; i < COUNT; i++) {
        double x = number(i), y = number(COUNT - i);
        for (unsigned f = 0; f < ONES + TWOS; f++) {
            double result = f < ONES ? ones[f](x) : twos[f - ONES](x, y);
            memcpy(&results[f * COUNT + i], &result, sizeof result);
        }
    }
}

#ifdef ECHO
#include "echo.h"

static void run(void) {
    compute();
    echo_return_bytes(results, sizeof results);
}
ECHO_CONTRACT(ECHO_FUNCTION(run))
#else
#include <stdio.h>

int main(void) {
    static const char *const names[] = {ONE(NAME) TWO(NAME)};
    compute();
    for (unsigned f = 0; f < ONES + TWOS; f++) {
        printf("%s", names[f]);
        for (unsigned i = 0; i < COUNT; i++) {
            printf(" %016llx", (unsigned long long)results[f * COUNT + i]);
        }
        printf("\n");
    }
    return 0;
}
#endif
