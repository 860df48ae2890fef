//! The attributes and derives of echo-sdk, which documents them where it gives them away.

mod client;
mod contract;
mod event;
mod storage;
mod stored;

use proc_macro::TokenStream;
use syn::parse_macro_input;

/// Makes the public methods of an `impl` what a contract can be called with.
///
/// - `#[constructor]`: the method that runs when the contract is created; at most one.
/// - `#[view]`: a method that changes nothing, with `&self`.
/// - `#[contract(events(Transferred, Approved))]`: the events that it emits.
///
/// Parameters are the arguments of a call, what is returned are its results. A `Result`'s error ends the call with
/// `contract_error` and the error's text. Methods that are not `pub` are the contract's own.
#[proc_macro_attribute]
pub fn contract(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let arguments = parse_macro_input!(arguments as contract::Arguments);
    let item = parse_macro_input!(item as syn::ItemImpl);
    contract::expand(&arguments, item).into()
}

/// Makes the fields of a struct variables in persistent storage: `Value<T>`, `Map<K, V>`, `Vector<T>`.
///
/// A field's name is its key; `#[key = "…"]` gives it another one. The struct has a `Default`, which is how tests come by one.
#[proc_macro_attribute]
pub fn storage(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as syn::ItemStruct);
    storage::expand(&arguments.into(), item).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a struct an event, called what the struct is in lower case, or `#[event(name = "…")]`.
#[proc_macro_derive(Event, attributes(event))]
pub fn event(item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as syn::DeriveInput);
    event::expand(&item).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a struct what `Value`, `Map` and `Vector` can hold, its fields one after the other.
#[proc_macro_derive(Stored)]
pub fn stored(item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as syn::DeriveInput);
    stored::expand(&item).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes of `trait Token` a `TokenClient`, whose methods call another contract: `TokenClient::at("1.11.7").balance_of("1.2.5")`. The
/// trait itself is gone.
///
/// A method returns a `Result` of what the trait says and `CallError`. `#[view]`: the callee may write nothing.
/// `TokenClient::at("1.11.7").with(Options::new().value(5))` has what comes with each call.
#[proc_macro_attribute]
pub fn client(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as syn::ItemTrait);
    client::expand(&arguments.into(), &item).unwrap_or_else(syn::Error::into_compile_error).into()
}
