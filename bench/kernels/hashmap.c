/* A hash map with open addressing: insert, look up, remove with backward shift. n is the number of operations. */
#include "kernel.h"

#define SLOTS (1u << 15)
#define KEYS 24000u

struct slot {
    uint64_t key; /* 0: free */
    uint64_t value;
};

static struct slot slots[SLOTS];

static uint32_t home(uint64_t key)
{
    key ^= key >> 33;
    key *= 0xff51afd7ed558ccdull;
    key ^= key >> 33;
    return (uint32_t)key & (SLOTS - 1);
}

static struct slot *find(uint64_t key)
{
    uint32_t i = home(key);
    while (slots[i].key != 0 && slots[i].key != key)
        i = (i + 1) & (SLOTS - 1);
    return &slots[i];
}

static void remove_slot(struct slot *gone)
{
    uint32_t hole = (uint32_t)(gone - slots);
    for (uint32_t i = (hole + 1) & (SLOTS - 1); slots[i].key != 0; i = (i + 1) & (SLOTS - 1)) {
        uint32_t distance = (i - home(slots[i].key)) & (SLOTS - 1);
        if (distance >= ((i - hole) & (SLOTS - 1))) {
            slots[hole] = slots[i];
            hole = i;
        }
    }
    slots[hole].key = 0;
    slots[hole].value = 0;
}

uint64_t kernel(uint64_t n)
{
    for (uint32_t i = 0; i < SLOTS; i++)
        slots[i].key = slots[i].value = 0;
    uint64_t seed = 1, sum = 0;
    for (uint64_t i = 0; i < n; i++) {
        uint64_t random = next_random(&seed);
        struct slot *slot = find(1 + (random >> 32) % KEYS);
        if (slot->key == 0) {
            slot->key = 1 + (random >> 32) % KEYS;
            slot->value = i;
        } else if ((random & 3) == 0) {
            sum = fold(sum, slot->value);
            remove_slot(slot);
        } else {
            slot->value += random & 0xff;
            sum += slot->value;
        }
    }
    for (uint32_t i = 0; i < SLOTS; i++)
        sum = fold(sum, slots[i].key ^ slots[i].value);
    return sum;
}
