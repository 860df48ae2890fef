// An ordered map as std::map is one: a red-black tree with parent links, templates, iterators. The library's own has its balancing in a
// binary that no contract can link. n is the number of operations.
extern "C" {
#include "kernel.h"
}

namespace {

template <typename T> struct Less {
    bool operator()(const T &a, const T &b) const { return a < b; }
};

// Nodes of a fixed number, lent and given back.
template <typename Node, size_t COUNT> class Pool {
public:
    void clear()
    {
        used = 0;
        unused = nullptr;
    }
    Node *take()
    {
        Node *node = unused;
        if (node)
            unused = node->parent;
        else
            node = &nodes[used++];
        return node;
    }
    void give_back(Node *node)
    {
        node->parent = unused;
        unused = node;
    }

private:
    Node nodes[COUNT];
    Node *unused;
    size_t used;
};

template <typename Key, typename Value, size_t COUNT, typename Compare = Less<Key>> class Map {
    struct Node {
        Node *parent, *left, *right;
        bool red;
        Key key;
        Value value;
    };

public:
    class Iterator {
    public:
        explicit Iterator(Node *node) : node(node) {}
        const Key &key() const { return node->key; }
        Value &value() const { return node->value; }
        bool operator!=(const Iterator &other) const { return node != other.node; }
        Iterator &operator++()
        {
            if (node->right) {
                node = least(node->right);
                return *this;
            }
            Node *from;
            do {
                from = node;
                node = node->parent;
            } while (node && from == node->right);
            return *this;
        }

    private:
        friend class Map;
        Node *node;
    };

    Iterator begin() const { return Iterator(root ? least(root) : nullptr); }
    Iterator end() const { return Iterator(nullptr); }
    size_t size() const { return count; }

    void clear()
    {
        pool.clear();
        root = nullptr;
        count = 0;
    }

    // The first entry whose key is not less.
    Iterator lower_bound(const Key &key) const
    {
        Node *found = nullptr;
        for (Node *node = root; node;) {
            if (less(node->key, key)) {
                node = node->right;
            } else {
                found = node;
                node = node->left;
            }
        }
        return Iterator(found);
    }

    Iterator find(const Key &key) const
    {
        Iterator i = lower_bound(key);
        return i.node && !less(key, i.node->key) ? i : end();
    }

    // The value of a key, which is entered if it is not there.
    Value &operator[](const Key &key)
    {
        Node *parent = nullptr, **link = &root;
        while (*link) {
            parent = *link;
            if (less(key, parent->key))
                link = &parent->left;
            else if (less(parent->key, key))
                link = &parent->right;
            else
                return parent->value;
        }
        Node *node = pool.take();
        *node = Node{ parent, nullptr, nullptr, true, key, Value() };
        *link = node;
        count++;
        settle(node);
        return node->value;
    }

    void erase(Iterator i)
    {
        Node *gone = i.node;
        if (gone->left && gone->right) {
            // The next entry comes here, and its node goes.
            Node *next = least(gone->right);
            gone->key = next->key;
            gone->value = next->value;
            gone = next;
        }
        Node *child = gone->left ? gone->left : gone->right, *parent = gone->parent;
        replace(gone, child);
        if (!gone->red)
            mend(child, parent);
        pool.give_back(gone);
        count--;
    }

private:
    static Node *least(Node *node)
    {
        while (node->left)
            node = node->left;
        return node;
    }

    static bool is_red(const Node *node) { return node && node->red; }

    void replace(Node *node, Node *by)
    {
        Node *parent = node->parent;
        if (!parent)
            root = by;
        else if (node == parent->left)
            parent->left = by;
        else
            parent->right = by;
        if (by)
            by->parent = parent;
    }

    // One side's child comes up, and the node goes down on the other side.
    template <Node *Node::*UP, Node *Node::*DOWN> void rotate(Node *node)
    {
        Node *child = node->*UP;
        replace(node, child);
        node->*UP = child->*DOWN;
        if (node->*UP)
            (node->*UP)->parent = node;
        child->*DOWN = node;
        node->parent = child;
    }

    // A red node has no red child but perhaps this one.
    void settle(Node *node)
    {
        while (is_red(node->parent)) {
            Node *above = node->parent->parent;
            node = node->parent == above->left ? settle_side<&Node::left, &Node::right>(node, above)
                                               : settle_side<&Node::right, &Node::left>(node, above);
        }
        root->red = false;
    }

    template <Node *Node::*NEAR, Node *Node::*FAR> Node *settle_side(Node *node, Node *above)
    {
        Node *parent = node->parent;
        if (is_red(above->*FAR)) {
            parent->red = (above->*FAR)->red = false;
            above->red = true;
            return above;
        }
        if (node == parent->*FAR) {
            rotate<FAR, NEAR>(parent);
            Node *child = parent;
            parent = node;
            node = child;
        }
        parent->red = false;
        above->red = true;
        rotate<NEAR, FAR>(above);
        return node;
    }

    // The ways through node, which may be none, have one black node less than the others.
    void mend(Node *node, Node *parent)
    {
        while (parent && !is_red(node)) {
            bool done = node == parent->left ? mend_side<&Node::left, &Node::right>(parent)
                                             : mend_side<&Node::right, &Node::left>(parent);
            if (done)
                return;
            node = parent;
            parent = node->parent;
        }
        if (node)
            node->red = false;
    }

    template <Node *Node::*NEAR, Node *Node::*FAR> bool mend_side(Node *parent)
    {
        Node *sibling = parent->*FAR;
        if (sibling->red) {
            sibling->red = false;
            parent->red = true;
            rotate<FAR, NEAR>(parent);
            sibling = parent->*FAR;
        }
        if (!is_red(sibling->*NEAR) && !is_red(sibling->*FAR)) {
            sibling->red = true;
            return false;
        }
        if (!is_red(sibling->*FAR)) {
            (sibling->*NEAR)->red = false;
            sibling->red = true;
            rotate<NEAR, FAR>(sibling);
            sibling = parent->*FAR;
        }
        sibling->red = parent->red;
        parent->red = (sibling->*FAR)->red = false;
        rotate<FAR, NEAR>(parent);
        return true;
    }

    Pool<Node, COUNT> pool;
    Node *root;
    size_t count;
    Compare less;
};

constexpr uint64_t KEYS = 30000;

Map<uint64_t, uint64_t, KEYS> map;

} // namespace

extern "C" uint64_t kernel(uint64_t n)
{
    map.clear();
    uint64_t seed = 1, sum = 0;
    for (uint64_t i = 0; i < n; i++) {
        uint64_t random = next_random(&seed), key = (random >> 32) % KEYS;
        switch (random % 4) {
        case 0:
            map[key] += i;
            break;
        case 1: {
            auto found = map.find(key);
            if (found != map.end()) {
                sum = fold(sum, found.value());
                map.erase(found);
            }
            break;
        }
        case 2: {
            auto entry = map.lower_bound(key);
            for (int j = 0; j < 4 && entry != map.end(); j++, ++entry)
                sum += entry.key() ^ entry.value();
            break;
        }
        default:
            map[key] = random;
        }
    }
    for (auto entry = map.begin(); entry != map.end(); ++entry)
        sum = fold(fold(sum, entry.key()), entry.value());
    return fold(sum, map.size());
}
