## Host functions of Echo, for contracts in Nim without its run-time library. Generated from echo-abi/src/scpi.rs by `make generate`.
##
## A string that a function fills in lies on the contract heap; `free` gives it back.

type
  EchoString* {.byref.} = object
    ## Text or bytes, as the machine has them.
    chars*: ptr UncheckedArray[char]
    length*: uint32

  CallOptions* = object
    ## How another contract is called or created. nil stands for all zeroes.
    value*: uint64 ## sent with the call
    asset*: uint64 ## in this asset, an instance number: 0 for 1.3.0
    gas*: uint64   ## at most; 0: all that is left
    flags*: uint64 ## callView, createUpgradeable

const
  callView* = 1'u64           ## The callee, and whom it calls, may change nothing.
  createUpgradeable* = 2'u64  ## The owner may replace the code later.

proc echoString*(text: static string): EchoString {.inline.} =
  ## Of a literal.
  EchoString(chars: cast[ptr UncheckedArray[char]](text.cstring), length: uint32(text.len))
@FUNCTIONS@

proc `==`*(given: EchoString, text: static string): bool =
  ## Whether a string is this text.
  given.length == text.len and compareMemory(given.chars, text.cstring, text.len) == 0
