/* errno.h: a plain variable. */
#include "library.h"

static int number;

int *__errno_location(void) { return &number; }
/* By this name musl's own files ask. */
extern int *___errno_location(void) __attribute__((alias("__errno_location"), visibility("hidden")));
