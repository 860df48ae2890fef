/* stdlib.h and assert.h: what ends a process ends the call with contract_error, and says what it was. */
#include "library.h"

ECHO_NORETURN void abort(void) { echo_fail_text("abort"); }

/* What was registered never runs: the memory of a call ends with it. */
int atexit(void (*function)(void)) {
    (void)function;
    return 0;
}
SECOND_NAME(at_quick_exit, atexit);

ECHO_NORETURN void exit(int status) {
    char text[24] = "exit with status ";
    unsigned char code = (unsigned char)status;
    char *end = text + 17;
    if (code >= 100) {
        *end++ = (char)('0' + code / 100);
    }
    if (code >= 10) {
        *end++ = (char)('0' + code / 10 % 10);
    }
    *end++ = (char)('0' + code % 10);
    echo_fail_text(text);
}
SECOND_NAME(_exit, exit);
SECOND_NAME(_Exit, exit);
SECOND_NAME(quick_exit, exit);

static char *put(char *to, const char *end, const char *text) {
    while (*text != 0 && to < end) {
        *to++ = *text++;
    }
    return to;
}

/* token.c:12: transfer: assertion failed: amount > 0 */
ECHO_NORETURN void __assert_fail(const char *what, const char *file, unsigned line, const char *function) {
    char text[512], digits[11], *digit = digits + 10, *to = text;
    const char *end = text + sizeof text - 1;
    *digit = 0;
    do {
        *--digit = (char)('0' + line % 10);
    } while ((line /= 10) != 0);
    to = put(put(put(put(to, end, file), end, ":"), end, digit), end, ": ");
    if (function != NULL) {
        to = put(put(to, end, function), end, ": ");
    }
    to = put(put(to, end, "assertion failed: "), end, what);
    *to = 0;
    echo_fail_text(text);
}

/* By another name and without the function: what LDC calls where a check of D fails. */
ECHO_NORETURN void __assert(const char *what, const char *file, int line) { __assert_fail(what, file, (unsigned)line, NULL); }
