//! What a host function looks like to a language, whichever it is: the table's arguments and result, with the widths and pointers
//! that the table leaves to the function.

use echo_abi::scpi::{Function, ValueKind};

/// A number, or a truth value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    U64,
    I64,
    U32,
    I32,
    U16,
    I16,
    U8,
    I8,
    Bool,
    F64,
}

/// What an argument or a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// By value.
    Number(Number),
    /// The address of one that the function fills in.
    NumberOut(Number),
    /// Memory, of the heap or what an argument says.
    Pointer,
    /// The address of bytes that are read.
    Bytes,
    /// The address of bytes that are written.
    BytesOut,
    /// A zero-terminated text.
    CString,
    /// The address of a string that is read.
    String,
    /// The address of a string that is filled in.
    StringOut,
    /// The address of options, or null.
    CallOptions,
}

/// A host function, to be declared.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// In the table.
    pub name: &'static str,
    /// For `int`.
    pub number: u8,
    /// Names and types.
    pub args: Vec<(String, Type)>,
    /// Nothing, where there is none.
    pub result: Option<Type>,
    /// Whether it does not return.
    pub ends_call: bool,
}

impl Declaration {
    /// That of a function of the table.
    #[must_use]
    pub fn of(function: Function) -> Self {
        let args = function.args().iter();
        let result = function.result().map(|kind| match function {
            Function::Allocate
            | Function::Reallocate
            | Function::CopyMemory
            | Function::SetMemory
            | Function::MoveMemory => Type::Pointer,
            _ => of_kind(function, kind),
        });
        let arg = |name: &str, kind| match (function, name) {
            (Function::Reallocate | Function::Free, "pointer") => Type::Pointer,
            _ => of_kind(function, kind),
        };
        Self {
            name: function.name(),
            number: function as u8,
            args: args.map(|it| (it.name.to_owned(), arg(it.name, it.kind))).collect(),
            result,
            ends_call: function.ends_call(),
        }
    }

    /// Its name in libecho.a.
    #[must_use]
    pub fn symbol(&self) -> String {
        format!("echo_{}", self.name)
    }
}

fn of_kind(function: Function, kind: ValueKind) -> Type {
    match kind {
        ValueKind::U64 => Type::Number(Number::U64),
        ValueKind::I64 => Type::Number(Number::I64),
        ValueKind::U32 => Type::Number(Number::U32),
        ValueKind::I32 => Type::Number(Number::I32),
        ValueKind::U16 => Type::Number(Number::U16),
        ValueKind::I16 => Type::Number(Number::I16),
        ValueKind::U8 => Type::Number(Number::U8),
        ValueKind::I8 => Type::Number(Number::I8),
        ValueKind::Bool => Type::Number(Number::Bool),
        ValueKind::F64 => Type::Number(Number::F64),
        ValueKind::NumberOut => Type::NumberOut(width(function)),
        ValueKind::Bytes => Type::Bytes,
        ValueKind::BytesOut => Type::BytesOut,
        ValueKind::CString => Type::CString,
        ValueKind::String => Type::String,
        ValueKind::StringOut => Type::StringOut,
        ValueKind::CallOptions => Type::CallOptions,
    }
}

/// What a function that fills in a number fills in.
fn width(function: Function) -> Number {
    match function {
        Function::ParamBool => Number::Bool,
        Function::ParamI8 => Number::I8,
        Function::ParamI16 => Number::I16,
        Function::ParamI32 => Number::I32,
        Function::ParamI64 => Number::I64,
        Function::ParamU8 => Number::U8,
        Function::ParamU16 => Number::U16,
        Function::ParamU32 => Number::U32,
        Function::ParamU64 => Number::U64,
        Function::ParamF64 => Number::F64,
        _ => unreachable!("{function:?} fills in no number"),
    }
}
