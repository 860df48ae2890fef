/* A token as contracts of the first Echo chain were written: contract_base, DB_ variables, get_parameters and
 * set_return_values, MAIN.
 *
 * transfer(to, amount), give(to), by the owner, balance_of(id), holders(), statement(), which names them all. */
#include "echo_v1.hpp"

class token : public contract_base {
  public:
    void constructor() {
        owner = get_sender();
        supply = 1000;
        decimals = 2;
        is_open = true;
        credit(get_sender(), 1000);
        EMIT(transferred, "", get_sender(), 1000);
    }

    void transfer() {
        string to;
        uint64_t amount;
        get_parameters(to, amount);
        require(is_open, "token: closed");
        require(amount <= balances[get_sender()], "token: insufficient balance");
        balances[get_sender()] -= amount;
        credit(to, amount);
        EMIT(transferred, get_sender(), to, amount);
        set_return_values(true);
    }

    /* As methods of echo.hpp are: what they take and return is told. */
    void give(string to, uint8_t amount) {
        require(owner == get_sender(), "token: only the owner");
        supply += amount;
        credit(to, amount);
    }

    uint64_t balance_of(string id) const { return balances[id]; }

    void holders() { set_return_values(names.size(), supply.load()); }

    void statement() {
        vector<string> lines;
        hashmap<string, uint64_t> seen;
        for (uint64_t i = 0; i < names.size(); i++) {
            string name = names[i];
            seen[name] += balances[name];
            lines.push_back(name + "=" + std::to_string(seen[name]));
        }
        string text;
        for (const string &line : lines) {
            text += (text.empty() ? "" : ", ") + line;
        }
        set_return_values(text);
    }

  private:
    static void require(bool condition, echo::text message) { echo::require(condition, message); }

    void credit(const string &to, uint64_t amount) {
        if (!balances.contains(to)) {
            names.push_back(to);
        }
        balances[to] += amount;
    }

    EVENT(transferred, string, string, uint64_t)
    DB_STRING(owner)
    DB_UINT64(supply)
    DB_UINT8(decimals)
    DB_BOOL(is_open)
    DB_VECTOR(string, names)
    DB_HASHMAP(string, uint64_t, balances)
};

MAIN(token, FUNC(transfer) FUNC(give) FUNC(balance_of) FUNC(holders) FUNC(statement))
