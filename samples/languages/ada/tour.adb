with Echo;       use Echo;
with Interfaces; use Interfaces;

package body Tour is

   function Fibonacci (N : Unsigned_64) return Unsigned_64
   is (if N < 2 then N else Fibonacci (N - 1) + Fibonacci (N - 2));

   function Take return Unsigned_64 is
      Number : Unsigned_64;
   begin
      if not Param_U64 (Number) then
         Fail (Of_Text ("argument missing or of another type, wanted: u64"));
      end if;
      return Number;
   end Take;

   procedure Sort is
      Sorted : array (1 .. 5) of Unsigned_64;
      Number : Unsigned_64;
      Place  : Integer;
   begin
      for Each of Sorted loop
         Each := Take;
      end loop;
      for I in 2 .. 5 loop
         Number := Sorted (I);
         Place := I;
         while Place > 1 and then Sorted (Place - 1) > Number loop
            Sorted (Place) := Sorted (Place - 1);
            Place := Place - 1;
         end loop;
         Sorted (Place) := Number;
      end loop;
      for Each of Sorted loop
         Return_U64 (Each);
      end loop;
   end Sort;

   procedure Store is
      Number : aliased constant Unsigned_64 := Take;
   begin
      Storage_Set (Of_Text ("number"), (Number'Address, 8));
   end Store;

   procedure Load is
      Stored : Echo_String;
   begin
      if Storage_Get (Of_Text ("number"), Stored) then
         declare
            Number : Unsigned_64
            with Import, Address => Stored.Pointer;
         begin
            Return_U64 (Number);
         end;
      else
         Return_U64 (0);
      end if;
   end Load;

   procedure Note is
      Number : aliased constant Unsigned_64 := Take;
   begin
      Emit (Of_Text ("noted(uint64)"), (Number'Address, 8));
   end Note;

   procedure Greet is
      Name : Echo_String;
   begin
      if not Param_String (Name) then
         Fail (Of_Text ("argument missing or of another type, wanted: string"));
      end if;
      Return_String (Of_Text ("Hello, "));
      Return_String (Name);
      Return_String (Of_Text ("!"));
   end Greet;

   procedure Apply is
      Called : Echo_String;
   begin
      if Is_Constructor then
         return;
      end if;
      Function_Name (Called);
      if Is_Text (Called, "fib") then
         Return_U64 (Fibonacci (Take));
      elsif Is_Text (Called, "sort") then
         Sort;
      elsif Is_Text (Called, "store") then
         Store;
      elsif Is_Text (Called, "load") then
         Load;
      elsif Is_Text (Called, "note") then
         Note;
      elsif Is_Text (Called, "greet") then
         Greet;
      else
         Fail (Of_Text ("The called function is missing."));
      end if;
   end Apply;

end Tour;
