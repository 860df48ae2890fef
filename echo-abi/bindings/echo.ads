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

   --  Gives size bytes of the contract heap, aligned to 16. Size 0 traps.
   function Allocate
     (Size : Unsigned_64) return System.Address
   with Import, Convention => C, External_Name => "echo_allocate";

   --  Changes the size of an allocation; it may move, with what fits of its bytes. What fits is paid for, whether it moves or not. A null pointer
   --  allocates; size 0 traps.
   function Reallocate
     (Pointer : System.Address;
      Size : Unsigned_64) return System.Address
   with Import, Convention => C, External_Name => "echo_reallocate";

   --  Gives an allocation back. A null pointer is ignored, any other that was not allocated traps.
   procedure Free
     (Pointer : System.Address)
   with Import, Convention => C, External_Name => "echo_free";

   --  Copies count bytes that do not overlap; where they do, as if through a buffer.
   function Copy_Memory
     (Destination : System.Address;
      Source : System.Address;
      Count : Unsigned_64) return System.Address
   with Import, Convention => C, External_Name => "echo_copy_memory";

   --  Compares count bytes as unsigned numbers: below 0, 0 or above 0.
   function Compare_Memory
     (Left : System.Address;
      Right : System.Address;
      Count : Unsigned_64) return Integer_32
   with Import, Convention => C, External_Name => "echo_compare_memory";

   --  Sets count bytes to byte.
   function Set_Memory
     (Destination : System.Address;
      Byte : Unsigned_8;
      Count : Unsigned_64) return System.Address
   with Import, Convention => C, External_Name => "echo_set_memory";

   --  Copies count bytes that may overlap.
   function Move_Memory
     (Destination : System.Address;
      Source : System.Address;
      Count : Unsigned_64) return System.Address
   with Import, Convention => C, External_Name => "echo_move_memory";

   --  Length of a zero-terminated text, without the zero.
   function String_Length
     (Text : System.Address) return Unsigned_64
   with Import, Convention => C, External_Name => "echo_string_length";

   --  Balance of the account or contract id in asset. An unknown one traps with invalid_chain_call.
   function Balance
     (Id : Echo_String;
      Asset : Echo_String) return Integer_64
   with Import, Convention => C, External_Name => "echo_balance";

   --  Sends amount of asset from this contract to to. Not enough balance traps with invalid_chain_call.
   procedure Transfer
     (To : Echo_String;
      Asset : Echo_String;
      Amount : Unsigned_64)
   with Import, Convention => C, External_Name => "echo_transfer";

   --  A property of the chain object id, as text, whose bytes are paid for. An unknown object or property traps with invalid_chain_call.
   procedure Object_Property
     (Result : in out Echo_String;
      Id : Echo_String;
      Name : Echo_String)
   with Import, Convention => C, External_Name => "echo_object_property";

   --  Instance number of the asset sent with the call: 0 for 1.3.0.
   function Call_Asset return Unsigned_64
   with Import, Convention => C, External_Name => "echo_call_asset";

   --  Hash of a block, as 64 hexadecimal digits. A block that is not there, as the current one is not, traps with invalid_chain_call.
   procedure Block_Hash
     (Result : in out Echo_String;
      Number : Unsigned_32)
   with Import, Convention => C, External_Name => "echo_block_hash";

   --  Account id of the current block's author.
   procedure Block_Author
     (Result : in out Echo_String)
   with Import, Convention => C, External_Name => "echo_block_author";

   --  Gas given to this call.
   function Gas_Limit return Unsigned_64
   with Import, Convention => C, External_Name => "echo_gas_limit";

   --  Number of the current block.
   function Block_Number return Unsigned_32
   with Import, Convention => C, External_Name => "echo_block_number";

   --  Time of the current block, in seconds since 1970.
   function Block_Time return Unsigned_32
   with Import, Convention => C, External_Name => "echo_block_time";

   --  Amount sent with the call.
   function Call_Value return Unsigned_64
   with Import, Convention => C, External_Name => "echo_call_value";

   --  Id of who called: an account or a contract.
   procedure Sender
     (Result : in out Echo_String)
   with Import, Convention => C, External_Name => "echo_sender";

   --  Id of the account that signed the transaction.
   procedure Origin_Sender
     (Result : in out Echo_String)
   with Import, Convention => C, External_Name => "echo_origin_sender";

   --  Instance number of this contract: 7 for 1.11.7.
   function Contract_Number return Unsigned_32
   with Import, Convention => C, External_Name => "echo_contract_number";

   --  Id of this contract.
   procedure Contract_Id
     (Result : in out Echo_String)
   with Import, Convention => C, External_Name => "echo_contract_id";

   --  Whether this call creates the contract.
   function Is_Constructor return Boolean
   with Import, Convention => C, External_Name => "echo_is_constructor";

   --  Reads the value stored under key; false, and out untouched, where there is none.
   function Storage_Get
     (Key : Echo_String;
      Result : in out Echo_String) return Boolean
   with Import, Convention => C, External_Name => "echo_storage_get";

   --  Stores value under key.
   procedure Storage_Set
     (Key : Echo_String;
      Value : Echo_String)
   with Import, Convention => C, External_Name => "echo_storage_set";

   --  Removes the value under key; false where there was none.
   function Storage_Remove
     (Key : Echo_String) return Boolean
   with Import, Convention => C, External_Name => "echo_storage_remove";

   --  Whether a value is stored under key.
   function Storage_Exists
     (Key : Echo_String) return Boolean
   with Import, Convention => C, External_Name => "echo_storage_exists";

   --  Reads the value that contract stored under key; false, and out untouched, where there is none.
   function Storage_Get_Of
     (Contract : Echo_String;
      Key : Echo_String;
      Result : in out Echo_String) return Boolean
   with Import, Convention => C, External_Name => "echo_storage_get_of";

   --  Takes the next argument if it is a string.
   function Param_String
     (Result : in out Echo_String) return Boolean
   with Import, Convention => C, External_Name => "echo_param_string";

   --  Takes the next argument if it is a truth value.
   function Param_Bool
     (Result : out Boolean) return Boolean
   with Import, Convention => C, External_Name => "echo_param_bool";

   --  Takes the next argument if it is a number that fits in a signed byte.
   function Param_I8
     (Result : out Integer_8) return Boolean
   with Import, Convention => C, External_Name => "echo_param_i8";

   --  Takes the next argument if it is a number that fits in 16 bits, signed.
   function Param_I16
     (Result : out Integer_16) return Boolean
   with Import, Convention => C, External_Name => "echo_param_i16";

   --  Takes the next argument if it is a number that fits in 32 bits, signed.
   function Param_I32
     (Result : out Integer_32) return Boolean
   with Import, Convention => C, External_Name => "echo_param_i32";

   --  Takes the next argument if it is a number that fits in 64 bits, signed.
   function Param_I64
     (Result : out Integer_64) return Boolean
   with Import, Convention => C, External_Name => "echo_param_i64";

   --  Takes the next argument if it is a number that fits in an unsigned byte.
   function Param_U8
     (Result : out Unsigned_8) return Boolean
   with Import, Convention => C, External_Name => "echo_param_u8";

   --  Takes the next argument if it is a number that fits in 16 bits, unsigned.
   function Param_U16
     (Result : out Unsigned_16) return Boolean
   with Import, Convention => C, External_Name => "echo_param_u16";

   --  Takes the next argument if it is a number that fits in 32 bits, unsigned.
   function Param_U32
     (Result : out Unsigned_32) return Boolean
   with Import, Convention => C, External_Name => "echo_param_u32";

   --  Takes the next argument if it is a number that fits in 64 bits, unsigned.
   function Param_U64
     (Result : out Unsigned_64) return Boolean
   with Import, Convention => C, External_Name => "echo_param_u64";

   --  Takes the next argument if it is a whole number that fits in size bytes, signed: so many bytes at out, 1 to 32, little-endian.
   function Param_Int
     (Result : System.Address;
      Size : Unsigned_64) return Boolean
   with Import, Convention => C, External_Name => "echo_param_int";

   --  Takes the next argument if it is a whole number that fits in size bytes, unsigned: so many bytes at out, 1 to 32, little-endian.
   function Param_Uint
     (Result : System.Address;
      Size : Unsigned_64) return Boolean
   with Import, Convention => C, External_Name => "echo_param_uint";

   --  Takes the next argument if it is a number, whole or not: the nearest double.
   function Param_F64
     (Result : out IEEE_Float_64) return Boolean
   with Import, Convention => C, External_Name => "echo_param_f64";

   --  Returns the bytes of a string; several values are appended to each other.
   procedure Return_String
     (Value : Echo_String)
   with Import, Convention => C, External_Name => "echo_return_string";

   --  Returns a byte, 0 or 1.
   procedure Return_Bool
     (Value : Boolean)
   with Import, Convention => C, External_Name => "echo_return_bool";

   --  Returns a signed byte.
   procedure Return_I8
     (Value : Integer_8)
   with Import, Convention => C, External_Name => "echo_return_i8";

   --  Returns 2 bytes, little-endian.
   procedure Return_I16
     (Value : Integer_16)
   with Import, Convention => C, External_Name => "echo_return_i16";

   --  Returns 4 bytes, little-endian.
   procedure Return_I32
     (Value : Integer_32)
   with Import, Convention => C, External_Name => "echo_return_i32";

   --  Returns 8 bytes, little-endian.
   procedure Return_I64
     (Value : Integer_64)
   with Import, Convention => C, External_Name => "echo_return_i64";

   --  Returns a byte.
   procedure Return_U8
     (Value : Unsigned_8)
   with Import, Convention => C, External_Name => "echo_return_u8";

   --  Returns 2 bytes, little-endian.
   procedure Return_U16
     (Value : Unsigned_16)
   with Import, Convention => C, External_Name => "echo_return_u16";

   --  Returns 4 bytes, little-endian.
   procedure Return_U32
     (Value : Unsigned_32)
   with Import, Convention => C, External_Name => "echo_return_u32";

   --  Returns 8 bytes, little-endian.
   procedure Return_U64
     (Value : Unsigned_64)
   with Import, Convention => C, External_Name => "echo_return_u64";

   --  Ends the call with contract_error and a message, of which 4096 bytes are kept; nothing it did remains.
   procedure Fail
     (Message : Echo_String)
   with No_Return, Import, Convention => C, External_Name => "echo_fail";

   --  Name of the called function.
   procedure Function_Name
     (Result : in out Echo_String)
   with Import, Convention => C, External_Name => "echo_function_name";

   --  Emits an event: its signature, transfer(string,string,uint64), and its packed values.
   procedure Emit
     (Signature : Echo_String;
      Data : Echo_String)
   with Import, Convention => C, External_Name => "echo_emit";

   --  Prints text for the author; no part of the result.
   procedure Debug_Text
     (Text : Echo_String)
   with Import, Convention => C, External_Name => "echo_debug_text";

   --  Prints an unsigned number for the author.
   procedure Debug_U64
     (Value : Unsigned_64)
   with Import, Convention => C, External_Name => "echo_debug_u64";

   --  Prints a signed number for the author.
   procedure Debug_I64
     (Value : Integer_64)
   with Import, Convention => C, External_Name => "echo_debug_i64";

   --  Prints a double for the author.
   procedure Debug_F64
     (Value : IEEE_Float_64)
   with Import, Convention => C, External_Name => "echo_debug_f64";

   --  Prints bytes in hexadecimal for the author.
   procedure Debug_Bytes
     (Bytes : Echo_String)
   with Import, Convention => C, External_Name => "echo_debug_bytes";

   --  Calls contract by a call line, transfer("1.2.16", 25). 0 where it returned, else the number of its error, and this contract goes on.
   --  The line's bytes are paid for; loading and running the callee is paid of its gas, which is taken from this contract's, and what is left
   --  of it comes back.
   function Call
     (Contract : Echo_String;
      Line : Echo_String;
      Options : access constant Call_Options) return Unsigned_32
   with Import, Convention => C, External_Name => "echo_call";

   --  Calls contract as call does, with packed arguments: the name's length in 4 bytes, the name, then each argument, a byte that is the number
   --  of the function that takes it (0x40 to 0x4c) before its value: a string its length in 4 bytes and its bytes; 0x4a and 0x4b a byte that is
   --  the size, then so many bytes.
   function Call_Packed
     (Contract : Echo_String;
      Packed : Echo_String;
      Options : access constant Call_Options) return Unsigned_32
   with Import, Convention => C, External_Name => "echo_call_packed";

   --  What the contract that was last called or created from here returned or, where it failed, its message.
   procedure Return_Data
     (Result : in out Echo_String)
   with Import, Convention => C, External_Name => "echo_return_data";

   --  Creates a contract of a contract file, and calls its constructor by a call line. out becomes its id, where 0 is returned. The owner is this
   --  contract.
   function Create
     (Code : Echo_String;
      Line : Echo_String;
      Options : access constant Call_Options;
      Result : in out Echo_String) return Unsigned_32
   with Import, Convention => C, External_Name => "echo_create";

   --  Creates a contract of the code that contract has, as create does.
   function Create_Like
     (Contract : Echo_String;
      Line : Echo_String;
      Options : access constant Call_Options;
      Result : in out Echo_String) return Unsigned_32
   with Import, Convention => C, External_Name => "echo_create_like";

   --  Replaces the code of contract, which belongs to this contract and was created as one whose code can be replaced. 0 where it was done, else
   --  the number of an error.
   function Replace_Code
     (Contract : Echo_String;
      Code : Echo_String) return Unsigned_32
   with Import, Convention => C, External_Name => "echo_replace_code";

   --  Ends the call as if it returned, and this contract for good: what it stored is gone, what it has goes to heir. Each asset costs as much as 100
   --  bytes.
   procedure Self_Destruct
     (Heir : Echo_String)
   with No_Return, Import, Convention => C, External_Name => "echo_self_destruct";

   --  Gas that is left of what this call was given, after this function's.
   function Gas_Left return Unsigned_64
   with Import, Convention => C, External_Name => "echo_gas_left";

   --  SHA-256 (FIPS 180-4) of data: 32 bytes at out.
   procedure Sha256
     (Data : Echo_String;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_sha256";

   --  Keccak-256 (as Ethereum uses it) of data: 32 bytes at out.
   procedure Keccak256
     (Data : Echo_String;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_keccak256";

   --  RIPEMD-160 of data: 20 bytes at out.
   procedure Ripemd160
     (Data : Echo_String;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_ripemd160";

   --  SHA-512 (FIPS 180-4) of data: 64 bytes at out.
   procedure Sha512
     (Data : Echo_String;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_sha512";

   --  BLAKE2b (RFC 7693) of data with digests of 32 bytes and no key: 32 bytes at out. It is not the start of BLAKE2b-512.
   procedure Blake2b_256
     (Data : Echo_String;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_blake2b_256";

   --  BLAKE3 of data, without a key: 32 bytes at out.
   procedure Blake3
     (Data : Echo_String;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_blake3";

   --  Whether signature (64 bytes) is an Ed25519 signature (RFC 8032, 5.1.7, without the cofactor) of message by key (32 bytes). Strict: keys and
   --  points that are not encoded in the one right way, points of small order and an S that is not below the group's order are false. Paid by the bytes of message.
   function Ed25519_Verify
     (Message : Echo_String;
      Signature : System.Address;
      Key : System.Address) return Boolean
   with Import, Convention => C, External_Name => "echo_ed25519_verify";

   --  The key that made an ECDSA signature on secp256k1 (SEC 1, 4.1.6; SEC 2), as Ethereum's ecrecover finds it: hash has 32 bytes, signature 65: r, s, each
   --  big-endian, and v, which is 0 or 1, or 27 or 28. x and y of the key, each 32 bytes big-endian, at out; false, and out untouched, where there is none, or s is
   --  above half of the group's order (EIP-2).
   function Secp256k1_Recover
     (Hash : System.Address;
      Signature : System.Address;
      Result : System.Address) return Boolean
   with Import, Convention => C, External_Name => "echo_secp256k1_recover";

   --  Whether signature (64 bytes: r, s, each big-endian) is an ECDSA signature on secp256k1 (SEC 1, 4.1.4; SEC 2) of hash (32 bytes) by key: a point of 33 bytes (2 or 3, x)
   --  or 65 (4, x, y) as in SEC 1, 2.3.3, or of 64 (x, y). Any other key is false, and so is an s above half of the group's order (EIP-2). Paid by the bytes of key.
   function Secp256k1_Verify
     (Hash : System.Address;
      Signature : System.Address;
      Key : Echo_String) return Boolean
   with Import, Convention => C, External_Name => "echo_secp256k1_verify";

   --  As secp256k1_verify, on secp256r1, which is P-256 (FIPS 186-5, 6.4.2; SP 800-186), and with any s below the group's order: authenticators make high
   --  ones, too (EIP-7951). Where a signature must be the only one, its s is to be compared by the contract.
   function Secp256r1_Verify
     (Hash : System.Address;
      Signature : System.Address;
      Key : Echo_String) return Boolean
   with Import, Convention => C, External_Name => "echo_secp256r1_verify";

   --  Whether the product of pairings on BLS12-381 is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-2537 has it: 384 bytes a pair,
   --  a point of G1 (x, y) and one of G2 (x, y, each with its real part first), coordinates of 64 bytes big-endian below the field's prime, infinity all
   --  zeroes; points outside of the groups, and no pair at all, give 2.
   function Bls12_381_Pairing
     (Pairs : Echo_String) return Unsigned_32
   with Import, Convention => C, External_Name => "echo_bls12_381_pairing";

   --  Whether the product of pairings on BN254 (alt_bn128) is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-197 has it: 192 bytes a pair, a point
   --  of G1 (x, y) and one of G2 (x, y, each with its imaginary part first), coordinates of 32 bytes big-endian below the field's prime, infinity all zeroes; points
   --  outside of the groups give 2, no pair at all gives 1.
   function Bn254_Pairing
     (Pairs : Echo_String) return Unsigned_32
   with Import, Convention => C, External_Name => "echo_bn254_pairing";

   --  left + right modulo 2^256. Numbers have 32 bytes each, little-endian; out may be an operand. So for all that follow.
   procedure Add256
     (Left : System.Address;
      Right : System.Address;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_add256";

   --  left - right modulo 2^256.
   procedure Sub256
     (Left : System.Address;
      Right : System.Address;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_sub256";

   --  left * right modulo 2^256.
   procedure Mul256
     (Left : System.Address;
      Right : System.Address;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_mul256";

   --  The quotient of unsigned numbers, without its fraction; 0 where right is 0, as everywhere in Ethereum's Yellow Paper (appendix H).
   procedure Div256
     (Left : System.Address;
      Right : System.Address;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_div256";

   --  The remainder of unsigned numbers; 0 where right is 0.
   procedure Mod256
     (Left : System.Address;
      Right : System.Address;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_mod256";

   --  left to the power of right, modulo 2^256; 0 to the power of 0 is 1. Paid by the bytes of right, without the zeroes at its high end.
   procedure Exp256
     (Left : System.Address;
      Right : System.Address;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_exp256";

   --  (left + right) modulo modulus, of the sum with all its bits; 0 where modulus is 0.
   procedure Addmod256
     (Left : System.Address;
      Right : System.Address;
      Modulus : System.Address;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_addmod256";

   --  (left * right) modulo modulus, of the product with all its bits; 0 where modulus is 0.
   procedure Mulmod256
     (Left : System.Address;
      Right : System.Address;
      Modulus : System.Address;
      Result : System.Address)
   with Import, Convention => C, External_Name => "echo_mulmod256";

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
