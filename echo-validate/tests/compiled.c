/* What compilers make jump tables, function pointers, string and vector code of. Compiled by tests/cases.rs at every level. */
typedef unsigned long u64;

static volatile u64 sink;

__attribute__((noreturn)) static void fail(const char *text) {
    struct { const char *p; u64 n; } s = {text, 4};
    __asm__ volatile("int $0x60" : : "D"(&s) : "memory");
    __builtin_unreachable();
}

void *memset(void *d, int c, u64 n) {
    char *p = d;
    while (n--) *p++ = (char)c;
    return d;
}

void *memcpy(void *d, const void *s, u64 n) {
    char *p = d;
    const char *q = s;
    while (n--) *p++ = *q++;
    return d;
}

static u64 add(u64 a, u64 b) { return a + b; }
static u64 mul(u64 a, u64 b) { return a * b; }
static u64 quot(u64 a, u64 b) {
    if (b == 0) fail("zero");
    return a / b;
}

static u64 (*const operators[])(u64, u64) = {add, mul, quot};

__attribute__((noinline)) u64 dispatch(u64 kind, u64 a, u64 b) {
    switch (kind) {
    case 0: return a + 1;
    case 1: return a * b + 7;
    case 2: return a ^ (b << 3);
    case 3: return a % (b | 1);
    case 4: return operators[a % 3](b, 5);
    case 5: return sink;
    case 6: fail("case");
    case 7: return a > b ? a : b;
    case 8: sink = a; return 3;
    case 9: return ~a;
    default: return kind;
    }
}

__attribute__((noinline)) u64 interpret(const unsigned char *code) {
    static const void *const labels[] = {&&push, &&plus, &&times, &&drop, &&stop};
    u64 stack[16] = {0}, *top = stack;
    goto *labels[*code++];
push:
    *++top = *code++;
    goto *labels[*code++];
plus:
    top[-1] += *top;
    top--;
    goto *labels[*code++];
times:
    top[-1] *= *top;
    top--;
    goto *labels[*code++];
drop:
    top--;
    goto *labels[*code++];
stop:
    return *top;
}

__attribute__((noinline)) double mean(const double *x, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += x[i] * 1.5;
    return sum / n;
}

static const unsigned table[16] = {0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
                                   0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174};

__attribute__((noinline)) unsigned mix(const char *text, const unsigned *k) {
    unsigned h = 0x401000;
    for (int i = 0; text[i]; i++) h = ((h << 5) | (h >> 27)) ^ k[text[i] & 15];
    return h;
}

/* What compilers use flags, and instructions of newer processors, for. */
__attribute__((noinline)) u64 bits(u64 a, u64 b) {
    u64 sum, product;
    if (__builtin_add_overflow(a, b, &sum)) sum ^= b;
    if (__builtin_mul_overflow((long long)a, (long long)b, (long long *)&product)) product = a;
    if (a) sum += (u64)__builtin_ctzll(a) + (u64)__builtin_clzll(a);
    sum += (u64)__builtin_ffsll((long long)b) + (u64)__builtin_parityll(b);
    __uint128_t wide = (__uint128_t)a * b + sum;
    return (u64)(wide >> (b & 127)) ^ (a & -a) ^ (b & (b - 1)) ^ (~a & product) ^ (sum >> (a & 63));
}

void __apply(void) {
    double x[8];
    for (int i = 0; i < 8; i++) x[i] = (double)dispatch((u64)i, sink, 3);
    sink += (u64)mean(x, 8);
    sink += interpret((const unsigned char *)"\0\2\0\3\1\4");
    sink += mix("get_balance(\"1.2.16\",\"1.3.0\")", table);
    sink ^= bits(sink, sink >> 7);
    if (sink == 42) fail("none");
}
