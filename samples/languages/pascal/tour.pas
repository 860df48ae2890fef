/// The tour in Free Pascal: fib(n), sort(five numbers), store(n) and load(), note(n), greet(name).
unit Tour;

{$mode objfpc}

interface

procedure Apply; cdecl; public name '__apply';

implementation

uses Echo;

type
  PQWord = ^QWord;

function Fibonacci(N: QWord): QWord;
begin
  if N < 2 then
    Fibonacci := N
  else
    Fibonacci := Fibonacci(N - 1) + Fibonacci(N - 2);
end;

function Take: QWord;
begin
  if not EchoParamU64(Take) then
    EchoFail(EchoText('argument missing or of another type, wanted: u64'));
end;

/// The bytes of a number.
function Bytes(constref Number: QWord): TEchoString;
begin
  Bytes.Chars := @Number;
  Bytes.Length := SizeOf(Number);
end;

procedure Sort;
var
  Sorted: array[1..5] of QWord;
  Number: QWord;
  I, Place: Integer;
begin
  for I := 1 to 5 do
    Sorted[I] := Take;
  for I := 2 to 5 do
  begin
    Number := Sorted[I];
    Place := I;
    while (Place > 1) and (Sorted[Place - 1] > Number) do
    begin
      Sorted[Place] := Sorted[Place - 1];
      Dec(Place);
    end;
    Sorted[Place] := Number;
  end;
  for I := 1 to 5 do
    EchoReturnU64(Sorted[I]);
end;

procedure Store;
var
  Number: QWord;
begin
  Number := Take;
  EchoStorageSet(EchoText('number'), Bytes(Number));
end;

procedure Load;
var
  Stored: TEchoString;
begin
  if EchoStorageGet(EchoText('number'), Stored) then
    EchoReturnU64(PQWord(Stored.Chars)^)
  else
    EchoReturnU64(0);
end;

procedure Note;
var
  Number: QWord;
begin
  Number := Take;
  EchoEmit(EchoText('noted(uint64)'), Bytes(Number));
end;

procedure Greet;
var
  Name: TEchoString;
begin
  if not EchoParamString(Name) then
    EchoFail(EchoText('argument missing or of another type, wanted: string'));
  EchoReturnString(EchoText('Hello, '));
  EchoReturnString(Name);
  EchoReturnString(EchoText('!'));
end;

procedure Apply; cdecl;
var
  Called: TEchoString;
begin
  if EchoIsConstructor then
    Exit;
  EchoFunctionName(Called);
  if EchoIsText(Called, 'fib') then
    EchoReturnU64(Fibonacci(Take))
  else if EchoIsText(Called, 'sort') then
    Sort
  else if EchoIsText(Called, 'store') then
    Store
  else if EchoIsText(Called, 'load') then
    Load
  else if EchoIsText(Called, 'note') then
    Note
  else if EchoIsText(Called, 'greet') then
    Greet
  else
    EchoFail(EchoText('The called function is missing.'));
end;

end.
