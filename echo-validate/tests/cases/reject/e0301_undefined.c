// A function that nobody defines, and a linker that was told not to mind: ld forgets the symbol, the call to address 0 stays.
// gcc: -static -nostdlib -no-pie -e __apply -Wl,--unresolved-symbols=ignore-all
// expect: E0301
void missing(void);
void __apply(void) { missing(); }
