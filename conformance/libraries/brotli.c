#include "library.h"

#include <brotli/decode.h>
#include <brotli/encode.h>

static uint64_t compute(void) {
    size_t size = sizeof packed, back = sizeof output;
    fill_words(input, INPUT);
    if (!BrotliEncoderCompress(5, 16, BROTLI_MODE_TEXT, INPUT, input, &size, packed) ||
        BrotliDecoderDecompress(size, packed, &back, output) != BROTLI_DECODER_RESULT_SUCCESS) {
        return 2;
    }
    return mix_packed(1, size, back);
}
