//! The functions of the machine by `int`, as a contract calls them.
//!
//! What is unsafe here is the instruction, and taking over what the machine has allocated. Arguments are in rdi, rsi,
//! rdx and rcx, the result is in rax, and no other register changes. The machine reads and writes no memory but what the
//! arguments point to, in particular none below the stack pointer.
#![expect(unsafe_code, reason = "the machine is called by an instruction")]

use super::Options;
use crate::scpi;
use alloc::string::String;
use alloc::vec::Vec;
use core::arch::asm;
use core::ptr;

/// `int n`, with up to four arguments; gives rax.
macro_rules! int {
    ($number:expr $(, $register:tt = $value:expr)*) => {{
        let result: u64;
        asm!("int {number}", number = const $number, $(in($register) $value,)* lateout("rax") result, options(nostack));
        result
    }};
}

/// A string as the machine has it: of the length it reads and writes 32 bits. The others are 0, for no slice of a contract has more.
#[repr(C)]
struct Bytes {
    pointer: *const u8,
    length: usize,
}

impl Bytes {
    fn of(bytes: &[u8]) -> Self {
        Self { pointer: bytes.as_ptr(), length: bytes.len() }
    }

    const fn empty() -> Self {
        Self { pointer: ptr::null(), length: 0 }
    }

    /// # Safety
    /// The machine has filled it in, and nobody else takes its bytes.
    unsafe fn take(self) -> Vec<u8> {
        if self.length == 0 {
            return Vec::new();
        }
        // SAFETY: the machine allocated exactly `length` bytes on the contract heap, wrote them all, and gave them to its
        // caller; the global allocator (../memory.rs) gives back by the pointer alone, to the same heap.
        unsafe { Vec::from_raw_parts(self.pointer.cast_mut(), self.length, self.length) }
    }
}

/// What a function fills in.
fn filled(call: impl FnOnce(*mut Bytes)) -> Vec<u8> {
    let mut out = Bytes::empty();
    call(&raw mut out);
    // SAFETY: every caller below hands `out` to one function of the machine that fills it in or leaves it empty.
    unsafe { out.take() }
}

fn text(bytes: Vec<u8>) -> String {
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => fail("the machine gave text that is not UTF-8"),
    }
}

/// Ends the call with `contract_error` and a message; nothing it did remains.
#[cold]
pub fn fail(message: &str) -> ! {
    fail_bytes(message.as_bytes())
}

/// [`fail`] with text whose last character may be cut off.
pub fn fail_bytes(message: &[u8]) -> ! {
    let message = Bytes::of(message);
    // SAFETY: the function reads `message`, which lives, and does not return.
    unsafe {
        asm!("int {number}", "ud2", number = const scpi::FAIL, in("rdi") &raw const message, options(noreturn, nostack))
    }
}

/// Functions that read strings and numbers: each argument is `bytes` or `number`. `-> text`, `-> bytes`: what they fill
/// in is their first argument.
macro_rules! functions {
    ($($(#[doc = $doc:literal])* fn $name:ident = $number:ident ($($arg:ident: $kind:ident),*) $(-> $result:ident)?;)+) => {
        $($(#[doc = $doc])* pub fn $name($($arg: functions!(@type $kind)),*) $(-> functions!(@type $result))? {
            $(let $arg = functions!(@hold $kind $arg);)*
            functions!(@call ($($result)?) $number ($($arg: $kind),*))
        })+
    };
    (@type bytes) => { &[u8] };
    (@type u64) => { u64 };
    (@type i64) => { i64 };
    (@type u32) => { u32 };
    (@type bool) => { bool };
    (@type text) => { String };
    (@type vector) => { Vec<u8> };
    (@type hash20) => { [u8; 20] };
    (@type hash32) => { [u8; 32] };
    (@type hash64) => { [u8; 64] };
    (@type options) => { Options };
    (@type word) => { &[u8; 32] };
    (@type word64) => { &[u8; 64] };
    (@hold bytes $arg:ident) => { Bytes::of($arg) };
    (@hold $other:ident $arg:ident) => { $arg };
    (@pass bytes $arg:ident) => { &raw const $arg };
    (@pass options $arg:ident) => { &raw const $arg };
    (@pass word $arg:ident) => { $arg.as_ptr() };
    (@pass word64 $arg:ident) => { $arg.as_ptr() };
    (@pass i64 $arg:ident) => { $arg };
    (@pass u32 $arg:ident) => { u64::from($arg) };
    (@pass bool $arg:ident) => { u64::from($arg) };
    (@pass u64 $arg:ident) => { $arg };
    (@call (text) $number:ident $args:tt) => { text(functions!(@call (vector) $number $args)) };
    (@call (vector) $number:ident ($($arg:ident: $kind:ident),*)) => {
        // SAFETY: the function reads the arguments, which live, and fills in `out`.
        filled(|out| { unsafe { functions!(@int $number, out $(, functions!(@pass $kind $arg))*) }; })
    };
    (@call (hash20) $number:ident ($($arg:ident: $kind:ident),*)) => { functions!(@array 20 $number ($($arg: $kind),*)) };
    (@call (hash32) $number:ident ($($arg:ident: $kind:ident),*)) => { functions!(@array 32 $number ($($arg: $kind),*)) };
    (@call (hash64) $number:ident ($($arg:ident: $kind:ident),*)) => { functions!(@array 64 $number ($($arg: $kind),*)) };
    (@array $size:literal $number:ident ($($arg:ident: $kind:ident),*)) => {{
        let mut out = [0; $size];
        // SAFETY: the function reads the arguments, which live, and writes as many bytes as `out` has.
        unsafe { functions!(@int $number $(, functions!(@pass $kind $arg))*, &raw mut out) };
        out
    }};
    (@call (bool) $number:ident ($($arg:ident: $kind:ident),*)) => {
        // SAFETY: the function reads the arguments, which live. A truth value comes in al.
        unsafe { functions!(@int $number $(, functions!(@pass $kind $arg))*) as u8 != 0 }
    };
    (@call (u32) $number:ident ($($arg:ident: $kind:ident),*)) => {
        // SAFETY: the function reads the arguments, which live. The result has 32 bits.
        unsafe { functions!(@int $number $(, functions!(@pass $kind $arg))*) as u32 }
    };
    (@call (i64) $number:ident ($($arg:ident: $kind:ident),*)) => {
        // SAFETY: the function reads the arguments, which live.
        unsafe { functions!(@int $number $(, functions!(@pass $kind $arg))*).cast_signed() }
    };
    (@call (u64) $number:ident ($($arg:ident: $kind:ident),*)) => {
        // SAFETY: the function reads the arguments, which live.
        unsafe { functions!(@int $number $(, functions!(@pass $kind $arg))*) }
    };
    (@call () $number:ident ($($arg:ident: $kind:ident),*)) => {
        // SAFETY: the function reads the arguments, which live.
        unsafe { functions!(@int $number $(, functions!(@pass $kind $arg))*); }
    };
    (@int $number:ident) => { int!(scpi::$number) };
    (@int $number:ident, $a:expr) => { int!(scpi::$number, "rdi" = $a) };
    (@int $number:ident, $a:expr, $b:expr) => { int!(scpi::$number, "rdi" = $a, "rsi" = $b) };
    (@int $number:ident, $a:expr, $b:expr, $c:expr) => { int!(scpi::$number, "rdi" = $a, "rsi" = $b, "rdx" = $c) };
    (@int $number:ident, $a:expr, $b:expr, $c:expr, $d:expr) => {
        int!(scpi::$number, "rdi" = $a, "rsi" = $b, "rdx" = $c, "rcx" = $d)
    };
}

functions! {
    fn balance = BALANCE(id: bytes, asset: bytes) -> i64;
    fn transfer = TRANSFER(to: bytes, asset: bytes, amount: u64);
    fn object_property = OBJECT_PROPERTY(id: bytes, name: bytes) -> text;
    fn call_asset = CALL_ASSET() -> u64;
    fn block_hash = BLOCK_HASH(number: u32) -> text;
    fn block_author = BLOCK_AUTHOR() -> text;
    fn gas_limit = GAS_LIMIT() -> u64;
    fn block_number = BLOCK_NUMBER() -> u32;
    fn block_time = BLOCK_TIME() -> u32;
    fn call_value = CALL_VALUE() -> u64;
    fn sender = SENDER() -> text;
    fn origin_sender = ORIGIN_SENDER() -> text;
    fn contract_number = CONTRACT_NUMBER() -> u32;
    fn contract_id = CONTRACT_ID() -> text;
    fn is_constructor = IS_CONSTRUCTOR() -> bool;
    fn storage_set = STORAGE_SET(key: bytes, value: bytes);
    fn storage_remove = STORAGE_REMOVE(key: bytes) -> bool;
    fn storage_exists = STORAGE_EXISTS(key: bytes) -> bool;
    fn function_name = FUNCTION_NAME() -> vector;
    fn emit = EMIT(signature: bytes, data: bytes);
    fn debug_text = DEBUG_TEXT(text: bytes);
    fn debug_u64 = DEBUG_U64(value: u64);
    fn debug_i64 = DEBUG_I64(value: i64);
    fn debug_f64 = DEBUG_F64(bits: u64);
    fn debug_bytes = DEBUG_BYTES(data: bytes);
    fn sha256 = SHA256(data: bytes) -> hash32;
    fn keccak256 = KECCAK256(data: bytes) -> hash32;
    fn ripemd160 = RIPEMD160(data: bytes) -> hash20;
    fn return_bytes = RETURN_STRING(value: bytes);
    fn return_bool = RETURN_BOOL(value: bool);
    fn return_u64 = RETURN_U64(value: u64);
    fn return_i64 = RETURN_I64(value: i64);
    fn return_u32 = RETURN_U32(value: u32);
    fn call = CALL(contract: bytes, line: bytes, options: options) -> u32;
    fn call_packed = CALL_PACKED(contract: bytes, call: bytes, options: options) -> u32;
    fn return_data = RETURN_DATA() -> vector;
    fn replace_code = REPLACE_CODE(contract: bytes, code: bytes) -> u32;
    fn gas_left = GAS_LEFT() -> u64;
    fn sha512 = SHA512(data: bytes) -> hash64;
    fn blake2b_256 = BLAKE2B_256(data: bytes) -> hash32;
    fn blake3 = BLAKE3(data: bytes) -> hash32;
    fn bls12_381_pairing = BLS12_381_PAIRING(pairs: bytes) -> u32;
    fn bn254_pairing = BN254_PAIRING(pairs: bytes) -> u32;
    fn div256 = DIV256(left: word, right: word) -> hash32;
    fn mod256 = MOD256(left: word, right: word) -> hash32;
    fn exp256 = EXP256(base: word, exponent: word) -> hash32;
    fn addmod256 = ADDMOD256(left: word, right: word, modulus: word) -> hash32;
    fn mulmod256 = MULMOD256(left: word, right: word, modulus: word) -> hash32;
    fn ed25519_verify = ED25519_VERIFY(message: bytes, signature: word64, key: word) -> bool;
    fn secp256k1_verify = SECP256K1_VERIFY(hash: word, signature: word64, key: bytes) -> bool;
    fn secp256r1_verify = SECP256R1_VERIFY(hash: word, signature: word64, key: bytes) -> bool;
}

/// Ends the call as a return does; what the contract has goes to `heir`.
pub fn self_destruct(heir: &[u8]) -> ! {
    let heir = Bytes::of(heir);
    // SAFETY: the function reads `heir`, which lives, and does not return.
    unsafe {
        asm!("int {number}", "ud2", number = const scpi::SELF_DESTRUCT, in("rdi") &raw const heir, options(noreturn, nostack))
    }
}

/// The public key, if the signature has one.
pub fn secp256k1_recover(hash: &[u8; 32], signature: &[u8; 65]) -> Option<[u8; 64]> {
    let mut key = [0; 64];
    // SAFETY: the function reads 32 and 65 bytes and writes at most 64, which live.
    let found =
        unsafe { int!(scpi::SECP256K1_RECOVER, "rdi" = hash, "rsi" = signature, "rdx" = &raw mut key) };
    (found as u8 != 0).then_some(key)
}

/// Creates a contract: its id, or the error's number.
pub fn create(code: &[u8], line: &[u8], options: Options) -> Result<String, u32> {
    let (code, line, mut out) = (Bytes::of(code), Bytes::of(line), Bytes::empty());
    // SAFETY: the function reads the arguments and fills in `out`, all of which live. The result has 32 bits.
    let error = unsafe {
        int!(
            scpi::CREATE,
            "rdi" = &raw const code,
            "rsi" = &raw const line,
            "rdx" = &raw const options,
            "rcx" = &raw mut out
        ) as u32
    };
    // SAFETY: the machine has filled it in, or left it empty.
    let id = unsafe { out.take() };
    if error == 0 { Ok(text(id)) } else { Err(error) }
}

/// Creates a contract with the code of another one: its id, or the error's number.
pub fn create_like(contract: &[u8], line: &[u8], options: Options) -> Result<String, u32> {
    let (contract, line, mut out) = (Bytes::of(contract), Bytes::of(line), Bytes::empty());
    // SAFETY: the function reads the arguments and fills in `out`, all of which live. The result has 32 bits.
    let error = unsafe {
        int!(
            scpi::CREATE_LIKE,
            "rdi" = &raw const contract,
            "rsi" = &raw const line,
            "rdx" = &raw const options,
            "rcx" = &raw mut out
        ) as u32
    };
    // SAFETY: the machine has filled it in, or left it empty.
    let id = unsafe { out.take() };
    if error == 0 { Ok(text(id)) } else { Err(error) }
}

/// The value that another contract has under a key, if there is one.
pub fn storage_get_of(contract: &[u8], key: &[u8]) -> Option<Vec<u8>> {
    let (contract, key, mut out) = (Bytes::of(contract), Bytes::of(key), Bytes::empty());
    // SAFETY: the function reads the arguments and fills in `out`, all of which live.
    let found = unsafe {
        int!(scpi::STORAGE_GET_OF, "rdi" = &raw const contract, "rsi" = &raw const key, "rdx" = &raw mut out)
    };
    // SAFETY: the machine has filled it in, or left it empty.
    (found as u8 != 0).then(|| unsafe { out.take() })
}

macro_rules! wide {
    ($($param:ident $take:ident;)+) => {$(
        /// The next argument, if it is a number that fits in `N` bytes.
        pub fn $param<const N: usize>() -> Option<[u8; N]> {
            let mut out = [0; N];
            // SAFETY: the function writes as many bytes as it is told, which `out` has.
            let taken = unsafe { int!(scpi::$take, "rdi" = &raw mut out, "rsi" = N) };
            (taken as u8 != 0).then_some(out)
        }
    )+};
}

wide! {
    param_int PARAM_INT;
    param_uint PARAM_UINT;
}

/// The value under a key, if there is one.
pub fn storage_get(key: &[u8]) -> Option<Vec<u8>> {
    let key = Bytes::of(key);
    let mut out = Bytes::empty();
    // SAFETY: the function reads `key` and fills in `out`, both of which live.
    let found = unsafe { int!(scpi::STORAGE_GET, "rdi" = &raw const key, "rsi" = &raw mut out) };
    // SAFETY: the machine has filled it in, or left it empty.
    (found as u8 != 0).then(|| unsafe { out.take() })
}

/// The next argument, if it is a string.
pub fn param_bytes() -> Option<Vec<u8>> {
    let mut out = Bytes::empty();
    // SAFETY: the function fills in `out`, which lives.
    let taken = unsafe { int!(scpi::PARAM_STRING, "rdi" = &raw mut out) };
    // SAFETY: the machine has filled it in, or left it empty.
    (taken as u8 != 0).then(|| unsafe { out.take() })
}

macro_rules! narrow {
    ($($param:ident $take:ident $size:literal;)+ - $($return:ident $give:ident $type:ty as $wide:ty;)+) => {
        $(pub fn $param() -> Option<[u8; $size]> {
            let mut out = [0; $size];
            // SAFETY: the function writes at most as many bytes as `out` has, which lives.
            let taken = unsafe { int!(scpi::$take, "rdi" = &raw mut out) };
            (taken as u8 != 0).then_some(out)
        })+
        $(pub fn $return(value: $type) {
            // SAFETY: the function reads a number.
            unsafe { int!(scpi::$give, "rdi" = <$wide>::from(value)) };
        })+
    };
}

narrow! {
    param_bool PARAM_BOOL 1;
    param_i8 PARAM_I8 1;
    param_i16 PARAM_I16 2;
    param_i32 PARAM_I32 4;
    param_i64 PARAM_I64 8;
    param_u8 PARAM_U8 1;
    param_u16 PARAM_U16 2;
    param_u32 PARAM_U32 4;
    param_u64 PARAM_U64 8;
    param_f64 PARAM_F64 8;
    -
    return_i8 RETURN_I8 i8 as i64;
    return_i16 RETURN_I16 i16 as i64;
    return_i32 RETURN_I32 i32 as i64;
    return_u8 RETURN_U8 u8 as u64;
    return_u16 RETURN_U16 u16 as u64;
}
