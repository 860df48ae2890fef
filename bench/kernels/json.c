/* Parses JSON (RFC 8259) into a tree: objects, arrays, strings with escapes, numbers. n is how often the document is parsed; it is
 * written at the start, 48 KiB of it. */
#include "kernel.h"

#define SIZE (48 * 1024)
#define NODES 16384
#define DEPTH 32

static char text[SIZE + 256];
static uint32_t length;

/* The document's writer. */

static void put(const char *string)
{
    while (*string)
        text[length++] = *string++;
}

static void put_number(uint64_t number)
{
    char digit[20];
    int count = 0;
    do
        digit[count++] = (char)('0' + number % 10);
    while (number /= 10);
    while (count)
        text[length++] = digit[--count];
}

static void write_document(void)
{
    static const char *const names[] = { "alice", "b\\u00f6b", "carol \\\"c\\\"", "d\\\\ave\\n", "\\ud83d\\ude00 eve" };
    uint64_t seed = 1;
    length = 0;
    put("{ \"version\": 3, \"accounts\": [");
    for (int i = 0; length < SIZE; i++) {
        uint64_t random = next_random(&seed);
        put(i ? ",\n  {\"id\": " : "\n  {\"id\": ");
        put_number((uint64_t)i);
        put(", \"owner\": \"");
        put(names[random % 5]);
        put("\", \"balance\": ");
        put(random & 1024 ? "-" : "");
        put_number(random >> 40);
        put(".");
        put_number((random >> 20) % 10000);
        put(random & 2048 ? "e-3" : random & 4096 ? "E+2" : "");
        put(random & 8192 ? ", \"open\": true" : ", \"open\": false");
        put(", \"tags\": [");
        for (uint64_t j = 0; j < random % 4; j++) {
            put(j ? ", " : "");
            put(random >> (14 + j) & 1 ? "null" : "[\"a\", {\"b\": []}]");
        }
        put("]}");
    }
    put("\n] }\n");
}

/* The reader. */

enum kind { IS_NULL, IS_FALSE, IS_TRUE, IS_NUMBER, IS_STRING, IS_ARRAY, IS_OBJECT };

struct node {
    enum kind kind;
    /* Its name, if it is an object's member, and its own text, if it is a string: where, and how many bytes. */
    uint32_t name, name_length, string, string_length;
    double number;
    /* The first thing in it, and the next beside it; 0: none. */
    uint32_t first, next;
};

static struct node nodes[NODES];
static uint32_t used;
/* Strings with their escapes resolved. */
static char strings[SIZE];
static uint32_t strings_length;
static const char *at;

static void skip_space(void)
{
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
        at++;
}

static int hex(uint32_t *code)
{
    *code = 0;
    for (int i = 0; i < 4; i++) {
        char c = *at++;
        uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0') : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
            : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10) : 16;
        if (digit == 16)
            return 0;
        *code = *code << 4 | digit;
    }
    return 1;
}

static void put_utf8(uint32_t code)
{
    char *to = strings + strings_length;
    if (code < 0x80) {
        to[0] = (char)code;
        strings_length += 1;
    } else if (code < 0x800) {
        to[0] = (char)(0xc0 | code >> 6);
        to[1] = (char)(0x80 | (code & 63));
        strings_length += 2;
    } else if (code < 0x10000) {
        to[0] = (char)(0xe0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 63));
        to[2] = (char)(0x80 | (code & 63));
        strings_length += 3;
    } else {
        to[0] = (char)(0xf0 | code >> 18);
        to[1] = (char)(0x80 | (code >> 12 & 63));
        to[2] = (char)(0x80 | (code >> 6 & 63));
        to[3] = (char)(0x80 | (code & 63));
        strings_length += 4;
    }
}

/* Behind the opening quote; a string takes no more bytes here than in the document. */
static int parse_string(uint32_t *start, uint32_t *size)
{
    *start = strings_length;
    for (;;) {
        char c = *at++;
        if (c == '"')
            break;
        if ((unsigned char)c < 0x20)
            return 0;
        if (c != '\\') {
            strings[strings_length++] = c;
            continue;
        }
        uint32_t code, low;
        switch (c = *at++) {
        case '"': case '\\': case '/': code = (uint32_t)c; break;
        case 'b': code = '\b'; break;
        case 'f': code = '\f'; break;
        case 'n': code = '\n'; break;
        case 'r': code = '\r'; break;
        case 't': code = '\t'; break;
        case 'u':
            if (!hex(&code))
                return 0;
            if (code >= 0xd800 && code < 0xdc00) {
                if (*at++ != '\\' || *at++ != 'u' || !hex(&low) || low < 0xdc00 || low >= 0xe000)
                    return 0;
                code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00));
            }
            break;
        default: return 0;
        }
        put_utf8(code);
    }
    *size = strings_length - *start;
    return 1;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Exact for as many digits as a double holds; more than this document has. */
static int parse_number(double *number)
{
    int negative = *at == '-', scale = 0, exponent = 0;
    at += negative;
    if (!is_digit(*at) || (*at == '0' && is_digit(at[1])))
        return 0;
    uint64_t digits = 0;
    while (is_digit(*at))
        digits = digits * 10 + (uint64_t)(*at++ - '0');
    if (*at == '.') {
        if (!is_digit(*++at))
            return 0;
        for (; is_digit(*at); scale--)
            digits = digits * 10 + (uint64_t)(*at++ - '0');
    }
    if (*at == 'e' || *at == 'E') {
        int below = *++at == '-';
        at += *at == '-' || *at == '+';
        if (!is_digit(*at))
            return 0;
        while (is_digit(*at) && exponent < 1000)
            exponent = exponent * 10 + (*at++ - '0');
        scale += below ? -exponent : exponent;
    }
    double value = (double)digits, power = 1;
    for (int i = scale < 0 ? -scale : scale; i > 0; i--)
        power *= 10;
    value = scale < 0 ? value / power : value * power;
    *number = negative ? -value : value;
    return 1;
}

static int word(const char *rest)
{
    for (; *rest; rest++)
        if (*at++ != *rest)
            return 0;
    return 1;
}

static int parse_value(struct node *node, int depth);

/* What stands between brackets: values by comma, with names in an object. */
static int parse_items(struct node *node, char end, int depth)
{
    uint32_t *link = &node->first;
    skip_space();
    if (*at == end) {
        at++;
        return 1;
    }
    for (;;) {
        if (used == NODES || depth == DEPTH)
            return 0;
        struct node *item = &nodes[used];
        *link = used++;
        link = &item->next;
        item->name_length = item->first = item->next = 0;
        skip_space();
        if (end == '}') {
            if (*at++ != '"' || !parse_string(&item->name, &item->name_length))
                return 0;
            skip_space();
            if (*at++ != ':')
                return 0;
        }
        if (!parse_value(item, depth + 1))
            return 0;
        skip_space();
        char c = *at++;
        if (c == end)
            return 1;
        if (c != ',')
            return 0;
    }
}

static int parse_value(struct node *node, int depth)
{
    skip_space();
    switch (*at) {
    case '{': at++; node->kind = IS_OBJECT; return parse_items(node, '}', depth);
    case '[': at++; node->kind = IS_ARRAY; return parse_items(node, ']', depth);
    case '"': at++; node->kind = IS_STRING; return parse_string(&node->string, &node->string_length);
    case 't': node->kind = IS_TRUE; return word("true");
    case 'f': node->kind = IS_FALSE; return word("false");
    case 'n': node->kind = IS_NULL; return word("null");
    default: node->kind = IS_NUMBER; return parse_number(&node->number);
    }
}

static uint64_t fold_string(uint64_t sum, uint32_t start, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        sum = (sum ^ (unsigned char)strings[start + i]) * 31;
    return fold(sum, size);
}

static uint64_t fold_node(uint64_t sum, const struct node *node)
{
    sum = fold(fold_string(sum, node->name, node->name_length), (uint64_t)node->kind);
    if (node->kind == IS_STRING)
        sum = fold_string(sum, node->string, node->string_length);
    if (node->kind == IS_NUMBER) {
        union { double number; uint64_t bits; } both = { node->number };
        sum = fold(sum, both.bits);
    }
    for (uint32_t i = node->first; i; i = nodes[i].next)
        sum = fold_node(sum, &nodes[i]);
    return sum;
}

uint64_t kernel(uint64_t n)
{
    uint64_t sum = 0;
    write_document();
    for (uint64_t round = 0; round < n; round++) {
        text[length] = 0;
        at = text;
        strings_length = 0;
        used = 1;
        nodes[0] = (struct node){ .kind = IS_NULL };
        int good = parse_value(&nodes[0], 0);
        skip_space();
        if (!good || *at != 0)
            return 0;
        sum = fold_node(sum, &nodes[0]);
        /* Another document each time. */
        text[13] = (char)('0' + round % 10);
    }
    return sum;
}
