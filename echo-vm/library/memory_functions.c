/* memcpy, memmove, memset, memcmp, bcmp, strlen: those of echo.h, which cost the least gas. */
#include "echo.h"
