/* Strings, algorithms, and the types of the C++ standard library that hold other types. */
#include "compute.h"

#include <algorithm>
#include <any>
#include <array>
#include <bitset>
#include <charconv>
#include <cmath>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

static uint64_t of(std::string_view text) {
    uint64_t hash = text.size();
    for (char c : text) {
        hash = mix(hash, static_cast<unsigned char>(c));
    }
    return hash;
}

static NOINLINE uint64_t strings(uint64_t *random) {
    uint64_t hash = 1;
    std::string text;
    for (unsigned round = 0; round < 300; round++) {
        uint64_t value = next_random(random);
        text += std::to_string(static_cast<int64_t>(value) >> value % 64);
        text.insert(value % (text.size() + 1), "-+");
        text.replace(text.find('-'), 1, std::string(value % 5, 'x'));
        if (text.size() > 200) {
            text = text.substr(value % 100, 90) + std::string(text.rbegin(), text.rbegin() + 10);
        }
        hash = mix(hash, text.rfind('x') + text.find_first_of("13579") + text.find("+x") + (text.compare("5") < 0));
        hash = mix(hash, of(text));
    }
    std::string_view view = text;
    view.remove_prefix(3);
    hash = mix(hash, of(view.substr(0, 20)) + (view < text) + std::hash<std::string>()("") % 1);
    hash = mix(hash, static_cast<uint64_t>(std::stol("-123") + std::stoll("0x7f", nullptr, 16)) + std::stoul("777", nullptr, 8));
    hash = mix(hash, bits_of(std::stod("2.5e-3")) + of(std::to_string(1234.5678)));
    char digits[32];
    auto written = std::to_chars(digits, digits + sizeof digits, 0xfeedf00dull, 36);
    uint64_t back = 0;
    std::from_chars(digits, written.ptr, back, 36);
    return mix(hash, of({digits, static_cast<size_t>(written.ptr - digits)}) + back);
}

static NOINLINE uint64_t algorithms(uint64_t *random) {
    uint64_t hash = 1;
    std::vector<uint64_t> values(700);
    std::generate(values.begin(), values.end(), [&] { return next_random(random) % 5000; });
    std::vector<uint64_t> copy = values;
    std::sort(copy.begin(), copy.end(), std::greater<>());
    std::partial_sort(values.begin(), values.begin() + 50, values.end());
    std::nth_element(values.begin() + 50, values.begin() + 300, values.end());
    hash = mix(hash, values[299 - 10 * 0] * 0 + values[300] + values[10] + copy[123]);
    std::reverse(copy.begin(), copy.end());
    copy.erase(std::unique(copy.begin(), copy.end()), copy.end());
    hash = mix(hash, copy.size() + static_cast<uint64_t>(std::lower_bound(copy.begin(), copy.end(), 2500) - copy.begin()));
    std::rotate(copy.begin(), copy.begin() + 17, copy.end());
    hash = mix(hash, std::accumulate(copy.begin(), copy.end(), uint64_t{0}) + copy[0]);
    std::make_heap(copy.begin(), copy.end());
    std::sort_heap(copy.begin(), copy.end());
    std::vector<uint64_t> both;
    std::set_intersection(copy.begin(), copy.end(), copy.begin() + 3, copy.end() - 3, std::back_inserter(both));
    hash = mix(hash, both.size() + std::inner_product(both.begin(), both.end(), copy.begin(), uint64_t{1}));
    std::array<int, 6> order{1, 2, 3, 4, 5, 6};
    for (int i = 0; i < 200 && std::next_permutation(order.begin(), order.end()); i++) {
        hash = mix(hash, static_cast<uint64_t>(order[0] * 100 + order[3]));
    }
    return mix(hash, std::gcd(uint64_t{48}, values[0] + 1) + std::lcm(6, 4));
}

struct Shape {
    virtual ~Shape() = default;
    virtual uint64_t area() const = 0;
};
struct Square final : Shape {
    explicit Square(uint64_t side_) : side(side_) {}
    uint64_t area() const override { return side * side; }
    uint64_t side;
};

static NOINLINE uint64_t holders(uint64_t *random) {
    uint64_t hash = 1;
    std::optional<std::string> maybe;
    std::variant<uint64_t, std::string, double> one;
    std::function<uint64_t(uint64_t)> function = [&](uint64_t x) { return x + hash % 3; };
    std::vector<std::unique_ptr<Shape>> shapes;
    std::vector<std::shared_ptr<Shape>> shared;
    for (unsigned round = 0; round < 100; round++) {
        uint64_t value = next_random(random);
        if (value % 3 == 0) {
            maybe = "value " + std::to_string(value);
            one = *maybe;
        } else if (value % 3 == 1) {
            maybe.reset();
            one = value;
        } else {
            one = static_cast<double>(value % 1000) / 8;
        }
        hash = mix(hash, maybe ? maybe->size() : 77);
        hash = mix(hash, std::visit(
                             [](auto &held) -> uint64_t {
                                 using T = std::decay_t<decltype(held)>;
                                 if constexpr (std::is_same_v<T, std::string>) {
                                     return of(held);
                                 } else {
                                     return static_cast<uint64_t>(held);
                                 }
                             },
                             one));
        hash = mix(hash, function(value % 50) + (std::holds_alternative<double>(one) ? 1 : 0));
        shapes.push_back(std::make_unique<Square>(value % 30));
        shared.push_back(std::make_shared<Square>(value % 20));
        shared.push_back(shared[value % shared.size()]);
    }
    for (auto &shape : shapes) {
        hash = mix(hash, shape->area());
    }
    std::weak_ptr<Shape> weak = shared[3];
    hash = mix(hash, static_cast<uint64_t>(shared[0].use_count()) + weak.lock()->area());
    shared.clear();
    hash = mix(hash, weak.expired());
    std::bitset<200> bits;
    bits.set(5).set(199).flip(6);
    auto [a, b, c] = std::tuple{uint64_t{3}, 'x', std::string("end")};
    hash = mix(hash, bits.count() + a + static_cast<uint64_t>(b) + of(c) + of(bits.to_string()));
    hash = mix(hash, std::apply([](auto... parts) { return (parts + ...); }, std::make_tuple(1u, 2u, 39u)));
    auto bound = std::bind(std::minus<uint64_t>(), std::placeholders::_2, std::placeholders::_1);
    return mix(hash, bound(3, 45) + static_cast<uint64_t>(std::floor(12.75) + std::ceil(-0.5) + std::sqrt(2.0) * 100));
}

static uint64_t compute(void) {
    uint64_t random = 11;
    uint64_t hash = strings(&random);
    hash = mix(hash, algorithms(&random));
    return mix(hash, holders(&random));
}
