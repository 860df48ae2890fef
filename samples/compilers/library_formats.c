/* printf and scanf to and from memory, numbers that are hard to round, dates, patterns, wide text; the C library of contracts against
 * the host's. */
#define _GNU_SOURCE
#include "compute.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

static uint64_t of(const char *text) {
    uint64_t hash = 1;
    for (; *text != 0; text++) {
        hash = mix(hash, (unsigned char)*text);
    }
    return hash;
}

/* Halfway between two doubles, or almost; at the ends of their range; with more digits than matter. */
static NOINLINE uint64_t hard_to_round(void) {
    static const char *const texts[] = {
        "9007199254740993", "9007199254740993.0000000000000000000000000000000000000001", "2.2250738585072011e-308",
        "2.2250738585072012e-308", "4.9e-324", "2.4703282292062327208e-324", "2.4703282292062328e-324", "1.7976931348623158e308",
        "1.7976931348623159e308", "0.1", "0.3", "123456789012345678901234567890", "1e23", "8.5e22", "6.0221409e+23", "1e-1000", "1e1000",
        "-0", "0x1.fffffffffffffp1023", "0x1.fffffffffffff8p0", "0x.8p-1074", "0x1p-1075", "infinity", "nan", "1e", "1e+", ".5", "5.", ".",
        "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
    };
    uint64_t hash = 1;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *end;
        double value = strtod(texts[i], &end);
        hash = mix(hash, value == value ? bits_of(value) : 7);
        hash = mix(hash, (uint64_t)(end - texts[i]));
        float single = strtof(texts[i], &end);
        hash = mix(hash, single == single ? bits_of((double)single) : 7);
    }
    return hash;
}

static NOINLINE uint64_t printed(uint64_t *random) {
    static const char *const flags[] = {"", "-", "+", " ", "#", "0", "-+", "+0", "#0", " #", "-#"};
    static const char *const sizes[] = {"", "12", "1", "30"};
    static const char *const precisions[] = {"", ".0", ".1", ".17", ".40"};
    static const char conversions[] = "fFeEgGaA";
    char format[32], text[512];
    uint64_t hash = 1;
    for (unsigned round = 0; round < 300; round++) {
        uint64_t bits = next_random(random);
        double value = (double)(int64_t)bits / (double)(1ull << bits % 64);
        snprintf(format, sizeof format, "%%%s%s%s%c", flags[round % 11], sizes[round / 11 % 4], precisions[round / 3 % 5],
            conversions[round % 8]);
        int length = snprintf(text, sizeof text, format, value);
        hash = mix(mix(hash, of(text)), (uint64_t)length);
    }
    snprintf(text, sizeof text, "%hhx %hd %d %ld %lld %jd %zu %td %c %s %.3s %5s|%-5s| %%", 511, 65537, -1, -2L, -3LL, (intmax_t)-4,
        (size_t)5, (ptrdiff_t)6, 'c', "text", "cut", "r", "l");
    hash = mix(hash, of(text));
    int written = 0;
    snprintf(text, sizeof text, "%2$s %1$s %3$*4$d%5$n", "world", "hello", 42, 7, &written);
    hash = mix(mix(hash, of(text)), (uint64_t)written);
    snprintf(text, sizeof text, "%" PRIu64 " %" PRIx32 " %" PRId8, UINT64_MAX, UINT32_MAX, (int8_t)-5);
    hash = mix(hash, of(text));
    char *allocated = NULL;
    hash = mix(hash, (uint64_t)asprintf(&allocated, "%0*d", 300, 5));
    hash = mix(hash, of(allocated));
    free(allocated);
    return hash;
}

static NOINLINE uint64_t scanned(void) {
    int a = 0, b = 0, c = 0, n = 0;
    unsigned x = 0;
    long l = 0;
    double d = 0;
    float f = 0;
    char word[16] = "", set[16] = "", one = 0, *allocated = NULL;
    uint64_t hash = 1;
    hash = mix(hash, (uint64_t)sscanf("12 -7 0x1f 99", "%d %d %i %n", &a, &b, &c, &n));
    hash = mix(hash, (uint64_t)(a + b * 3 + c * 7 + n * 11));
    hash = mix(hash, (uint64_t)sscanf("ff,word:abc-7e2 1.5", "%x,%5[a-z]:%[^-]%ld%*c%*d %f", &x, word, set, &l, &f));
    hash = mix(mix(mix(hash, x), of(word)), of(set) + (uint64_t)l + bits_of((double)f));
    hash = mix(hash, (uint64_t)sscanf("2.5e3q text", "%lf%c %ms", &d, &one, &allocated));
    hash = mix(mix(hash, bits_of(d)), (uint64_t)one + of(allocated));
    free(allocated);
    hash = mix(hash, (uint64_t)sscanf("", "%d", &a) + (uint64_t)sscanf("x", "%d", &a) * 5);
    return hash;
}

static NOINLINE uint64_t dates(uint64_t *random) {
    char text[200];
    uint64_t hash = 1;
    for (unsigned round = 0; round < 40; round++) {
        time_t when = (time_t)(next_random(random) % 8000000000u) - 2000000000;
        struct tm parts, again;
        gmtime_r(&when, &parts);
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %A %b %B %c %C %D %e %F %g %G %h %I %j %n%p %R %s %t %T %u %U %V %w %W %x %X %y %%", &parts);
        hash = mix(hash, of(text));
        again = parts;
        again.tm_mon += 14;
        again.tm_mday -= 40;
        hash = mix(hash, (uint64_t)timegm(&again));
        hash = mix(hash, of(asctime(&parts)));
    }
    struct tm read = {0};
    const char *end = strptime("2026-02-28 23:59:58", "%Y-%m-%d %H:%M:%S", &read);
    hash = mix(hash, (end != NULL && *end == 0) + (uint64_t)timegm(&read));
    return hash;
}

static int by_size(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}
static uint64_t walked;
static void walk(const void *node, VISIT visit, int depth) {
    (void)depth;
    if (visit == postorder || visit == leaf) {
        walked = mix(walked, **(const uint64_t *const *)node);
    }
}

static NOINLINE uint64_t searched(uint64_t *random) {
    static uint64_t values[64];
    uint64_t hash = 1;
    void *tree = NULL;
    for (unsigned i = 0; i < 64; i++) {
        values[i] = next_random(random) % 1000 * 64 + i;
        tsearch(&values[i], &tree, by_size);
    }
    twalk(tree, walk);
    hash = mix(hash, walked);
    for (unsigned i = 0; i < 64; i += 3) {
        tdelete(&values[i], &tree, by_size);
        hash = mix(hash, tfind(&values[i], &tree, by_size) == NULL);
    }
    qsort(values, 64, sizeof *values, by_size);
    for (unsigned i = 0; i < 64; i++) {
        hash = mix(hash, values[i]);
    }
    return hash;
}

static NOINLINE uint64_t patterns(void) {
    static const char *const all[] = {"*.c", "[a-c]?[!x]*", "a\\*b", "[[:digit:]]*", "*"};
    static const char *const texts[] = {"file.c", "abz", "axx", "a*b", "9", ".c", "", "dir/file.c"};
    uint64_t hash = 1;
    for (unsigned i = 0; i < 5; i++) {
        for (unsigned j = 0; j < 8; j++) {
            hash = mix(hash, (uint64_t)fnmatch(all[i], texts[j], 0) + (uint64_t)fnmatch(all[i], texts[j], FNM_PATHNAME | FNM_PERIOD) * 3);
        }
    }
    return hash;
}

static NOINLINE uint64_t wide(void) {
    wchar_t text[32];
    char narrow[32];
    uint64_t hash = mbstowcs(text, "plain text", 32);
    hash = mix(hash, wcslen(text) + (uint64_t)(wcschr(text, L't') - text) * 7);
    hash = mix(hash, wcstombs(narrow, text, sizeof narrow));
    hash = mix(hash, of(narrow) + (uint64_t)wcstol(L" -12x", NULL, 10));
    hash = mix(hash, wcscmp(text, L"plain") > 0);
    return mix(hash, of(setlocale(LC_ALL, NULL)) + of(localeconv()->decimal_point));
}

static uint64_t compute(void) {
    uint64_t random = 3;
    uint64_t hash = hard_to_round();
    hash = mix(hash, printed(&random));
    hash = mix(hash, scanned());
    hash = mix(hash, dates(&random));
    hash = mix(hash, searched(&random));
    hash = mix(hash, patterns());
    return mix(hash, wide());
}
