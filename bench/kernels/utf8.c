/* String bytes: checks UTF-8, counts characters, words and lines, and lower-cases ASCII. n is the number of passes over
 * the text. */
#include "kernel.h"

#define LENGTH 65536u

static uint8_t text[LENGTH + 4];

static void write_text(void)
{
    uint64_t seed = 1;
    uint32_t at = 0;
    while (at < LENGTH - 4) {
        uint64_t random = next_random(&seed) >> 16;
        uint32_t kind = random & 31;
        uint32_t code = (uint32_t)(random >> 8);
        if (kind < 22) {
            text[at++] = (uint8_t)((kind & 7 ? 'a' : 'A') + code % 26);
        } else if (kind < 27) {
            text[at++] = kind == 26 && (code & 3) == 0 ? '\n' : ' ';
        } else if (kind < 30) {
            code = 0x80 + code % 0x780;
            text[at++] = (uint8_t)(0xc0 | code >> 6);
            text[at++] = (uint8_t)(0x80 | (code & 0x3f));
        } else if (kind < 31) {
            code = 0x800 + code % 0xc000;
            text[at++] = (uint8_t)(0xe0 | code >> 12);
            text[at++] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
            text[at++] = (uint8_t)(0x80 | (code & 0x3f));
        } else {
            code = 0x10000 + code % 0x100000;
            text[at++] = (uint8_t)(0xf0 | code >> 18);
            text[at++] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
            text[at++] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
            text[at++] = (uint8_t)(0x80 | (code & 0x3f));
        }
    }
    while (at < LENGTH)
        text[at++] = '.';
}

/* Length of the character at p if it is well formed (Unicode 15, table 3-7), else 0. */
static uint32_t character(const uint8_t *p, uint32_t available)
{
    uint8_t lead = p[0];
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    uint32_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (available < length)
        return 0;
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (p[1] < low || p[1] > high)
        return 0;
    for (uint32_t i = 2; i < length; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

uint64_t kernel(uint64_t n)
{
    write_text();
    uint64_t sum = 0;
    for (uint64_t pass = 0; pass < n; pass++) {
        uint32_t characters = 0, words = 0, lines = 0, bad = 0, in_word = 0;
        for (uint32_t at = 0; at < LENGTH; characters++) {
            uint32_t length = character(text + at, LENGTH - at);
            if (length == 0) {
                bad++;
                length = 1;
            }
            uint8_t byte = text[at];
            uint32_t blank = byte == ' ' || byte == '\n';
            lines += byte == '\n';
            words += !blank && !in_word;
            in_word = !blank;
            if (byte >= 'A' && byte <= 'Z')
                text[at] = byte | 0x20;
            at += length;
        }
        text[pass * 509 % LENGTH] ^= 0x20;
        sum = fold(fold(fold(fold(sum, characters), words), lines), bad);
    }
    for (uint32_t at = 0; at < LENGTH; at++)
        sum += (uint64_t)text[at] * at;
    return sum;
}
