unit Tour;

{$mode objfpc}

interface

procedure Apply; cdecl; public name '__apply';

implementation

uses Echo;

const
  Data: array[0..@LAST@] of Byte = (
@DATA@
  );

var
  Room: array[0..@ROOM@ - 1] of Byte;

function Memory(Start: Pointer; Length: LongWord): TEchoString;
begin
  Memory.Chars := Start;
  Memory.Length := Length;
end;

function Text(Place, Length: LongWord): TEchoString;
begin
  Text := Memory(@Data[Place], Length);
end;

procedure Apply; cdecl;
var
  S0, S1, S2, S3, T0, T1, T2: TEchoString;
  Options: TEchoCallOptions;
  P: Pointer;
  N_Bool: Boolean;
  N_I8: ShortInt;
  N_I16: SmallInt;
  N_I32: LongInt;
  N_I64: Int64;
  N_U8: Byte;
  N_U16: Word;
  N_U32: LongWord;
  N_U64: QWord;
  N_F64: Double;
begin
  P := nil;
  @BODY@
end;

end.
