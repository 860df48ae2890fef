/* QuickJS without output: what it would tell a developer. */
#include <stdio.h>
#undef putchar
#undef putc
#define printf(...) 0
#define fprintf(...) 0
#define vfprintf(...) 0
#define puts(...) 0
#define fputs(...) 0
#define putchar(...) 0
#define putc(...) 0
#define fputc(...) 0
#define fflush(...) 0
