/* string.h: strerror_r has two meanings under one name. glibc's headers ask for this one where _GNU_SOURCE is set, as g++ does. */
#include "library.h"

char *strerror(int number);

char *strerror_r(int number, char *out, size_t size) {
    (void)out, (void)size;
    return strerror(number);
}

/* 34, ERANGE, where it does not fit. */
int __xpg_strerror_r(int number, char *out, size_t size) {
    const char *text = strerror(number);
    size_t length = strlen(text);
    if (length < size) {
        memcpy(out, text, length + 1);
        return 0;
    }
    if (size > 0) {
        memcpy(out, text, size - 1);
        out[size - 1] = 0;
    }
    return 34;
}
