/* The containers of the C++ standard library, against ordered copies of what they should hold: what libstdc++'s headers
 * leave to its library comes from ours here, and from the library itself in the host's program. */
#include "compute.h"

#include <deque>
#include <list>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

/* How many black nodes each way down from here has, if it is the same for all, and no red node is below another; else 0. */
static unsigned blacks(const std::_Rb_tree_node_base *node) {
    if (node == nullptr) {
        return 1;
    }
    bool is_red = node->_M_color == std::_S_red;
    for (const std::_Rb_tree_node_base *child : {node->_M_left, node->_M_right}) {
        if (child != nullptr && (child->_M_parent != node || (is_red && child->_M_color == std::_S_red))) {
            return 0;
        }
    }
    unsigned left = blacks(node->_M_left), right = blacks(node->_M_right);
    return left == 0 || left != right ? 0 : left + !is_red;
}

/* Whether a tree is balanced as red-black trees are: the end is the header, whose parent is the root. */
template <class Tree> static bool is_balanced(const Tree &tree) {
    const std::_Rb_tree_node_base *root = tree.end()._M_node->_M_parent;
    return root == nullptr || (root->_M_color == std::_S_black && blacks(root) != 0);
}

/* Insertions and removals in an order that meets every case of the trees; all of them are walked, both ways. */
static NOINLINE uint64_t trees(uint64_t *random) {
    uint64_t hash = 1;
    std::map<uint64_t, uint64_t> map;
    std::set<std::string> set;
    std::multimap<uint32_t, uint32_t> many;
    for (unsigned round = 0; round < 250; round++) {
        uint64_t key = next_random(random) % 97;
        if (next_random(random) % 3 == 0) {
            hash = mix(hash, map.erase(key));
            set.erase("key" + std::to_string(key));
        } else {
            map[key] += round;
            set.insert("key" + std::to_string(key * 5));
        }
        many.emplace(static_cast<uint32_t>(key % 7), round);
        if (many.size() > 50) {
            many.erase(many.lower_bound(static_cast<uint32_t>(key % 7)));
        }
        hash = mix(hash, is_balanced(map) + 2 * is_balanced(set) + 4 * is_balanced(many));
        if (round % 25 == 0) {
            for (auto &[k, v] : map) {
                hash = mix(hash, k * 1000003 + v);
            }
            for (auto it = map.rbegin(); it != map.rend(); ++it) {
                hash = mix(hash, it->first);
            }
            for (auto &text : set) {
                hash = mix(hash, text.size() + static_cast<unsigned char>(text.back()));
            }
            for (auto it = many.end(); it != many.begin();) {
                --it;
                hash = mix(hash, it->first * 4096 + it->second);
            }
        }
    }
    while (!map.empty()) {
        hash = mix(hash, map.begin()->first);
        map.erase(map.size() % 2 == 0 ? map.begin() : std::prev(map.end()));
    }
    std::map<uint64_t, uint64_t> sorted;
    for (uint64_t i = 0; i < 300; i++) {
        sorted.emplace_hint(sorted.end(), i, i * i);
    }
    auto copy = sorted;
    copy.erase(copy.find(100), copy.find(250));
    return mix(hash, copy.size() * sorted.at(299) + (copy == sorted));
}

/* The order of unordered containers is nobody's business: sums are the same in any. */
static NOINLINE uint64_t tables(uint64_t *random) {
    uint64_t hash = 1, sum = 0;
    std::unordered_map<std::string, uint64_t> map;
    std::unordered_set<uint64_t> set;
    std::unordered_map<double, int> doubles;
    for (unsigned round = 0; round < 500; round++) {
        uint64_t key = next_random(random) % 500;
        map["k" + std::to_string(key)] += round;
        set.insert(key * key);
        doubles[static_cast<double>(key) / 4]++;
        if (round % 7 == 0) {
            hash = mix(hash, map.erase("k" + std::to_string(key / 2)));
            set.erase(key);
        }
        hash = mix(hash, set.count(key) + map.count("k1") + (map.load_factor() <= map.max_load_factor()));
    }
    for (auto &[key, value] : map) {
        sum += value * (key.size() + static_cast<unsigned char>(key[1]));
    }
    for (auto &[key, value] : doubles) {
        sum += static_cast<uint64_t>(key * 4) * static_cast<uint64_t>(value);
    }
    for (uint64_t value : set) {
        sum += value;
    }
    map.rehash(10000);
    set.reserve(3000);
    map.max_load_factor(3);
    hash = mix(hash, sum + map.size() + set.size());
    map.clear();
    return mix(hash, map.size());
}

static NOINLINE uint64_t sequences(uint64_t *random) {
    uint64_t hash = 1;
    std::vector<std::vector<uint32_t>> rows;
    std::deque<uint64_t> deque;
    std::list<uint64_t> list, other;
    std::priority_queue<uint64_t> queue;
    for (unsigned round = 0; round < 250; round++) {
        uint64_t value = next_random(random) % 1000;
        if (value % 2 != 0) {
            deque.push_back(value), list.push_front(value);
        } else {
            deque.push_front(value), other.push_back(value);
        }
        rows.resize(value % 20);
        for (auto &row : rows) {
            row.insert(row.begin() + static_cast<long>(row.size() / 2), static_cast<uint32_t>(value));
        }
        queue.push(value * value % 997);
    }
    list.sort();
    other.sort();
    hash = mix(hash, list.size() * other.size());
    list.merge(other);
    list.unique();
    list.reverse();
    other.splice(other.begin(), list, std::next(list.begin(), 10), std::next(list.begin(), 40));
    std::swap(list, other);
    for (uint64_t value : list) {
        hash = mix(hash, value);
    }
    for (uint64_t value : other) {
        hash = mix(hash, value);
    }
    other.remove_if([](uint64_t value) { return value % 3 == 0; });
    hash = mix(hash, other.size());
    while (!queue.empty()) {
        hash = mix(hash, queue.top());
        queue.pop();
    }
    while (deque.size() > 1) {
        hash = mix(hash, deque.front() * 1009 + deque.back());
        deque.pop_front();
        deque.pop_back();
    }
    for (auto &row : rows) {
        for (uint32_t value : row) {
            hash = mix(hash, value);
        }
    }
    return hash;
}

static uint64_t compute(void) {
    uint64_t random = 7;
    uint64_t hash = trees(&random);
    hash = mix(hash, tables(&random));
    return mix(hash, sequences(&random));
}
