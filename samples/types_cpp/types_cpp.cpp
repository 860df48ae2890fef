/* What methods take and return, and what storage holds: numbers of up to 256 bits, doubles, arrays of bytes, several results; variables, maps
 * and sequences in storage used like those of the language; a constructor that takes arguments. */
#include "echo.hpp"

namespace {

constexpr echo::event<echo::text, echo::uint256, std::array<std::uint8_t, 4>, double, echo::int128> seen{"seen"};

class Types : public echo::contract {
  public:
    void constructor(std::uint64_t start, echo::text title) {
        count = start;
        name = title;
    }

    unsigned long long add(unsigned long long step) {
        count += step;
        ++count;
        count--;
        return count++;
    }

    std::uint64_t pay(std::string_view who, std::uint64_t amount) {
        balances[who] += amount;
        balances["last"] = balances[who];
        return balances[who];
    }

    std::uint64_t balance_of(const echo::string &who) const { return balances[who]; }

    std::uint64_t note(echo::text what) {
        notes.push_back(what);
        notes[0] = notes[0].load() + "!";
        return notes.size();
    }

    echo::string forget() { return notes.pop_back(); }

    echo::string all() const {
        echo::string sum = "[" + name.load() + "]";
        for (std::uint64_t i = 0; i < notes.size(); i++) {
            sum += " " + notes[i];
        }
        echo::string copy = sum;
        copy += '.';
        return copy;
    }

    double half(double x) const { return x / 2; }

    echo::string shown(double x) const { return echo::to_string(x) + " " + echo::to_string(-5) + " " + echo::to_string(true); }

    echo::uint256 power(echo::uint256 base, std::uint8_t exponent) {
        echo::uint256 exponents = exponent;
        /* What the compiler computes itself is what the machine computes. */
        constexpr echo::uint256 many = (echo::uint256(1) << 200) * 3 / 7 % 1000003;
        echo::uint256 one = 1, product = one;
        while (exponent-- > 0) {
            product *= base;
        }
        echo::require(many == (one << 200) * 3 / 7 % 1000003, "types: compiler and machine differ");
        echo::require(product == pow(base, exponents), "types: products and powers differ");
        last = product;
        return product;
    }

    std::tuple<echo::uint256, echo::uint256> divide_last(echo::uint256 by) const {
        auto [quotient, rest] = echo::uint256::divided(last, by);
        return {quotient, rest};
    }

    echo::string digits(echo::int256 x) const { return echo::to_string(x - echo::int256(1)); }

    echo::uint128 wide(echo::uint128 a, echo::int128 b) const { return a + static_cast<echo::uint128>(b); }

    std::array<std::uint8_t, 4> turned(std::array<std::uint8_t, 4> bytes) {
        seen.emit("x", 5, bytes, 0.5, -1);
        return {bytes[3], bytes[2], bytes[1], bytes[0]};
    }

    std::tuple<std::uint64_t, bool, echo::string> several() const { return {7, true, "end"}; }

    echo::hash256 hash(echo::text of) const { return echo::sha256(of); }

  private:
    echo::value<std::uint64_t> count{"count"};
    echo::value<echo::string> name{"name"};
    echo::map<echo::text, std::uint64_t> balances{"balances"};
    echo::vector<echo::string> notes{"notes"};
    echo::value<echo::uint256> last{"last"};
};

} // namespace

ECHO_METHODS(Types, add, pay, balance_of, note, forget, all, half, shown, power, divide_last, digits, wide, turned, several, hash)
ECHO_EVENTS(seen)
