/* Pointer chase: follows a linked list laid out as one random cycle, and relinks it as it goes. n is the number of steps. */
#include "kernel.h"

#define COUNT 16384u

struct node {
    struct node *next;
    uint64_t value;
};

static struct node nodes[COUNT];
static uint32_t order[COUNT];

uint64_t kernel(uint64_t n)
{
    uint64_t seed = 1, sum = 0;
    for (uint32_t i = 0; i < COUNT; i++)
        order[i] = i;
    for (uint32_t i = COUNT - 1; i > 0; i--) {
        uint32_t j = (uint32_t)(next_random(&seed) >> 32) % (i + 1), swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        nodes[order[i]].next = &nodes[order[(i + 1) % COUNT]];
        nodes[order[i]].value = i;
    }
    struct node *at = nodes;
    for (uint64_t i = 0; i < n; i++) {
        sum += at->value ^ i;
        if ((sum & 63) == 0) {
            /* Swaps the next two nodes: the cycle stays one cycle. */
            struct node *first = at->next, *second = first->next;
            first->next = second->next;
            second->next = first;
            at->next = second;
        }
        at = at->next;
    }
    return fold(sum, at->value);
}
