#include "library.h"

#include <nlohmann/json.hpp>

static uint64_t compute(void) {
    using nlohmann::json;
    json tree = json::parse(R"({"pi": 3.141592653589793, "list": [1, -2, 1e100, "\u20ac", null, true], "in": {"z": 1, "a": 2}})");
    tree["more"] = {{"x", 0.1}, {"y", {1, 2, 3}}};
    tree["list"].push_back(tree["in"]);
    tree.erase("in");
    uint64_t hash = mix_text(1, tree.dump().c_str());
    hash = mix_text(hash, tree.dump(2).c_str());
    hash = mix_text(hash, tree.flatten().dump().c_str());
    std::vector<std::uint8_t> cbor = json::to_cbor(tree), packed_form = json::to_msgpack(tree);
    hash = mix_bytes(mix_bytes(hash, cbor.data(), cbor.size()), packed_form.data(), packed_form.size());
    hash = mix(hash, json::from_cbor(cbor) == tree);
    hash = mix_text(hash, json::diff(tree, json::parse(R"({"pi": 3})")).dump().c_str());
    return mix(hash, json::parse("[1,", nullptr, false).is_discarded());
}
