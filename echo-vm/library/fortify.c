/* What gcc and clang call instead of the library's functions with -D_FORTIFY_SOURCE, which some systems have switched on: the same,
 * after a look at the size of the destination where the compiler knows it. */
#include "library.h"

char *strcpy(char *to, const char *from);
char *stpcpy(char *to, const char *from);
char *strncpy(char *to, const char *from, size_t count);
char *stpncpy(char *to, const char *from, size_t count);
char *strcat(char *to, const char *from);
char *strncat(char *to, const char *from, size_t count);
int vasprintf(char **out, const char *format, va_list arguments);

ECHO_NORETURN void __chk_fail(void) { echo_fail_text("buffer overflow detected"); }

static inline void check(size_t size, size_t room) {
    if (size > room) {
        __chk_fail();
    }
}

void *__memcpy_chk(void *to, const void *from, size_t size, size_t room) {
    check(size, room);
    return memcpy(to, from, size);
}
void *__mempcpy_chk(void *to, const void *from, size_t size, size_t room) {
    return (char *)__memcpy_chk(to, from, size, room) + size;
}
void *__memmove_chk(void *to, const void *from, size_t size, size_t room) {
    check(size, room);
    return memmove(to, from, size);
}
void *__memset_chk(void *to, int byte, size_t size, size_t room) {
    check(size, room);
    return memset(to, byte, size);
}
void __explicit_bzero_chk(void *to, size_t size, size_t room) { __memset_chk(to, 0, size, room); }
char *__strcpy_chk(char *to, const char *from, size_t room) {
    check(strlen(from) + 1, room);
    return strcpy(to, from);
}
char *__stpcpy_chk(char *to, const char *from, size_t room) {
    check(strlen(from) + 1, room);
    return stpcpy(to, from);
}
char *__strncpy_chk(char *to, const char *from, size_t size, size_t room) {
    check(size, room);
    return strncpy(to, from, size);
}
char *__stpncpy_chk(char *to, const char *from, size_t size, size_t room) {
    check(size, room);
    return stpncpy(to, from, size);
}
char *__strcat_chk(char *to, const char *from, size_t room) {
    check(strlen(to) + strlen(from) + 1, room);
    return strcat(to, from);
}
char *__strncat_chk(char *to, const char *from, size_t most, size_t room) {
    size_t length = 0;
    while (length < most && from[length] != 0) {
        length++;
    }
    check(strlen(to) + length + 1, room);
    return strncat(to, from, most);
}

int __vsnprintf_chk(char *out, size_t size, int flags, size_t room, const char *format, va_list arguments) {
    (void)flags;
    check(size, room);
    return vsnprintf(out, size, format, arguments);
}
int __snprintf_chk(char *out, size_t size, int flags, size_t room, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = __vsnprintf_chk(out, size, flags, room, format, arguments);
    va_end(arguments);
    return length;
}
int __vsprintf_chk(char *out, int flags, size_t room, const char *format, va_list arguments) {
    (void)flags;
    /* INT_MAX is the most that vsnprintf takes. */
    int length = vsnprintf(out, room < 0x7fffffff ? room : 0x7fffffff, format, arguments);
    if (length >= 0) {
        check((size_t)length + 1, room);
    }
    return length;
}
int __sprintf_chk(char *out, int flags, size_t room, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = __vsprintf_chk(out, flags, room, format, arguments);
    va_end(arguments);
    return length;
}
int __vasprintf_chk(char **out, int flags, const char *format, va_list arguments) {
    (void)flags;
    return vasprintf(out, format, arguments);
}
int __asprintf_chk(char **out, int flags, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = __vasprintf_chk(out, flags, format, arguments);
    va_end(arguments);
    return length;
}
