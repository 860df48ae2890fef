/* quick_sort(n) and heap_sort(n) sort n pseudo-random u32s on the heap and return the sum of (i + 1) *
 * element i, modulo 2^64. The numbers are the upper halves of x = 6364136223846793005 x +
 * 1442695040888963407, starting from x = n. */
#include "echo.h"

static void swap(uint32_t *left, uint32_t *right) {
    uint32_t kept = *left;
    *left = *right;
    *right = kept;
}

static void insertion(uint32_t *items, uint64_t count) {
    for (uint64_t i = 1; i < count; i++) {
        uint32_t item = items[i];
        uint64_t at = i;
        for (; at > 0 && items[at - 1] > item; at--) {
            items[at] = items[at - 1];
        }
        items[at] = item;
    }
}

/* Recurses into the smaller part and loops over the larger, so that the stack stays logarithmic. */
static void quick(uint32_t *items, uint64_t count) {
    while (count > 16) {
        uint32_t *middle = items + count / 2;
        uint32_t *last = items + count - 1;
        if (*middle < *items) swap(middle, items);
        if (*last < *items) swap(last, items);
        if (*last < *middle) swap(last, middle);
        uint32_t pivot = *middle;
        uint32_t *low = items;
        uint32_t *high = last;
        do {
            while (*low < pivot) low++;
            while (*high > pivot) high--;
            if (low <= high) {
                swap(low, high);
                low++;
                high--;
            }
        } while (low <= high);
        uint64_t lower = (uint64_t)(high + 1 - items);
        uint64_t upper = (uint64_t)(items + count - low);
        if (lower < upper) {
            quick(items, lower);
            items = low;
            count = upper;
        } else {
            quick(low, upper);
            count = lower;
        }
    }
    insertion(items, count);
}

static void sift(uint32_t *items, uint64_t root, uint64_t count) {
    for (uint64_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && items[child] < items[child + 1]) child++;
        if (items[root] >= items[child]) return;
        swap(&items[root], &items[child]);
    }
}

static void heap(uint32_t *items, uint64_t count) {
    for (uint64_t i = count / 2; i > 0; i--) {
        sift(items, i - 1, count);
    }
    for (uint64_t left = count; left > 1; left--) {
        swap(&items[0], &items[left - 1]);
        sift(items, 0, left - 1);
    }
}

static void run(void (*algorithm)(uint32_t *, uint64_t)) {
    uint64_t count = echo_take_u64();
    echo_require(count >= 1 && count <= 1000000, "sort: 1 to 1000000 numbers");
    uint32_t *items = echo_allocate(count * sizeof *items);
    uint64_t x = count;
    for (uint64_t i = 0; i < count; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        items[i] = (uint32_t)(x >> 32);
    }
    algorithm(items, count);
    uint64_t sum = 0;
    for (uint64_t i = 0; i < count; i++) {
        echo_require(i == 0 || items[i - 1] <= items[i], "sort: not sorted");
        sum += (i + 1) * items[i];
    }
    echo_free(items);
    echo_return_u64(sum);
}

static void quick_sort(void) {
    run(quick);
}

static void heap_sort(void) {
    run(heap);
}

ECHO_CONTRACT(ECHO_FUNCTION(quick_sort) ECHO_FUNCTION(heap_sort))
