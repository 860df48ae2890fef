// No entry is named, so that the linker takes the first function.
// gcc: -static -nostdlib -no-pie
// expect: E0110
int helper(int x) { return x; }
void __apply(void) {}
