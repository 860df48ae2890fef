/* snprintf, strtol, strtod and their like, for thousands of numbers; the C library of contracts against the host's. */
#define _GNU_SOURCE
#include "compute.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t of(const char *text, int length) {
    uint64_t hash = (uint64_t)length;
    for (; *text != 0; text++) {
        hash = mix(hash, (unsigned char)*text);
    }
    return hash;
}

/* All kinds: whole, small, large, near each other, denormal. */
static double number(uint64_t *random) {
    uint64_t bits = next_random(random);
    double value;
    switch (next_random(random) % 6) {
    case 0: return (double)(int64_t)(bits >> 44);
    case 1: return (double)(bits % 100000) / 1000;
    case 2: return (double)(bits % 1000) / 8;
    case 3: return (double)(bits % 10) * 1e-5;
    case 4: bits &= 0x801fffffffffffffu; break;
    default: break;
    }
    memcpy(&value, &bits, sizeof value);
    return value == value ? value : 0.5;
}

static NOINLINE uint64_t whole_numbers(uint64_t *random) {
    static const char *const formats[] = {"%ld",   "%20ld",  "%-20ld|", "%020ld", "%+ld",   "% ld",  "%.5ld", "%12.5ld", "%-+12.3ld|",
                                          "%lu",   "%lx",    "%#lX",    "%#lo",   "%08lx",  "%#.0lx", "%.0ld", "%#20lx",  "%-#10lo|"};
    uint64_t hash = 1;
    char text[80];
    for (unsigned round = 0; round < 126; round++) {
        uint64_t value = next_random(random) >> next_random(random) % 64;
        long signed_value = (long)(round % 2 ? value : 0 - value);
        const char *format = formats[round % (sizeof formats / sizeof *formats)];
        char *end;
        int base = (int)(next_random(random) % 36) + 1;
        hash = mix(hash, of(text, snprintf(text, sizeof text, format, round % 50 == 0 ? 0L : signed_value)));
        hash = mix(hash, of(text, snprintf(text, 1 + (size_t)(value % 12), "%hhd %hu %d", (int)value, (int)value, (int)signed_value)));
        snprintf(text, sizeof text, round % 3 == 0 ? " 0x%lx!" : round % 3 == 1 ? "%ld9" : "+%lu rest", signed_value);
        /* Where there is no number, POSIX leaves it open whether there is EINVAL. */
        errno = 0;
        hash = mix(hash, (uint64_t)strtol(text, &end, base == 1 ? 0 : base));
        hash = mix(hash, (uint64_t)(end - text) * 100 + (errno == ERANGE));
        errno = 0;
        hash = mix(hash, (uint64_t)strtoull(text, &end, 0));
        hash = mix(hash, (uint64_t)(end - text) * 100 + (errno == ERANGE));
        hash = mix(hash, (uint64_t)atoi("  -77x") + (uint64_t)labs(signed_value / 2) + (uint64_t)ldiv(signed_value, 1000).rem);
    }
    return hash;
}

static NOINLINE uint64_t doubles(uint64_t *random) {
    static const char *const formats[] = {"%f",   "%.0f",  "%10.3f", "%-12.2f|", "%012.1f", "%+.4f", "% f",    "%#.0f", "%e",    "%.0e",
                                          "%.3E", "%20e",  "%g",     "%.3g",     "%#g",     "%G",    "%.15g",  "%.17g", "%.0g",  "%+10.2g",
                                          "%.30g", "%.20f", "%#.3e", "%-20.10g|"};
    uint64_t hash = 1;
    char text[800];
    for (unsigned round = 0; round < 48; round++) {
        double value = number(random);
        const char *format = formats[round % (sizeof formats / sizeof *formats)];
        char *end;
        double back;
        hash = mix(hash, of(text, snprintf(text, sizeof text, format, value)));
        back = strtod(text, &end);
        hash = mix(hash, bits_of(back) + (uint64_t)(end - text));
        snprintf(text, sizeof text, "%.*g", (int)(round % 40), value);
        hash = mix(hash, bits_of(strtod(text, NULL)));
    }
    hash = mix(hash, of(text, snprintf(text, sizeof text, "%f %F %e %G %05f", 1.0 / 0.0, -1.0 / 0.0, 0.0, 1e300 * 1e300, -0.0)));
    for (unsigned i = 0; i < 12; i++) {
        static const char *const texts[] = {"  -1.5e3x", ".5",  "5.", "1e", "1e+", "-.e1", "+0.0001e-4", "inf", "-Infinity!",
                                            "1e400",     "1e-400", "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880"};
        char *end;
        hash = mix(hash, bits_of(strtod(texts[i], &end)));
        hash = mix(hash, (uint64_t)(end - texts[i]));
    }
    return hash;
}

static NOINLINE uint64_t others(uint64_t *random) {
    uint64_t hash = 1;
    char text[200];
    for (unsigned round = 0; round < 60; round++) {
        double value = number(random), by = number(random);
        int width = (int)(next_random(random) % 20) - 10;
        hash = mix(hash, of(text, snprintf(text, sizeof text, "%*s|%-*.3s|%c%%|%5c|%.*d", width, "text", width, "other", 'x', 'y', width, 7)));
        if (fabs(value) < 1e15) {
            hash = mix(hash, bits_of(floor(value)) + bits_of(ceil(value)) * 3 + bits_of(trunc(value)) * 5 + bits_of(round * 0.5));
            hash = mix(hash, bits_of(fmin(value, by)) + bits_of(fmax(value, by)) * 3 + bits_of(sqrt(fabs(value))));
            if (by != 0 && fabs(by) > 1e-3) {
                hash = mix(hash, bits_of(fmod(value, by)));
            }
        }
    }
    hash = mix(hash, of(text, sprintf(text, "%s %d", "text", 5)));
    return mix(hash, of(text, snprintf(NULL, 0, "%d", 12345)));
}

static uint64_t compute(void) {
    uint64_t random = 5;
    uint64_t hash = whole_numbers(&random);
    hash = mix(hash, doubles(&random));
    return mix(hash, others(&random));
}
