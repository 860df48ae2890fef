/* fenv.h: a contract rounds to nearest, and its machine does not tell what was inexact. */
#include "library.h"

#define FE_TONEAREST 0

int fegetround(void) { return FE_TONEAREST; }
/* 0 where it could be done. */
int fesetround(int mode) { return mode == FE_TONEAREST ? 0 : -1; }
int feclearexcept(int which) {
    (void)which;
    return 0;
}
SECOND_NAME(feraiseexcept, feclearexcept);
SECOND_NAME(fetestexcept, feclearexcept);
/* What is kept is of the headers' size, which differs, and nothing of it is read. */
int fegetenv(void *out) {
    (void)out;
    return 0;
}
SECOND_NAME(fesetenv, fegetenv);
SECOND_NAME(feholdexcept, fegetenv);
SECOND_NAME(feupdateenv, fegetenv);
int fegetexceptflag(void *out, int which) {
    (void)out, (void)which;
    return 0;
}
SECOND_NAME(fesetexceptflag, fegetexceptflag);
