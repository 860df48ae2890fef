//! The tour in Zig: fib(n), sort(five numbers), store(n) and load(), note(n), greet(name).
const std = @import("std");
const echo = @import("echo");
const String = echo.String;

fn fibonacci(n: u64) u64 {
    return if (n < 2) n else fibonacci(n - 1) + fibonacci(n - 2);
}

fn fail(message: []const u8) noreturn {
    echo.fail(&.of(message));
}

fn take() u64 {
    var number: u64 = 0;
    if (!echo.paramU64(&number)) fail("argument missing or of another type, wanted: u64");
    return number;
}

fn fib() void {
    echo.returnU64(fibonacci(take()));
}

fn sort() void {
    var numbers: [5]u64 = undefined;
    for (&numbers) |*number| number.* = take();
    std.mem.sort(u64, &numbers, {}, std.sort.asc(u64));
    for (numbers) |number| echo.returnU64(number);
}

fn store() void {
    const number = std.mem.asBytes(&take()).*;
    echo.storageSet(&.of("number"), &.of(&number));
}

fn load() void {
    var number: String = .empty;
    const found = echo.storageGet(&.of("number"), &number);
    echo.returnU64(if (found) std.mem.readInt(u64, number.pointer[0..8], .little) else 0);
}

fn note() void {
    const number = std.mem.asBytes(&take()).*;
    echo.emit(&.of("noted(uint64)"), &.of(&number));
}

fn greet() void {
    var name: String = .empty;
    if (!echo.paramString(&name)) fail("argument missing or of another type, wanted: string");
    echo.returnString(&.of("Hello, "));
    echo.returnString(&name);
    echo.returnString(&.of("!"));
}

export fn __apply() void {
    if (echo.isConstructor()) return;
    var name: String = .empty;
    echo.functionName(&name);
    inline for (.{ "fib", "sort", "store", "load", "note", "greet" }) |function| {
        if (std.mem.eql(u8, name.slice(), function)) return @call(.auto, @field(@This(), function), .{});
    }
    fail("The called function is missing.");
}
