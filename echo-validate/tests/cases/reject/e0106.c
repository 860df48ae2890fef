// A variable of each thread. The code reads fs to find it.
// gcc: -static -nostdlib -no-pie -e __apply
// expect: E0106 E0206
_Thread_local int mine = 1;
int __apply(void) { return mine; }
