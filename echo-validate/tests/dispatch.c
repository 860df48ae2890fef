/* Ways to a case of a switch, or to a function, by a table. SHAPE says which, CLOCK that the last of them reads a clock. */
#include <stdint.h>

#ifdef CLOCK
#define LAST() __builtin_ia32_rdtsc()
#else
#define LAST() 11
#endif

#define USED __attribute__((used, noinline))

volatile uint64_t input, output;
volatile uint8_t bytes[16];

static USED void a(void) { output = 1; }
static USED void b(void) { output = 2; }
static USED void c(void) { output = 3; }
static USED void d(void) { output = LAST(); }

/* Cases that are more than numbers, so that no table of results comes of them. */
#define CASES(first)                          \
    case first: bytes[0] = 1; break;          \
    case first + 1: bytes[1] += 2; break;     \
    case first + 2: a(); break;               \
    case first + 3: output ^= input; break;   \
    case first + 4: b(); bytes[5]++; break;   \
    case first + 5: output = input * 3; break; \
    case first + 6: bytes[7] = bytes[8]; break; \
    case first + 7: output = LAST(); break;

static USED void dispatch(void) {
#if SHAPE == 0
    switch (input) { CASES(0) }
#elif SHAPE == 1
    switch ((uint8_t)input) { CASES(100) default: c(); }
#elif SHAPE == 2
    switch ((int)input) { CASES(-3) default: a(); }
#elif SHAPE == 3
    /* In a loop, as interpreters have it; other tables besides. */
    for (unsigned i = 0; i < input; i++) {
        switch (bytes[i & 15]) { CASES(0) default: c(); return; }
        switch (bytes[(i + 1) & 15]) { case 1: a(); break; case 2: b(); break; case 3: c(); break; case 4: bytes[1]++; break; case 5: bytes[2]++; break; }
    }
#elif SHAPE == 4
    static void (*const table[4])(void) = { a, b, c, d };
    if (input < 4) table[input]();
#elif SHAPE == 5
    static void (*table[4])(void) = { a, b, c, d };
    __asm__ volatile("" : : "r"(table) : "memory");
    table[input & 3]();
#elif SHAPE == 6
    static void (*const table[4])(void) = { a, b, c, d };
    table[(uint32_t)input >> 30]();
#elif SHAPE == 7
    static const struct { uint64_t key; void (*f)(void); } table[4] = { { 5, a }, { 6, b }, { 7, c }, { 8, d } };
    uint64_t i = input - 20;
    if (i > 3) return;
    if (table[i].key != output) table[i].f();
#elif SHAPE == 8
    struct { uint8_t kind, more; } volatile *p = (void *)bytes;
    switch (p->kind) { CASES(1) default: c(); }
#elif SHAPE == 9
    static void (*f)(void) = d;
    __asm__ volatile("" : "+m"(f));
    f();
#elif SHAPE == 10
    /* The value is needed behind, and the comparison is with a byte. */
    uint64_t x = input >> 3;
    a();
    switch (x) { CASES(0x40) default: b(); }
    output = x;
#elif SHAPE == 11
    static const void *const labels[] = { &&one, &&two, &&three, &&four };
    if (input >= 4) return;
    goto *labels[input];
one: bytes[0]++; return;
two: output = bytes[1]; return;
three: a(); return;
four: output = LAST(); return;
#endif
}

void __apply(void) { dispatch(); c(); }
