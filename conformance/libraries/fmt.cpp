#include "library.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <string>
#include <vector>

static uint64_t compute(void) {
    std::map<std::string, int> map{{"a", 1}, {"b", -2}};
    std::vector<double> numbers{0.1, 1e21, 1.0 / 3, -0.0, 5e-324, 123456789.0};
    uint64_t hash = 1;
    hash = mix_text(hash, fmt::format("{} {:>8} {:#x} {:08.3f} {:^9}|", 42, "right", 255, 3.14159, "mid").c_str());
    hash = mix_text(hash, fmt::format("{} {}", map, numbers).c_str());
    for (double number : numbers) {
        hash = mix_text(hash, fmt::format("{} {:e} {:.3g}", number, number, number).c_str());
    }
    return mix_text(hash, fmt::format("{0:b} {1} {0:+d} {2:?}", 10, true, "quoted\n").c_str());
}
