//! Variables in persistent storage, by name: [`Value`], [`Map`], [`Vector`]. What is stored under which key is the same in C++
//! (`echo.hpp`).
//!
//! They hold a name, not a value: each access is one of the chain's storage, and costs its gas. Text and bytes are stored
//! as they are, numbers little-endian.

use crate::buffer::{append, reserve};
use crate::host;
use crate::wire::{As, Stored};
use alloc::vec::Vec;
use core::marker::PhantomData;

/// A field of `#[echo::storage]`, made from its name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that lies in storage",
    note = "fields of #[echo_sdk::storage] are `Value<T>`, `Map<K, V>` and `Vector<T>`"
)]
pub trait Slot {
    /// What is stored under `name`.
    fn named(name: &'static str) -> Self;
}

fn load<T: Stored>(key: &[u8]) -> Option<T> {
    let bytes = host::storage_get(key)?;
    match T::load(bytes) {
        Some(value) => Some(value),
        None => host::fail("echo: something else is stored there"),
    }
}

/// The key of an entry: the name, a zero byte, and what is kept of the entry's own key.
fn entry_key(name: &str, key: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    reserve(&mut whole, name.len() + 1 + key.len());
    append(&mut whole, name.as_bytes());
    append(&mut whole, &[0]);
    append(&mut whole, key);
    whole
}

/// One value, stored under its name.
#[derive(Debug)]
pub struct Value<T> {
    name: &'static str,
    holds: PhantomData<T>,
}

impl<T: Stored> Slot for Value<T> {
    #[inline]
    fn named(name: &'static str) -> Self {
        Self { name, holds: PhantomData }
    }
}

impl<T: Stored> Value<T> {
    /// The value; where nothing was stored, 0, false or empty.
    #[must_use]
    pub fn get(&self) -> T {
        self.find().unwrap_or_else(T::initial)
    }

    /// The value, if one was stored.
    #[must_use]
    pub fn find(&self) -> Option<T> {
        load(self.name.as_bytes())
    }

    /// Stores a value.
    pub fn set(&mut self, value: impl As<T>) {
        value.with_kept(|bytes| host::storage_set(self.name.as_bytes(), bytes));
    }

    /// Whether a value is stored.
    #[must_use]
    pub fn exists(&self) -> bool {
        host::storage_exists(self.name.as_bytes())
    }

    /// Removes the value; false where there was none.
    pub fn remove(&mut self) -> bool {
        host::storage_remove(self.name.as_bytes())
    }
}

/// Values by key: each stored under the name, a zero byte, and the key.
#[derive(Debug)]
pub struct Map<K, V> {
    name: &'static str,
    holds: PhantomData<(K, V)>,
}

impl<K: Stored, V: Stored> Slot for Map<K, V> {
    #[inline]
    fn named(name: &'static str) -> Self {
        Self { name, holds: PhantomData }
    }
}

impl<K: Stored, V: Stored> Map<K, V> {
    fn key(&self, key: impl As<K>) -> Vec<u8> {
        key.with_kept(|bytes| entry_key(self.name, bytes))
    }

    /// The value under a key; where nothing was stored, 0, false or empty.
    #[must_use]
    pub fn get(&self, key: impl As<K>) -> V {
        self.find(key).unwrap_or_else(V::initial)
    }

    /// The value under a key, if one was stored.
    #[must_use]
    pub fn find(&self, key: impl As<K>) -> Option<V> {
        load(&self.key(key))
    }

    /// Stores a value under a key.
    pub fn set(&mut self, key: impl As<K>, value: impl As<V>) {
        let key = self.key(key);
        value.with_kept(|bytes| host::storage_set(&key, bytes));
    }

    /// Whether a value is stored under a key.
    #[must_use]
    pub fn contains(&self, key: impl As<K>) -> bool {
        host::storage_exists(&self.key(key))
    }

    /// Removes the value under a key; false where there was none.
    pub fn remove(&mut self, key: impl As<K>) -> bool {
        host::storage_remove(&self.key(key))
    }
}

/// Values in a row: how many, stored under the name as `u64`, and each under the name, a zero byte, and its index as `u64`.
#[derive(Debug)]
pub struct Vector<T> {
    name: &'static str,
    holds: PhantomData<T>,
}

impl<T: Stored> Slot for Vector<T> {
    #[inline]
    fn named(name: &'static str) -> Self {
        Self { name, holds: PhantomData }
    }
}

impl<T: Stored> Vector<T> {
    fn key(&self, index: u64) -> Vec<u8> {
        entry_key(self.name, &index.to_le_bytes())
    }

    fn set_len(&mut self, len: u64) {
        host::storage_set(self.name.as_bytes(), &len.to_le_bytes());
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        load(self.name.as_bytes()).unwrap_or(0)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at an index, if there are so many.
    #[must_use]
    pub fn get(&self, index: u64) -> Option<T> {
        load(&self.key(index))
    }

    /// Replaces the value at an index. Where there are not so many, the call ends.
    pub fn set(&mut self, index: u64, value: impl As<T>) {
        if index >= self.len() {
            host::fail("echo: index out of range");
        }
        let key = self.key(index);
        value.with_kept(|bytes| host::storage_set(&key, bytes));
    }

    /// Appends a value.
    pub fn push(&mut self, value: impl As<T>) {
        let len = self.len();
        let key = self.key(len);
        value.with_kept(|bytes| host::storage_set(&key, bytes));
        self.set_len(len + 1);
    }

    /// Takes the last value off.
    pub fn pop(&mut self) -> Option<T> {
        let last = self.len().checked_sub(1)?;
        let key = self.key(last);
        let value = load(&key);
        host::storage_remove(&key);
        self.set_len(last);
        value
    }

    /// Removes the value at an index and puts the last one into its place. Where there are not so many, the call ends.
    pub fn swap_remove(&mut self, index: u64) -> T
    where
        T: As<T>,
    {
        let len = self.len();
        let (Some(value), Some(last)) = (self.get(index), self.pop()) else {
            host::fail("echo: index out of range");
        };
        if index + 1 < len {
            self.set(index, last);
        }
        value
    }

    /// Removes all values, each for the gas of a removal.
    pub fn clear(&mut self) {
        for index in 0..self.len() {
            host::storage_remove(&self.key(index));
        }
        host::storage_remove(self.name.as_bytes());
    }

    /// The values, loaded one by one.
    pub fn iter(&self) -> impl Iterator<Item = T> + '_ {
        (0..self.len()).map_while(|index| self.get(index))
    }
}
