const echo = @import("echo");
const String = echo.String;

const data = [_]u8{
@DATA@
};
var room: [@ROOM@]u8 = @splat(0);

fn memory(pointer: [*]const u8, length: u32) String {
    return .{ .pointer = pointer, .length = length };
}

fn text(comptime at: u32, length: u32) String {
    return memory(data[at..], length);
}

var s0: String = .empty;
var s1: String = .empty;
var s2: String = .empty;
var s3: String = .empty;
var t0: String = .empty;
var t1: String = .empty;
var t2: String = .empty;
var options: echo.CallOptions = .{};
var p: ?*anyopaque = null;
var n_bool: bool = false;
var n_i8: i8 = 0;
var n_i16: i16 = 0;
var n_i32: i32 = 0;
var n_i64: i64 = 0;
var n_u8: u8 = 0;
var n_u16: u16 = 0;
var n_u32: u32 = 0;
var n_u64: u64 = 0;
var n_f64: f64 = 0;

export fn __apply() void {
    @BODY@
}
