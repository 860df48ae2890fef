//! `#[client]`: a trait's methods as calls to another contract.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    Error, FnArg, GenericParam, ItemTrait, Pat, ReceiverKind, Result, ReturnType, TraitItem, TraitItemFn,
    Type,
};

/// A method of the client, which calls.
fn method(item: &TraitItemFn) -> Result<TokenStream> {
    let signature = &item.sig;
    if let Some(body) = &item.default {
        return Err(Error::new_spanned(body, "a client's method has no body: it calls the contract"));
    }
    if let Some(parameter) =
        signature.generics.params.iter().find(|it| !matches!(it, GenericParam::Lifetime(_)))
    {
        return Err(Error::new_spanned(parameter, "a client's method has fixed types: it cannot be generic"));
    }
    match signature.receiver().map(|receiver| &receiver.kind) {
        Some(ReceiverKind::Reference(_, _, None)) => {}
        _ => return Err(Error::new(signature.ident.span(), "a client's method takes `&self`")),
    }
    let mut view = false;
    let mut others = Vec::new();
    for attribute in &item.attrs {
        if attribute.path().is_ident("view") {
            view = true;
        } else {
            others.push(attribute);
        }
    }
    let mut parameters = Vec::new();
    let mut arguments = Vec::new();
    for input in &signature.inputs {
        let FnArg::Typed(typed) = input else { continue };
        let Pat::Ident(name) = &*typed.pat else {
            return Err(Error::new_spanned(&typed.pat, "a parameter is a name"));
        };
        let (name, kind) = (&name.ident, &typed.ty);
        parameters.push(quote!(#name: #kind));
        arguments.push(quote_spanned!(kind.span()=> .argument(&#name)));
    }
    let output = match &signature.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, kind) => {
            if let Type::Path(path) = &**kind
                && path.path.segments.last().is_some_and(|last| last.ident == "Result")
            {
                let message = "write what the contract returns: its errors, and all others, come as `CallError` by themselves";
                return Err(Error::new_spanned(kind, message));
            }
            quote!(#kind)
        }
    };
    let (name, generics) = (&signature.ident, &signature.generics);
    let called = name.to_string().trim_start_matches("r#").to_owned();
    let options = if view { quote!(self.options.view()) } else { quote!(self.options) };
    let call = quote_spanned!(output.span()=> .to::<#output>(&self.contract, #options));
    Ok(quote! {
        #(#others)*
        pub fn #name #generics(&self, #(#parameters),*) -> ::core::result::Result<#output, ::echo_sdk::macros::CallError> {
            ::echo_sdk::macros::Call::new(#called) #(#arguments)* #call
        }
    })
}

/// The client.
pub fn expand(arguments: &TokenStream, item: &ItemTrait) -> Result<TokenStream> {
    if !arguments.is_empty() {
        return Err(Error::new_spanned(arguments, "#[client] takes no arguments"));
    }
    if !item.generics.params.is_empty() {
        return Err(Error::new_spanned(&item.generics, "a client has no generic parameters"));
    }
    let mut methods = Vec::new();
    let mut errors: Option<Error> = None;
    for inner in &item.items {
        let made = match inner {
            TraitItem::Fn(function) => method(function),
            other => Err(Error::new_spanned(other, "a client has methods, and nothing else")),
        };
        match made {
            Ok(made) => methods.push(made),
            Err(error) => match &mut errors {
                Some(all) => all.combine(error),
                None => errors = Some(error),
            },
        }
    }
    if let Some(errors) = errors {
        return Err(errors);
    }
    let (attributes, visibility, client) = (&item.attrs, &item.vis, format_ident!("{}Client", item.ident));
    let text = format!("A contract of another id, called by the methods of `{}`.", item.ident);
    Ok(quote! {
        #(#attributes)*
        #[doc = #text]
        #[derive(Clone, Debug)]
        #visibility struct #client {
            contract: ::echo_sdk::macros::String,
            options: ::echo_sdk::macros::Options,
        }

        #[allow(dead_code, reason = "a client has what the contract has, and its user what is needed of it")]
        impl #client {
            /// The contract of that id, `1.11.7`.
            pub fn at(contract: impl ::core::convert::Into<::echo_sdk::macros::String>) -> Self {
                Self { contract: contract.into(), options: ::echo_sdk::macros::Options::new() }
            }

            /// The same, with what comes with each call.
            pub fn with(self, options: ::echo_sdk::macros::Options) -> Self {
                Self { options, ..self }
            }

            #(#methods)*
        }
    })
}
