/* Names by which the headers of glibc know functions of C23 (2.38 and later), and of POSIX: those of musl, which takes no 0b either way. */
#include "library.h"

#define FORWARD(result, name, of, parameters, arguments)                                                    \
    result of parameters;                                                                                   \
    result name parameters { return of arguments; }

FORWARD(long, __isoc23_strtol, strtol, (const char *text, char **end, int base), (text, end, base))
FORWARD(unsigned long, __isoc23_strtoul, strtoul, (const char *text, char **end, int base), (text, end, base))
FORWARD(long long, __isoc23_strtoll, strtoll, (const char *text, char **end, int base), (text, end, base))
FORWARD(unsigned long long, __isoc23_strtoull, strtoull, (const char *text, char **end, int base), (text, end, base))
FORWARD(intmax_t, __isoc23_strtoimax, strtoimax, (const char *text, char **end, int base), (text, end, base))
FORWARD(uintmax_t, __isoc23_strtoumax, strtoumax, (const char *text, char **end, int base), (text, end, base))
FORWARD(int, __isoc23_vsscanf, vsscanf, (const char *text, const char *format, va_list to), (text, format, to))

int __isoc23_sscanf(const char *text, const char *format, ...) {
    va_list to;
    va_start(to, format);
    int count = vsscanf(text, format, to);
    va_end(to);
    return count;
}

FORWARD(char *, __strdup, strdup, (const char *text), (text))
void *memchr(const void *bytes, int byte, size_t count);
void *rawmemchr(const void *bytes, int byte) { return memchr(bytes, byte, SIZE_MAX); }
/* There is no environment. */
char *getenv(const char *name) {
    (void)name;
    return NULL;
}
SECOND_NAME(secure_getenv, getenv);
