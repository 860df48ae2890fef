#include "library.h"

#include <expat.h>

static uint64_t hash = 1;

static void begin(void *data, const XML_Char *name, const XML_Char **attributes) {
    (void)data;
    hash = mix_text(hash, name);
    for (; *attributes != NULL; attributes++) {
        hash = mix_text(hash, *attributes);
    }
}
static void end(void *data, const XML_Char *name) {
    (void)data;
    hash = mix(mix_text(hash, name), 2);
}
static void text(void *data, const XML_Char *text, int length) {
    (void)data;
    hash = mix_bytes(hash, text, (size_t)length);
}

static uint64_t compute(void) {
    static const char *const documents[] = {
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e 'an &#65;'>]><a x='1' y=\"&lt;&e;\"><b/>text &e;<![CDATA[<raw>]]></a>",
        "<n:a xmlns:n='urn:x' n:b='1'><c xmlns='urn:y'>&#x20AC;</c></n:a>",
        "<a><b></a>",
    };
    for (size_t i = 0; i < 3; i++) {
        XML_Parser parser = XML_ParserCreateNS(NULL, '|');
        XML_SetHashSalt(parser, 7);
        XML_SetElementHandler(parser, begin, end);
        XML_SetCharacterDataHandler(parser, text);
        hash = mix(hash, (uint64_t)XML_Parse(parser, documents[i], (int)strlen(documents[i]), 1));
        hash = mix_text(hash, XML_ErrorString(XML_GetErrorCode(parser)));
        hash = mix(hash, XML_GetCurrentColumnNumber(parser));
        XML_ParserFree(parser);
    }
    return hash;
}
