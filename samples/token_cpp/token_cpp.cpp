/* The token of ../token as C++: a class with a vtable, templates, a global object with a constructor, and
 * ownership by RAII.
 *
 * A fee for each transfer goes to the owner; how it is computed is a virtual method, and the policy is
 * chosen by what is stored. mint(to, amount), transfer(to, amount), set_fee(kind, amount),
 * balance_of(id), total_supply(), describe(). */
#include "echo.hpp"

namespace {

constexpr echo::event<echo::text, echo::text, std::uint64_t> transferred{"transfer"};

/* What a transfer costs. */
class Fee {
  public:
    virtual std::uint64_t of(std::uint64_t amount) const = 0;
    virtual echo::text name() const = 0;
    virtual ~Fee() = default;
};

class NoFee final : public Fee {
  public:
    std::uint64_t of(std::uint64_t) const override { return 0; }
    echo::text name() const override { return "none"; }
};

class FlatFee final : public Fee {
  public:
    explicit FlatFee(std::uint64_t amount) : amount_(amount) {}
    std::uint64_t of(std::uint64_t amount) const override { return amount < amount_ ? amount : amount_; }
    echo::text name() const override { return "flat"; }

  private:
    std::uint64_t amount_;
};

class PercentFee final : public Fee {
  public:
    explicit PercentFee(std::uint64_t percent) : percent_(percent) {}
    std::uint64_t of(std::uint64_t amount) const override {
        return amount / 100 * percent_ + amount % 100 * percent_ / 100;
    }
    echo::text name() const override { return "percent"; }

  private:
    std::uint64_t percent_;
};

template <class T> class Owned {
  public:
    explicit Owned(T *object) : object_(object) {}
    ~Owned() { delete object_; }
    Owned(const Owned &) = delete;
    Owned &operator=(const Owned &) = delete;
    const T *operator->() const { return object_; }

  private:
    T *object_;
};

template <class T> T checked_add(T left, T right) {
    T sum;
    echo::require(!__builtin_add_overflow(left, right, &sum), "token: too much");
    return sum;
}

/* A table on the heap, filled by a global constructor before the contract runs. */
class Primes {
  public:
    Primes() : primes_(new std::uint32_t[COUNT]) {
        std::uint32_t count = 0;
        for (std::uint32_t n = 2; count < COUNT; n++) {
            bool prime = true;
            for (std::uint32_t i = 0; i < count; i++) {
                prime = prime && n % primes_[i] != 0;
            }
            if (prime) {
                primes_[count++] = n;
            }
        }
    }
    std::uint32_t sum() const {
        std::uint32_t sum = 0;
        for (std::uint32_t i = 0; i < COUNT; i++) {
            sum += primes_[i];
        }
        return sum;
    }

  private:
    static constexpr std::uint32_t COUNT = 16;
    std::uint32_t *primes_;
};

const Primes primes;

class Token : public echo::contract {
  public:
    void constructor() override {
        owner = echo::sender().view();
        create(echo::sender(), 1000000);
    }

    void mint(echo::text to, std::uint64_t amount) {
        require_owner();
        create(to, amount);
    }

    bool transfer(echo::text to, std::uint64_t amount) {
        echo::string from = echo::sender();
        Owned<Fee> fee(current_fee());
        std::uint64_t cost = fee->of(amount);
        std::uint64_t whole = checked_add(amount, cost);
        echo::require(whole <= balances.get(from), "token: insufficient balance");
        move(from, to, amount);
        if (cost != 0) {
            move(from, owner.load(), cost);
        }
        return true;
    }

    void set_fee(echo::text kind, std::uint64_t amount) {
        require_owner();
        echo::require(kind == "none" || kind == "flat" || kind == "percent", "token: none, flat or percent");
        fee_kind = kind;
        fee_amount = amount;
    }

    std::uint64_t balance_of(echo::text id) const { return balances.get(id); }
    std::uint64_t total_supply() const { return total; }

    echo::string describe() const {
        Owned<Fee> fee(current_fee());
        echo::string result(echo::text("fee "));
        result.append(fee->name()).append(" of 1000: ").append_decimal(fee->of(1000));
        result.append("; primes ").append_decimal(primes.sum());
        return result;
    }

  private:
    void require_owner() const {
        echo::require(owner.load() == echo::sender(), "token: only the owner");
    }

    Fee *current_fee() const {
        echo::string kind = fee_kind;
        if (kind == echo::text("flat")) {
            return new FlatFee(fee_amount);
        }
        if (kind == echo::text("percent")) {
            return new PercentFee(fee_amount);
        }
        return new NoFee;
    }

    void create(echo::text to, std::uint64_t amount) {
        total = checked_add<std::uint64_t>(total, amount);
        balances.set(to, balances.get(to) + amount);
        transferred.emit("", to, amount);
    }

    void move(echo::text from, echo::text to, std::uint64_t amount) {
        balances.set(from, balances.get(from) - amount);
        balances.set(to, balances.get(to) + amount);
        transferred.emit(from, to, amount);
    }

    echo::value<echo::string> owner{"owner"};
    echo::value<std::uint64_t> total{"total"};
    echo::map<echo::text, std::uint64_t> balances{"balance"};
    echo::value<echo::string> fee_kind{"fee_kind"};
    echo::value<std::uint64_t> fee_amount{"fee_amount"};
};

} // namespace

ECHO_METHODS(Token, mint, transfer, set_fee, balance_of, total_supply, describe)
ECHO_EVENTS(transferred)
