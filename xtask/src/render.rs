//! Renders the documents, the generated block of `echo.h` and the numbers in echo-sdk from the crate's tables.
//!
//! Pure and deterministic: the same tables give the same bytes.

use crate::declaration::{Declaration, Number, Type};
use echo_abi::isa::{
    self, Class, Features, FlagEffect, FlagSet, Form, Implicit, Mode, Op, Profile, RegSet, Unit, VRegSet,
};
use echo_abi::outcome::ErrorName;
use echo_abi::rule::Rule;
use echo_abi::scpi::{Arg, Function, ValueKind};
use echo_abi::{Limits, gas, layout};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The header whose generated block is replaced, relative to the crate.
pub const HEADER: &str = "include/echo.h";

/// The numbers of the host functions for contracts in Rust, relative to echo-abi.
pub const SDK_NUMBERS: &str = "../echo-sdk/src/scpi.rs";

const BEGIN: &str = "/* ---- generated from echo-abi/src/scpi.rs by `make generate`: begin ---- */\n";
const END: &str = "/* ---- generated: end ---- */\n";
const NOTE: &str =
    "<!-- Generated from the tables of echo-abi by `make generate`. Change the table, not this file. -->\n";

/// What every policy grants.
const LEAST: Features = Features { profile: Profile::V1, crypto: false };

/// Every generated file: its path relative to the crate, and its text. `header` is the present text of
/// [`HEADER`].
///
/// # Errors
/// Where `header` lacks the markers of the generated block.
pub fn files(header: &str) -> Result<Vec<(&'static str, String)>, String> {
    Ok(vec![
        (HEADER, echo_h(header)?),
        ("docs/errors.md", errors_md()),
        ("docs/gas.md", gas_md()),
        ("docs/isa.md", isa_md()),
        ("docs/rules.md", rules_md()),
        ("docs/scpi.md", scpi_md()),
        (SDK_NUMBERS, scpi_rs()),
    ])
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a String takes everything");
}

macro_rules! put {
    ($out:expr, $($text:tt)*) => { put(&mut $out, format_args!($($text)*)) };
}

// ---- echo.h -----------------------------------------------------------------------------------------------

fn echo_h(header: &str) -> Result<String, String> {
    let begin = header.find(BEGIN).ok_or_else(|| format!("{HEADER} has no line {BEGIN:?}"))? + BEGIN.len();
    let length = header[begin..].find(END).ok_or_else(|| format!("{HEADER} has no line {END:?}"))?;
    Ok(format!("{}{}{}", &header[..begin], scpi_h(), &header[begin + length..]))
}

fn scpi_h() -> String {
    let mut out = String::from("\n/* Numbers, for `int`. */\n");
    for &function in Function::ALL {
        put!(out, "#define ECHO_{} 0x{:02x}\n", function.name().to_uppercase(), function as u8);
    }
    for &function in Function::ALL {
        put!(out, "\n/* {} */\n{} {{\n", comment(function), prototype(function, "ECHO_INLINE "));
        put!(out, "{}}}\n", body(function));
    }
    out.push('\n');
    out
}

fn comment(function: Function) -> String {
    function.doc().trim().lines().map(str::trim).collect::<Vec<_>>().join("\n   ").replace('`', "")
}

/// The body of a function in C: `int` with its arguments in the registers of the System V order.
fn body(function: Function) -> String {
    let mut out = String::new();
    let args = function.args();
    for arg in args.iter().filter(|arg| arg.kind == ValueKind::F64) {
        put!(
            out,
            "    union {{ double number; uint64_t bits; }} {0}_bits;\n    {0}_bits.number = {0};\n",
            arg.name
        );
    }
    let result = Declaration::of(function).result;
    if let Some(kind) = result {
        // A truth value comes in al; the rest of rax is not promised to anybody.
        let is_bool = kind == Type::Number(Number::Bool);
        let c_type = if is_bool { "unsigned char".to_owned() } else { c_type(kind) };
        put!(out, "    {}echo_result;\n", spaced(&c_type));
    }
    // As an operand, the number is written as the dialect of the assembler wants it, by every compiler.
    out.push_str("    __asm__ __volatile__(\"int %[number]\"\n                         : ");
    if result.is_some() {
        out.push_str("\"=a\"(echo_result)\n                         ");
    }
    out.push_str(": ");
    put!(out, "[number] \"i\"(0x{:02x})", function as u8);
    for (arg, register) in args.iter().zip(["D", "S", "d", "c"]) {
        put!(out, ", {}", input(*arg, register));
    }
    put!(out, " : \"cc\"{});\n", if touches_memory(function) { ", \"memory\"" } else { "" });
    match result {
        Some(Type::Number(Number::Bool)) => out.push_str("    return echo_result != 0;\n"),
        Some(_) => out.push_str("    return echo_result;\n"),
        None if function.ends_call() => out.push_str("    ECHO_TRAP();\n"),
        None => {}
    }
    out
}

fn input(arg: Arg, register: &str) -> String {
    match arg.kind {
        // The machine takes the low bits; the compiler may leave anything above a narrow value.
        ValueKind::U8 | ValueKind::U16 | ValueKind::U32 | ValueKind::Bool => {
            format!("\"{register}\"((uint64_t){})", arg.name)
        }
        ValueKind::I8 | ValueKind::I16 | ValueKind::I32 => format!("\"{register}\"((int64_t){})", arg.name),
        ValueKind::F64 => format!("\"{register}\"({}_bits.bits)", arg.name),
        _ => format!("\"{register}\"({})", arg.name),
    }
}

/// Whether the compiler must assume that the function reads or writes memory: it takes a pointer, or moves
/// the heap.
fn touches_memory(function: Function) -> bool {
    (function as u8) < 0x20
        || function.args().iter().any(|arg| {
            matches!(
                arg.kind,
                ValueKind::Bytes
                    | ValueKind::BytesOut
                    | ValueKind::CString
                    | ValueKind::String
                    | ValueKind::StringOut
                    | ValueKind::NumberOut
                    | ValueKind::CallOptions
            )
        })
}

fn prototype(function: Function, prefix: &str) -> String {
    let declaration = Declaration::of(function);
    let args = declaration.args.iter().map(|(name, kind)| format!("{}{name}", spaced(&c_type(*kind))));
    let args = args.collect::<Vec<_>>().join(", ");
    let args = if args.is_empty() { "void" } else { &args };
    let result = spaced(&declaration.result.map_or("void".to_owned(), c_type));
    // The compiler may drop what would come after.
    let noreturn = if function.ends_call() && !prefix.is_empty() { "ECHO_NORETURN " } else { "" };
    format!("{prefix}{noreturn}{result}{}({args})", declaration.symbol())
}

/// A C type and the space that sets it off from a name: `char *` needs none.
fn spaced(c_type: &str) -> String {
    if c_type.ends_with('*') { c_type.to_owned() } else { format!("{c_type} ") }
}

fn c_number(number: Number) -> &'static str {
    match number {
        Number::U64 => "uint64_t",
        Number::I64 => "int64_t",
        Number::U32 => "uint32_t",
        Number::I32 => "int32_t",
        Number::U16 => "uint16_t",
        Number::I16 => "int16_t",
        Number::U8 => "uint8_t",
        Number::I8 => "int8_t",
        Number::Bool => "bool",
        Number::F64 => "double",
    }
}

fn c_type(kind: Type) -> String {
    match kind {
        Type::Number(number) => c_number(number).to_owned(),
        Type::NumberOut(number) => format!("{} *", c_number(number)),
        Type::Pointer | Type::BytesOut => "void *".to_owned(),
        Type::Bytes => "const void *".to_owned(),
        Type::CString => "const char *".to_owned(),
        Type::String => "const echo_string *".to_owned(),
        Type::StringOut => "echo_string *".to_owned(),
        Type::CallOptions => "const echo_call_options *".to_owned(),
    }
}

// ---- echo-sdk ---------------------------------------------------------------------------------------------

fn scpi_rs() -> String {
    let mut out = String::from(
        "//! Numbers of the functions of the machine, for `int`. Generated from echo-abi/src/scpi.rs by `make generate`.\n",
    );
    for &function in Function::ALL {
        for line in function.doc().trim().lines().map(str::trim) {
            put!(out, "\n/// {line}");
        }
        put!(out, "\npub const {}: u8 = 0x{:02x};\n", function.name().to_uppercase(), function as u8);
    }
    out
}

// ---- documents --------------------------------------------------------------------------------------------

fn scpi_md() -> String {
    let mut out = format!("{NOTE}\n# Functions of the machine\n\n");
    out.push_str(
        "A contract calls function *n* with `int n`. Arguments are in rdi, rsi, rdx, rcx, the result in \
         rax; a truth value comes in al. Every other register keeps its value, rax too where there is no \
         result; the status flags do not. `echo.h` declares all of them.\n\n\
         A *string* is 16 bytes, `{ u64 pointer; u32 length }`, not zero-terminated. Where a function fills \
         one in, the machine allocates its bytes on the contract heap: `echo_free` gives them back.\n\n\
         Gas is charged before anything happens, on top of what `int` itself costs (gas.md).\n",
    );
    let groups = [
        (0x10, "Memory"),
        (0x20, "Chain and call"),
        (0x30, "Storage"),
        (0x40, "Arguments of the call"),
        (0x50, "Return values"),
        (0x60, "Dispatch, events, debug output"),
        (0x70, "Hashes, signatures, pairings"),
        (0x90, "Numbers of 256 bits"),
    ];
    for (first, title) in groups {
        put!(out, "\n## {title}\n\n| n | function | gas | |\n|---|---|---|---|\n");
        for &function in Function::ALL.iter().filter(|f| **f as u8 & 0xf0 == first) {
            let price = function.gas();
            put!(out, "| 0x{:02x} | `{}` | {}", function as u8, prototype(function, ""), price.base);
            if price.per_byte > 0 {
                put!(out, " + {} per byte", price.per_byte);
            }
            put!(out, " | {} |\n", one_line(function.doc()));
        }
    }
    out
}

fn errors_md() -> String {
    let mut out = format!("{NOTE}\n# How a call can end\n\n");
    out.push_str(
        "The `error` of a result, under the names the original chain used. Whatever is not `none` undoes \
         all that the call did: storage, transfers and events.\n\n| number | error | when |\n|---|---|---|\n",
    );
    for &name in ErrorName::ALL {
        put!(out, "| {} | `{}` | {} |\n", name as u8, name.name(), one_line(name.doc()));
    }
    out
}

fn rules_md() -> String {
    let mut out = format!("{NOTE}\n# Rules\n\n");
    out.push_str(
        "What `echo-validate` refuses, and what to do about it. E01xx: the file and its links; E02xx: \
         single instructions; E03xx: where code leads.\n\n| rule | what is wrong | why | what to do \
         |\n|---|---|---|---|\n",
    );
    for &rule in Rule::ALL {
        put!(
            out,
            "| {} | {} | {} | {} |\n",
            rule.code(),
            rule.title(),
            one_line(rule.doc()),
            one_line(rule.help())
        );
    }
    out
}

fn gas_md() -> String {
    let mut out = format!("{NOTE}\n# Gas, version {}\n\n", gas::VERSION);
    put!(
        out,
        "An instruction costs what its class costs, and {} more for each memory operand (`lea`, `nop` and \
         prefetches, which access none, excepted). Which class an instruction has stands in isa.md.\n\n| \
         class | gas | what |\n|---|---|---|\n",
        gas::MEMORY
    );
    let classes: BTreeSet<Class> = Op::ALL.iter().map(|op| op.class()).collect();
    for class in classes {
        put!(out, "| {} | {} | {} |\n", class_name(class), gas::class(class), class_doc(class));
    }
    put!(
        out,
        "\n## What is charged when\n\n\
         - A call costs {} for each byte of its contract's text (executable segments), before its first \
         instruction: what engines decode is bounded by that size. Where the gas does not cover it, nothing \
         runs and nothing is charged, and the call ends with `out_of_gas`.\n\
         - A page of {} bytes of memory costs {} when it becomes accessible, whether it is touched or not. The \
         pages of the image, the first {} KiB of the stack and the first page of the heap come with the call; \
         more of the heap when an allocation extends it (what is freed stays accessible); the stack in further \
         steps of {} KiB, each with the first access to it, in any order. Where the gas does not pay for it, the instruction does \
         not run, and the function does nothing more.\n\
         - Gas is exact, instruction by instruction: an instruction that cannot be paid does not run, and \
         the call ends with `out_of_gas` before it. A call that ends in a trap has paid for what ran, the \
         instruction that trapped included. Engines may charge a block of instructions at once; nobody can \
         tell, for where the balance is short they go instruction by instruction.\n\
         - A string instruction with `rep` is charged once as any instruction, and {} more for each \
         iteration; it stops between two iterations when the gas ends.\n\
         - `int` costs {} and then what the function costs (scpi.md), charged before anything happens; \
         bytes count as soon as their number is known.\n\
         - A call never uses more gas than it was given.\n",
        gas::TEXT_BYTE,
        layout::PAGE_SIZE,
        gas::PAGE,
        layout::STACK_STEP >> 10,
        layout::STACK_STEP >> 10,
        gas::class(Class::String),
        gas::class(Class::HostCall)
    );
    let limits = Limits::default();
    put!(
        out,
        "\n## Limits beside gas\n\nDefaults; a chain's policy can set others.\n\n\
         | limit | default |\n|---|---|\n\
         | contract file | {} bytes |\n| pages of 4 KiB accessible | {} |\n| stack | {} bytes |\n| heap | {} \
         bytes |\n\
         | allocations that live at a time | {} |\n\
         | returned bytes | {} |\n| events | {} |\n| data of an event | {} bytes |\n| debug output | {} \
         bytes |\n\
         | storage key | {} bytes |\n| storage value | {} bytes |\n\
         | changes of a transaction to the chain | {} bytes |\n",
        limits.contract_size,
        limits.memory_pages,
        limits.stack,
        limits.heap,
        limits.allocations,
        limits.output,
        limits.logs,
        limits.log_data,
        limits.debug,
        limits.storage_key,
        limits.storage_value,
        limits.changes
    );
    out
}

fn isa_md() -> String {
    let accepted: usize = Op::ALL.iter().map(|op| op.forms().len()).sum();
    let in_ia_32 = |form: &&Form| isa::modes(**form).contains(Mode::Bits32);
    let ia_32 = Op::ALL.iter().flat_map(|op| op.forms()).filter(in_ia_32).count();
    let mut out = format!("{NOTE}\n# Instructions\n\n");
    put!(
        out,
        "{} operations in {accepted} encodings, {ia_32} of which 32-bit code (IA-32) has, too. What does not stand here is refused. `r/m32` is a register \
         or memory operand of 32 bits, as in the manuals; gas is without the surcharge for memory (gas.md). The flags are those that any of the encodings reads, writes or \
         leaves undefined; beside its operands, an instruction uses the registers and the memory of the next column. \
         {} unless it says otherwise; crypto is a policy's own key. `lock` is accepted where the processor has it and changes \
         nothing on one thread; operands in fs and gs are refused (E0206).\n",
        Op::ALL.len(),
        LEAST
    );
    for &unit in Unit::ALL {
        put!(out, "\n## {unit:?}\n\n{}\n\n", sentence(unit.doc()));
        out.push_str("| instruction | does | flags | besides | gas | class | encodings |\n|---|---|---|---|---|---|---|\n");
        for &op in Op::ALL.iter().filter(|op| op.unit() == unit) {
            put!(
                out,
                "| `{}` | {} | {} | {} | {} | {} | {} |\n",
                op.name(),
                sentence(op.doc()),
                flags_text(op),
                besides_text(op),
                gas::class(op.class()),
                class_name(op.class()),
                forms_text(op)
            );
        }
    }
    out.push_str(&refused_md());
    out
}

/// The encodings of an operation by what they need of a policy, least first.
fn forms_text(op: Op) -> String {
    let mut groups: BTreeMap<(bool, Profile), Vec<String>> = BTreeMap::new();
    for form in op.forms() {
        let Features { profile, crypto } = isa::features(*form);
        groups.entry((crypto, profile)).or_default().push(form_text(*form));
    }
    let texts = groups.into_iter().map(|((crypto, profile), forms)| {
        let features = Features { profile, crypto };
        let label = if features == LEAST { String::new() } else { format!("{features}: ") };
        format!("{label}{}", forms.join(" · "))
    });
    texts.collect::<Vec<_>>().join("<br>")
}

/// What any of the encodings does with the flags, but for AF, which nobody sees.
fn flags_text(op: Op) -> String {
    let effects = || op.forms().iter().filter_map(|form| isa::flag_effect(*form));
    let names = |which: fn(FlagEffect) -> FlagSet| {
        let set = effects().fold(FlagSet::NONE, |all, effect| all.union(which(effect)));
        let named = [
            (FlagSet::OF, "OF"),
            (FlagSet::SF, "SF"),
            (FlagSet::ZF, "ZF"),
            (FlagSet::PF, "PF"),
            (FlagSet::CF, "CF"),
            (FlagSet::DF, "DF"),
        ];
        let named = named.iter().filter(|(flag, _)| !set.intersection(*flag).is_empty());
        named.map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
    };
    let parts = [
        ("reads", names(|effect| effect.reads)),
        ("writes", names(|effect| effect.touches.difference(effect.undefines))),
        ("undefined", names(|effect| effect.undefines)),
    ];
    let parts = parts.iter().filter(|(_, names)| !names.is_empty());
    parts.map(|(what, names)| format!("{what} {names}")).collect::<Vec<_>>().join("; ")
}

/// What any of the encodings reads and writes beside its operands; repetitions are not told.
fn besides_text(op: Op) -> String {
    let implicit = || op.forms().iter().filter_map(|form| isa::implicit(*form));
    let names = |places: fn(&Implicit) -> (RegSet, VRegSet, bool)| {
        let (mut regs, mut vectors, mut memory) = (RegSet::NONE, VRegSet::NONE, false);
        for (r, v, m) in implicit().map(places) {
            (regs, vectors, memory) = (regs.union(r), vectors.union(v), memory | m);
        }
        let mut all: Vec<String> = regs.iter().map(|reg| reg.name().to_owned()).collect();
        if vectors == VRegSet::ALL {
            all.push("all vectors".to_owned());
        } else {
            all.extend(vectors.iter().map(|reg| format!("xmm{}", reg.index())));
        }
        all.extend(memory.then(|| "memory".to_owned()));
        all.join(" ")
    };
    let parts = [
        ("reads", names(|i| (i.regs_read, i.vectors_read, i.memory.reads()))),
        ("writes", names(|i| (i.regs_written, i.vectors_written, i.memory.writes()))),
    ];
    let parts = parts.iter().filter(|(_, names)| !names.is_empty());
    parts.map(|(what, names)| format!("{what} {names}")).collect::<Vec<_>>().join("; ")
}

fn refused_md() -> String {
    let mut out = String::from(
        "\n# Refused\n\nEvery other instruction of 64-bit mode, by the rule that `echo-validate` names. \
         Where a mnemonic is accepted in some encodings, the refused ones are spelt out.\n",
    );
    let accepted: BTreeSet<String> =
        Op::ALL.iter().flat_map(|op| op.forms()).map(|form| mnemonic(*form)).collect();
    let texts_accepted: BTreeSet<String> =
        Op::ALL.iter().flat_map(|op| op.forms()).map(|form| form_text(*form)).collect();
    let mut by_rule: BTreeMap<Rule, (usize, BTreeSet<String>)> = BTreeMap::new();
    for form in Form::values() {
        let op_code = form.op_code();
        if !op_code.is_instruction() || !op_code.mode64() || isa::op(form).is_some() {
            continue;
        }
        let name = mnemonic(form);
        let mut text = if accepted.contains(&name) { form_text(form) } else { format!("`{name}`") };
        if texts_accepted.contains(&text) {
            // The manual's text does not tell them apart: aliases, and operands of 16 bits that it does not
            // show.
            text.push_str(" (another encoding)");
        }
        let (count, texts) = by_rule.entry(isa::refusal(form)).or_default();
        *count += 1;
        texts.insert(text);
    }
    for (rule, (count, forms)) in by_rule {
        put!(
            out,
            "\n## {}: {}\n\n{} {count} encodings.\n\n",
            rule.code(),
            rule.title(),
            sentence(rule.doc())
        );
        put!(out, "{}\n", forms.into_iter().collect::<Vec<_>>().join(" · "));
    }
    out
}

fn mnemonic(form: Form) -> String {
    format!("{:?}", form.mnemonic()).to_lowercase()
}

fn form_text(form: Form) -> String {
    // The manual's spelling: mnemonic in capitals. Lower case is what an assembler prints.
    let text = form.op_code().instruction_string();
    match text.split_once(' ') {
        Some((mnemonic, operands)) => format!("`{} {operands}`", mnemonic.to_lowercase()),
        None => format!("`{}`", text.to_lowercase()),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn sentence(text: &str) -> String {
    let text = one_line(text);
    if text.ends_with('.') { text } else { format!("{text}.") }
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Nop => "nop",
        Class::Simple => "simple",
        Class::Load => "load",
        Class::Stack => "stack",
        Class::Multiply => "multiply",
        Class::Divide => "divide",
        Class::Slow => "slow",
        Class::Branch => "branch",
        Class::Call => "call",
        Class::String => "string",
        Class::HostCall => "host call",
        Class::VectorMove => "vector move",
        Class::VectorInt => "vector integer",
        Class::VectorMultiply => "vector multiply",
        Class::VectorFloat => "vector float",
        Class::VectorProduct => "vector product",
        Class::VectorSlow => "vector slow",
        Class::VectorConvert => "vector convert",
    }
}

fn class_doc(class: Class) -> &'static str {
    match class {
        Class::Nop => "does nothing: `nop`, fences, prefetches, `endbr64`",
        Class::Simple => "one-cycle integer work: `mov`, `add`, `lea`, shifts, conditional moves",
        Class::Load => "an access to memory that the operands do not show",
        Class::Stack => "`push`, `pop`, `leave`",
        Class::Multiply => "integer multiplication",
        Class::Divide => "integer division",
        Class::Slow => "integer work of many cycles: rotation through carry, `cmpxchg`",
        Class::Branch => "jumps, taken or not",
        Class::Call => "`call` and `ret`",
        Class::String => "string instructions; with `rep`, each iteration",
        Class::HostCall => "`int`: leaving for the host; the function's own price comes on top",
        Class::VectorMove => "copies of vector registers",
        Class::VectorInt => "lane-wise integer work, shuffles, logic",
        Class::VectorMultiply => "lane-wise integer multiplication",
        Class::VectorFloat => "floating-point add, compare",
        Class::VectorProduct => "floating-point multiply, alone or with an addition",
        Class::VectorSlow => {
            "vector work of many cycles: division, square roots, string comparisons, gathers"
        }
        Class::VectorConvert => "conversions, and moves of the lanes that a mask chooses",
    }
}
