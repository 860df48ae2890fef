/* string.h, strings.h and ctype.h, for thousands of short texts; the C library of contracts against the host's. */
#define _GNU_SOURCE
#include "compute.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static uint64_t sign(int order) {
    return order < 0 ? 1 : order > 0 ? 2 : 3;
}

static uint64_t place(const char *start, const char *found) {
    return found == NULL ? 999 : (uint64_t)(found - start);
}

/* Up to 23 letters of few kinds, so that they agree often. */
static void fill(char *text, uint64_t *random) {
    static const char letters[] = "aAbB ,\xe4z";
    uint64_t length = next_random(random) % 24;
    for (uint64_t i = 0; i < length; i++) {
        text[i] = letters[next_random(random) % (sizeof letters - 1)];
    }
    text[length] = 0;
}

static uint64_t compute(void) {
    uint64_t hash = 1, random = 3;
    char a[64], b[64], c[128];
    for (unsigned round = 0; round < 400; round++) {
        size_t count = (size_t)(next_random(&random) % 12);
        int letter = (int)(next_random(&random) % 256);
        char *token, *state;
        fill(a, &random);
        fill(b, &random);
        b[round % 4 + 1] = round % 3 == 0 ? 0 : b[round % 4 + 1];
        hash = mix(hash, sign(strcmp(a, b)) * 7 + sign(strncmp(a, b, count)));
        hash = mix(hash, sign(strcasecmp(a, b)) * 7 + sign(strncasecmp(a, b, count)) + sign(strcoll(a, b)));
        hash = mix(hash, strlen(a) + strnlen(b, count) * 100);
        hash = mix(hash, place(a, strchr(a, letter)) + place(a, strrchr(a, 'b')) * 31 + place(a, strchr(a, 0)));
        hash = mix(hash, place(a, strstr(a, b)) + place(b, strpbrk(b, "z,")) * 31 + place(a, strstr(a, "")));
        hash = mix(hash, strspn(a, "aAbB") + strcspn(a, ", ") * 31);
        hash = mix(hash, place(a, memchr(a, ',', count)) + place(a, memrchr(a, 'a', strlen(a))) * 31);
        memset(c, '#', sizeof c);
        strncpy(c, a, count);
        c[sizeof c - 1] = 0;
        hash = mix(hash, strlen(c));
        strcpy(c, a);
        strcat(c, b);
        strncat(c, a, count);
        hash = mix(hash, (uint64_t)(stpcpy(c + strlen(c), "end") - c));
        for (const char *at = c; *at != 0; at++) {
            hash = mix(hash, (unsigned char)*at);
        }
        for (token = strtok_r(c, " ,", &state); token != NULL; token = strtok_r(NULL, " ,", &state)) {
            hash = mix(hash, strlen(token));
        }
        for (token = strtok(a, "bz"); token != NULL; token = strtok(NULL, "bz")) {
            hash = mix(hash, strlen(token) * 3);
        }
        token = strndup(b, count);
        state = strdup(token);
        hash = mix(hash, strlen(state) + (memcmp(token, state, strlen(state) + 1) == 0));
        free(token);
        free(state);
    }
    for (int letter = 0; letter < 256; letter++) {
        /* In the locale of C, letters are those of ASCII. */
        unsigned kinds = (isalpha(letter) != 0) | (isdigit(letter) != 0) << 1 | (isalnum(letter) != 0) << 2 |
                         (isspace(letter) != 0) << 3 | (isupper(letter) != 0) << 4 | (islower(letter) != 0) << 5 |
                         (isxdigit(letter) != 0) << 6 | (ispunct(letter) != 0) << 7 | (isprint(letter) != 0) << 8 |
                         (isgraph(letter) != 0) << 9 | (iscntrl(letter) != 0) << 10 | (isblank(letter) != 0) << 11;
        hash = mix(hash, kinds + (unsigned)tolower(letter) * 65536u + (unsigned)toupper(letter));
    }
    return hash;
}
