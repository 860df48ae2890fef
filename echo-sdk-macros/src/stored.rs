//! `#[derive(Stored)]`: a struct whose fields are stored together, one after the other.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Member, Result};

/// The implementation of `Stored`.
pub fn expand(item: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &item.data else {
        return Err(Error::new(Span::call_site(), "what is stored is a struct"));
    };
    if !item.generics.params.is_empty() {
        return Err(Error::new_spanned(&item.generics, "what is stored has no generic parameters"));
    }
    let name = &item.ident;
    let fields: Vec<Member> = data.fields.members().collect();
    let kinds: Vec<_> = data
        .fields
        .iter()
        .map(|field| {
            let kind = &field.ty;
            quote_spanned!(kind.span()=> <#kind as ::echo_sdk::macros::Stored>)
        })
        .collect();
    Ok(quote! {
        impl ::echo_sdk::macros::Stored for #name {
            fn initial() -> Self {
                Self { #(#fields: #kinds::initial()),* }
            }
            fn store<R>(&self, with: impl ::core::ops::FnOnce(&[u8]) -> R) -> R {
                let mut bytes = ::echo_sdk::macros::Vec::new();
                ::echo_sdk::macros::Stored::append(self, &mut bytes);
                with(&bytes)
            }
            fn append(&self, out: &mut ::echo_sdk::macros::Vec<u8>) {
                #(#kinds::append(&self.#fields, out);)*
                let _ = out;
            }
            fn extract(from: &mut &[u8]) -> ::core::option::Option<Self> {
                let _ = &from;
                ::core::option::Option::Some(Self { #(#fields: #kinds::extract(from)?),* })
            }
        }
    })
}
