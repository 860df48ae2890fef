#include "library.h"

#include <pcre2.h>

static uint64_t compute(void) {
    static const char *const patterns[] = {
        "(\\w+)@(\\w+)\\.com", "(?<=a)b+(?!c)", "^(?:(a)|b)*$", "\\p{Lu}\\p{Ll}+", "(?i)ÉCHO", "(\\d{2,4}?)(\\d+)", "((a+)+)$",
    };
    static const char *const subjects[] = {"mail to me@echo.com now", "abbbd abc", "abab", "un Été à Paris", "écho", "123456", "aaaaaaaaaaaaaab"};
    uint64_t hash = 1;
    for (size_t i = 0; i < 7; i++) {
        int error;
        PCRE2_SIZE where;
        pcre2_code *code = pcre2_compile((PCRE2_SPTR)patterns[i], PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_UCP, &error, &where, NULL);
        if (code == NULL) {
            return (uint64_t)error;
        }
        pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
        for (size_t j = 0; j < 7; j++) {
            int count = pcre2_match(code, (PCRE2_SPTR)subjects[j], strlen(subjects[j]), 0, 0, match, NULL);
            hash = mix(hash, (uint64_t)(int64_t)count);
            for (int k = 0; k < 2 * count; k++) {
                hash = mix(hash, pcre2_get_ovector_pointer(match)[k]);
            }
        }
        pcre2_match_data_free(match);
        pcre2_code_free(code);
    }
    return hash;
}
