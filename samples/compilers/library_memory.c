/* malloc and its like, qsort, bsearch; the C library of contracts against the host's. What is equal to the order is equal: no sort need
 * keep it in place. */
#include "compute.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    uint32_t key;
    char name[9];
};

static int by_key(const void *left, const void *right) {
    uint32_t a = ((const struct entry *)left)->key, b = ((const struct entry *)right)->key;
    return a < b ? -1 : a > b;
}

static int by_bytes(const void *left, const void *right) {
    return *(const unsigned char *)left - *(const unsigned char *)right;
}

static uint64_t compute(void) {
    uint64_t hash = 1, random = 9;
    char *grown = NULL;
    size_t size = 0;
    for (unsigned round = 0; round < 16; round++) {
        size_t count = (size_t)(next_random(&random) % 200);
        struct entry *entries = calloc(count, sizeof *entries), *found, wanted;
        unsigned char *bytes = malloc(count);
        for (size_t i = 0; i < count; i++) {
            hash = mix(hash, entries[i].key + (unsigned char)entries[i].name[3]);
            entries[i].key = (uint32_t)(next_random(&random) % (round % 2 ? 50 : 100000));
            memset(entries[i].name, (int)(entries[i].key % 26) + 'a', sizeof entries[i].name);
            bytes[i] = (unsigned char)next_random(&random);
        }
        qsort(entries, count, sizeof *entries, by_key);
        qsort(bytes, count, 1, by_bytes);
        for (size_t i = 0; i < count; i++) {
            hash = mix(hash, entries[i].key * 300u + bytes[i] + (unsigned char)entries[i].name[8]);
        }
        wanted.key = (uint32_t)(next_random(&random) % 50);
        found = bsearch(&wanted, entries, count, sizeof *entries, by_key);
        hash = mix(hash, found == NULL ? 7 : found->key);
        grown = realloc(grown, size + count + 1);
        memset(grown + size, (int)(round + 'a'), count + 1);
        size += count + 1;
        free(entries);
        free(bytes);
    }
    for (size_t i = 0; i < size; i++) {
        hash = mix(hash, (unsigned char)grown[i]);
    }
    free(grown);
    free(NULL);
    return mix(hash, (uint64_t)abs(-5) + (uint64_t)llabs(-7) + (uint64_t)div(-17, 5).rem);
}
