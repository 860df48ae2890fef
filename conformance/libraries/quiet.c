/* For libraries that insist on files, output, a process and entropy: there are none, and nobody is told. A contract that brings these goes
 * before libecho.a, which refuses them. stdio.h is not included: its FILE is of no matter here. */
#include <stddef.h>

void *stdin, *stdout, *stderr;
void *fopen(const char *name, const char *mode) { return (void)name, (void)mode, NULL; }
void *fopen64(const char *name, const char *mode) { return (void)name, (void)mode, NULL; }
void *freopen(const char *name, const char *mode, void *file) { return (void)name, (void)mode, (void)file, NULL; }
void *freopen64(const char *name, const char *mode, void *file) { return (void)name, (void)mode, (void)file, NULL; }
int fclose(void *file) { return (void)file, 0; }
int fflush(void *file) { return (void)file, 0; }
int ferror(void *file) { return (void)file, 1; }
int feof(void *file) { return (void)file, 1; }
int getc(void *file) { return (void)file, -1; }
size_t fread(void *to, size_t size, size_t count, void *file) { return (void)to, (void)size, (void)count, (void)file, 0; }
int fputc(int byte, void *file) { return (void)file, byte; }
int fputs(const char *text, void *file) { return (void)text, (void)file, 0; }
int fprintf(void *file, const char *format, ...) { return (void)file, (void)format, 0; }
int getpid(void) { return 1; }
void arc4random_buf(void *to, size_t size) { __builtin_memset(to, 4, size); }
