/* Quicksort (median of three, Hoare's partition, insertion sort for short runs): branches nobody predicts. n is the number of sorts. */
#include "kernel.h"

#define COUNT 32768

static uint32_t data[COUNT];

static void sort(uint32_t *first, uint32_t *last)
{
    while (last - first > 12) {
        uint32_t x = *first, y = first[(last - first) / 2], z = *last;
        uint32_t pivot = x < y ? (y < z ? y : x < z ? z : x) : (x < z ? x : y < z ? z : y);
        uint32_t *low = first - 1, *high = last + 1;
        for (;;) {
            do
                low++;
            while (*low < pivot);
            do
                high--;
            while (*high > pivot);
            if (low >= high)
                break;
            uint32_t swapped = *low;
            *low = *high;
            *high = swapped;
        }
        if (high - first < last - high) {
            sort(first, high);
            first = high + 1;
        } else {
            sort(high + 1, last);
            last = high;
        }
    }
    for (uint32_t *p = first + 1; p <= last; p++) {
        uint32_t value = *p, *q = p;
        for (; q > first && q[-1] > value; q--)
            *q = q[-1];
        *q = value;
    }
}

uint64_t kernel(uint64_t n)
{
    uint64_t seed = 1, sum = 0;
    for (uint64_t round = 0; round < n; round++) {
        for (int i = 0; i < COUNT; i++)
            data[i] = (uint32_t)(next_random(&seed) >> 32);
        sort(data, data + COUNT - 1);
        for (int i = 1; i < COUNT; i++)
            if (data[i - 1] > data[i])
                return 0;
        for (int i = 0; i < COUNT; i += 64)
            sum = fold(sum, data[i]);
    }
    return sum;
}
