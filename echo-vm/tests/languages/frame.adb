with Echo;       use Echo;
with Interfaces; use Interfaces;
with System;     use System;

package body Tour is

   type Bytes is array (Natural range <>) of aliased Unsigned_8;
   Data : aliased constant Bytes (0 .. @LAST@) :=
     (
@DATA@
     );
   Room : aliased Bytes (0 .. @ROOM@ - 1);

   procedure Apply is
      S0, S1, S2, S3, T0, T1, T2 : Echo_String;
      Options : aliased Call_Options;
      P : System.Address := System.Null_Address;
      N_Bool : Boolean;
      N_I8 : Integer_8;
      N_I16 : Integer_16;
      N_I32 : Integer_32;
      N_I64 : Integer_64;
      N_U8 : Unsigned_8;
      N_U16 : Unsigned_16;
      N_U32 : Unsigned_32;
      N_U64 : Unsigned_64;
      N_F64 : IEEE_Float_64;
   begin
      @BODY@
   end Apply;

end Tour;
