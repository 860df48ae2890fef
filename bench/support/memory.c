/* The four functions a compiler may call behind a program's back (the GCC manual, "Standards"), one plain source for every
 * target, so that no side gets a library's hand-written assembly. Built with -fno-builtin, lest a loop becomes a call to itself. */
#include <stddef.h>
#include <stdint.h>

/* Eight bytes anywhere. */
typedef uint64_t __attribute__((aligned(1), may_alias)) word;

void *memset(void *to, int byte, size_t count)
{
    uint8_t *p = to;
    while (count >= 8) {
        *(word *)p = (uint8_t)byte * 0x0101010101010101ull;
        p += 8;
        count -= 8;
    }
    while (count--)
        *p++ = (uint8_t)byte;
    return to;
}

void *memmove(void *to, const void *from, size_t count)
{
    uint8_t *p = to;
    const uint8_t *q = from;
    if ((uintptr_t)p - (uintptr_t)q >= count) {
        while (count >= 8) {
            *(word *)p = *(const word *)q;
            p += 8;
            q += 8;
            count -= 8;
        }
        while (count--)
            *p++ = *q++;
    } else {
        while (count--)
            p[count] = q[count];
    }
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t count)
{
    return memmove(to, from, count);
}

int memcmp(const void *left, const void *right, size_t count)
{
    const uint8_t *p = left, *q = right;
    for (; count--; p++, q++)
        if (*p != *q)
            return *p < *q ? -1 : 1;
    return 0;
}
