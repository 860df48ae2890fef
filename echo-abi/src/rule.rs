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
    /// A contract is loaded as it is; nothing interprets it. The linker names a loader (`PT_INTERP`) in every program that is not linked with `-static`.
    "E0101" Interpreter "the file asks for a dynamic loader", help "link with `-static -nostdlib -no-pie`";
    /// There are no libraries on a chain: what a contract calls, it brings along. gcc links with libc unless `-nostdlib` forbids it.
    "E0102" NeededLibrary "the file needs a shared library", help "link with `-static -nostdlib`, and define what the library gave";
    /// Nobody will define it later, so whoever uses it reads or calls nothing. Often it is a function of the C library, or one that the compiler calls by itself; `_start` is what the linker looks for where no entry is named.
    "E0103" UndefinedSymbol "a symbol is not defined", help "define it in the contract, or remove its use; `echo.h` declares what the machine gives";
    /// Nobody applies relocations: what the file says is what runs. They are there because the code was made to lie at any address (`-pie`, `-shared`). Those of a static PIE (`-static-pie`) echo-strip applies.
    "E0104" DynamicRelocation "the file must be relocated when it is loaded", help "link with `-no-pie -static`, or with `-static-pie` and let `echo-strip` relocate it";
    /// Choosing an implementation by the host's processor would make hosts differ.
    "E0105" IndirectFunction "a function is chosen at load time (IFUNC)", help "call the wanted implementation directly; remove `__attribute__((ifunc))`";
    /// Such variables are found through the fs register, which says where a thread has its memory. A contract has one thread and no fs register; an ordinary static does the same.
    "E0106" ThreadLocal "the file has thread-local storage", help "remove `thread_local`, `_Thread_local` and `__thread`";
    /// Code that can change could not be checked.
    "E0107" WritableCode "a segment is both writable and executable", help "link without `-N`/`--omagic`, and keep code and data in separate sections";
    /// A contract's stack is never executable, so a file that asks for one that is (`PT_GNU_STACK` with `PF_X`) would not get what its code expects: gcc writes a trampoline onto the stack for a nested function whose address is taken. Linkers also ask for it where one object among others, of an assembly file or of tcc, does not say that it needs none. A file without `PT_GNU_STACK` asks for nothing and is accepted, be it packed or linked from objects that all say nothing.
    "E0108" ExecutableStack "the file asks for an executable stack", help "link with `-Wl,-z,noexecstack` if there is no nested function whose address is taken; in assembly add `.section .note.GNU-stack,\"\",@progbits`";
    /// A chain cannot relocate what was linked for any address. Of a static PIE, which asks for no loader and no library, echo-strip makes a contract.
    "E0109" NotStatic "the file is not a static executable", help "link with `-static -no-pie`, or with `-static-pie` and let `echo-strip` make a contract of it";
    /// A call starts with `__apply`, which says what function of the contract it is for. A linker that is not told so, or is told a name that it does not find, warns and takes whatever function comes first: calls would run that, whatever they are for. `_start` is taken for an entry that somebody chose, too. A file without symbols does not say what its functions are called, and is believed.
    "E0110" OtherEntry "the entry is another function than `__apply`", help "define `void __apply(void)` and link with `-Wl,-e,__apply`";

    /// No processor knows these bytes, or only in another mode. Code leads to them all the same: data may stand between instructions, or an address be wrong.
    "E0201" InvalidEncoding "not an instruction", help "data inside code? keep constants in a data section";
    /// Only a kernel may use it.
    "E0202" Privileged "privileged instruction", help "a contract runs in user mode: remove it";
    /// `syscall` and `sysenter` ask an operating system, and a contract has none: what it may ask for are the functions of `echo.h`, by `int n`.
    "E0203" SystemCall "system call", help "call the machine through `echo.h`; is a C library linked in?";
    /// `int n` calls the SCPI function n.
    "E0204" UnknownScpi "`int` with a number that is no SCPI function", help "see docs/scpi.md for the functions there are";
    /// There are no ports.
    "E0205" PortIo "port input or output", help "a contract has no devices: remove it";
    /// Operands in fs and gs are where an operating system keeps what belongs to a thread, and segment registers tell about the host. Compilers use them for the stack protector, which Ubuntu and others turn on, and for thread-local variables.
    "E0206" SegmentRegister "segment register, or operand in fs or gs", help "compile with `-fno-stack-protector`, and without thread-local storage";
    /// Clocks differ between hosts.
    "E0207" Clock "reads a clock or counter of the host", help "use the block's time, `echo_block_time`";
    /// Two hosts must draw the same.
    "E0208" Random "reads random numbers from the host", help "derive what you need from the block hash, and mind who can influence it";
    /// `cpuid` and its like answer differently on every host, and all must run a contract alike. What the machine has is known when a contract is compiled.
    "E0209" HostIdentity "asks what the host is", help "remove it; `-march` at compile time says what the machine has";
    /// Its 80 bits of precision, its register stack and its status are not part of the machine. gcc and clang use it for `long double` only.
    "E0210" X87 "x87 floating point", help "compile with `-mno-80387` or use `double` instead of `long double`";
    /// MMX shares the x87 registers.
    "E0211" Mmx "MMX", help "compile with `-mno-mmx`; use SSE2";
    /// Wider than the machine.
    "E0212" Avx512 "AVX-512", help "compile with `-march=x86-64` or at most `-march=x86-64-v3`";
    /// The policy grants less.
    "E0213" OutsideProfile "instruction outside the profile", help "compile with the `-march` of the policy's profile";
    /// There is one code segment.
    "E0214" FarTransfer "far jump, call or return", help "use near transfers";
    /// `rcpps`, `rsqrtps` and their like are approximations, and Intel's differ from AMD's in the last bits. Compilers emit them where `-ffast-math` allows it. `dpps` and `dppd` add products, and
    /// which NaN such a sum yields is not in the manuals: where all products are NaNs, AMD's Zen 4 gives the first of them in every lane, Intel's Sapphire Rapids
    /// another one in each. Compilers emit them for intrinsics (`_mm_dp_ps`) only.
    "E0215" VendorDependent "result depends on the processor's vendor", help "compile without `-ffast-math` or with `-mrecip=none`; write a dot product as multiplications and additions; in assembly, remove it";
    /// Rounding and exceptions are fixed: to nearest, masked. `fesetround`, `_MM_SET_ROUNDING_MODE` and `-ffast-math`'s start-up code would change them.
    "E0216" FloatControl "reads or changes the floating-point control register", help "the rounding mode is fixed; remove it";
    /// No compiler emits it: 16-bit stack operands, string instructions with 32-bit addresses, `enter`, encodings that the manuals reserve.
    "E0217" NotAccepted "instruction that is not accepted", help "no compiler emits it: see docs/isa.md for what to write instead";
    /// Vendors disagree about what these bytes mean.
    "E0218" AmbiguousPrefix "prefix that makes vendors disagree", help "remove the operand-size prefix from the branch";
    /// The machine is x86-64-v3 and the instructions for cryptography; what came later, and what one vendor alone has, is not in it.
    "E0219" Extension "instruction of an extension that the machine does not have", help "compile with at most `-march=x86-64-v3 -maes -mpclmul -msha`, not with `-march=native`";
    /// Caches, saved registers, protection keys: they differ between hosts, or belong to them.
    "E0220" ProcessorState "manages the processor's own state", help "a contract has registers and memory, no more: remove it";

    /// The target of a jump or call is no code of the contract. Often a function is called that nobody defined: its address is then 0.
    "E0301" LeavesCode "a branch leaves the code", help "is a function missing, or an address wrong? check the symbol it names";
    /// One sequence of bytes, one sequence of instructions: what jumps into the middle of an instruction makes another program of it, which hides what is run.
    "E0302" InsideInstruction "a branch lands inside another instruction", help "compilers do not do this; in assembly, branch to the instruction's start";
    /// After the last instruction there is nothing to run. A function ends without `ret` where the compiler holds its end unreachable: after `__builtin_unreachable()`, an endless loop, or a call it takes for one that never returns.
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
