/* What the files of the C library that are not musl's have in common: the machine, and what they expect of each other. The
 * declarations of a system's headers are not used: they need not be there, and carry what a contract does not have. */
#ifndef ECHO_LIBRARY_H
#define ECHO_LIBRARY_H

#include "echo.h"

#include <stdarg.h>

#define SECOND_NAME(name, of) extern __typeof(of) name __attribute__((alias(#of), copy(of)))

ECHO_BEGIN_C

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *pointer, size_t size);
void free(void *pointer);
void *aligned_alloc(size_t alignment, size_t size);
int snprintf(char *out, size_t size, const char *format, ...);
int vsnprintf(char *out, size_t size, const char *format, va_list arguments);

ECHO_END_C

#endif
