#include "echo.h"

static const unsigned char data[] = {
@DATA@
};
static unsigned char room[@ROOM@];

static inline echo_string memory(const void *pointer, uint32_t length) {
    echo_string made;
    made.pointer = (const char *)pointer;
    made.length = length;
    return made;
}

static inline echo_string text(uint32_t at, uint32_t length) {
    return memory(data + at, length);
}

ECHO_BEGIN_C
void __apply(void) {
    echo_string s0 = text(0, 0), s1 = s0, s2 = s0, s3 = s0, t0, t1, t2;
    echo_call_options options;
    void *p = NULL;
    bool n_bool = false;
    int8_t n_i8 = 0;
    int16_t n_i16 = 0;
    int32_t n_i32 = 0;
    int64_t n_i64 = 0;
    uint8_t n_u8 = 0;
    uint16_t n_u16 = 0;
    uint32_t n_u32 = 0;
    uint64_t n_u64 = 0;
    double n_f64 = 0;
    @BODY@
}
ECHO_END_C
