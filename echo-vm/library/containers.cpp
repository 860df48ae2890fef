// What the containers of libstdc++'s headers leave to its library: trees, lists, how many buckets there are, hashes.
#include "library.h"

#include <list>
#include <map>
#include <memory>
#include <unordered_map>

// A contract that brings libstdc++ along has both.
#define WEAK __attribute__((weak))

namespace std {

/* ---- map and set: red-black trees ------------------------------------------------------------------------
 *
 * The header node's parent is the root, its left and right are the first and the last node; it is red, the root is
 * black. */

WEAK _Rb_tree_node_base *_Rb_tree_increment(_Rb_tree_node_base *node) noexcept {
    if (node->_M_right != nullptr) {
        node = node->_M_right;
        while (node->_M_left != nullptr) {
            node = node->_M_left;
        }
        return node;
    }
    _Rb_tree_node_base *up = node->_M_parent;
    while (node == up->_M_right) {
        node = up;
        up = up->_M_parent;
    }
    /* From the last node of a tree whose root has no right child, the way up ends in the root: the header is next. */
    return node->_M_right == up ? node : up;
}

WEAK _Rb_tree_node_base *_Rb_tree_decrement(_Rb_tree_node_base *node) noexcept {
    if (node->_M_color == _S_red && node->_M_parent->_M_parent == node) {
        return node->_M_right; /* the header: the last node is before the end */
    }
    if (node->_M_left != nullptr) {
        node = node->_M_left;
        while (node->_M_right != nullptr) {
            node = node->_M_right;
        }
        return node;
    }
    _Rb_tree_node_base *up = node->_M_parent;
    while (node == up->_M_left) {
        node = up;
        up = up->_M_parent;
    }
    return up;
}

WEAK const _Rb_tree_node_base *_Rb_tree_increment(const _Rb_tree_node_base *node) noexcept {
    return _Rb_tree_increment(const_cast<_Rb_tree_node_base *>(node));
}

WEAK const _Rb_tree_node_base *_Rb_tree_decrement(const _Rb_tree_node_base *node) noexcept {
    return _Rb_tree_decrement(const_cast<_Rb_tree_node_base *>(node));
}
} // namespace std

namespace echo::detail::tree {
using node = std::_Rb_tree_node_base;

inline bool is_black(const node *at) {
    return at == nullptr || at->_M_color == std::_S_black;
}

/* Puts `next`, which may be null, where `old` is among its parent's children. */
inline void replace(node *old, node *next, node &header) {
    if (header._M_parent == old) {
        header._M_parent = next;
    } else if (old->_M_parent->_M_left == old) {
        old->_M_parent->_M_left = next;
    } else {
        old->_M_parent->_M_right = next;
    }
    if (next != nullptr) {
        next->_M_parent = old->_M_parent;
    }
}

inline node *&child(node *of, bool left) {
    return left ? of->_M_left : of->_M_right;
}

/* The child on the other side comes up in place of `top`, which becomes its child on the side `left`. */
inline void rotate(node *top, bool left, node &header) {
    node *up = child(top, !left);
    child(top, !left) = child(up, left);
    if (child(up, left) != nullptr) {
        child(up, left)->_M_parent = top;
    }
    replace(top, up, header);
    child(up, left) = top;
    top->_M_parent = up;
}
} // namespace echo::detail::tree

namespace std {
WEAK void _Rb_tree_insert_and_rebalance(
    const bool left, _Rb_tree_node_base *node, _Rb_tree_node_base *parent, _Rb_tree_node_base &header) noexcept {
    namespace tree = echo::detail::tree;
    node->_M_parent = parent;
    node->_M_left = node->_M_right = nullptr;
    node->_M_color = _S_red;
    if (left) {
        parent->_M_left = node; /* and so the header's, of an empty tree */
        if (parent == &header) {
            header._M_parent = header._M_right = node;
        } else if (parent == header._M_left) {
            header._M_left = node;
        }
    } else {
        parent->_M_right = node;
        if (parent == header._M_right) {
            header._M_right = node;
        }
    }
    while (node != header._M_parent && node->_M_parent->_M_color == _S_red) {
        parent = node->_M_parent;
        _Rb_tree_node_base *top = parent->_M_parent;
        bool on_left = parent == top->_M_left;
        _Rb_tree_node_base *uncle = tree::child(top, !on_left);
        if (!tree::is_black(uncle)) {
            parent->_M_color = uncle->_M_color = _S_black;
            top->_M_color = _S_red;
            node = top;
            continue;
        }
        if (node == tree::child(parent, !on_left)) {
            tree::rotate(parent, on_left, header);
            parent = node;
        }
        parent->_M_color = _S_black;
        top->_M_color = _S_red;
        tree::rotate(top, !on_left, header);
        break;
    }
    header._M_parent->_M_color = _S_black;
}

WEAK _Rb_tree_node_base *_Rb_tree_rebalance_for_erase(_Rb_tree_node_base *const node, _Rb_tree_node_base &header) noexcept {
    namespace tree = echo::detail::tree;
    if (header._M_left == node) {
        header._M_left = _Rb_tree_increment(node); /* the header itself, if it was the only one */
    }
    if (header._M_right == node) {
        header._M_right = node == header._M_parent && node->_M_left == nullptr ? &header : _Rb_tree_decrement(node);
    }
    /* The node that leaves its place has one child at most, which comes up; `lower` is that place, maybe empty. */
    _Rb_tree_node_base *lower, *parent;
    _Rb_tree_color gone = node->_M_color;
    if (node->_M_left == nullptr || node->_M_right == nullptr) {
        lower = node->_M_left == nullptr ? node->_M_right : node->_M_left;
        parent = node->_M_parent;
        tree::replace(node, lower, header);
    } else {
        _Rb_tree_node_base *next = node->_M_right;
        while (next->_M_left != nullptr) {
            next = next->_M_left;
        }
        gone = next->_M_color;
        lower = next->_M_right;
        parent = next;
        if (next->_M_parent != node) {
            parent = next->_M_parent;
            tree::replace(next, lower, header);
            next->_M_right = node->_M_right;
            next->_M_right->_M_parent = next;
        }
        tree::replace(node, next, header);
        next->_M_left = node->_M_left;
        next->_M_left->_M_parent = next;
        next->_M_color = node->_M_color;
    }
    if (gone == _S_red) {
        return node;
    }
    /* Ways through `lower` have one black node too few. */
    while (lower != header._M_parent && tree::is_black(lower)) {
        bool on_left = lower == parent->_M_left;
        _Rb_tree_node_base *other = tree::child(parent, !on_left);
        if (!tree::is_black(other)) {
            other->_M_color = _S_black;
            parent->_M_color = _S_red;
            tree::rotate(parent, on_left, header);
            other = tree::child(parent, !on_left);
        }
        if (tree::is_black(other->_M_left) && tree::is_black(other->_M_right)) {
            other->_M_color = _S_red;
            lower = parent;
            parent = parent->_M_parent;
            continue;
        }
        if (tree::is_black(tree::child(other, !on_left))) {
            tree::child(other, on_left)->_M_color = _S_black;
            other->_M_color = _S_red;
            tree::rotate(other, !on_left, header);
            other = tree::child(parent, !on_left);
        }
        other->_M_color = parent->_M_color;
        parent->_M_color = _S_black;
        tree::child(other, !on_left)->_M_color = _S_black;
        tree::rotate(parent, on_left, header);
        break;
    }
    if (lower != nullptr) {
        lower->_M_color = _S_black;
    }
    return node;
}

/* ---- list ------------------------------------------------------------------------------------------------ */

namespace __detail {
WEAK void _List_node_base::_M_hook(_List_node_base *const before) noexcept {
    _M_next = before;
    _M_prev = before->_M_prev;
    before->_M_prev->_M_next = this;
    before->_M_prev = this;
}

WEAK void _List_node_base::_M_unhook() noexcept {
    _M_prev->_M_next = _M_next;
    _M_next->_M_prev = _M_prev;
}

/* Moves the nodes from first up to last, which is not moved, in front of this one. */
WEAK void _List_node_base::_M_transfer(_List_node_base *const first, _List_node_base *const last) noexcept {
    if (this == last || first == last) {
        return;
    }
    _List_node_base *final = last->_M_prev;
    first->_M_prev->_M_next = last;
    last->_M_prev = first->_M_prev;
    _M_prev->_M_next = first;
    first->_M_prev = _M_prev;
    final->_M_next = this;
    _M_prev = final;
}

WEAK void _List_node_base::_M_reverse() noexcept {
    _List_node_base *node = this;
    do {
        std::swap(node->_M_next, node->_M_prev);
        node = node->_M_prev;
    } while (node != this);
}

WEAK void _List_node_base::swap(_List_node_base &a, _List_node_base &b) noexcept {
    bool a_empty = a._M_next == &a, b_empty = b._M_next == &b;
    std::swap(a._M_next, b._M_next);
    std::swap(a._M_prev, b._M_prev);
    if (b_empty) {
        a._M_next = a._M_prev = &a;
    } else {
        a._M_next->_M_prev = a._M_prev->_M_next = &a;
    }
    if (a_empty) {
        b._M_next = b._M_prev = &b;
    } else {
        b._M_next->_M_prev = b._M_prev->_M_next = &b;
    }
}

/* ---- unordered containers -------------------------------------------------------------------------------- */

/* How many elements fit before there must be more buckets. */
WEAK size_t _Prime_rehash_policy::_M_next_bkt(size_t least) const {
    /* The smallest prime from there on; the containers ask for twice as many each time. */
    size_t count = least < 2 ? least == 0 ? 1 : 2 : least | 1;
    for (size_t divisor = 3; count > 3 && divisor <= count / divisor; divisor += 2) {
        if (count % divisor == 0) {
            count += 2;
            divisor = 1;
        }
    }
    _M_next_resize = static_cast<size_t>(static_cast<double>(count) * static_cast<double>(_M_max_load_factor));
    return count;
}

WEAK std::pair<bool, size_t> _Prime_rehash_policy::_M_need_rehash(size_t buckets, size_t elements, size_t more) const {
    if (elements + more <= _M_next_resize) {
        return {false, 0};
    }
    size_t wanted = elements + more;
    if (_M_next_resize == 0 && wanted < 11) {
        wanted = 11;
    }
    double least = static_cast<double>(wanted) / static_cast<double>(_M_max_load_factor);
    if (least >= static_cast<double>(buckets)) {
        size_t enough = static_cast<size_t>(least) + 1;
        return {true, _M_next_bkt(enough < 2 * buckets ? 2 * buckets : enough)};
    }
    _M_next_resize = static_cast<size_t>(static_cast<double>(buckets) * static_cast<double>(_M_max_load_factor));
    return {false, 0};
}
} // namespace __detail

/* No secret is in it: who chooses keys can choose ones that meet in one bucket. Prefer std::map for keys from callers. */
WEAK size_t _Hash_bytes(const void *bytes, size_t count, size_t seed) {
    const char *at = static_cast<const char *>(bytes);
    uint64_t hash = seed ^ count * 0x9e3779b97f4a7c15u;
    for (; count >= 8; at += 8, count -= 8) {
        uint64_t word;
        __builtin_memcpy(&word, at, 8);
        hash = (hash ^ word) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    uint64_t word = 0;
    for (size_t i = 0; i < count; i++) {
        word |= uint64_t{static_cast<unsigned char>(at[i])} << 8 * i;
    }
    hash = (hash ^ word) * 0xff51afd7ed558ccdu;
    return hash ^ hash >> 29;
}

WEAK size_t _Fnv_hash_bytes(const void *bytes, size_t count, size_t seed) {
    return _Hash_bytes(bytes, count, seed);
}

/* make_shared, where type_info is not to be asked. */
WEAK bool _Sp_make_shared_tag::_S_eq(const type_info &) noexcept {
    return false;
}

} // namespace std
