import echo

var data: array[@SIZE@, uint8] = [
@DATA@
]
var room: array[@ROOM@, uint8]

proc memory(pointer: pointer, length: uint32): EchoString =
  EchoString(chars: cast[ptr UncheckedArray[char]](pointer), length: length)

proc text(at: int, length: uint32): EchoString =
  memory(addr data[at], length)

contract:
  var
    s0, s1, s2, s3, t0, t1, t2: EchoString
    options: CallOptions
    p: pointer
    n_bool: bool
    n_i8: int8
    n_i16: int16
    n_i32: int32
    n_i64: int64
    n_u8: uint8
    n_u16: uint16
    n_u32: uint32
    n_u64: uint64
    n_f64: float64
  @BODY@
