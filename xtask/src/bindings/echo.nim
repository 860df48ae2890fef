## Host functions of Echo, for contracts in Nim. Generated from echo-abi/src/scpi.rs by `make generate`.
##
## .. code-block:: nim
##   import echo
##
##   contract:
##     var a: uint64
##     if paramU64(a):
##       returnU64(a + 1)
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

proc echoString*(text: string): EchoString {.inline.} =
  ## Of a text, which is to live as long.
  EchoString(chars: cast[ptr UncheckedArray[char]](text.cstring), length: uint32(text.len))
@FUNCTIONS@

proc `$`*(given: EchoString): string =
  ## As Nim has it.
  result = newString(given.length)
  if given.length > 0:
    discard copyMemory(addr result[0], given.chars, given.length)

proc `==`*(given: EchoString, text: string): bool =
  ## Whether a string is this text.
  given.length == uint32(text.len) and compareMemory(given.chars, text.cstring, given.length) == 0

template contract*(body: untyped) =
  ## The entry point: what is global gets its value, then `body` runs. An exception that nobody handles, and a check that fails, end the
  ## call with `contract_error`, and nothing that it did remains.
  proc NimMain() {.importc.}
  proc apply() {.exportc: "__apply".} =
    NimMain()
    try:
      body
    except Exception:
      fail(echoString(getCurrentExceptionMsg()))
