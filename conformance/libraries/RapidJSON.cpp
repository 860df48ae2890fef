#include "library.h"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/prettywriter.h>

static uint64_t compute(void) {
    rapidjson::Document tree;
    tree.Parse("{\"a\":[1,2.5,-3e-7,18446744073709551615],\"b\":{\"c\":\"\\u00e9\"},\"d\":null}");
    rapidjson::Pointer("/b/new/0").Set(tree, 0.1);
    tree["a"].PushBack(true, tree.GetAllocator());
    rapidjson::StringBuffer dense, pretty;
    rapidjson::Writer<rapidjson::StringBuffer> writer(dense);
    rapidjson::PrettyWriter<rapidjson::StringBuffer> pretty_writer(pretty);
    tree.Accept(writer);
    tree.Accept(pretty_writer);
    uint64_t hash = mix_text(mix_text(1, dense.GetString()), pretty.GetString());
    rapidjson::Document broken;
    broken.Parse("{\"a\":[1,}");
    return mix(mix(hash, broken.GetErrorOffset()), static_cast<uint64_t>(broken.GetParseError()));
}
