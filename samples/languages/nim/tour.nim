## The tour in Nim: fib(n), sort(five numbers), store(n) and load(), note(n), greet(name).
import echo
import std/algorithm

proc fibonacci(n: uint64): uint64 =
  if n < 2: n else: fibonacci(n - 1) + fibonacci(n - 2)

proc take(): uint64 =
  if not paramU64(result):
    fail(echoString("argument missing or of another type, wanted: u64"))

proc bytes(number: var uint64): EchoString =
  ## The bytes of a number.
  EchoString(chars: cast[ptr UncheckedArray[char]](addr number), length: 8)

proc sort() =
  var numbers: seq[uint64]
  for i in 0 ..< 5:
    numbers.add(take())
  for number in numbers.sorted:
    returnU64(number)

proc store() =
  var number = take()
  storageSet(echoString("number"), bytes(number))

proc load() =
  var stored: EchoString
  if storageGet(echoString("number"), stored):
    returnU64(cast[ptr uint64](stored.chars)[])
  else:
    returnU64(0)

proc note() =
  var number = take()
  emit(echoString("noted(uint64)"), bytes(number))

proc greet() =
  var name: EchoString
  if not paramString(name):
    fail(echoString("argument missing or of another type, wanted: string"))
  returnString(echoString("Hello, " & $name & "!"))

contract:
  if not isConstructor():
    var called: EchoString
    functionName(called)
    case $called
    of "fib": returnU64(fibonacci(take()))
    of "sort": sort()
    of "store": store()
    of "load": load()
    of "note": note()
    of "greet": greet()
    else: fail(echoString("The called function is missing."))
