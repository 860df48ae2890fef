/* Contracts that call each other: with arguments and results of any type, with an amount, with a limit of gas, as a view; that catch each
 * other's errors, create each other, and end. */
#include "echo.hpp"

namespace {

constexpr echo::event<echo::text, std::uint64_t> counted{"counted"};

class Peer : public echo::contract {
  public:
    void constructor(std::uint64_t start) { count = start; }

    std::uint64_t add(std::uint64_t step) {
        count += step;
        counted.emit(echo::sender(), echo::call_value());
        return count;
    }

    std::uint64_t get() const { return count; }

    void refuse(echo::text why) {
        count += 1;
        echo::fail(why);
    }

    echo::string mixed(std::uint8_t a, echo::int128 b, echo::uint256 c, double d, bool e, std::array<std::uint8_t, 2> f, echo::text g) const {
        return echo::to_string(a) + " " + echo::to_string(b) + " " + echo::to_string(c) + " " + echo::to_string(d) + " " +
               echo::to_string(e) + " " + echo::to_string(f[0] + f[1]) + " " + g;
    }

    /* All that was sent with this call goes along. */
    std::uint64_t pass_on(echo::text to, std::uint64_t step) {
        return echo::contract_ref(to).value(echo::call_value()).call<std::uint64_t>("add", step);
    }

    /* What the other one stored is gone, and this contract goes on. */
    std::tuple<std::uint32_t, echo::string> attempt(echo::text to, echo::text why) {
        auto result = echo::contract_ref(to).gas(1000000).try_call("refuse", why);
        return {result.error(), result.message()};
    }

    /* Here its error is this contract's. */
    void insist(echo::text to, echo::text why) { echo::contract_ref(to).call("refuse", why); }

    std::uint64_t peek(echo::text to) const { return echo::contract_ref(to).view().call<std::uint64_t>("get"); }

    std::uint32_t write_as_view(echo::text to) const { return echo::contract_ref(to).view().try_call<std::uint64_t>("add", 1).error(); }

    echo::string all_kinds(echo::text to) const {
        std::array<std::uint8_t, 2> bytes{1, 255};
        return echo::contract_ref(to).call<echo::string>(
            "mixed", 200, echo::int128(-5), echo::uint256(1) << 200, 0.25, true, bytes, "t\xc3\xa4xt \"1\"\\");
    }

    std::uint64_t by_line(echo::text to, echo::text line) const {
        return echo::contract_ref(to).try_line<std::uint64_t>(line).value();
    }

    std::uint64_t read(echo::text from) const {
        echo::string bytes = echo::contract_ref(from).stored("count");
        return bytes.empty() ? 0 : echo::detail::whole<std::uint64_t>(bytes);
    }

    echo::string create(std::uint64_t start) { return echo::string(echo::creation().value(echo::call_value()).like(echo::self(), start).id()); }

    void end(echo::text heir) { echo::self_destruct(heir); }

  private:
    echo::value<std::uint64_t> count{"count"};
};

} // namespace

ECHO_METHODS(Peer, add, get, refuse, mixed, pass_on, attempt, insist, peek, write_as_view, all_kinds, by_line, read, create, end)
ECHO_EVENTS(counted)
