/* Switches whose cases are more than numbers, so that no table of results comes of them. Every instruction is reached. */
#include <stdint.h>

#define USED __attribute__((used, noinline))

volatile uint64_t input, output;
volatile uint8_t bytes[16];

static USED void a(void) { output = 1; }
static USED void b(void) { output = 2; }
static USED void c(void) { output = 3; }

#define CASES(first)                           \
    case first: bytes[0] = 1; break;           \
    case first + 1: bytes[1] += 2; break;      \
    case first + 2: a(); break;                \
    case first + 3: output ^= input; break;    \
    case first + 4: b(); bytes[5]++; break;    \
    case first + 5: output = input * 3; break; \
    case first + 6: bytes[7] = bytes[8]; break;

static USED void from_null(void) { switch (input) { CASES(0) } }

static USED void of_a_byte(void) { switch ((uint8_t)input) { CASES(100) default: c(); } }

static USED void below_null(void) { switch ((int)input) { CASES(-3) default: a(); } }

static USED void with_gaps(void)
{
    switch (input) { CASES(5) case 14: c(); break; case 16: bytes[9] ^= 7; break; default: b(); }
}

/* In a loop, as interpreters have it; another table beside. */
static USED void in_a_loop(void)
{
    for (unsigned i = 0; i < input; i++) {
        switch (bytes[i & 15]) { CASES(0) default: c(); return; }
        switch (bytes[(i + 1) & 15]) {
            case 1: a(); break;
            case 2: b(); break;
            case 3: c(); break;
            case 4: bytes[1]++; break;
            case 5: bytes[2]++; break;
        }
    }
}

/* The value is needed behind. */
static USED void needed_behind(void)
{
    uint64_t x = input >> 3;
    a();
    switch (x) { CASES(0x40) default: b(); }
    output = x;
}

void __apply(void)
{
    from_null(); of_a_byte(); below_null(); with_gaps(); in_a_loop(); needed_behind();
    c();
}
