--  Host functions of Echo, for contracts in Ada without its run-time library. Generated from echo-abi/src/scpi.rs by `make generate`.
--
--  A string that a function fills in lies on the contract heap; Free gives it back.

with Interfaces; use Interfaces;
with System;

package Echo is
   pragma Preelaborate;
   --  A Boolean of Ada is a bool of C here.
   pragma Warnings (Off, "*8-bit Ada Boolean*");
   pragma Warnings (Off, "*use appropriate corresponding type in C*");

   --  Text or bytes, as the machine has them.
   type Echo_String is record
      Pointer : System.Address := System.Null_Address;
      Length  : Unsigned_32 := 0;
   end record
   with Convention => C;

   --  How another contract is called or created. Null stands for all zeroes.
   type Call_Options is record
      Value : Unsigned_64 := 0;  --  sent with the call
      Asset : Unsigned_64 := 0;  --  in this asset, an instance number: 0 for 1.3.0
      Gas   : Unsigned_64 := 0;  --  at most; 0: all that is left
      Flags : Unsigned_64 := 0;  --  Call_View, Create_Upgradeable
   end record
   with Convention => C;

   --  The callee, and whom it calls, may change nothing.
   Call_View : constant Unsigned_64 := 1;
   --  The owner may replace the code later.
   Create_Upgradeable : constant Unsigned_64 := 2;
@FUNCTIONS@

   --  Of a text, which is to live as long.
   function Of_Text (Text : String) return Echo_String
   is ((Pointer => Text'Address, Length => Text'Length))
   with Inline_Always;

   --  Whether a string is this text.
   function Is_Text (Given : Echo_String; Text : String) return Boolean
   is (Given.Length = Text'Length
       and then Compare_Memory (Given.Pointer, Text'Address, Text'Length) = 0)
   with Inline_Always;

end Echo;
