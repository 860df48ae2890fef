//! A plan in assembly: arguments in registers, functions by their numbers' names.

use super::plan::{Arg, ROOM, STRINGS, Step};
use echo_abi::scpi::{Function, ValueKind};
use std::fmt::Write;

/// How an assembler writes what differs.
struct Assembler {
    directory: &'static str,
    file: &'static str,
    /// What stands in front of the code, of the constants, of what is written to, at the end.
    head: &'static str,
    constants: &'static str,
    variables: &'static str,
    end: &'static str,
    /// An address in code.
    address: &'static str,
    /// What is defined: bytes, 8 bytes, 4 bytes, and zeroes.
    define: [&'static str; 4],
    size: fn(u8) -> &'static str,
}

const ASSEMBLERS: [Assembler; 3] = [
    Assembler {
        directory: "gas",
        file: "tour.s",
        head: ".intel_syntax noprefix\n.include \"echo.s\"\n.text\n.globl __apply\n",
        constants: ".section .rodata\n.balign 8\n",
        variables: ".bss\n.balign 8\n",
        end: ".section .note.GNU-stack, \"\", @progbits\n",
        address: "[rip + $]",
        define: [".byte", ".quad", ".long", ".skip"],
        size: |bytes| ["byte ptr", "word ptr", "dword ptr", "qword ptr"][bytes.ilog2() as usize],
    },
    Assembler {
        directory: "nasm",
        file: "tour.asm",
        head: "bits 64\ndefault rel\n%include \"echo.inc\"\nglobal __apply\nsection .text\n",
        constants: "section .rodata\nalign 8\n",
        variables: "section .bss\nalignb 8\n",
        end: "section .note.GNU-stack noalloc noexec nowrite progbits\n",
        address: "[$]",
        define: ["db", "dq", "dd", "resb"],
        size: |bytes| ["byte", "word", "dword", "qword"][bytes.ilog2() as usize],
    },
    Assembler {
        directory: "fasm",
        file: "tour.asm",
        head: "format ELF64\ninclude \"echo.inc\"\npublic __apply\nsection '.text' executable align 16\n",
        constants: "section '.rodata' align 8\n",
        variables: "section '.bss' writeable align 8\n",
        end: "section '.note.GNU-stack'\n",
        address: "[$]",
        define: ["db", "dq", "dd", "rb"],
        size: |bytes| ["byte", "word", "dword", "qword"][bytes.ilog2() as usize],
    },
];

struct Writer<'a> {
    assembler: &'a Assembler,
    code: String,
    constants: String,
    count: usize,
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        writeln!(self.code, "        {line}").expect("a text takes all");
    }

    fn label(&mut self, name: &str) {
        writeln!(self.code, "{name}:").expect("a text takes all");
    }

    fn place(&self, name: &str) -> String {
        self.assembler.address.replace('$', name)
    }

    /// Defines bytes, behind a string of them; gives the number of both.
    fn constant(&mut self, bytes: &[u8]) -> usize {
        let [byte, quad, long, _] = self.assembler.define;
        let number = self.count;
        self.count += 1;
        let (text, len) = (&mut self.constants, bytes.len());
        writeln!(text, "c{number}: {quad} d{number}\n        {long} {len}, 0\nd{number}:")
            .expect("a text takes all");
        for bytes in [bytes, &[0; 8][..8 - len % 8]].concat().chunks(16) {
            let bytes: Vec<String> = bytes.iter().map(u8::to_string).collect();
            writeln!(text, "        {byte} {}", bytes.join(", ")).expect("a text takes all");
        }
        number
    }

    fn call(&mut self, function: Function, args: &[Arg]) {
        for ((register, arg), argument) in ["rdi", "rsi", "rdx", "rcx"].iter().zip(args).zip(function.args())
        {
            let from = match (arg, argument.kind) {
                (Arg::Constant(bytes), ValueKind::String) => {
                    let number = self.constant(bytes);
                    self.place(&format!("c{number}"))
                }
                (Arg::Constant(bytes), _) => {
                    let number = self.constant(bytes);
                    self.place(&format!("d{number}"))
                }
                (Arg::String(number), _) => self.place(&format!("s{number}")),
                (Arg::Room(at), _) => self.place(&format!("room + {at}")),
                (Arg::Variable, _) => self.place("number"),
                (Arg::Options(values), _) => {
                    let bytes = values.map(u64::to_le_bytes).concat();
                    let number = self.constant(&bytes);
                    self.place(&format!("d{number}"))
                }
                (Arg::Pointer, _) => {
                    let from = self.place("p");
                    self.line(&format!("mov {register}, {from}"));
                    continue;
                }
                (Arg::NoOptions, _) => {
                    self.line(&format!("xor {register}, {register}"));
                    continue;
                }
                (Arg::Number(value), _) => {
                    // As a register has it, all 64 bits.
                    self.number(register, *value as u64);
                    continue;
                }
                (Arg::Double(value), _) => {
                    self.number(register, value.to_bits());
                    continue;
                }
            };
            self.line(&format!("lea {register}, {from}"));
        }
        self.interrupt(function);
    }

    fn number(&mut self, register: &str, value: u64) {
        let word = if self.assembler.directory == "gas" { "movabs" } else { "mov" };
        self.line(&format!("{word} {register}, {value:#x}"));
    }

    fn interrupt(&mut self, function: Function) {
        self.line(&format!("int ECHO_{}", function.name().to_uppercase()));
    }

    /// Returns a number: from rax, or from where functions fill in numbers.
    fn show(&mut self, kind: ValueKind, is_filled: bool) {
        let (bytes, register, is_signed) = match kind {
            ValueKind::Bool | ValueKind::U8 => (1, "al", false),
            ValueKind::I8 => (1, "al", true),
            ValueKind::U16 => (2, "ax", false),
            ValueKind::I16 => (2, "ax", true),
            ValueKind::U32 => (4, "eax", false),
            ValueKind::I32 => (4, "eax", true),
            ValueKind::I64 => (8, "rax", true),
            _ => (8, "rax", false),
        };
        let from = match is_filled {
            true => format!("{} {}", (self.assembler.size)(bytes), self.place("number")),
            false => register.to_owned(),
        };
        self.line(&match (bytes, is_signed) {
            (8, _) => format!("mov rdi, {from}"),
            (4, false) => format!("mov edi, {from}"),
            (4, true) => format!("movsxd rdi, {from}"),
            (_, true) => format!("movsx rdi, {from}"),
            (_, false) => format!("movzx edi, {from}"),
        });
        self.interrupt(match kind {
            ValueKind::Bool => Function::ReturnBool,
            ValueKind::F64 => Function::DebugF64,
            _ if is_signed => Function::ReturnI64,
            _ => Function::ReturnU64,
        });
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Call(function, args) => {
                self.call(*function, args);
                let fills = args.iter().any(|arg| matches!(arg, Arg::Variable));
                match function.result() {
                    Some(_) if super::dialect::gives_pointer(*function) => {
                        let p = self.place("p");
                        self.line(&format!("mov {p}, rax"));
                    }
                    Some(kind) => self.show(kind, false),
                    None => {}
                }
                if fills {
                    self.show(super::dialect::filled(*function), true);
                }
                if *function == Function::ParamU8 {
                    let from = self.place("number");
                    self.line(&format!("movzx ebx, {} {from}", (self.assembler.size)(1)));
                }
            }
            Step::CallIf(number, function, args) => {
                self.line(&format!("cmp ebx, {number}"));
                self.line(&format!("jne not_{number}"));
                self.step(&Step::Call(*function, args.clone()));
                self.label(&format!("not_{number}"));
            }
            Step::EndIfConstructor => {
                self.interrupt(Function::IsConstructor);
                self.line("test al, al");
                self.line("jz called");
                self.line("ret");
                self.label("called");
            }
            Step::ShowRoom(at, len) => {
                let room = self.place(&format!("room + {at}"));
                self.line(&format!("lea rax, {room}"));
                self.show_memory(*len);
            }
            Step::ShowPointer(len) => {
                let p = self.place("p");
                self.line(&format!("mov rax, {p}"));
                self.show_memory(*len);
            }
            Step::ShowString(number) => self.call(Function::ReturnString, &[Arg::String(*number)]),
            Step::IsRoom(at) => {
                let (room, p) = (self.place(&format!("room + {at}")), self.place("p"));
                self.line(&format!("lea rdx, {room}"));
                self.line(&format!("cmp rdx, {p}"));
                self.line("sete al");
                self.show(ValueKind::Bool, false);
            }
            Step::IsAbove(function, number) => {
                self.interrupt(*function);
                self.number("rdx", *number);
                self.line("cmp rax, rdx");
                self.line("seta al");
                self.show(ValueKind::Bool, false);
            }
        }
    }

    /// Returns memory at rax.
    fn show_memory(&mut self, len: usize) {
        for line in [
            "sub rsp, 24",
            "mov [rsp], rax",
            &format!("mov rax, {len}"),
            "mov [rsp + 8], rax",
            "mov rdi, rsp",
        ] {
            self.line(line);
        }
        self.interrupt(Function::ReturnString);
        self.line("add rsp, 24");
    }
}

/// The file of an assembler's contract.
pub fn written(directory: &str, plan: &[Step]) -> Option<Vec<(&'static str, String)>> {
    let assembler = ASSEMBLERS.iter().find(|assembler| assembler.directory == directory)?;
    let mut writer = Writer { assembler, code: String::new(), constants: String::new(), count: 0 };
    plan.iter().for_each(|step| writer.step(step));
    writer.line("ret");
    let zeroes = assembler.define[3];
    let mut variables = format!("room: {zeroes} {ROOM}\np: {zeroes} 8\nnumber: {zeroes} 8\n");
    for number in 0..STRINGS {
        writeln!(variables, "s{number}: {zeroes} 16").expect("a text takes all");
    }
    let Assembler { head, constants, variables: of_variables, end, .. } = assembler;
    let text = format!(
        "{head}__apply:\n{}{constants}{}{of_variables}{variables}{end}",
        writer.code, writer.constants
    );
    Some(vec![(assembler.file, text)])
}
