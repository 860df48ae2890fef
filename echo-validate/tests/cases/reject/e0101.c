// A dynamic executable: the loader, the library, and the relocations it brings. (E0103: a symbol the library was to give.)
// gcc: -nostartfiles -e __apply -Wl,-z,lazy -no-pie
// expect: E0101 E0102 E0103 E0104
int puts(const char *);
void __apply(void) { puts("hello"); }
