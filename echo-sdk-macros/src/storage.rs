//! `#[storage]`: a struct of variables in persistent storage.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use std::collections::HashMap;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, ExprLit, Fields, ItemStruct, Lit, Meta, Result};

/// The key in `#[key = "…"]`.
fn key(attribute: &Attribute) -> Result<String> {
    if let Meta::NameValue(pair) = &attribute.meta
        && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value
    {
        if text.value().is_empty() || text.value().contains('\0') {
            return Err(Error::new(text.span(), "a key is not empty and has no zero byte"));
        }
        return Ok(text.value());
    }
    Err(Error::new(attribute.span(), "a key is text: #[key = \"name\"]"))
}

/// The struct, and its `Default`.
pub fn expand(arguments: &TokenStream, mut item: ItemStruct) -> Result<TokenStream> {
    if !arguments.is_empty() {
        return Err(Error::new_spanned(arguments, "#[storage] takes no arguments"));
    }
    if !item.generics.params.is_empty() {
        return Err(Error::new_spanned(&item.generics, "a contract's storage has no generic parameters"));
    }
    let mut keys: HashMap<String, String> = HashMap::new();
    let mut fields = Vec::new();
    match &mut item.fields {
        Fields::Named(named) => {
            for field in &mut named.named {
                let name = field.ident.clone().expect("it is named");
                let mut own = name.to_string().trim_start_matches("r#").to_owned();
                for attribute in field.attrs.extract_if(.., |attribute| attribute.path().is_ident("key")) {
                    own = key(&attribute)?;
                }
                if let Some(other) = keys.insert(own.clone(), name.to_string()) {
                    let message = format!("`{other}` already lies under the key {own:?}");
                    return Err(Error::new(name.span(), message));
                }
                let kind = &field.ty;
                let value = quote_spanned!(kind.span()=> <#kind as ::echo_sdk::macros::Slot>::named(#own));
                fields.push(quote!(#name: #value));
            }
        }
        Fields::Unit => {}
        Fields::Unnamed(unnamed) => {
            return Err(Error::new_spanned(unnamed, "fields of #[storage] have names: they are the keys"));
        }
    }
    let name = &item.ident;
    let cfg = item.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    let cfg = quote!(#(#cfg)*);
    Ok(quote! {
        #item

        #cfg
        impl ::core::default::Default for #name {
            #[inline]
            fn default() -> Self {
                Self { #(#fields),* }
            }
        }
    })
}
