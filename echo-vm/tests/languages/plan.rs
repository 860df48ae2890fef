//! What a contract does that calls every host function, in no language: calls with arguments that show order, widths and pointers, and what is shown of
//! what comes of them. `dialect` writes it in a language.

use echo_abi::hex;
use echo_abi::scpi::{CREATE_UPGRADEABLE, Function, Function as F};
use std::collections::BTreeSet;

/// Bytes of the memory that functions write to.
pub const ROOM: usize = 1024;
/// Strings that functions fill in.
pub const STRINGS: usize = 4;

/// An argument.
#[derive(Clone)]
pub enum Arg {
    /// A number; a truth value is 0 or 1.
    Number(i128),
    Double(f64),
    /// Constant bytes: as a string, or by their address.
    Constant(Vec<u8>),
    /// A string that a function filled in, or fills in.
    String(usize),
    /// The address of a byte of the room.
    Room(usize),
    /// The variable of the function's kind of number.
    Variable,
    /// What was allocated.
    Pointer,
    /// Value, asset, gas, flags.
    Options([u64; 4]),
    NoOptions,
}

/// Something to do.
pub enum Step {
    /// A call. A number that it gives is returned, as 64 bits; so is one that it fills in. A pointer becomes [`Arg::Pointer`].
    Call(Function, Vec<Arg>),
    /// The same, which ends the call, if the number that `param_u8` gave is this one.
    CallIf(u8, Function, Vec<Arg>),
    /// Nothing more if the contract is being created.
    EndIfConstructor,
    /// Returns bytes of the room.
    ShowRoom(usize, usize),
    /// Returns a string.
    ShowString(usize),
    /// Returns bytes of what was allocated.
    ShowPointer(usize),
    /// Returns whether what was allocated is a place in the room.
    IsRoom(usize),
    /// Returns whether a number that a function gives is above this one.
    IsAbove(Function, u64),
}

use Arg::{Double, NoOptions, Number, Options, Pointer, Room, String as S, Variable};
use Step::{Call, CallIf, EndIfConstructor, IsAbove, IsRoom, ShowPointer, ShowRoom, ShowString};

/// Constant bytes.
fn c(bytes: impl AsRef<[u8]>) -> Arg {
    Arg::Constant(bytes.as_ref().to_vec())
}

/// The contract that is called, and its like.
pub const PEER: &str = "1.11.0";
/// Whom the contract pays.
const PAID: &str = "1.2.7";
/// Beyond 32 bits; where fewer are taken, the rest is a size that there is.
const LARGE: i128 = 0x1_0000_0008;

/// The arguments of a call that does all of it: which end, then one for each function that takes one.
pub fn line(end: u8, file: &[u8]) -> String {
    let file: String = file.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "all({end}, true, -127, -32767, -2147483647, -9223372036854775807, 65534, 4294967294, 18446744073709551614, \
         -4328719365, 1461501637330902918203684832716283019655932542974, -1.5e-300, hex\"{file}\", \"grün\")"
    )
}

/// How many ends there are: the first is none.
pub const ENDS: u8 = 11;

/// The input of a published case, which has that result.
fn case(text: &str, result: &str) -> Vec<Arg> {
    let mut lines = text.lines().filter(|line| !line.starts_with(['#', '-']));
    let line = lines.find_map(|line| line.strip_suffix(result)).expect("a case");
    line.split_whitespace().map(|digits| c(hex::read(digits).expect("hexadecimal digits"))).collect()
}

/// A published signature: what is signed, the key, the signature; its arguments have the key last.
fn signature(text: &str) -> Vec<Arg> {
    let mut fields = case(text, " 1");
    fields.swap(1, 2);
    fields
}

/// A number of 256 bits.
fn wide(low: u64, high: u64) -> Arg {
    c([low, 0, 0, high].map(u64::to_le_bytes).concat())
}

macro_rules! vectors {
    ($name:literal) => {
        include_str!(concat!("../../src/host/tests/vectors/", $name, ".txt"))
    };
}

/// All of it.
pub fn plan() -> Vec<Step> {
    let options = |value, gas, flags| Options([value, 0, gas, flags]);
    let mut plan = vec![
        Call(F::IsConstructor, vec![]),
        EndIfConstructor,
        Call(F::FunctionName, vec![S(0)]),
        ShowString(0),
        Call(F::ParamU8, vec![Variable]),
        CallIf(1, F::Fail, vec![c("failed as it was to")]),
        CallIf(2, F::SelfDestruct, vec![c("1.2.8")]),
        CallIf(3, F::Allocate, vec![Number(LARGE)]),
        CallIf(4, F::Reallocate, vec![Pointer, Number(LARGE)]),
        CallIf(5, F::CopyMemory, vec![Room(0), c("12345678"), Number(LARGE)]),
        CallIf(6, F::CompareMemory, vec![Room(0), c("12345678"), Number(LARGE)]),
        CallIf(7, F::SetMemory, vec![Room(0), Number(7), Number(LARGE)]),
        CallIf(8, F::MoveMemory, vec![Room(0), c("12345678"), Number(LARGE)]),
        CallIf(9, F::ParamInt, vec![Room(0), Number(LARGE)]),
        CallIf(10, F::ParamUint, vec![Room(0), Number(LARGE)]),
    ];
    for function in [
        F::ParamBool,
        F::ParamI8,
        F::ParamI16,
        F::ParamI32,
        F::ParamI64,
        F::ParamU16,
        F::ParamU32,
        F::ParamU64,
    ] {
        plan.push(Call(function, vec![Variable]));
    }
    plan.extend([
        Call(F::ParamInt, vec![Room(8), Number(5)]),
        Call(F::ParamUint, vec![Room(16), Number(20)]),
        ShowRoom(0, 48),
        Call(F::ParamF64, vec![Variable]),
        Call(F::ParamString, vec![S(1)]),
        Call(F::ParamString, vec![S(2)]),
        ShowString(2),
        Call(F::ParamString, vec![S(2)]),
        // Memory.
        Call(F::Allocate, vec![Number(33)]),
        Call(F::CopyMemory, vec![Pointer, c("sixteen bytes ok"), Number(16)]),
        ShowPointer(16),
        Call(F::Reallocate, vec![Pointer, Number(70_000)]),
        ShowPointer(16),
        Call(F::Free, vec![Pointer]),
        Call(F::SetMemory, vec![Room(70), Number(0xa5), Number(7)]),
        IsRoom(70),
        Call(F::CopyMemory, vec![Room(60), c("abcdefgh"), Number(8)]),
        IsRoom(60),
        Call(F::MoveMemory, vec![Room(61), Room(60), Number(12)]),
        IsRoom(61),
        ShowRoom(56, 24),
        Call(F::CompareMemory, vec![c("abc\x01"), c("abd"), Number(3)]),
        Call(F::CompareMemory, vec![c("abd"), c("abc\x01"), Number(3)]),
        Call(F::StringLength, vec![c("thirteen char\0s")]),
        // The chain.
        Call(F::Balance, vec![c(PAID), c("1.3.1")]),
        Call(F::Transfer, vec![c(PAID), c("1.3.1"), Number(5_000_000_001)]),
        Call(F::Balance, vec![c(PAID), c("1.3.1")]),
        Call(F::ObjectProperty, vec![S(0), c("1.2.2"), c("motto")]),
        ShowString(0),
        Call(F::CallAsset, vec![]),
        Call(F::BlockHash, vec![S(0), Number(70_000)]),
        ShowString(0),
        Call(F::BlockAuthor, vec![S(0)]),
        ShowString(0),
        Call(F::GasLimit, vec![]),
        Call(F::BlockNumber, vec![]),
        Call(F::BlockTime, vec![]),
        Call(F::CallValue, vec![]),
        Call(F::Sender, vec![S(0)]),
        ShowString(0),
        Call(F::OriginSender, vec![S(0)]),
        ShowString(0),
        Call(F::ContractNumber, vec![]),
        Call(F::ContractId, vec![S(0)]),
        ShowString(0),
        // Storage.
        Call(F::StorageSet, vec![c("key"), c("a value\0\x01")]),
        Call(F::StorageSet, vec![c("gone"), c("soon")]),
        Call(F::StorageGet, vec![c("key"), S(0)]),
        ShowString(0),
        Call(F::StorageGet, vec![c("a value"), S(0)]),
        Call(F::StorageExists, vec![c("gone")]),
        Call(F::StorageRemove, vec![c("gone")]),
        Call(F::StorageExists, vec![c("gone")]),
        Call(F::StorageGetOf, vec![c(PEER), c("created"), S(0)]),
        ShowString(0),
        // What is returned and told.
        Call(F::ReturnString, vec![c("text")]),
        Call(F::ReturnBool, vec![Number(1)]),
        Call(F::ReturnI8, vec![Number(-2)]),
        Call(F::ReturnI16, vec![Number(-515)]),
        Call(F::ReturnI32, vec![Number(-67_305_986)]),
        Call(F::ReturnI64, vec![Number(-72_623_859_790_382_857)]),
        Call(F::ReturnU8, vec![Number(0xfe)]),
        Call(F::ReturnU16, vec![Number(0xfedc)]),
        Call(F::ReturnU32, vec![Number(0xfedc_ba98)]),
        Call(F::ReturnU64, vec![Number(0xfedc_ba98_7654_3210)]),
        Call(F::Emit, vec![c("seen(uint64)"), c(0x0123_4567_89ab_cdef_u64.to_le_bytes())]),
        Call(F::DebugText, vec![c("a text")]),
        Call(F::DebugU64, vec![Number(0xfedc_ba98_7654_3211)]),
        Call(F::DebugI64, vec![Number(-72_623_859_790_382_858)]),
        Call(F::DebugF64, vec![Double(-1.5e-7)]),
        Call(F::DebugBytes, vec![c(b"\x00\xfe")]),
        // Other contracts.
        Call(F::Call, vec![c(PEER), c("told(258, \"x\")"), options(1_000_000_007, 6_000_000_000, 0)]),
        Call(F::ReturnData, vec![S(0)]),
        ShowString(0),
        Call(F::Call, vec![c(PEER), c("refused()"), NoOptions]),
        Call(F::ReturnData, vec![S(0)]),
        ShowString(0),
        Call(F::Call, vec![c(PEER), c("changed()"), options(0, 0, echo_abi::scpi::CALL_VIEW)]),
        Call(
            F::CallPacked,
            vec![
                c(PEER),
                c(b"\x04\0\0\0told\x49\x03\x02\x01\0\0\0\0\0\x40\x02\0\0\0yz"),
                options(3, 5_000_000_000, 0),
            ],
        ),
        Call(F::ReturnData, vec![S(0)]),
        ShowString(0),
        Call(
            F::Create,
            vec![S(1), c("made(\"by file\")"), options(5, 4_000_000_000, CREATE_UPGRADEABLE), S(3)],
        ),
        ShowString(3),
        Call(F::StorageGetOf, vec![S(3), c("created"), S(0)]),
        ShowString(0),
        Call(F::ReplaceCode, vec![S(3), S(2)]),
        Call(F::ReplaceCode, vec![S(3), S(1)]),
        Call(F::CreateLike, vec![c(PEER), c("made(\"alike\")"), options(7, 3_000_000_000, 0), S(3)]),
        ShowString(3),
        Call(F::ReplaceCode, vec![S(3), S(1)]),
        IsAbove(F::GasLeft, 1 << 32),
        // Cryptography.
    ]);
    for (function, size) in [
        (F::Sha256, 32),
        (F::Keccak256, 32),
        (F::Ripemd160, 20),
        (F::Sha512, 64),
        (F::Blake2b256, 32),
        (F::Blake3, 32),
    ] {
        plan.extend([Call(function, vec![c("to be hashed"), Room(104)]), ShowRoom(100, size + 8)]);
    }
    let recovered =
        [case(vectors!("ecrecover"), "7156526fbd7a3c72969b54f64e42c10fbb768c8a"), vec![Room(204)]].concat();
    plan.extend([
        Call(F::Ed25519Verify, signature(vectors!("ed25519"))),
        Call(F::Secp256k1Recover, recovered),
        ShowRoom(200, 72),
        Call(F::Secp256k1Verify, signature(vectors!("secp256k1"))),
        Call(F::Secp256r1Verify, signature(vectors!("secp256r1"))),
        Call(F::Bls12381Pairing, case(vectors!("bls12_381"), " 1")),
        Call(F::Bls12381Pairing, vec![c("no pair")]),
        Call(F::Bn254Pairing, case(vectors!("bn254"), " 1")),
        Call(F::Bn254Pairing, vec![c("no pair")]),
    ]);
    // Numbers of 256 bits.
    for function in [F::Add256, F::Sub256, F::Mul256, F::Div256, F::Mod256, F::Exp256] {
        plan.extend([
            Call(function, vec![wide(0xfedc_ba98_7654_3210, 77), wide(13, 0), Room(304)]),
            ShowRoom(300, 40),
        ]);
    }
    for function in [F::AddMod256, F::MulMod256] {
        let numbers = [wide(0xfedc_ba98_7654_3210, 77), wide(13, 5), wide(1_000_003, 0)];
        plan.extend([Call(function, [numbers.to_vec(), vec![Room(304)]].concat()), ShowRoom(300, 40)]);
    }
    plan
}

/// The functions that a plan calls.
pub fn called(plan: &[Step]) -> BTreeSet<Function> {
    let function = |step: &Step| match step {
        Call(function, _) | CallIf(_, function, _) | IsAbove(function, _) => Some(*function),
        _ => None,
    };
    plan.iter().filter_map(function).collect()
}
