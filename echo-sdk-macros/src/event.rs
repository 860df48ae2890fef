//! `#[derive(Event)]`: a struct's fields as the fields of an event.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{Data, DeriveInput, Error, Fields, GenericParam, Lifetime, LitStr, Result};

/// Makes every lifetime `'static`.
struct Static;

impl VisitMut for Static {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        *lifetime = Lifetime::new("'static", lifetime.span());
    }
}

/// `PriceChanged` as `price_changed`.
fn lower_case(name: &str) -> String {
    let mut lower = String::new();
    for (i, c) in name.trim_start_matches("r#").char_indices() {
        if c.is_uppercase() && i != 0 && !lower.ends_with('_') {
            lower.push('_');
        }
        lower.extend(c.to_lowercase());
    }
    lower
}

/// The name of the event.
fn name(item: &DeriveInput) -> Result<String> {
    let mut name = lower_case(&item.ident.to_string());
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("event")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("name") {
                return Err(meta.error("there is #[event(name = \"…\")]"));
            }
            let text: LitStr = meta.value()?.parse()?;
            name = text.value();
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if is_name { Ok(()) } else { Err(Error::new(text.span(), "a name has letters, digits and _")) }
        })?;
    }
    Ok(name)
}

/// The implementation of `Event`.
pub fn expand(item: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &item.data else {
        return Err(Error::new(Span::call_site(), "an event is a struct"));
    };
    for parameter in &item.generics.params {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            return Err(Error::new_spanned(
                parameter,
                "an event's fields have fixed types, for its signature names them",
            ));
        }
    }
    if let Fields::Unnamed(fields) = &data.fields {
        return Err(Error::new_spanned(fields, "fields of an event have names"));
    }
    let event = name(item)?;
    let fields: Vec<_> = data.fields.iter().map(|field| field.ident.as_ref().expect("it is named")).collect();
    let kinds = data.fields.iter().map(|field| {
        let mut kind = field.ty.clone();
        Static.visit_type_mut(&mut kind);
        kind
    });
    let name = &item.ident;
    let (generics, arguments, conditions) = item.generics.split_for_impl();
    Ok(quote! {
        const _: () = {
            use ::echo_sdk::macros;
            const FIELDS: &[macros::Kind] = &[#(<#kinds as macros::Pack>::KIND),*];
            const SIZE: usize = macros::signature_size(#event, FIELDS);
            const SIGNATURE: [u8; SIZE] = macros::signature(#event, FIELDS);

            impl #generics macros::Event for #name #arguments #conditions {
                const NAME: &'static str = #event;
                const FIELDS: &'static [macros::Kind] = FIELDS;
                const SIGNATURE: &'static str = macros::text_of(&SIGNATURE);

                fn pack(&self, out: &mut macros::Vec<u8>) {
                    #(macros::Pack::pack(&self.#fields, out);)*
                    let _ = out;
                }
            }
        };
    })
}

#[cfg(test)]
mod tests {
    use super::lower_case;

    #[test]
    fn names_are_those_of_structs_in_lower_case() {
        assert_eq!(lower_case("Transferred"), "transferred");
        assert_eq!(lower_case("PriceChanged"), "price_changed");
        assert_eq!(lower_case("Price_Changed2"), "price_changed2");
    }
}
