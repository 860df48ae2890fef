// An executable stack.
// gcc: -static -nostdlib -no-pie -e __apply -Wl,-z,execstack
// expect: E0108
void __apply(void) {}
