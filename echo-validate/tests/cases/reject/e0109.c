// A position-independent executable.
// gcc: -static-pie -nostdlib -fpie -e __apply
// expect: E0109
void __apply(void) {}
