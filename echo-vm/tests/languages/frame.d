module tour;

import echo;

__gshared immutable ubyte[@SIZE@] data = [
@DATA@
];
__gshared ubyte[@ROOM@] room;

String memory(const(void)* pointer, uint length)
{
    return String((cast(const(char)*) pointer)[0 .. length]);
}

String text(uint at, uint length)
{
    return memory(data.ptr + at, length);
}

extern (C) void __apply()
{
    String s0, s1, s2, s3, t0, t1, t2;
    CallOptions options;
    void* p;
    bool n_bool;
    byte n_i8;
    short n_i16;
    int n_i32;
    long n_i64;
    ubyte n_u8;
    ushort n_u16;
    uint n_u32;
    ulong n_u64;
    double n_f64;
    @BODY@
}
