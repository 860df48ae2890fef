// Text and data in one segment that allows everything.
// gcc: -static -nostdlib -no-pie -e __apply -Wl,-N
// expect: E0107
int counter = 1;
void __apply(void) { counter++; }
