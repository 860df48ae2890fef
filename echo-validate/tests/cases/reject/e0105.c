// A function chosen at load time.
// gcc: -static -nostdlib -no-pie -e __apply
// expect: E0105
static int one(void) { return 1; }
static int (*choose(void))(void) { return one; }
int chosen(void) __attribute__((ifunc("choose")));
void __apply(void) { chosen(); }
