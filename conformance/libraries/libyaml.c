#include "library.h"

#include <yaml.h>

static uint64_t compute(void) {
    static const char text[] = "base: &b {x: 1, y: [a, \"b\\t\", 'c']}\nlist:\n  - *b\n  - |\n    lines\n    of text\n  - >-\n    folded\n    text\n? key\n: ~\n";
    yaml_parser_t parser;
    yaml_emitter_t emitter;
    yaml_document_t document;
    size_t size = 0;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, sizeof text - 1);
    yaml_emitter_initialize(&emitter);
    yaml_emitter_set_output_string(&emitter, output, sizeof output, &size);
    if (!yaml_parser_load(&parser, &document) || !yaml_emitter_dump(&emitter, &document) || !yaml_emitter_flush(&emitter)) {
        return 2;
    }
    yaml_emitter_delete(&emitter);
    yaml_parser_delete(&parser);
    return mix_bytes(1, output, size);
}
