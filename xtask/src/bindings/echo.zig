//! Host functions of Echo, for contracts in Zig. Generated from echo-abi/src/scpi.rs by `make generate`.
//!
//!     const echo = @import("echo");
//!
//!     export fn __apply() void {
//!         var a: u64 = 0;
//!         if (echo.paramU64(&a)) echo.returnU64(a + 1);
//!     }
//!
//! A string that a function fills in lies on the contract heap; `free` gives it back.

/// Text or bytes, as the machine has them.
pub const String = extern struct {
    pointer: [*]const u8,
    length: u32,

    /// What a function fills in.
    pub const empty: String = .of("");

    /// Of a slice, which is to live as long.
    pub fn of(bytes: []const u8) String {
        return .{ .pointer = bytes.ptr, .length = @intCast(bytes.len) };
    }

    /// As a slice.
    pub fn slice(self: String) []const u8 {
        return self.pointer[0..self.length];
    }
};

/// How another contract is called or created. Null stands for all zeroes.
pub const CallOptions = extern struct {
    /// Sent with the call.
    value: u64 = 0,
    /// In this asset, an instance number: 0 for 1.3.0.
    asset: u64 = 0,
    /// At most; 0: all that is left.
    gas: u64 = 0,
    /// `call_view`, `create_upgradeable`.
    flags: u64 = 0,
};

/// The callee, and whom it calls, may change nothing.
pub const call_view: u64 = 1;
/// The owner may replace the code later.
pub const create_upgradeable: u64 = 2;
@FUNCTIONS@
