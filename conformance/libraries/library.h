/* What the programs of this directory share: bytes that compress, and one number of everything. */
#include "compute.h"

#include <string.h>

static inline uint64_t mix_bytes(uint64_t hash, const void *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        hash = mix(hash, ((const unsigned char *)bytes)[i]);
    }
    return mix(hash, size);
}

static inline uint64_t mix_text(uint64_t hash, const char *text) {
    return text == NULL ? mix(hash, 77) : mix_bytes(hash, text, strlen(text));
}

/* Words of a small language, so that there is something to find. */
static inline void fill_words(unsigned char *out, size_t size) {
    static const char *const words[] = {"the ", "contract ", "of ", "machine ", "code ", "and ", "gas ", "is ", "paid.\n", "0123456789"};
    uint64_t random = 42;
    for (size_t at = 0; at < size;) {
        const char *word = words[next_random(&random) % 10];
        size_t length = strlen(word) < size - at ? strlen(word) : size - at;
        memcpy(out + at, word, length);
        at += length;
    }
}

#define INPUT 20000
static unsigned char input[INPUT], packed[INPUT * 2], output[INPUT];

/* What came back must be what went in: else a number that tells. */
static inline uint64_t mix_packed(uint64_t hash, size_t size, size_t back) {
    if (back != INPUT || memcmp(input, output, INPUT) != 0) {
        return 1;
    }
    memset(output, 0, INPUT);
    return mix_bytes(hash, packed, size);
}
