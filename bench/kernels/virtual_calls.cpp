// Virtual calls: a row of objects of eight classes in a mixed order, each changing an account. n is the number of ways through the
// row.
extern "C" {
#include "kernel.h"
}

// Placement: there is no library to have it from.
inline void *operator new(size_t, void *place) noexcept { return place; }

namespace {

constexpr int STAGES = 512;

struct Account {
    uint64_t balance, debt, nonce;
};

class Stage {
public:
    explicit Stage(uint64_t amount) : amount(amount) {}
    virtual void apply(Account &account) = 0;
    virtual uint64_t fee() const { return amount & 7; }

protected:
    // Nothing is ever deleted through a base, so that no destructor need be virtual.
    ~Stage() = default;
    uint64_t amount;
};

class Deposit : public Stage {
public:
    using Stage::Stage;
    void apply(Account &account) override { account.balance += amount; }
};

class Withdraw : public Stage {
public:
    using Stage::Stage;
    void apply(Account &account) override
    {
        if (account.balance >= amount)
            account.balance -= amount;
        else
            account.debt += amount;
    }
    uint64_t fee() const override { return 3; }
};

class Interest : public Stage {
public:
    using Stage::Stage;
    void apply(Account &account) override { account.balance += account.balance >> (4 + (amount & 15)); }
};

class Repay : public Stage {
public:
    using Stage::Stage;
    void apply(Account &account) override
    {
        uint64_t paid = account.debt < amount ? account.debt : amount;
        if (paid > account.balance)
            paid = account.balance;
        account.debt -= paid;
        account.balance -= paid;
    }
    uint64_t fee() const override { return amount >> 60; }
};

class Count : public Stage {
public:
    using Stage::Stage;
    void apply(Account &account) override { account.nonce++; }
};

class Limit final : public Stage {
public:
    using Stage::Stage;
    void apply(Account &account) override { account.balance &= 0xffffffffffull | amount; }
};

// A stage around another one.
class Twice final : public Stage {
public:
    Twice(uint64_t amount, Stage *inner) : Stage(amount), inner(inner) {}
    void apply(Account &account) override
    {
        inner->apply(account);
        account.nonce ^= amount;
        inner->apply(account);
    }
    uint64_t fee() const override { return 2 * inner->fee(); }

private:
    Stage *inner;
};

// A stage with a state.
class Toll final : public Stage {
public:
    using Stage::Stage;
    void apply(Account &account) override
    {
        passed++;
        account.debt += passed & 15;
    }
    uint64_t fee() const override { return passed & 3; }

private:
    uint64_t passed = 0;
};

constexpr size_t LARGEST = sizeof(Twice) > sizeof(Toll) ? sizeof(Twice) : sizeof(Toll);

alignas(8) unsigned char places[STAGES][LARGEST];
Stage *stages[STAGES];

Stage *make(int i, uint64_t random)
{
    void *place = places[i];
    uint64_t amount = random >> 20;
    switch (random % 8) {
    case 0: return new (place) Deposit(amount);
    case 1: return new (place) Withdraw(amount);
    case 2: return new (place) Interest(amount);
    case 3: return new (place) Repay(amount);
    case 4: return new (place) Count(amount);
    case 5: return new (place) Limit(amount);
    case 6: return i > 0 ? static_cast<Stage *>(new (place) Twice(amount, stages[amount % static_cast<unsigned>(i)]))
                         : new (place) Count(amount);
    default: return new (place) Toll(amount);
    }
}

} // namespace

// What a call of a function without a body would come to; there is none.
extern "C" void __cxa_pure_virtual() { __builtin_trap(); }

extern "C" uint64_t kernel(uint64_t n)
{
    uint64_t seed = 1, sum = 0;
    for (int i = 0; i < STAGES; i++)
        stages[i] = make(i, next_random(&seed));
    Account account = { 1000000, 0, 0 };
    for (uint64_t round = 0; round < n; round++) {
        for (Stage *stage : stages) {
            stage->apply(account);
            sum += stage->fee();
        }
        // Another order in the next round.
        uint64_t random = next_random(&seed);
        Stage *&a = stages[random % STAGES], *&b = stages[(random >> 32) % STAGES], *c = a;
        a = b;
        b = c;
        sum = fold(sum, account.balance ^ account.debt);
    }
    return fold(sum, account.nonce);
}
