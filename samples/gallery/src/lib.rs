//! What echo-sdk has, in one contract: every type as argument and result, storage of each kind, an event, errors and panics, and
//! calls to other contracts.
#![no_std]
#![forbid(unsafe_code)]

use core::fmt;
use echo::{CallError, Options};
use echo_sdk as echo;
use echo_sdk::prelude::*;

#[derive(echo::Event)]
pub struct Counted {
    pub who: String,
    pub by: u64,
    pub word: [u8; 4],
    pub wide: U256,
}

#[derive(echo::Stored, Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

/// An error that is more than text.
#[derive(Debug, PartialEq)]
pub enum Error {
    TooMany { wanted: u64, most: u64 },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::TooMany { wanted, most } = self;
        write!(f, "gallery: {wanted} is more than {most}")
    }
}

/// Another gallery.
#[echo::client]
pub trait Gallery {
    fn count(&self, by: u64) -> u64;
    #[view]
    fn wide(&self, a: i128, b: u128, c: I256, d: U256) -> (i128, u128, I256, U256);
    #[view]
    fn others(&self, a: bool, b: f64, c: [u8; 4], d: &str) -> (bool, f64, [u8; 4], String);
    /// As a view, it must fail: it counts.
    #[view]
    fn count_and_fail(&self, by: u64);
}

#[echo::storage]
pub struct GalleryContract {
    count: Value<u64>,
    owner: Value<String>,
    names: Vector<String>,
    points: Map<(String, u32), Point>,
    #[key = "keyed by bytes"]
    hashes: Map<[u8; 4], bool>,
}

#[echo::contract(events(Counted))]
impl GalleryContract {
    #[constructor]
    pub fn new(&mut self, first: u64) -> Result<(), &'static str> {
        if first == 13 {
            return Err("gallery: not 13");
        }
        self.count.set(first);
        self.owner.set(echo::sender());
        Ok(())
    }

    #[view]
    #[allow(clippy::too_many_arguments, clippy::type_complexity)]
    pub fn integers(
        &self,
        a: i8,
        b: i16,
        c: i32,
        d: i64,
        e: u8,
        f: u16,
        g: u32,
        h: u64,
    ) -> (i8, i16, i32, i64, u8, u16, u32, u64) {
        (a, b, c, d, e, f, g, h)
    }

    #[view]
    pub fn wide(&self, a: i128, b: u128, c: I256, d: U256) -> (i128, u128, I256, U256) {
        (a, b, c, d)
    }

    #[view]
    pub fn others(&self, a: bool, b: f64, c: [u8; 4], d: &str) -> (bool, f64, [u8; 4], String) {
        (!a, b * 2.0, c, format!("<{d}>"))
    }

    #[view]
    pub fn reversed(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        bytes.reverse();
        bytes
    }

    #[view]
    pub fn length(&self, bytes: &[u8]) -> u64 {
        bytes.len() as u64
    }

    #[view]
    pub fn factorial(&self, n: u64) -> Result<U256, Error> {
        const MOST: u64 = 57;
        if n > MOST {
            return Err(Error::TooMany { wanted: n, most: MOST });
        }
        Ok((1..=n).fold(U256::ONE, |product, i| product * U256::from(i)))
    }

    /// Quotient, remainder, power, and product modulo the largest number.
    #[view]
    pub fn computed(&self, a: U256, b: U256) -> (U256, U256, U256, U256) {
        (a / b, a % b, a.wrapping_pow(b), a.mul_mod(b, U256::MAX))
    }

    #[view]
    pub fn hashed(&self, data: &[u8]) -> ([u8; 32], [u8; 64], [u8; 20], bool) {
        let blake = echo::crypto::blake2b_256(data);
        let signed = echo::crypto::ed25519_verify(data, &[0; 64], &blake);
        (echo::crypto::sha256(data), echo::crypto::sha512(data), echo::crypto::ripemd160(data), signed)
    }

    /// Counts, and says so.
    pub fn count(&mut self, by: u64) -> u64 {
        let now = self.count.get() + by;
        self.count.set(now);
        Counted { who: echo::sender(), by, word: *b"word", wide: U256::from(now) }.emit();
        now
    }

    pub fn count_and_fail(&mut self, by: u64) -> Result<(), String> {
        self.count.set(by);
        Err(format!("gallery: failed at {by}"))
    }

    #[view]
    pub fn counted(&self) -> (u64, String) {
        (self.count.get(), self.owner.get())
    }

    pub fn push(&mut self, name: &str) -> u64 {
        self.names.push(name);
        self.names.len()
    }

    pub fn pop(&mut self) -> String {
        self.names.pop().unwrap_or_default()
    }

    pub fn remove(&mut self, index: u64) -> String {
        self.names.swap_remove(index)
    }

    #[view]
    pub fn all(&self) -> String {
        self.names.iter().collect::<Vec<_>>().join(", ")
    }

    pub fn put(&mut self, name: String, index: u32, x: i32, y: i32) {
        self.points.set((name, index), Point { x, y });
    }

    #[view]
    pub fn point(&self, name: String, index: u32) -> (i32, i32, bool) {
        let key = (name, index);
        let Point { x, y } = self.points.get(&key);
        (x, y, self.points.contains(&key))
    }

    pub fn mark(&mut self, word: [u8; 4]) -> bool {
        let before = self.hashes.get(word);
        self.hashes.set(word, true);
        before
    }

    /// Panics where there is none at the index.
    #[view]
    pub fn digit(&self, index: u32) -> u8 {
        [1, 2, 3][index as usize]
    }

    #[view]
    pub fn unwrapped(&self, some: bool) -> u8 {
        some.then_some(7).expect("there is one")
    }

    pub fn count_of(&self, contract: &str, by: u64) -> Result<u64, CallError> {
        GalleryClient::at(contract).count(by)
    }

    /// With what is sent along, and at most some gas: the error's number and its message.
    pub fn try_count_of(&self, contract: &str, value: u64, gas: u64) -> (u32, String) {
        let client = GalleryClient::at(contract).with(Options::new().value(value).gas(gas));
        match client.count(1) {
            Ok(count) => (0, count.to_string()),
            Err(error) => (error.number, error.message),
        }
    }

    pub fn fail_at(&mut self, contract: &str, line: &str) -> (u32, String) {
        self.count.set(1000);
        match echo::call(contract, line, Options::new()) {
            Ok(output) => (0, format!("{} bytes", output.len())),
            Err(error) => (error.number, error.to_string()),
        }
    }

    /// Calls views, and what is none as one: the error's number.
    pub fn view_of(&self, contract: &str) -> Result<u32, &'static str> {
        let client = GalleryClient::at(contract);
        let wide = (-5, u128::MAX, I256::MIN, U256::MAX);
        if client.wide(wide.0, wide.1, wide.2, wide.3) != Ok(wide) {
            return Err("gallery: wide");
        }
        if client.others(true, 1.5, *b"abcd", "x") != Ok((false, 3.0, *b"abcd", String::from("<x>"))) {
            return Err("gallery: others");
        }
        Ok(client.count_and_fail(7).map_or_else(|error| error.number, |()| 0))
    }

    #[view]
    pub fn count_stored_by(&self, contract: &str) -> u64 {
        let bytes = echo::chain::stored_by(contract, b"count").unwrap_or_default();
        bytes.try_into().map_or(0, u64::from_le_bytes)
    }

    pub fn create_like(&self, contract: &str, first: u64) -> Result<String, CallError> {
        echo::create_like(contract, &format!("new({first})"), Options::new().upgradeable())
    }

    pub fn end(&mut self, heir: &str) {
        if self.owner.get() != echo::sender() {
            echo::fail("gallery: only the owner");
        }
        echo::self_destruct(heir)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use echo::test::Chain;

    fn new() -> (Chain, GalleryContract) {
        let chain = Chain::new();
        assert_eq!(chain.create::<GalleryContract>((5_u64,)), Ok(Vec::new()));
        (chain, GalleryContract::default())
    }

    #[test]
    fn the_constructor_runs_once_and_can_fail() {
        let (chain, gallery) = new();
        assert_eq!(gallery.counted(), (5, "1.2.5".to_owned()));
        assert_eq!(chain.create::<GalleryContract>((13_u64,)), Err("gallery: not 13".to_owned()));
        assert_eq!(gallery.counted().0, 5);
    }

    #[test]
    fn arguments_and_results_go_through_the_machines_format() {
        let (chain, _) = new();
        let wide = (-1_i128, u128::MAX, I256::MIN, U256::MAX);
        let output = chain.call::<GalleryContract>("wide", wide).unwrap();
        assert_eq!(output.len(), 16 + 16 + 32 + 32);
        assert_eq!(output[..16], [0xff; 16]);
        let wrong = chain.call::<GalleryContract>("digit", (-1_i8,));
        assert_eq!(wrong, Err("argument missing or of another type, wanted: u32".to_owned()));
        assert_eq!(
            chain.call::<GalleryContract>("nothing", ()),
            Err("The called function is missing.".to_owned())
        );
    }

    #[test]
    fn storage_of_each_kind() {
        let (chain, mut gallery) = new();
        for name in ["a", "b", "c", "d"] {
            gallery.push(name);
        }
        assert_eq!(gallery.remove(1), "b");
        assert_eq!(
            (gallery.all(), gallery.pop(), gallery.all()),
            ("a, d, c".into(), "c".into(), "a, d".into())
        );
        gallery.put("p".into(), 3, -1, 2);
        assert_eq!(gallery.point("p".into(), 3), (-1, 2, true));
        assert_eq!(gallery.point("p".into(), 4), (0, 0, false));
        assert_eq!(chain.stored(b"points\0\x01\0\0\0p\x03\0\0\0").map(|bytes| bytes.len()), Some(8));
        assert!(!gallery.mark(*b"abcd") && gallery.mark(*b"abcd") && !gallery.mark(*b"abce"));
    }

    #[test]
    fn contracts_call_each_other() {
        let (chain, mut gallery) = new();
        chain.deploy::<GalleryContract>("1.11.7");
        chain.set_balance("1.11.0", "1.3.0", 100);
        assert_eq!(gallery.count_of("1.11.7", 3), Ok(3));
        assert_eq!(gallery.try_count_of("1.11.7", 30, 0), (0, "4".into()));
        assert_eq!(gallery.try_count_of("1.11.7", 300, 0).0, CallError::INVALID_CHAIN_CALL);
        assert_eq!((chain.balance("1.11.0", "1.3.0"), chain.balance("1.11.7", "1.3.0")), (70, 30));
        assert_eq!(gallery.fail_at("1.11.7", "count_and_fail(9)"), (2, "gallery: failed at 9".into()));
        assert_eq!(gallery.count_stored_by("1.11.7"), 4);
        assert_eq!(gallery.view_of("1.11.7"), Ok(CallError::INVALID_CHAIN_CALL));
        let other = gallery.create_like("1.11.7", 9).unwrap();
        assert_eq!((other.as_str(), gallery.count_stored_by(&other)), ("1.11.1", 9));
        let events = chain.take_events();
        let last = Counted { who: "1.11.0".into(), by: 1, word: *b"word", wide: U256::from(4_u64) };
        assert!(events.last().unwrap().is(&last) && events.last().unwrap().contract == "1.11.7");
    }

    #[test]
    fn it_ends() {
        let (chain, _) = new();
        chain.set_balance("1.11.0", "1.3.0", 100);
        assert_eq!(chain.call::<GalleryContract>("end", ("1.2.6",)), Ok(Vec::new()));
        assert!(chain.is_destroyed("1.11.0"));
        assert_eq!((chain.balance("1.2.6", "1.3.0"), chain.stored("count")), (100, None));
    }

    #[test]
    #[should_panic(expected = "there is one")]
    fn a_panic_is_a_failure_of_the_test() {
        new().1.unwrapped(false);
    }
}
