// NAME: a counter. Anybody may count; whoever created it may begin anew.
#include "echo.hpp"

constexpr echo::event<std::uint64_t> counted{"counted"};

class counter : public echo::contract {
  public:
    // Runs once, when the contract is created.
    void constructor() override {
        owner_ = echo::sender();
    }

    std::uint64_t increment(std::uint64_t by) {
        std::uint64_t count;
        echo::require(!__builtin_add_overflow(count_.load(), by, &count), "the count is full");
        count_ = count;
        counted.emit(count);
        return count;
    }

    void reset() {
        echo::require(owner_.load() == echo::sender(), "only the owner");
        count_ = std::uint64_t{0};
    }

    std::uint64_t get() const {
        return count_;
    }

  private:
    echo::value<std::uint64_t> count_{"count"};
    echo::value<echo::string> owner_{"owner"};
};

ECHO_METHODS(counter, increment, reset, get)
