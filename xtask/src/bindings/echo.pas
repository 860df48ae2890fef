/// Host functions of Echo, for contracts in Free Pascal without its run-time library. Generated from echo-abi/src/scpi.rs by
/// `make generate`.
///
/// A string that a function fills in lies on the contract heap; EchoFree gives it back.
unit Echo;

{$mode objfpc}

interface

type
  /// Text or bytes, as the machine has them.
  TEchoString = record
    Chars: PAnsiChar;
    Length: LongWord;
  end;

  /// How another contract is called or created. nil stands for all zeroes.
  TEchoCallOptions = record
    Value: QWord; // sent with the call
    Asset: QWord; // in this asset, an instance number: 0 for 1.3.0
    Gas: QWord;   // at most; 0: all that is left
    Flags: QWord; // EchoCallView, EchoCreateUpgradeable
  end;
  PEchoCallOptions = ^TEchoCallOptions;

const
  /// The callee, and whom it calls, may change nothing.
  EchoCallView = 1;
  /// The owner may replace the code later.
  EchoCreateUpgradeable = 2;
@FUNCTIONS@

/// Of a text, which is to live as long.
function EchoText(const Text: ShortString): TEchoString;

/// Whether a string is this text.
function EchoIsText(constref Given: TEchoString; const Text: ShortString): Boolean;

implementation

function EchoText(const Text: ShortString): TEchoString;
begin
  EchoText.Chars := @Text[1];
  EchoText.Length := Length(Text);
end;

function EchoIsText(constref Given: TEchoString; const Text: ShortString): Boolean;
begin
  EchoIsText := (Given.Length = Length(Text)) and (EchoCompareMemory(Given.Chars, @Text[1], Given.Length) = 0);
end;

end.
