/* A walk down a deep tree by 16 functions that call each other: depths of some thousand, a return address for each. n is the number
 * of walks. */
#include "kernel.h"

#define NODES 16384

struct node {
    uint64_t value;
    /* Children stand behind their parent; 0: there is none. */
    uint32_t left, right;
};

static struct node nodes[NODES];

typedef uint64_t visit(const struct node *node, uint64_t sum);

static visit visit0, visit1, visit2, visit3, visit4, visit5, visit6, visit7, visit8, visit9, visit10, visit11, visit12,
    visit13, visit14, visit15;

/* Which of two functions goes on is the child's affair; what remains to do after its return keeps each call a call. */
#define VISIT(name, first, second, third, fourth, BEFORE, AFTER)                            \
    __attribute__((noinline)) static uint64_t name(const struct node *node, uint64_t sum)   \
    {                                                                                       \
        uint64_t value = node->value;                                                       \
        sum = BEFORE;                                                                       \
        if (node->left) {                                                                   \
            const struct node *child = &nodes[node->left];                                  \
            sum = child->value & 1 ? first(child, sum) : second(child, sum);                \
        }                                                                                   \
        sum ^= value >> 7;                                                                  \
        if (node->right) {                                                                  \
            const struct node *child = &nodes[node->right];                                 \
            sum = child->value & 2 ? third(child, sum) : fourth(child, sum);                \
        }                                                                                   \
        return AFTER;                                                                       \
    }

VISIT(visit0, visit1, visit5, visit9, visit13, sum + value, sum * 3 + value)
VISIT(visit1, visit2, visit6, visit10, visit14, sum ^ value, sum + (value >> 3))
VISIT(visit2, visit3, visit7, visit11, visit15, sum - value, (sum << 1 | sum >> 63) ^ value)
VISIT(visit3, visit4, visit8, visit12, visit0, sum * 5 + value, sum ^ (value << 9))
VISIT(visit4, visit5, visit9, visit13, visit1, sum + (value >> 11), sum * 7 - value)
VISIT(visit5, visit6, visit10, visit14, visit2, sum ^ (value << 5), sum + ~value)
VISIT(visit6, visit7, visit11, visit15, visit3, (sum << 7 | sum >> 57) + value, sum ^ value)
VISIT(visit7, visit8, visit12, visit0, visit4, sum - (value >> 2), sum * 9 + 1)
VISIT(visit8, visit9, visit13, visit1, visit5, sum + value * 11, sum - (value << 3))
VISIT(visit9, visit10, visit14, visit2, visit6, sum ^ ~value, sum + value * 13)
VISIT(visit10, visit11, visit15, visit3, visit7, sum * 17 - value, sum ^ (sum >> 31))
VISIT(visit11, visit12, visit0, visit4, visit8, sum + (value & 0xffff), sum * 19 ^ value)
VISIT(visit12, visit13, visit1, visit5, visit9, sum ^ (value >> 13), sum - value * 3)
VISIT(visit13, visit14, visit2, visit6, visit10, (sum << 13 | sum >> 51) ^ value, sum + 0x9e3779b9)
VISIT(visit14, visit15, visit3, visit7, visit11, sum - value * 5, sum ^ (value << 17))
VISIT(visit15, visit0, visit4, visit8, visit12, sum + (value ^ 0x5555), (sum << 3 | sum >> 61) + value)

uint64_t kernel(uint64_t n)
{
    uint64_t seed = 1, sum = 0;
    /* A trunk that every fourth node or so goes on with, and twigs on it: the depth is about a quarter of the nodes. */
    uint32_t tip = 0;
    for (uint32_t i = 0; i < NODES; i++)
        nodes[i] = (struct node){ next_random(&seed), 0, 0 };
    for (uint32_t i = 1; i < NODES; i++) {
        uint32_t parent = tip;
        if (nodes[i].value >> 62 != 0 && i - tip < 16)
            parent = tip + (uint32_t)(nodes[i].value >> 40) % (i - tip);
        else
            tip = i;
        while (nodes[parent].left && nodes[parent].right)
            parent = nodes[parent].value & 4 ? nodes[parent].left : nodes[parent].right;
        if (nodes[parent].left)
            nodes[parent].right = i;
        else
            nodes[parent].left = i;
    }
    for (uint64_t i = 0; i < n; i++)
        sum = fold(sum, visit0(&nodes[0], sum));
    return sum;
}
