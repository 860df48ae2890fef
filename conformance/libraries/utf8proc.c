#include "library.h"

#include <stdlib.h>
#include <utf8proc.h>

static uint64_t compute(void) {
    static const char text[] = "Ångström ﬁne Straße ı İ 한국 e\xcc\x81 \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7";
    static const int options[] = {UTF8PROC_COMPOSE, UTF8PROC_DECOMPOSE, UTF8PROC_COMPOSE | UTF8PROC_COMPAT, UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD};
    uint64_t hash = 1;
    for (size_t i = 0; i < 4; i++) {
        utf8proc_uint8_t *out = NULL;
        utf8proc_ssize_t size =
            utf8proc_map((const utf8proc_uint8_t *)text, 0, &out, (utf8proc_option_t)(options[i] | UTF8PROC_NULLTERM | UTF8PROC_STABLE));
        hash = mix_bytes(hash, out, (size_t)size);
        free(out);
    }
    utf8proc_int32_t state = 0, last = 0;
    for (const char *at = text; *at != 0;) {
        utf8proc_int32_t point;
        at += utf8proc_iterate((const utf8proc_uint8_t *)at, -1, &point);
        hash = mix(hash, (uint64_t)utf8proc_charwidth(point) + (uint64_t)(last != 0 && utf8proc_grapheme_break_stateful(last, point, &state)) * 4);
        last = point;
    }
    return hash;
}
