/* A B-tree: insert, look up, delete, walk in order. Nodes have 7 to 15 keys. n is the number of operations. */
#include "kernel.h"

#define LEAST 7
#define MOST (2 * LEAST + 1)
#define KEYS 40000u
/* Every node but the root has LEAST keys, so that a few more than KEYS / LEAST will do. */
#define NODES (KEYS / LEAST + 16)

struct node {
    int count;
    int is_leaf;
    uint64_t key[MOST];
    uint64_t value[MOST];
    struct node *child[MOST + 1];
};

static struct node nodes[NODES];
static struct node *unused, *root;

static struct node *take(int is_leaf)
{
    struct node *node = unused;
    unused = node->child[0];
    node->count = 0;
    node->is_leaf = is_leaf;
    return node;
}

static void give_back(struct node *node)
{
    node->child[0] = unused;
    unused = node;
}

/* The place of the first key that is not less. */
static int place(const struct node *node, uint64_t key)
{
    int low = 0, high = node->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (node->key[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint64_t *find(uint64_t key)
{
    for (struct node *node = root;;) {
        int i = place(node, key);
        if (i < node->count && node->key[i] == key)
            return &node->value[i];
        if (node->is_leaf)
            return NULL;
        node = node->child[i];
    }
}

/* Makes room at i: for a key, and for a child behind it. */
static void open(struct node *node, int i)
{
    for (int j = node->count; j > i; j--) {
        node->key[j] = node->key[j - 1];
        node->value[j] = node->value[j - 1];
        if (!node->is_leaf)
            node->child[j + 1] = node->child[j];
    }
    node->count++;
}

/* Takes away the key at i, and the child behind it. */
static void close(struct node *node, int i)
{
    node->count--;
    for (int j = i; j < node->count; j++) {
        node->key[j] = node->key[j + 1];
        node->value[j] = node->value[j + 1];
        if (!node->is_leaf)
            node->child[j + 1] = node->child[j + 2];
    }
}

static void copy_entry(struct node *to, int i, const struct node *from, int j)
{
    to->key[i] = from->key[j];
    to->value[i] = from->value[j];
}

/* Parts the full child at i into two, with its middle key between them. */
static void split(struct node *parent, int i)
{
    struct node *left = parent->child[i], *right = take(left->is_leaf);
    right->count = LEAST;
    for (int j = 0; j < LEAST; j++)
        copy_entry(right, j, left, j + LEAST + 1);
    if (!left->is_leaf)
        for (int j = 0; j <= LEAST; j++)
            right->child[j] = left->child[j + LEAST + 1];
    left->count = LEAST;
    open(parent, i);
    copy_entry(parent, i, left, LEAST);
    parent->child[i + 1] = right;
}

/* Full nodes are split on the way down, so that a split never goes up. The key is not there yet. */
static void insert(uint64_t key, uint64_t value)
{
    if (root->count == MOST) {
        struct node *top = take(0);
        top->child[0] = root;
        root = top;
        split(root, 0);
    }
    struct node *node = root;
    for (;;) {
        int i = place(node, key);
        if (node->is_leaf) {
            open(node, i);
            node->key[i] = key;
            node->value[i] = value;
            return;
        }
        if (node->child[i]->count == MOST) {
            split(node, i);
            if (node->key[i] < key)
                i++;
        }
        node = node->child[i];
    }
}

/* Joins the children on both sides of the key at i, with it between them. */
static void join(struct node *parent, int i)
{
    struct node *left = parent->child[i], *right = parent->child[i + 1];
    int at = left->count;
    copy_entry(left, at, parent, i);
    for (int j = 0; j < right->count; j++)
        copy_entry(left, at + 1 + j, right, j);
    if (!left->is_leaf)
        for (int j = 0; j <= right->count; j++)
            left->child[at + 1 + j] = right->child[j];
    left->count = at + 1 + right->count;
    close(parent, i);
    give_back(right);
}

/* The child at i, with more than LEAST keys: a key comes from a neighbour, or the neighbour does. */
static struct node *fill(struct node *parent, int i)
{
    struct node *child = parent->child[i];
    if (child->count > LEAST)
        return child;
    if (i > 0 && parent->child[i - 1]->count > LEAST) {
        struct node *left = parent->child[i - 1];
        open(child, 0);
        if (!child->is_leaf) {
            child->child[1] = child->child[0];
            child->child[0] = left->child[left->count];
        }
        copy_entry(child, 0, parent, i - 1);
        copy_entry(parent, i - 1, left, left->count - 1);
        left->count--;
    } else if (i < parent->count && parent->child[i + 1]->count > LEAST) {
        struct node *right = parent->child[i + 1];
        copy_entry(child, child->count, parent, i);
        copy_entry(parent, i, right, 0);
        child->count++;
        if (!child->is_leaf) {
            child->child[child->count] = right->child[0];
            right->child[0] = right->child[1];
        }
        close(right, 0);
    } else {
        int with = i < parent->count ? i : i - 1;
        join(parent, with);
        return parent->child[with];
    }
    return child;
}

/* Nodes are filled on the way down, so that nothing goes up. The key is there. */
static void delete(uint64_t key)
{
    struct node *node = root;
    for (;;) {
        int i = place(node, key);
        if (i < node->count && node->key[i] == key) {
            if (node->is_leaf) {
                close(node, i);
                break;
            }
            struct node *left = node->child[i], *right = node->child[i + 1];
            if (left->count > LEAST) {
                while (!left->is_leaf)
                    left = left->child[left->count];
                copy_entry(node, i, left, left->count - 1);
                key = node->key[i];
                node = fill(node, i);
            } else if (right->count > LEAST) {
                while (!right->is_leaf)
                    right = right->child[0];
                copy_entry(node, i, right, 0);
                key = node->key[i];
                node = fill(node, i + 1);
            } else {
                join(node, i);
                node = node->child[i];
            }
        } else {
            node = fill(node, i);
        }
        if (root->count == 0) {
            struct node *empty = root;
            root = root->child[0];
            give_back(empty);
        }
    }
}

/* Folds all keys and values in order; a key out of order counts. */
static uint64_t walk(const struct node *node, uint64_t sum, uint64_t *last)
{
    for (int i = 0; i < node->count; i++) {
        if (!node->is_leaf)
            sum = walk(node->child[i], sum, last);
        if (node->key[i] <= *last)
            sum = ~sum;
        *last = node->key[i];
        sum = fold(fold(sum, node->key[i]), node->value[i]);
    }
    return node->is_leaf ? sum : walk(node->child[node->count], sum, last);
}

uint64_t kernel(uint64_t n)
{
    for (uint32_t i = 0; i < NODES; i++)
        nodes[i].child[0] = i + 1 < NODES ? &nodes[i + 1] : NULL;
    unused = &nodes[0];
    root = take(1);
    uint64_t seed = 1, sum = 0, last = 0;
    for (uint64_t i = 0; i < n; i++) {
        uint64_t random = next_random(&seed), key = 1 + (random >> 32) % KEYS;
        uint64_t *value = find(key);
        if (!value) {
            insert(key, i);
        } else if (random % 4 == 0) {
            sum = fold(sum, *value);
            delete(key);
        } else {
            *value += random & 0xff;
            sum += *value;
        }
    }
    return walk(root, sum, &last);
}
