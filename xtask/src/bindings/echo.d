/**
 * Host functions of Echo, for contracts in D without its run-time library. Generated from echo-abi/src/scpi.rs by `make generate`.
 *
 * ---
 * import echo;
 *
 * extern (C) void __apply()
 * {
 *     ulong a;
 *     if (paramU64(a))
 *         returnU64(a + 1);
 * }
 * ---
 *
 * A string that a function fills in lies on the contract heap; `free` gives it back.
 */
module echo;

extern (C) nothrow @nogc:

/// Text or bytes, as the machine has them.
struct String
{
    const(char)* pointer;
    uint length;

nothrow @nogc:

    /// Of an array, which is to live as long.
    this()(const(char)[] text)
    {
        pointer = text.ptr;
        length = cast(uint) text.length;
    }

    /// As an array.
    const(char)[] text()() const
    {
        return pointer[0 .. length];
    }
}

/// How another contract is called or created. Null stands for all zeroes.
struct CallOptions
{
    ulong value; /// Sent with the call.
    ulong asset; /// In this asset, an instance number: 0 for 1.3.0.
    ulong gas; /// At most; 0: all that is left.
    ulong flags; /// CALL_VIEW, CREATE_UPGRADEABLE
}

/// The callee, and whom it calls, may change nothing.
enum ulong CALL_VIEW = 1;
/// The owner may replace the code later.
enum ulong CREATE_UPGRADEABLE = 2;
@FUNCTIONS@
