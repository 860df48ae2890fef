//! The rules a contract is judged by: number, title, what to do about it. One table; `docs/rules.md` is made from it.

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $code:literal $name:ident $title:literal, help $help:literal;)+) => {
        /// A reason to refuse a contract. Its number is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule { $($(#[doc = $doc])+ $name),+ }

        impl Rule {
            /// Every rule, by number.
            pub const ALL: &'static [Rule] = &[$(Rule::$name),+];

            /// The stable number, `E0101`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Rule::$name => $code),+ }
            }

            /// What is wrong, in a few words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Rule::$name => $title),+ }
            }

            /// What the author can do about it.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Rule::$name => $help),+ }
            }

            /// Why the rule is there.
            #[must_use]
            pub const fn doc(self) -> &'static str {
                match self { $(Rule::$name => concat!($($doc),+)),+ }
            }
        }
    };
}

rules! {
    /// A contract is loaded as it is; nothing interprets it.
    "E0101" Interpreter "the file asks for a dynamic loader", help "link with `-static -nostdlib -no-pie`";
    /// There are no libraries on a chain.
    "E0102" NeededLibrary "the file needs a shared library", help "link with `-static -nostdlib`, and define what the library gave";
    /// A call to nowhere.
    "E0103" UndefinedSymbol "a symbol is not defined", help "define it in the contract, or remove its use; `echo.h` declares what the machine gives";
    /// Nobody applies relocations: what the file says is what runs.
    "E0104" DynamicRelocation "the file must be relocated when it is loaded", help "compile with `-fno-pie` and link with `-no-pie -static`";
    /// Choosing an implementation by the host's processor would make hosts differ.
    "E0105" IndirectFunction "a function is chosen at load time (IFUNC)", help "call the wanted implementation directly; remove `__attribute__((ifunc))`";
    /// One thread, no thread-local storage, no fs register.
    "E0106" ThreadLocal "the file has thread-local storage", help "remove `thread_local`, `_Thread_local` and `__thread`";
    /// Code that can change could not be checked.
    "E0107" WritableCode "a segment is both writable and executable", help "link without `-N`/`--omagic`, and keep code and data in separate sections";
    /// The stack is never executable.
    "E0108" ExecutableStack "the file asks for an executable stack", help "avoid nested functions whose address is taken; in assembly add `.section .note.GNU-stack,\"\",@progbits`";
    /// A chain cannot relocate what was linked for any address.
    "E0109" NotStatic "the file is not a static executable", help "link with `-static -no-pie`, not `-shared`, `-pie` or `-r`";

    /// These bytes are no instruction.
    "E0201" InvalidEncoding "not an instruction", help "data inside code? keep constants in a data section";
    /// Only a kernel may use it.
    "E0202" Privileged "privileged instruction", help "a contract runs in user mode: remove it";
    /// There is no kernel to call.
    "E0203" SystemCall "system call", help "call the machine through `echo.h`; is a C library linked in?";
    /// `int n` calls the SCPI function n.
    "E0204" UnknownScpi "`int` with a number that is no SCPI function", help "see docs/scpi.md for the functions there are";
    /// There are no ports.
    "E0205" PortIo "port input or output", help "a contract has no devices: remove it";
    /// Segment registers tell about the host.
    "E0206" SegmentRegister "segment register, or operand in fs or gs", help "compile with `-fno-stack-protector`, and without thread-local storage";
    /// Clocks differ between hosts.
    "E0207" Clock "reads a clock or counter of the host", help "use the block's time, `echo_block_time`";
    /// Two hosts must draw the same.
    "E0208" Random "reads random numbers from the host", help "derive what you need from the block hash, and mind who can influence it";
    /// All hosts must look alike.
    "E0209" HostIdentity "asks what the host is", help "remove it; `-march` at compile time says what the machine has";
    /// Extended precision and its status register are not part of the machine.
    "E0210" X87 "x87 floating point", help "compile with `-mno-80387` or use `double` instead of `long double`";
    /// MMX shares the x87 registers.
    "E0211" Mmx "MMX", help "compile with `-mno-mmx`; use SSE2";
    /// Wider than the machine.
    "E0212" Avx512 "AVX-512", help "compile with `-march=x86-64` or at most `-march=x86-64-v3`";
    /// The policy grants less.
    "E0213" OutsideProfile "instruction outside the profile", help "compile with the `-march` of the policy's profile";
    /// There is one code segment.
    "E0214" FarTransfer "far jump, call or return", help "use near transfers";
    /// Approximations differ between vendors.
    "E0215" VendorDependent "result depends on the processor's vendor", help "compile without `-ffast-math` or with `-mrecip=none`; in assembly, remove it";
    /// Rounding and exceptions are fixed: to nearest, masked.
    "E0216" FloatControl "reads or changes the floating-point control register", help "the rounding mode is fixed; remove it";
    /// No compiler emits it: 16-bit stack operands, string instructions with 32-bit addresses, `enter`, encodings that the manuals reserve.
    "E0217" NotAccepted "instruction that is not accepted", help "no compiler emits it: see docs/isa.md for what to write instead";
    /// Vendors disagree about what these bytes mean.
    "E0218" AmbiguousPrefix "prefix that makes vendors disagree", help "remove the operand-size prefix from the branch";
    /// The machine is x86-64-v3 and the instructions for cryptography; what came later, and what one vendor alone has, is not in it.
    "E0219" Extension "instruction of an extension that the machine does not have", help "compile with at most `-march=x86-64-v3 -maes -mpclmul -msha`, not with `-march=native`";
    /// Caches, saved registers, protection keys: they differ between hosts, or belong to them.
    "E0220" ProcessorState "manages the processor's own state", help "a contract has registers and memory, no more: remove it";

    /// Code must not run out of its segment.
    "E0301" LeavesCode "a branch leaves the code", help "is a function missing, or an address wrong? check the symbol it names";
    /// One sequence of bytes, one sequence of instructions.
    "E0302" InsideInstruction "a branch lands inside another instruction", help "compilers do not do this; in assembly, branch to the instruction's start";
    /// After the last instruction there is nothing.
    "E0303" RunsOff "code runs past the end of its segment", help "end the function with `ret`, a jump, or `__builtin_trap()`";
    /// What the manual leaves undefined differs between processors. Calls, returns and host calls leave no flag defined.
    "E0304" UndefinedFlag "reads a flag that nothing defined", help "compilers do not do this; in assembly, let an instruction that defines the flag come last before its reader";
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl serde::Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}
