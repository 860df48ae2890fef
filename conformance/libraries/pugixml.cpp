#include "library.h"

#include <pugixml.hpp>

struct Hash : pugi::xml_writer {
    uint64_t hash = 1;
    void write(const void *bytes, size_t size) override { hash = mix_bytes(hash, bytes, size); }
};

static uint64_t compute(void) {
    pugi::xml_document document;
    pugi::xml_parse_result result =
        document.load_string("<list><item id='3' price='2.5'>three</item><item id='1' price='10'>one &amp; only</item><!-- c --></list>");
    Hash out;
    document.child("list").append_child("item").append_attribute("id") = 7;
    document.save(out, " ");
    uint64_t hash = mix(out.hash, result.status);
    pugi::xpath_node_set found = document.select_nodes("//item[@price > 2]/@id");
    for (const pugi::xpath_node &node : found) {
        hash = mix_text(hash, node.attribute().value());
    }
    double sum = pugi::xpath_query("sum(//item/@price) div count(//item)").evaluate_number(document);
    return mix(hash, bits_of(sum));
}
