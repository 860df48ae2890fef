//! `#[contract]`: the public methods of an `impl`, by name.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    Error, FnArg, GenericParam, Ident, ImplItem, ImplItemFn, ItemImpl, Path, Receiver, ReceiverKind, Result,
    ReturnType, Token, Type, Visibility, parenthesized, parse_quote,
};

/// `events(Transferred, Approved)`.
#[derive(Default)]
pub struct Arguments {
    events: Vec<Path>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut arguments = Self::default();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            if name != "events" {
                return Err(Error::new(name.span(), "there is #[contract(events(…))]"));
            }
            let list;
            parenthesized!(list in input);
            arguments.events.extend(Punctuated::<Path, Token![,]>::parse_terminated(&list)?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(arguments)
    }
}

/// What a method is to its callers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Constructor,
    Function,
    View,
}

/// A method that can be called.
struct Method {
    role: Role,
    name: Ident,
    /// Types as they are taken, and how they are handed over: as values or as references to them.
    parameters: Vec<(TokenStream, bool)>,
    output: TokenStream,
    /// Whether the output is written as a `Result`.
    fallible: bool,
}

impl Method {
    /// The method, if it is for callers; its own attributes are taken off.
    fn of(item: &mut ImplItemFn, errors: &mut Vec<Error>) -> Option<Self> {
        let mut role = Role::Function;
        let mut marked = None;
        item.attrs.retain(|attribute| {
            let (is, found) = match attribute.path().get_ident() {
                Some(name) if name == "constructor" => (true, Role::Constructor),
                Some(name) if name == "view" => (true, Role::View),
                _ => (false, Role::Function),
            };
            if is {
                if marked.is_some() {
                    errors.push(Error::new_spanned(attribute, "a method is a constructor or a view"));
                }
                if attribute.meta.require_path_only().is_err() {
                    errors.push(Error::new_spanned(attribute, "this attribute takes no arguments"));
                }
                marked = Some(attribute.span());
                role = found;
            }
            !is
        });
        if role == Role::Constructor {
            // A constructor in this sense makes no value; `new` is a good name for it all the same.
            item.attrs.push(parse_quote!(#[allow(clippy::new_ret_no_self)]));
        }
        if !matches!(item.vis, Visibility::Public(_)) {
            if let Some(span) = marked {
                errors.push(Error::new(span, "only a `pub` method can be called from outside"));
            }
            return None;
        }
        let signature = &item.sig;
        for parameter in &signature.generics.params {
            if !matches!(parameter, GenericParam::Lifetime(_)) {
                let message =
                    "a method that can be called from outside has fixed types: it cannot be generic";
                errors.push(Error::new_spanned(parameter, message));
            }
        }
        if let Some(word) = &signature.asyncness {
            errors.push(Error::new(word.span(), "a method that can be called from outside is not `async`"));
        }
        match signature.receiver() {
            None => {
                let message = "a method that can be called from outside takes `&self` or `&mut self`; without `pub` it is the contract's own";
                errors.push(Error::new(signature.ident.span(), message));
            }
            Some(receiver) => check_receiver(receiver, role, errors),
        }
        let parameters = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Receiver(_) => None,
            FnArg::Typed(typed) => Some(parameter(&typed.ty, errors)),
        });
        let parameters = parameters.collect();
        let output = match &signature.output {
            ReturnType::Default => quote!(()),
            ReturnType::Type(_, kind) => quote!(#kind),
        };
        let fallible = matches!(&signature.output, ReturnType::Type(_, kind) if matches!(&**kind,
            Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Result")));
        Some(Self { role, name: signature.ident.clone(), parameters, output, fallible })
    }

    /// The name that callers use.
    fn call_name(&self) -> String {
        self.name.to_string().trim_start_matches("r#").to_owned()
    }

    /// Its line in the interface.
    fn entry(&self) -> TokenStream {
        let (what, name) = match self.role {
            Role::Constructor => (b'c', String::new()),
            Role::Function => (b'f', self.call_name()),
            Role::View => (b'v', self.call_name()),
        };
        let kinds = self
            .parameters
            .iter()
            .map(|(kind, _)| quote_spanned!(kind.span()=> <#kind as ::echo_sdk::macros::Pack>::KIND));
        let output = &self.output;
        let gives = quote_spanned!(output.span()=> <#output as ::echo_sdk::macros::Output>::KINDS);
        quote!(::echo_sdk::macros::Entry { what: #what, name: #name, takes: &[#(#kinds),*], gives: #gives })
    }

    /// Takes the arguments, calls the method, gives the results.
    fn call(&self) -> TokenStream {
        let names: Vec<_> = (0..self.parameters.len()).map(|i| format_ident!("argument_{i}")).collect();
        let takes = self
            .parameters
            .iter()
            .map(|(kind, _)| quote_spanned!(kind.span()=> <#kind as ::echo_sdk::macros::Type>::take()));
        let handed = names
            .iter()
            .zip(&self.parameters)
            .map(|(name, (_, by_reference))| if *by_reference { quote!(&#name) } else { quote!(#name) });
        let (name, output) = (&self.name, &self.output);
        let call = quote!(self.#name(#(#handed),*));
        let give = if self.fallible {
            quote!({
                use ::echo_sdk::macros::{GiveAny as _, GiveText as _};
                ::echo_sdk::macros::Returned::new(#call).give();
            })
        } else {
            quote_spanned!(output.span()=> ::echo_sdk::macros::Output::give(#call);)
        };
        quote!({
            #(let #names = #takes;)*
            #give
        })
    }
}

fn check_receiver(receiver: &Receiver, role: Role, errors: &mut Vec<Error>) {
    match &receiver.kind {
        ReceiverKind::Reference(_, _, Some(mutable)) if role == Role::View => {
            errors.push(Error::new(mutable.span(), "a view changes nothing: it takes `&self`"));
        }
        ReceiverKind::Reference(..) => {}
        _ => {
            let message = "a method that can be called from outside takes `&self` or `&mut self`";
            errors.push(Error::new_spanned(receiver, message));
        }
    }
}

/// The type that is taken for a parameter, and whether the method gets a reference to it.
fn parameter(kind: &Type, errors: &mut Vec<Error>) -> (TokenStream, bool) {
    match kind {
        Type::Reference(reference) => {
            if reference.mutability.is_some() {
                let message = "an argument is the method's own or borrowed for reading: nothing of it goes back to the caller";
                errors.push(Error::new_spanned(kind, message));
            }
            let inner = &reference.elem;
            (quote_spanned!(inner.span()=> <#inner as ::echo_sdk::macros::ToOwned>::Owned), true)
        }
        Type::ImplTrait(_) => {
            let message = "a method that can be called from outside has fixed types: `impl …` says none";
            errors.push(Error::new_spanned(kind, message));
            (quote!(()), false)
        }
        kind => (quote!(#kind), false),
    }
}

/// The `impl` without the attributes of methods, and beside it the implementation of `Contract`.
pub fn expand(arguments: &Arguments, mut item: ItemImpl) -> TokenStream {
    let mut errors = Vec::new();
    if let Some((path, _)) = &item.trait_ {
        errors.push(Error::new_spanned(
            path,
            "#[contract] stands above `impl Token`, not above the implementation of a trait",
        ));
    }
    if !item.generics.params.is_empty() {
        errors.push(Error::new_spanned(&item.generics, "a contract has no generic parameters"));
    }
    let mut methods = Vec::new();
    for inner in &mut item.items {
        if let ImplItem::Fn(function) = inner {
            methods.extend(Method::of(function, &mut errors));
        }
    }
    let mut constructors = methods.iter().filter(|method| method.role == Role::Constructor);
    let constructor = constructors.next();
    for another in constructors {
        errors.push(Error::new(another.name.span(), "a contract has one constructor"));
    }
    if constructor.is_none() && methods.is_empty() && errors.is_empty() {
        errors
            .push(Error::new(Span::call_site(), "no method is `pub`: nothing of the contract can be called"));
    }
    if let Some(mut error) = errors.pop() {
        for another in errors.into_iter().rev() {
            error.combine(another);
        }
        let error = error.into_compile_error();
        return quote!(#item #error);
    }
    let contract = &item.self_ty;
    let entries = methods.iter().map(Method::entry);
    let construct = constructor.map(Method::call);
    let others: Vec<_> = methods.iter().filter(|method| method.role != Role::Constructor).collect();
    let names = others.iter().map(|method| proc_macro2::Literal::byte_string(method.call_name().as_bytes()));
    let calls = others.iter().map(|method| method.call());
    let events = &arguments.events;
    quote! {
        #item

        impl ::echo_sdk::macros::Contract for #contract {
            const INTERFACE: &'static [::echo_sdk::macros::Entry] = &[
                #(#entries,)*
                #(::echo_sdk::macros::entry::<#events>(),)*
            ];

            fn construct(&mut self) {
                #construct
            }

            fn call(&mut self, name: &[u8]) -> bool {
                match name {
                    #(#names => #calls)*
                    _ => return false,
                }
                true
            }
        }

        #(impl ::echo_sdk::macros::Declared for #events {})*
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_str;

    /// What is said of an `impl`, in the order of the source.
    fn errors(methods: &str) -> Vec<String> {
        let item = parse_str(&format!("impl Token {{ {methods} }}")).expect("it is an `impl`");
        let text = expand(&Arguments::default(), item).to_string();
        let messages = text.split("compile_error ! { \"").skip(1);
        messages.map(|rest| rest.split("\" }").next().expect("it ends").to_owned()).collect()
    }

    #[test]
    fn frequent_mistakes_are_told_in_words() {
        for (methods, said) in [
            (
                "#[constructor] pub fn a(&mut self) {} #[constructor] pub fn b(&mut self) {}",
                "one constructor",
            ),
            ("pub fn a<T>(&self, t: T) {}", "it cannot be generic"),
            ("pub fn a(&self, t: impl Copy) {}", "fixed types: `impl …` says none"),
            ("pub fn a(x: u64) {}", "takes `&self` or `&mut self`; without `pub` it is the contract's own"),
            ("pub fn a(self) {}", "takes `&self` or `&mut self`"),
            ("#[view] pub fn a(&mut self) {}", "a view changes nothing: it takes `&self`"),
            ("#[view] fn a(&self) {}", "only a `pub` method can be called from outside"),
            ("#[view] #[constructor] pub fn a(&self) {}", "a constructor or a view"),
            ("#[view(yes)] pub fn a(&self) {}", "takes no arguments"),
            ("pub async fn a(&self) {}", "not `async`"),
            ("pub fn a(&self, to: &mut String) {}", "nothing of it goes back to the caller"),
            ("fn a(&self) {}", "nothing of the contract can be called"),
        ] {
            let found = errors(methods);
            assert!(found.len() == 1 && found[0].contains(said), "{methods}: {found:?}");
        }
        assert_eq!(errors("pub fn a(x: u64) {} pub fn b<T>(&self) {}").len(), 2, "all are told at once");
        assert!(
            errors("pub fn a(&self) {} fn b<T>(t: T) {}").is_empty(),
            "its own methods are its own matter"
        );
    }

    #[test]
    fn a_trait_or_generic_contract_is_refused() {
        for (item, said) in [
            ("impl Clone for Token { pub fn a(&self) {} }", "not above the implementation of a trait"),
            ("impl<T> Token<T> { pub fn a(&self) {} }", "a contract has no generic parameters"),
        ] {
            let text = expand(&Arguments::default(), parse_str(item).expect("it is an `impl`")).to_string();
            assert!(text.contains(said), "{text}");
        }
        let error = parse_str::<Arguments>("event(A)").err().expect("there is no such word");
        assert_eq!(error.to_string(), "there is #[contract(events(…))]");
    }
}
