//! The functions of the machine on a chain in memory, for tests: each thread has one of its own.
//!
//! [`crate::test`] sets it up and looks at it. What ends a call in a contract is a panic here: of the test where the test
//! called the method, or, caught, the error of a call from contract to contract.

use super::Options;
use alloc::collections::BTreeMap;
use alloc::rc::Rc;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::RefCell;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};
use std::thread_local;

/// A contract that others can call.
#[derive(Clone)]
pub enum Callee {
    /// A contract in Rust: what `__apply` runs.
    Contract(fn()),
    /// Whatever answers: the function's name and the packed arguments give the output or a message.
    Answer(Rc<Answer>),
}

/// What answers in place of a contract.
pub type Answer = dyn Fn(&str, &[u8]) -> Result<Vec<u8>, String>;

/// An event, as it was emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emitted {
    /// Id of the contract.
    pub contract: String,
    /// The event's signature.
    pub signature: String,
    /// The values, one after the other.
    pub data: Vec<u8>,
}

/// What a transaction can change.
#[derive(Clone, Default)]
pub struct Lasting {
    /// By contract and key.
    pub storage: BTreeMap<(String, Vec<u8>), Vec<u8>>,
    /// By account or contract, and asset.
    pub balances: BTreeMap<(String, String), u64>,
    pub events: Vec<Emitted>,
    pub callees: BTreeMap<String, Callee>,
    /// Contracts that have destroyed themselves.
    pub destroyed: Vec<String>,
    /// Instance number of the next contract that is created.
    pub next: u32,
}

/// A call under way.
#[derive(Clone, Default)]
pub struct Frame {
    pub contract: String,
    pub sender: String,
    pub value: u64,
    pub asset: u64,
    pub function: Vec<u8>,
    pub constructor: bool,
    /// Nothing may be written.
    pub view: bool,
    /// Packed arguments that are left.
    pub arguments: Vec<u8>,
    pub output: Vec<u8>,
    pub return_data: Vec<u8>,
}

/// The chain of a thread.
#[derive(Default)]
pub struct State {
    pub lasting: Lasting,
    pub frame: Frame,
    pub origin: Option<String>,
    pub block_number: u32,
    pub block_time: u32,
    pub block_author: String,
    pub block_hashes: BTreeMap<u32, String>,
    pub properties: BTreeMap<(String, String), String>,
    pub codes: BTreeMap<Vec<u8>, Callee>,
    pub gas: u64,
    /// The panic under way is a refusal of the chain.
    pub refused: bool,
    pub debug: Vec<String>,
}

impl State {
    /// The chain that a test starts with.
    pub fn new() -> Self {
        let frame = Frame { contract: "1.11.0".into(), sender: "1.2.5".into(), ..Frame::default() };
        Self {
            lasting: Lasting { next: 1, ..Lasting::default() },
            frame,
            block_number: 1,
            block_time: 1_577_836_800,
            block_author: "1.2.1".into(),
            gas: 10_000_000_000,
            ..Self::default()
        }
    }
}

thread_local! {
    static STATE: RefCell<State> = RefCell::new(State::new());
}

/// Looks at the thread's chain, or changes it.
pub fn with<R>(what: impl FnOnce(&mut State) -> R) -> R {
    STATE.with_borrow_mut(what)
}

/// Looks at the thread's chain, or changes it, where a view may not.
fn change<R>(what: impl FnOnce(&mut State) -> R) -> R {
    if with(|state| state.frame.view) {
        refuse("a view changes nothing");
    }
    with(what)
}

/// Numbers of errors (echo-abi/docs/errors.md) that calls end with here.
const CONTRACT_ERROR: u32 = 2;
const INCORRECT_PARAMETERS: u32 = 16;
const INVALID_CHAIN_CALL: u32 = 17;
const INCORRECT_LOAD: u32 = 18;

/// What a contract panics with that has destroyed itself: no error.
struct Destroyed;

/// The message of a panic.
fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}

/// Runs a call in a frame of its own: its output, or its error's number and message. What an error leaves is taken back.
pub fn enter(frame: Frame, callee: &Callee) -> Result<Vec<u8>, (u32, String)> {
    let (lasting, outer) = with(|state| (state.lasting.clone(), core::mem::replace(&mut state.frame, frame)));
    let result = moved().and_then(|()| match callee {
        Callee::Contract(run) => match catch_unwind(AssertUnwindSafe(run)) {
            Err(payload) if payload.is::<Destroyed>() => Ok(with(|state| state.frame.output.clone())),
            Err(payload) => {
                let refused = with(|state| core::mem::take(&mut state.refused));
                Err((if refused { INVALID_CHAIN_CALL } else { CONTRACT_ERROR }, message(&*payload)))
            }
            Ok(()) => Ok(with(|state| state.frame.output.clone())),
        },
        Callee::Answer(answer) => {
            let (name, arguments) = with(|state| {
                (String::from_utf8_lossy(&state.frame.function).into_owned(), state.frame.arguments.clone())
            });
            answer(&name, &arguments).map_err(|message| (CONTRACT_ERROR, message))
        }
    });
    with(|state| {
        state.frame = outer;
        if result.is_err() {
            state.lasting = lasting;
        }
    });
    result
}

/// Moves what is sent with the call to the contract.
fn moved() -> Result<(), (u32, String)> {
    with(|state| {
        let Frame { contract, sender, value, asset, .. } = state.frame.clone();
        pay(state, &sender, &contract, &alloc::format!("1.3.{asset}"), value)
            .map_err(|message| (INVALID_CHAIN_CALL, message))
    })
}

fn pay(state: &mut State, from: &str, to: &str, asset: &str, amount: u64) -> Result<(), String> {
    if amount == 0 {
        return Ok(());
    }
    let balance = state.lasting.balances.entry((from.into(), asset.into())).or_default();
    *balance =
        balance.checked_sub(amount).ok_or_else(|| alloc::format!("{from} has not {amount} of {asset}"))?;
    *state.lasting.balances.entry((to.into(), asset.into())).or_default() += amount;
    Ok(())
}

/// The text of ids and names.
fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("ids and names are text")
}

/// Ends the call as the chain does where it refuses.
fn refuse(message: &str) -> ! {
    with(|state| state.refused = true);
    fail(message)
}

/// Ends the call: a panic.
#[track_caller]
pub fn fail(message: &str) -> ! {
    panic_any(message.to_string())
}

pub fn balance(id: &[u8], asset: &[u8]) -> i64 {
    with(|state| {
        let balance = state.lasting.balances.get(&(text(id), text(asset))).copied().unwrap_or(0);
        i64::try_from(balance).expect("a balance fits")
    })
}

pub fn transfer(to: &[u8], asset: &[u8], amount: u64) {
    let paid = change(|state| {
        let contract = state.frame.contract.clone();
        pay(state, &contract, &text(to), &text(asset), amount)
    });
    if let Err(message) = paid {
        refuse(&message);
    }
}

pub fn object_property(id: &[u8], name: &[u8]) -> String {
    let found = with(|state| state.properties.get(&(text(id), text(name))).cloned());
    found.unwrap_or_else(|| refuse(&alloc::format!("{} has no property {}", text(id), text(name))))
}

pub fn call_asset() -> u64 {
    with(|state| state.frame.asset)
}

pub fn block_hash(number: u32) -> String {
    let found = with(|state| state.block_hashes.get(&number).cloned());
    found.unwrap_or_else(|| refuse(&alloc::format!("there is no block {number}")))
}

pub fn block_author() -> String {
    with(|state| state.block_author.clone())
}

pub fn gas_limit() -> u64 {
    with(|state| state.gas)
}

pub fn gas_left() -> u64 {
    gas_limit()
}

pub fn block_number() -> u32 {
    with(|state| state.block_number)
}

pub fn block_time() -> u32 {
    with(|state| state.block_time)
}

pub fn call_value() -> u64 {
    with(|state| state.frame.value)
}

pub fn sender() -> String {
    with(|state| state.frame.sender.clone())
}

pub fn origin_sender() -> String {
    with(|state| state.origin.clone().unwrap_or_else(|| state.frame.sender.clone()))
}

pub fn contract_id() -> String {
    with(|state| state.frame.contract.clone())
}

pub fn contract_number() -> u32 {
    let id = contract_id();
    id.rsplit('.')
        .next()
        .and_then(|number| number.parse().ok())
        .expect("the id of a contract ends with its number")
}

pub fn is_constructor() -> bool {
    with(|state| state.frame.constructor)
}

pub fn function_name() -> Vec<u8> {
    with(|state| state.frame.function.clone())
}

pub fn storage_get(key: &[u8]) -> Option<Vec<u8>> {
    with(|state| state.lasting.storage.get(&(state.frame.contract.clone(), key.to_vec())).cloned())
}

pub fn storage_get_of(contract: &[u8], key: &[u8]) -> Option<Vec<u8>> {
    with(|state| state.lasting.storage.get(&(text(contract), key.to_vec())).cloned())
}

pub fn storage_set(key: &[u8], value: &[u8]) {
    change(|state| {
        let contract = state.frame.contract.clone();
        state.lasting.storage.insert((contract, key.to_vec()), value.to_vec());
    });
}

pub fn storage_remove(key: &[u8]) -> bool {
    change(|state| {
        let contract = state.frame.contract.clone();
        state.lasting.storage.remove(&(contract, key.to_vec())).is_some()
    })
}

pub fn storage_exists(key: &[u8]) -> bool {
    storage_get(key).is_some()
}

pub fn emit(signature: &[u8], data: &[u8]) {
    change(|state| {
        let contract = state.frame.contract.clone();
        let event = Emitted { contract, signature: text(signature), data: data.to_vec() };
        state.lasting.events.push(event);
    });
}

pub fn debug_text(message: &[u8]) {
    with(|state| state.debug.push(String::from_utf8_lossy(message).into_owned()));
}

pub fn debug_u64(value: u64) {
    debug_text(value.to_string().as_bytes());
}

pub fn debug_i64(value: i64) {
    debug_text(value.to_string().as_bytes());
}

pub fn debug_f64(bits: u64) {
    debug_text(f64::from_bits(bits).to_string().as_bytes());
}

pub fn debug_bytes(bytes: &[u8]) {
    let digits: String = bytes.iter().map(|byte| alloc::format!("{byte:02x}")).collect();
    debug_text(digits.as_bytes());
}

// ---- Arguments: packed, as calls from contract to contract have them --------------------------------------------------

/// An argument of a call.
enum Argument {
    String(Vec<u8>),
    Bool(bool),
    /// In two's complement, 32 bytes; whether it is below zero.
    Number([u8; 32], bool),
    Double([u8; 8]),
}

/// Reads an argument, and what is left behind it.
fn argument(packed: &[u8]) -> Option<(Argument, &[u8])> {
    let (&tag, rest) = packed.split_first()?;
    let number = |size: usize, signed: bool, rest: &[u8]| {
        let bytes = rest.get(..size)?;
        let negative = signed && bytes.last().is_some_and(|last| last & 0x80 != 0);
        let mut wide = [if negative { 0xff } else { 0 }; 32];
        wide.get_mut(..size)?.copy_from_slice(bytes);
        Some((Argument::Number(wide, negative), size))
    };
    let (argument, size) = match tag {
        0x40 => {
            let length = u32::from_le_bytes(*rest.first_chunk()?) as usize;
            (Argument::String(rest.get(4..)?.get(..length)?.to_vec()), 4 + length)
        }
        0x41 => (Argument::Bool(*rest.first()? != 0), 1),
        0x42..=0x45 => number(1 << (tag - 0x42), true, rest)?,
        0x46..=0x49 => number(1 << (tag - 0x46), false, rest)?,
        0x4a | 0x4b => {
            let (&size, number_bytes) = rest.split_first()?;
            let (argument, size) = number(usize::from(size), tag == 0x4a, number_bytes)?;
            (argument, size + 1)
        }
        0x4c => (Argument::Double(*rest.first_chunk()?), 8),
        _ => return None,
    };
    Some((argument, rest.get(size..)?))
}

/// Takes the next argument if `fits` makes something of it.
fn take<T>(fits: impl FnOnce(Argument) -> Option<T>) -> Option<T> {
    with(|state| {
        let (argument, rest) = argument(&state.frame.arguments)?;
        let rest = rest.to_vec();
        let taken = fits(argument)?;
        state.frame.arguments = rest;
        Some(taken)
    })
}

pub fn param_bytes() -> Option<Vec<u8>> {
    take(|argument| match argument {
        Argument::String(bytes) => Some(bytes),
        _ => None,
    })
}

pub fn param_bool() -> Option<[u8; 1]> {
    take(|argument| match argument {
        Argument::Bool(value) => Some([u8::from(value)]),
        _ => None,
    })
}

/// The next argument, if it is a number that fits in `N` bytes, signed.
pub fn param_int<const N: usize>() -> Option<[u8; N]> {
    take(|argument| match argument {
        Argument::Number(wide, negative) => {
            let (low, high) = wide.split_first_chunk()?;
            let fill = if negative { 0xff } else { 0 };
            let same_sign = low[N - 1] & 0x80 == fill & 0x80;
            (same_sign && high.iter().all(|byte| *byte == fill)).then_some(*low)
        }
        _ => None,
    })
}

/// The next argument, if it is a number that fits in `N` bytes, unsigned.
pub fn param_uint<const N: usize>() -> Option<[u8; N]> {
    take(|argument| match argument {
        Argument::Number(wide, false) => {
            let (low, high) = wide.split_first_chunk()?;
            high.iter().all(|byte| *byte == 0).then_some(*low)
        }
        _ => None,
    })
}

pub fn param_f64() -> Option<[u8; 8]> {
    take(|argument| match argument {
        Argument::Double(bytes) => Some(bytes),
        Argument::Number(wide, _) => {
            let low = i64::from_le_bytes(*wide.first_chunk()?);
            Some((low as f64).to_le_bytes())
        }
        _ => None,
    })
}

macro_rules! numbers {
    ($($param:ident $through:ident $size:literal, $give:ident $type:ty;)+) => {$(
        pub fn $param() -> Option<[u8; $size]> {
            $through()
        }
        pub fn $give(value: $type) {
            return_bytes(&value.to_le_bytes());
        }
    )+};
}

numbers! {
    param_i8 param_int 1, return_i8 i8;
    param_i16 param_int 2, return_i16 i16;
    param_i32 param_int 4, return_i32 i32;
    param_i64 param_int 8, return_i64 i64;
    param_u8 param_uint 1, return_u8 u8;
    param_u16 param_uint 2, return_u16 u16;
    param_u32 param_uint 4, return_u32 u32;
    param_u64 param_uint 8, return_u64 u64;
}

pub fn return_bool(value: bool) {
    return_bytes(&[u8::from(value)]);
}

pub fn return_bytes(value: &[u8]) {
    with(|state| state.frame.output.extend_from_slice(value));
}

// ---- Calls ------------------------------------------------------------------------------------------------------------

/// A call line, `f("text", 1, true, hex"00ff")`, as name and packed arguments.
fn parse_line(line: &str) -> Option<(String, Vec<u8>)> {
    let (name, rest) = line.trim().split_once('(')?;
    let mut rest = rest.strip_suffix(')')?.trim();
    let mut packed = Vec::new();
    while !rest.is_empty() {
        let end;
        if let Some(quoted) = rest.strip_prefix('"').or_else(|| rest.strip_prefix("hex\"")) {
            let (text, _) = quoted.split_once('"')?;
            let bytes = if rest.starts_with('"') {
                text.as_bytes().to_vec()
            } else {
                let digits = text.as_bytes().chunks(2);
                digits
                    .map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok())
                    .collect::<Option<_>>()?
            };
            packed.push(0x40);
            packed.extend(u32::try_from(bytes.len()).ok()?.to_le_bytes());
            packed.extend(bytes);
            end = rest.len() - quoted.len() + text.len() + 1;
        } else {
            end = rest.find(',').unwrap_or(rest.len());
            let word = rest[..end].trim();
            if let Ok(value) = word.parse::<bool>() {
                packed.extend([0x41, u8::from(value)]);
            } else if let Ok(value) = word.parse::<i128>() {
                packed.extend([0x4a, 16]);
                packed.extend(value.to_le_bytes());
            } else {
                packed.push(0x4c);
                packed.extend(word.parse::<f64>().ok()?.to_le_bytes());
            }
        }
        rest = rest[end..].trim_start();
        rest = match rest.strip_prefix(',') {
            Some(rest) => rest.trim_start(),
            None if rest.is_empty() => rest,
            None => return None,
        };
    }
    Some((name.trim().into(), packed))
}

/// The frame of a call that this contract makes.
fn inner(contract: String, function: &[u8], arguments: &[u8], options: Options) -> Frame {
    with(|state| Frame {
        contract,
        sender: state.frame.contract.clone(),
        value: options.value,
        asset: options.asset,
        function: function.to_vec(),
        view: state.frame.view || options.flags & Options::VIEW != 0,
        arguments: arguments.to_vec(),
        ..Frame::default()
    })
}

/// Runs the call, and keeps what it returned.
fn enter_inner(frame: Frame, callee: Option<&Callee>) -> u32 {
    let result = match callee {
        Some(callee) => enter(frame, callee),
        None => Err((INVALID_CHAIN_CALL, alloc::format!("there is no contract {}", frame.contract))),
    };
    let (number, data) = match result {
        Ok(output) => (0, output),
        Err((number, message)) => (number, message.into_bytes()),
    };
    with(|state| state.frame.return_data = data);
    number
}

pub fn call(contract: &[u8], line: &[u8], options: Options) -> u32 {
    let Some((name, arguments)) = parse_line(&text(line)) else { return INCORRECT_PARAMETERS };
    let callee = with(|state| state.lasting.callees.get(&text(contract)).cloned());
    enter_inner(inner(text(contract), name.as_bytes(), &arguments, options), callee.as_ref())
}

pub fn call_packed(contract: &[u8], packed: &[u8], options: Options) -> u32 {
    let split = packed
        .split_first_chunk()
        .and_then(|(length, rest)| rest.split_at_checked(u32::from_le_bytes(*length) as usize));
    let Some((name, arguments)) = split else { return INCORRECT_PARAMETERS };
    let callee = with(|state| state.lasting.callees.get(&text(contract)).cloned());
    enter_inner(inner(text(contract), name, arguments, options), callee.as_ref())
}

pub fn return_data() -> Vec<u8> {
    with(|state| state.frame.return_data.clone())
}

fn create_with(callee: Option<Callee>, line: &[u8], options: Options) -> Result<String, u32> {
    let Some((_, arguments)) = parse_line(&text(line)) else { return Err(INCORRECT_PARAMETERS) };
    let Some(callee) = callee else { return Err(INCORRECT_LOAD) };
    let id = change(|state| {
        let number = state.lasting.next;
        state.lasting.next += 1;
        alloc::format!("1.11.{number}")
    });
    with(|state| state.lasting.callees.insert(id.clone(), callee.clone()));
    let frame = Frame { constructor: true, ..inner(id.clone(), &[], &arguments, options) };
    match enter_inner(frame, Some(&callee)) {
        0 => Ok(id),
        error => {
            with(|state| state.lasting.callees.remove(&id));
            Err(error)
        }
    }
}

/// Creates a contract of code that the test has registered.
pub fn create(code: &[u8], line: &[u8], options: Options) -> Result<String, u32> {
    create_with(with(|state| state.codes.get(code).cloned()), line, options)
}

/// Creates a contract with the code of another one.
pub fn create_like(contract: &[u8], line: &[u8], options: Options) -> Result<String, u32> {
    create_with(with(|state| state.lasting.callees.get(&text(contract)).cloned()), line, options)
}

pub fn replace_code(contract: &[u8], code: &[u8]) -> u32 {
    change(|state| match state.codes.get(code).cloned() {
        Some(callee) if state.lasting.callees.contains_key(&text(contract)) => {
            state.lasting.callees.insert(text(contract), callee);
            0
        }
        Some(_) => INVALID_CHAIN_CALL,
        None => INCORRECT_LOAD,
    })
}

/// Ends the call; what the contract has goes to `heir`.
pub fn self_destruct(heir: &[u8]) -> ! {
    change(|state| {
        let contract = state.frame.contract.clone();
        let own = state.lasting.balances.iter().filter(|((id, _), _)| *id == contract);
        let own: Vec<_> = own.map(|((_, asset), amount)| (asset.clone(), *amount)).collect();
        for (asset, amount) in own {
            pay(state, &contract, &text(heir), &asset, amount).expect("it has what it has");
        }
        state.lasting.callees.remove(&contract);
        state.lasting.storage.retain(|(of, _), _| *of != contract);
        state.lasting.destroyed.push(contract);
    });
    resume_unwind(alloc::boxed::Box::new(Destroyed))
}

// ---- Arithmetic and cryptography --------------------------------------------------------------------------------------

/// What a hash gives, where the feature that computes it is enabled.
macro_rules! hashes {
    ($($name:ident $size:literal $hasher:path;)+) => {$(
        #[cfg(feature = "hashes")]
        pub fn $name(data: &[u8]) -> [u8; $size] {
            <$hasher as sha2::Digest>::digest(data).into()
        }
        #[cfg(not(feature = "hashes"))]
        pub fn $name(_: &[u8]) -> [u8; $size] {
            panic!(concat!("tests compute `", stringify!($name), "` with [dev-dependencies] echo-sdk = {{ features = [\"hashes\"] }}"))
        }
    )+};
}

hashes! {
    sha256 32 sha2::Sha256;
    sha512 64 sha2::Sha512;
    keccak256 32 sha3::Keccak256;
    ripemd160 20 ripemd::Ripemd160;
}

/// What tests on the host cannot compute: only the machine can.
macro_rules! absent {
    ($($name:ident($($kind:ty),*) -> $result:ty;)+) => {$(
        pub fn $name($(_: $kind),*) -> $result {
            panic!(concat!("`", stringify!($name), "` is not there in tests: run the contract with echo-vm"))
        }
    )+};
}

absent! {
    blake2b_256(&[u8]) -> [u8; 32];
    blake3(&[u8]) -> [u8; 32];
    ed25519_verify(&[u8], &[u8; 64], &[u8; 32]) -> bool;
    secp256k1_recover(&[u8; 32], &[u8; 65]) -> Option<[u8; 64]>;
    secp256k1_verify(&[u8; 32], &[u8; 64], &[u8]) -> bool;
    secp256r1_verify(&[u8; 32], &[u8; 64], &[u8]) -> bool;
    bls12_381_pairing(&[u8]) -> u32;
    bn254_pairing(&[u8]) -> u32;
}

/// A number of 256 bits, its low half first.
type Wide = [u128; 2];

fn wide(bytes: &[u8; 32]) -> Wide {
    let (low, high) = bytes.split_at(16);
    [low, high].map(|half| u128::from_le_bytes(half.try_into().expect("half of 32 bytes")))
}

fn narrow([low, high]: Wide) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(&low.to_le_bytes());
    bytes[16..].copy_from_slice(&high.to_le_bytes());
    bytes
}

fn less(left: Wide, right: Wide) -> bool {
    (left[1], left[0]) < (right[1], right[0])
}

/// The sum, and whether it is 2^256 or more.
fn plus(left: Wide, right: Wide) -> (Wide, bool) {
    let (low, carry) = left[0].overflowing_add(right[0]);
    let (high, over) = left[1].overflowing_add(right[1]);
    let (high, more) = high.overflowing_add(u128::from(carry));
    ([low, high], over || more)
}

fn minus(left: Wide, right: Wide) -> Wide {
    let (low, borrow) = left[0].overflowing_sub(right[0]);
    [low, left[1].wrapping_sub(right[1]).wrapping_sub(u128::from(borrow))]
}

fn bit(number: Wide, i: usize) -> bool {
    number[i / 128] >> (i % 128) & 1 != 0
}

/// `2 * number + low`, which is below 2 * `modulus`, brought below `modulus`.
fn doubled(number: Wide, low: bool, modulus: Wide) -> Wide {
    let (twice, over) = plus(number, number);
    let with_low = [twice[0] | u128::from(low), twice[1]];
    if over || !less(with_low, modulus) { minus(with_low, modulus) } else { with_low }
}

/// Quotient and rest, a bit at a time; both 0 for a divisor of 0.
fn divide(number: Wide, divisor: Wide) -> (Wide, Wide) {
    let (mut quotient, mut rest) = ([0; 2], [0; 2]);
    if divisor == [0; 2] {
        return (quotient, rest);
    }
    for i in (0..256).rev() {
        let before = plus(rest, rest);
        rest = doubled(rest, bit(number, i), divisor);
        let whole = [before.0[0] | u128::from(bit(number, i)), before.0[1]];
        if before.1 || rest != whole {
            quotient[i / 128] |= 1 << (i % 128);
        }
    }
    (quotient, rest)
}

/// The product modulo 2^256.
fn times(left: Wide, right: Wide) -> Wide {
    (0..256).rev().fold([0; 2], |product, i| {
        let twice = plus(product, product).0;
        if bit(right, i) { plus(twice, left).0 } else { twice }
    })
}

fn add_modulo(left: Wide, right: Wide, modulus: Wide) -> Wide {
    let (sum, over) = plus(left, right);
    if over || !less(sum, modulus) { minus(sum, modulus) } else { sum }
}

pub fn div256(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    narrow(divide(wide(left), wide(right)).0)
}

pub fn mod256(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    narrow(divide(wide(left), wide(right)).1)
}

pub fn exp256(base: &[u8; 32], exponent: &[u8; 32]) -> [u8; 32] {
    let (base, exponent) = (wide(base), wide(exponent));
    let mut power = [1, 0];
    for i in (0..256).rev() {
        power = times(power, power);
        if bit(exponent, i) {
            power = times(power, base);
        }
    }
    narrow(power)
}

pub fn addmod256(left: &[u8; 32], right: &[u8; 32], modulus: &[u8; 32]) -> [u8; 32] {
    let modulus = wide(modulus);
    if modulus == [0; 2] {
        return [0; 32];
    }
    let [left, right] = [left, right].map(|number| divide(wide(number), modulus).1);
    narrow(add_modulo(left, right, modulus))
}

pub fn mulmod256(left: &[u8; 32], right: &[u8; 32], modulus: &[u8; 32]) -> [u8; 32] {
    let modulus = wide(modulus);
    if modulus == [0; 2] {
        return [0; 32];
    }
    let [left, right] = [left, right].map(|number| divide(wide(number), modulus).1);
    let mut product = [0; 2];
    for i in (0..256).rev() {
        product = doubled(product, false, modulus);
        if bit(right, i) {
            product = add_modulo(product, left, modulus);
        }
    }
    narrow(product)
}
