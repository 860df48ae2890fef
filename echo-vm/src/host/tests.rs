//! Every SCPI function: what it does, what it refuses, what it costs, and that no pointer a contract makes up
//! gets through.
//!
//! [`successes`] has a case for each function, from which gas, preserved registers and hostile pointers are
//! tested for all of them alike; [`failures`] has a case for each refusal that [`refusals`] lists. A function
//! without its cases fails `every_function_is_tested`.

mod cases;
mod vectors;

use super::*;
use crate::engine::{Exit, Until};
use crate::frame::{Held, MESSAGE_LIMIT};
use crate::machine::Machine;
use crate::message::Mode;
use crate::pool::Pool;
use crate::program::Engine;
use crate::programs::Programs;
use crate::testing::{self, DATA, DATA_SIZE, READ_ONLY};
use cases::{failures, refusals, successes};
use echo_abi::Hex;
use echo_abi::id::{AccountId, AssetId, ContractId, ObjectId, Party};
use echo_abi::scpi::Arg;
use echo_abi::{ErrorName, GuestAddr, Limits, Policy, gas, layout};
use echo_chain::{
    Block, ChainError, ChainFile, Changes, CodeHash, Commit, ContractRecord, LocalChain, State,
};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

const GAS: u64 = 1 << 60;

/// A run that stands still: tests call host functions as a contract would.
struct World<'a> {
    transaction: Transaction<'a>,
    frame: Box<Frame>,
    next: u32,
    /// What was to be entered last. It returns its call line.
    entered: Option<Message>,
    /// Whether the contract ended itself.
    has_returned: bool,
}

/// The code of all contracts.
fn file() -> Vec<u8> {
    testing::esc(&testing::RET, b"0123456789abcdef", &[])
}

fn programs() -> &'static Programs {
    static PROGRAMS: LazyLock<Programs> =
        LazyLock::new(|| Programs::new(Engine::default(), Policy::default()));
    &PROGRAMS
}

impl<'a> World<'a> {
    fn new(transaction: Transaction<'a>, frame: Box<Frame>) -> Self {
        Self { transaction, frame, next: 0, entered: None, has_returned: false }
    }

    fn room(&mut self, len: u32) -> u64 {
        let addr = DATA + self.next;
        self.next = (self.next + len).next_multiple_of(16);
        assert!(self.next < DATA_SIZE);
        u64::from(addr)
    }

    fn bytes(&mut self, bytes: &[u8]) -> u64 {
        let addr = self.room(bytes.len() as u32);
        self.frame
            .machine
            .memory
            .slice_mut(GuestAddr::wrap(addr), bytes.len() as u32)
            .unwrap()
            .copy_from_slice(bytes);
        addr
    }

    /// A string; only its 12 bytes are there.
    fn string(&mut self, bytes: &[u8]) -> u64 {
        let pointer = self.bytes(bytes);
        self.header(pointer, bytes.len() as u32)
    }

    fn header(&mut self, pointer: u64, len: u32) -> u64 {
        let mut header = pointer.to_le_bytes().to_vec();
        header.extend(len.to_le_bytes());
        self.bytes(&header)
    }

    /// Options of a call: value, asset, gas, flags.
    fn options(&mut self, words: [u64; 4]) -> u64 {
        self.bytes(&words.map(u64::to_le_bytes).concat())
    }

    /// What the contract would be told of the one that it called last.
    fn last_data(&self) -> String {
        let callee = self.frame.callee.as_ref().expect("it called one");
        String::from_utf8(callee.data().into_owned()).expect("a message")
    }

    fn read(&mut self, addr: u64, len: u32) -> Vec<u8> {
        self.frame.machine.memory.slice(GuestAddr::wrap(addr), len).unwrap().to_vec()
    }

    fn read_string(&mut self, addr: u64) -> Vec<u8> {
        let header = self.read(addr, 12);
        let pointer = u64::from_le_bytes(header[..8].try_into().unwrap());
        let len = u32::from_le_bytes(header[8..].try_into().unwrap());
        if len == 0 {
            assert_eq!(pointer, 0, "an empty string has no allocation");
            return vec![];
        }
        assert!(self.frame.heap.size(GuestAddr::wrap(pointer)).unwrap() >= len);
        self.read(pointer, len)
    }

    /// Calls a function on a chain that answers.
    fn serve(&mut self, function: Function, args: &[u64]) -> Result<u64, Cause> {
        self.ask(function, args).expect("the chain answers")
    }

    /// Calls a function; rax before is a pattern that must survive where there is no result.
    fn ask(&mut self, function: Function, args: &[u64]) -> Result<Result<u64, Cause>, TransactionError> {
        const RAX: u64 = 0xdead_beef_dead_beef;
        let regs = &mut self.frame.machine.regs;
        for (i, reg) in Reg::ALL.into_iter().enumerate() {
            regs[reg as usize] = 0x1111_1111_1111 * i as u64;
        }
        regs[Reg::Rax as usize] = RAX;
        for (reg, arg) in [Reg::Rdi, Reg::Rsi, Reg::Rdx, Reg::Rcx].into_iter().zip(args) {
            regs[reg as usize] = *arg;
        }
        let before = Reg::ALL.map(|reg| self.frame.machine.regs[reg as usize]);
        match serve(function, &mut self.transaction, &mut self.frame)? {
            Served::GoesOn => {}
            Served::Stopped(cause) => return Ok(Err(cause)),
            Served::Returned => self.has_returned = true,
            Served::Enter(entry) => {
                let output = entry.message.line.to_string().into_bytes();
                self.entered = Some(entry.message);
                self.frame.answer(Ended::Returned { gas_used: 0, output, arguments_left: 0 });
            }
        }
        let rax = self.frame.machine.regs[Reg::Rax as usize];
        if function.result().is_none() {
            assert_eq!(rax, RAX, "{function:?} has no result");
        }
        for reg in Reg::ALL.into_iter().filter(|reg| *reg != Reg::Rax) {
            assert_eq!(
                self.frame.machine.regs[reg as usize], before[reg as usize],
                "{function:?} changes {reg:?}"
            );
        }
        Ok(Ok(rax))
    }
}

fn limits() -> Limits {
    Limits {
        heap: 1 << 20,
        allocations: 8,
        output: 64,
        logs: 2,
        log_data: 40,
        debug: 100,
        storage_key: 16,
        storage_value: 32,
        changes: 600,
        ..Limits::default()
    }
}

/// The account that signed.
const ORIGIN: AccountId = AccountId(5);

fn message() -> Message {
    Message {
        line: "pay(\"text\", true, 200, -100, 40000, -30000, 3000000000, -2000000000, 18446744073709551615, \
               -9223372036854775808, \"\", -36893488147419103233, 1.5)"
            .parse()
            .unwrap(),
        mode: Mode::Constructor,
        contract: ContractId(7),
        sender: Party::Contract(ContractId(9)),
        creates: None,
        value: 77,
        asset: AssetId(3),
        is_view: false,
        gas: GAS,
    }
}

/// A frame that was entered with a message, but whose value nobody had to have.
fn frame(transaction: &mut Transaction<'_>, message: Message) -> Box<Frame> {
    let contract = echo_validate::validate_file(&file(), &Policy::default()).unwrap();
    let program = Engine::default().prepare(&Arc::new(contract)).unwrap();
    let free = Message { value: 0, gas: u64::MAX, ..message.clone() };
    let pool = Pool::default();
    let mut frame = Frame::enter(transaction, &pool, &program, free, Held::default()).unwrap().unwrap();
    frame.machine.gas = message.gas;
    frame.message = message;
    frame
}

fn chain() -> LocalChain {
    let text = "closed = true\n[block]\nnumber = 100\ntime = 4000000000\nauthor = \"1.2.1\"\n\
                [balances.\"1.2.5\"]\n\"1.3.0\" = 1000\n[balances.\"1.11.7\"]\n\"1.3.0\" = 50\n\
                [balances.\"1.2.8\"]\n\"1.3.0\" = 9223372036854775807\n\
                [objects.\"1.2.5\"]\nname = \"alice\"\nempty = \"\"\n";
    let mut chain = LocalChain::new(ChainFile::from_toml(text).unwrap());
    let values = [(b"key".to_vec(), Some(b"value".to_vec())), (b"empty".to_vec(), Some(vec![]))];
    let code = CodeHash::of(&file());
    let contract = |owner, upgradeable| Some(ContractRecord { owner, code, upgradeable, constructed: true });
    let changes = Changes {
        storage: [(ContractId(7), values.into())].into(),
        contracts: [
            (ContractId(7), contract(Party::Account(ORIGIN), false)),
            (ContractId(8), contract(Party::Contract(ContractId(7)), true)),
            (ContractId(9), contract(Party::Contract(ContractId(7)), false)),
        ]
        .into(),
        code: [(code, file().into())].into(),
        ..Changes::default()
    };
    chain.commit(&changes).unwrap();
    chain
}

fn with_world<T>(
    limits: &Limits,
    chain: &dyn State,
    test: impl FnOnce(&mut World<'_>) -> T,
) -> (T, Vec<String>) {
    let mut lines = Vec::new();
    let mut debug = |line: &str| lines.push(line.to_owned());
    let mut transaction = Transaction::new(ORIGIN, limits, chain, &mut debug).with_programs(programs());
    let mut frame = frame(&mut transaction, message());
    // Some pages of the heap, so that no case pays for them.
    let memory = &mut frame.machine.memory;
    memory.lend(u64::MAX);
    memory.grow_heap(GuestAddr(layout::HEAP_START + 0x1_0000)).unwrap();
    let _ = memory.settle();
    let result = test(&mut World::new(transaction, frame));
    (result, lines)
}

fn in_world<T>(test: impl FnOnce(&mut World<'_>) -> T) -> T {
    with_world(&limits(), &chain(), test).0
}

fn is_unpaid(result: &Result<u64, Cause>) -> bool {
    matches!(result, Err(Cause::Unpaid { .. }))
}

#[test]
fn every_function_is_tested() {
    let (successes, failures) = (successes(), failures());
    for &function in Function::ALL {
        let succeeds = successes.iter().any(|case| case.function == function);
        assert!(succeeds || function == Function::Fail, "{function:?} has no success");
        let tested: BTreeSet<_> =
            failures.iter().filter(|case| case.0 == function).map(|case| case.1).collect();
        let mut listed: BTreeSet<_> = refusals(function).iter().copied().collect();
        // Needs another message: `a_contract_number_fits`.
        listed.retain(|_| function != Function::ContractNumber);
        assert_eq!(tested, listed, "{function:?}");
    }
}

/// All 256 of them, on every engine; 0x80 is Linux's.
#[test]
fn a_number_calls_its_function_or_is_refused() {
    let policy = Policy::default();
    for number in 0..=u8::MAX {
        let file = testing::esc(&[0xcd, number, 0xc3], &[], &[]);
        let validated = echo_validate::validate_file(&file, &policy);
        let Some(function) = Function::from_number(number) else {
            assert!(validated.is_err(), "int {number:#x} is accepted");
            continue;
        };
        let contract = Arc::new(validated.unwrap());
        for engine in Engine::alone() {
            let program = engine.prepare(&contract).unwrap();
            let mut machine = Machine::new(contract.image(), &policy.limits, GAS).unwrap();
            let exit = program.start().resume(&mut machine, Until::END);
            assert_eq!(exit, Exit::HostCall(function), "int {number:#x} on {engine}");
        }
    }
    assert_eq!(Function::from_number(0x80), None);
}

#[test]
fn functions_do_what_they_say_and_cost_what_the_table_says() {
    for (i, case) in successes().iter().enumerate() {
        let function = case.function;
        let price = function.gas();
        let price = price.base + price.per_byte * case.bytes;
        in_world(|w| {
            let args = (case.args)(w);
            w.frame.machine.gas = price;
            let rax = w.serve(function, &args).unwrap_or_else(|cause| panic!("{i} {function:?}: {cause:?}"));
            assert_eq!(w.frame.machine.gas, 0, "{i} {function:?} costs less than {price}");
            w.frame.machine.gas = GAS;
            (case.check)(w, &args, rax);
        });
        in_world(|w| {
            let args = (case.args)(w);
            w.frame.machine.gas = price - 1;
            let result = w.serve(function, &args);
            assert!(is_unpaid(&result), "{i} {function:?}: {result:?}");
            // What was charged is a part of the price, and the part that could not be paid is not.
            let mut steps = BTreeSet::from([price - 1]);
            steps.extend(
                (0..=case.bytes).filter_map(|n| {
                    (price - 1).checked_sub(function.gas().base + n * function.gas().per_byte)
                }),
            );
            assert!(steps.contains(&w.frame.machine.gas), "{i} {function:?}: {} left", w.frame.machine.gas);
            assert!(w.transaction.journal.logs().is_empty());
            assert!(
                w.transaction.journal.balance("1.2.5".parse().unwrap(), AssetId::ECHO).unwrap() == Some(1000)
            );
            assert_eq!(w.transaction.journal.stored(ContractId(7), b"new").unwrap(), None);
        });
    }
}

#[test]
fn pages_that_become_accessible_are_paid_for() {
    in_world(|w| {
        let page = u64::from(gas::PAGE);
        // 64 KiB of the heap are accessible; these are 16 bytes more.
        w.frame.machine.gas = GAS;
        w.serve(Function::Allocate, &[0x1_0000]).unwrap();
        assert_eq!(GAS - w.frame.machine.gas, 100);
        w.serve(Function::Allocate, &[16]).unwrap();
        assert_eq!(GAS - w.frame.machine.gas, 200 + page);
        w.serve(Function::Allocate, &[5 * 4096]).unwrap();
        assert_eq!(GAS - w.frame.machine.gas, 300 + 6 * page);
        // The second step of the stack and the fourth, both at once and neither again.
        w.frame.machine.gas = GAS;
        let base = Function::SetMemory.gas().base + Function::SetMemory.gas().per_byte * 32;
        let at = u64::from(layout::STACK_TOP - 3 * layout::STACK_STEP - 16);
        let second = u64::from(layout::STACK_TOP - layout::STACK_STEP - 32);
        for (addr, pages) in [(second, 16), (at, 32), (at, 0), (second, 0)] {
            w.frame.machine.gas = GAS;
            w.serve(Function::SetMemory, &[addr, 7, 32]).unwrap();
            assert_eq!(GAS - w.frame.machine.gas, base + pages * page, "{addr:#x}");
        }
        // What is not paid for does not become accessible.
        let at = u64::from(layout::STACK_TOP - 5 * layout::STACK_STEP);
        w.frame.machine.gas = base + 16 * page - 1;
        let cause = w.serve(Function::SetMemory, &[at, 7, 32]).unwrap_err();
        let left = 16 * page - 1;
        let expected = Cause::Unpaid { function: Function::SetMemory, left, price: 16 * page };
        assert_eq!(cause, expected);
        assert_eq!(w.frame.machine.gas, left);
        w.frame.machine.gas = base + 16 * page;
        w.serve(Function::SetMemory, &[at, 7, 32]).unwrap();
        assert_eq!(w.frame.machine.gas, 0);
    });
}

/// What changes the chain is denied to a contract that was called to look, and nothing else is.
#[test]
fn a_view_changes_nothing() {
    for (i, case) in successes().iter().enumerate() {
        in_world(|w| {
            w.frame.message.is_view = true;
            let args = (case.args)(w);
            let result = w.serve(case.function, &args);
            if case.function.is_change() {
                let expected = Cause::Denied { function: case.function, denied: Denied::View };
                assert_eq!(result, Err(expected), "{i} {:?}", case.function);
            } else {
                assert!(result.is_ok(), "{i} {:?}: {result:?}", case.function);
            }
            // Whoever is called by it looks, too.
            assert!(w.entered.as_ref().is_none_or(|entered| entered.is_view), "{i} {:?}", case.function);
        });
    }
}

/// Options that are nowhere, or not whole.
#[test]
fn options_of_a_call_are_there_or_null() {
    let nowhere = [8, u64::from(DATA + DATA_SIZE) - 31, 0x7fff_ffff, u64::from(u32::MAX)];
    for function in [Function::Call, Function::CallPacked, Function::Create, Function::CreateLike] {
        for pointer in nowhere {
            in_world(|w| {
                let first = if function == Function::Create { file() } else { b"1.11.8".to_vec() };
                let line = if function == Function::CallPacked { &b"\x01\0\0\0f"[..] } else { b"f()" };
                let args = [w.string(&first), w.string(line), pointer, w.room(12)];
                let cause = w.serve(function, &args).unwrap_err();
                assert_eq!(cause.name(), ErrorName::MemoryInvalidAccess, "{function:?} {pointer:#x}");
            });
        }
    }
}

#[test]
fn refusals_have_their_names() {
    for (i, (function, name, args)) in failures().into_iter().enumerate() {
        in_world(|w| {
            let args = args(w);
            let cause = w.serve(function, &args).unwrap_err();
            assert_eq!(cause.name(), name, "{i} {function:?}: {cause:?}");
        });
    }
}

/// Every pointer of every function, replaced by one that points to nothing, or to what must not be written.
#[test]
fn hostile_pointers_trap() {
    const TOP: u64 = u32::MAX as u64;
    for (i, case) in successes().iter().enumerate() {
        let function = case.function;
        // Of what it says no to, it rightly writes nothing.
        let rax = in_world(|w| {
            let args = (case.args)(w);
            w.serve(function, &args).unwrap()
        });
        let gives_nothing = function.result() == Some(ValueKind::Bool) && rax == 0;
        for (position, arg) in function.args().iter().enumerate() {
            let written =
                matches!(arg.kind, ValueKind::BytesOut | ValueKind::StringOut | ValueKind::NumberOut);
            let read = matches!(arg.kind, ValueKind::Bytes | ValueKind::String | ValueKind::CString);
            if !written && !read {
                continue;
            }
            // Not mapped, not mapped to the end, beyond what can be mapped, around the end of the space,
            // above 4 GiB and so again null.
            let end_of_data = u64::from(DATA + DATA_SIZE);
            let mut hostile =
                vec![0, 8, 0xfff, end_of_data, 0x7fff_ffff, 0x8000_0000, TOP, TOP - 7, 1 << 32, u64::MAX];
            if written {
                hostile.extend([READ_ONLY, testing::TEXT].map(u64::from));
            }
            // All but the last byte are there.
            hostile.extend(least(function, *arg).map(|len| end_of_data - (len - 1)));
            for pointer in hostile {
                in_world(|w| {
                    let mut args = (case.args)(w);
                    if written && gives_nothing {
                        return;
                    }
                    args[position] = pointer;
                    let result = w.serve(function, &args);
                    let cause = result.err().unwrap_or_else(|| panic!("{i} {function:?} takes {pointer:#x}"));
                    let name = cause.name();
                    assert_eq!(
                        name,
                        ErrorName::MemoryInvalidAccess,
                        "{i} {function:?} {pointer:#x}: {cause:?}"
                    );
                });
            }
            // A string that is there, but whose bytes are not.
            if arg.kind == ValueKind::String {
                for (pointer, len) in
                    [(0, 1), (TOP, 2), (end_of_data - 1, 2), (0x8000_0000, 1), (1 << 40, 16)]
                {
                    in_world(|w| {
                        let mut args = (case.args)(w);
                        args[position] = w.header(pointer, len);
                        let name = w.serve(function, &args).unwrap_err().name();
                        assert_eq!(
                            name,
                            ErrorName::MemoryInvalidAccess,
                            "{i} {function:?} string at {pointer:#x}"
                        );
                    });
                }
            }
        }
    }
}

/// How many bytes the function accesses at least, where it is more than one.
fn least(function: Function, arg: Arg) -> Option<u64> {
    match (arg.kind, function) {
        (ValueKind::String | ValueKind::StringOut, _) => Some(12),
        (ValueKind::BytesOut, Function::Ripemd160) => Some(20),
        (ValueKind::BytesOut, Function::Sha512 | Function::Secp256k1Recover) => Some(64),
        (ValueKind::Bytes, Function::Secp256k1Recover) if arg.name == "signature" => Some(65),
        (ValueKind::Bytes, _) if arg.name == "signature" => Some(64),
        (ValueKind::Bytes | ValueKind::BytesOut, _) if function as u8 >= 0x70 => Some(32),
        (ValueKind::Bytes | ValueKind::BytesOut, _) => Some(2),
        (ValueKind::NumberOut, Function::ParamI16 | Function::ParamU16) => Some(2),
        (ValueKind::NumberOut, Function::ParamI32 | Function::ParamU32) => Some(4),
        (ValueKind::NumberOut, Function::ParamI64 | Function::ParamU64) => Some(8),
        _ => None,
    }
}

#[test]
fn pointers_need_no_alignment_and_wrap_at_4_gib() {
    in_world(|w| {
        let text = w.bytes(b".hello");
        let header = w.room(32);
        w.frame
            .machine
            .memory
            .write(GuestAddr::wrap(header + 3), (text + 1 + (7 << 32)).to_le_bytes())
            .unwrap();
        w.frame.machine.memory.write(GuestAddr::wrap(header + 11), 5_u32.to_le_bytes()).unwrap();
        w.serve(Function::ReturnString, &[header + 3 + (1 << 63)]).unwrap();
        assert_eq!(w.frame.output, b"hello");
        w.serve(Function::Sender, &[header + 5]).unwrap();
        assert_eq!(w.read_string(header + 5), b"1.11.9");
    });
}

#[test]
fn nothing_is_accessed_for_nothing() {
    in_world(|w| {
        for pointer in [0, u64::from(u32::MAX), 0x8000_0000] {
            assert_eq!(w.serve(Function::CopyMemory, &[pointer, pointer, 0]).unwrap(), pointer);
            assert_eq!(w.serve(Function::MoveMemory, &[pointer, pointer, 0]).unwrap(), pointer);
            assert_eq!(w.serve(Function::SetMemory, &[pointer, 1, 0]).unwrap(), pointer);
            assert_eq!(w.serve(Function::CompareMemory, &[pointer, pointer, 0]).unwrap(), 0);
            let empty = w.header(pointer, 0);
            w.serve(Function::ReturnString, &[empty]).unwrap();
        }
        assert!(w.frame.output.is_empty());
    });
}

#[test]
fn lengths_beyond_memory_run_out_of_gas_or_trap() {
    for function in [Function::CopyMemory, Function::MoveMemory, Function::CompareMemory, Function::SetMemory]
    {
        for count in [1 << 32, 1 << 40, u64::MAX] {
            in_world(|w| {
                let args = [w.room(64), w.room(64), count];
                w.frame.machine.gas = 1 << 31;
                assert!(is_unpaid(&w.serve(function, &args)), "{function:?} {count:#x}");
                w.frame.machine.gas = u64::MAX;
                let name = w.serve(function, &args).unwrap_err().name();
                let expected =
                    if count == u64::MAX { ErrorName::OutOfGas } else { ErrorName::MemoryInvalidAccess };
                assert_eq!(name, expected, "{function:?} {count:#x}");
            });
        }
    }
}

#[test]
fn a_text_without_end_traps_where_memory_ends() {
    in_world(|w| {
        let start = u64::from(DATA + DATA_SIZE - 5000);
        w.frame.machine.memory.slice_mut(GuestAddr::wrap(start), 5000).unwrap().fill(1);
        w.frame.machine.gas = 20 + 5000;
        let cause = w.serve(Function::StringLength, &[start]).unwrap_err();
        assert_eq!(cause.name(), ErrorName::MemoryInvalidAccess);
        assert_eq!(w.frame.machine.gas, 0, "what was searched is paid");
        w.frame.machine.gas = 20 + 4999;
        assert!(is_unpaid(&w.serve(Function::StringLength, &[start])));
    });
}

/// Each parameter function against each argument: it takes what fits and leaves the rest where it is.
#[test]
fn parameters_are_taken_by_type() {
    let takes = |function, line_value: &str, expected: Option<&[u8]>| {
        let message = Message { line: format!("f({line_value})").parse().unwrap(), ..message() };
        let (limits, chain) = (limits(), chain());
        let mut debug = |_: &str| {};
        let mut transaction = Transaction::new(ORIGIN, &limits, &chain, &mut debug);
        let frame = frame(&mut transaction, message);
        let mut world = World::new(transaction, frame);
        let out = world.bytes(&[0xee; 9]);
        let taken = world.serve(function, &[out]).unwrap();
        assert_eq!(taken, u64::from(expected.is_some()), "{function:?} takes {line_value}");
        let mut bytes = [0xee; 9];
        bytes[..expected.map_or(0, <[u8]>::len)].copy_from_slice(expected.unwrap_or_default());
        if function != ParamString || expected.is_none() {
            assert_eq!(world.read(out, 9), bytes, "{function:?} takes {line_value}");
        }
        assert_eq!(world.frame.next_param, usize::from(expected.is_some()));
        // There is no second argument.
        if expected.is_some() {
            assert_eq!(world.serve(function, &[out]).unwrap(), 0);
        }
    };
    use Function::*;
    let numbers: [(Function, i128, i128, usize); 8] = [
        (ParamI8, i8::MIN.into(), i8::MAX.into(), 1),
        (ParamI16, i16::MIN.into(), i16::MAX.into(), 2),
        (ParamI32, i32::MIN.into(), i32::MAX.into(), 4),
        (ParamI64, i64::MIN.into(), i64::MAX.into(), 8),
        (ParamU8, 0, u8::MAX.into(), 1),
        (ParamU16, 0, u16::MAX.into(), 2),
        (ParamU32, 0, u32::MAX.into(), 4),
        (ParamU64, 0, u64::MAX.into(), 8),
    ];
    for (function, least, most, width) in numbers {
        for (_, low, high, _) in numbers {
            for value in [low, high, low - 1, high + 1] {
                if value < i64::MIN.into() || value > u64::MAX.into() {
                    continue;
                }
                let bytes = value.to_le_bytes();
                let fits = (least..=most).contains(&value);
                takes(function, &value.to_string(), fits.then_some(&bytes[..width]));
            }
        }
        for other in ["true", "\"1\"", ""] {
            takes(function, other, None);
        }
        takes(ParamBool, "1", None);
    }
    takes(ParamBool, "true", Some(&[1]));
    takes(ParamBool, "false", Some(&[0]));
    takes(ParamBool, "\"true\"", None);
    takes(ParamString, "\"true\"", Some(b""));
    for other in ["true", "1", ""] {
        takes(ParamString, other, None);
    }
}

#[test]
fn hashes_are_the_published_ones() {
    let million = "a".repeat(1_000_000);
    let two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    let vectors: &[(Function, &str, &str)] = &[
        // FIPS 180-4 examples.
        (Function::Sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (Function::Sha256, two_blocks, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        (Function::Sha256, &million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        // Not SHA-3: the empty text, and the selector of an ERC-20 transfer.
        (Function::Keccak256, "", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (
            Function::Keccak256,
            "transfer(address,uint256)",
            "a9059cbb2ab09eb219583f4a59a5d0623ade346d962bcd4e46b11da047c9049b",
        ),
        // The vectors of its authors.
        (Function::Ripemd160, "", "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
        (Function::Ripemd160, "a", "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe"),
        (Function::Ripemd160, "message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36"),
        (Function::Ripemd160, two_blocks, "12a053384a9c0c88e405a06c27dcf49ada62eb2b"),
        (Function::Ripemd160, &million, "52783243c1697bdbe16d37f97f68f08325dc1528"),
        // FIPS 180-4 examples, with the message of two blocks that is SHA-512's.
        (
            Function::Sha512,
            "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd\
             454d4423643ce80e2a9ac94fa54ca49f",
        ),
        (
            Function::Sha512,
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrst\
             nopqrstu",
            "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433a\
             c7d329eeb6dd26545e96e55b874be909",
        ),
        (
            Function::Sha512,
            &million,
            "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31b\
             eb009c5c2c49aa2e4eadb217ad8cc09b",
        ),
        (Function::Blake2b256, "", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"),
        (Function::Blake2b256, "abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"),
        (Function::Blake3, "", "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
    ];
    for (function, text, digest) in vectors {
        let limits = Limits { heap: 4 << 20, ..limits() };
        with_world(&limits, &chain(), |w| {
            let len = text.len() as u32;
            let pointer = w.serve(Function::Allocate, &[1 << 20]).unwrap();
            w.frame
                .machine
                .memory
                .slice_mut(GuestAddr::wrap(pointer), len)
                .unwrap()
                .copy_from_slice(text.as_bytes());
            let args = [w.header(pointer, len), w.room(32)];
            w.serve(*function, &args).unwrap();
            let found = Hex(&w.read(args[1], digest.len() as u32 / 2)).to_string();
            assert_eq!(found, *digest, "{function:?} of {} bytes", text.len());
        });
    }
}

#[test]
fn limits_are_exact() {
    in_world(|w| {
        // Output: 64 bytes.
        let text = w.string(&[1; 60]);
        w.serve(Function::ReturnString, &[text]).unwrap();
        w.serve(Function::ReturnU32, &[1]).unwrap();
        assert!(w.serve(Function::ReturnU8, &[1]).is_err());
        assert_eq!(w.frame.output.len(), 64);
        // Debug output: 100 bytes, with the ends of lines.
        let text = w.string(&[b'x'; 90]);
        w.serve(Function::DebugText, &[text]).unwrap();
        w.serve(Function::DebugU64, &[u64::MAX]).unwrap();
        let empty = w.room(12);
        assert!(w.serve(Function::DebugText, &[empty]).is_err());
        // Keys of 16, values of 32, events of 40 bytes.
        let args = [w.string(&[1; 16]), w.string(&[1; 32])];
        w.serve(Function::StorageSet, &args).unwrap();
        let args = [w.string(&[1; 40]), w.string(&[1; 40])];
        w.serve(Function::Emit, &args).unwrap();
    });
}

#[test]
fn debug_output_comes_as_it_is_printed() {
    let ((), lines) = with_world(&limits(), &chain(), |w| {
        let text = w.string(b"caf\xe9");
        w.serve(Function::DebugText, &[text]).unwrap();
        w.serve(Function::DebugBytes, &[text]).unwrap();
        w.serve(Function::DebugU64, &[u64::MAX]).unwrap();
        w.serve(Function::DebugI64, &[u64::MAX]).unwrap();
        for value in [0.1, 1e300, -0.0, f64::NEG_INFINITY] {
            w.serve(Function::DebugF64, &[f64::to_bits(value)]).unwrap();
        }
    });
    assert_eq!(
        lines,
        ["caf\u{fffd}", "636166e9", "18446744073709551615", "-1", "0.1", "1e300", "-0.0", "-inf"]
    );
}

#[test]
fn a_failure_message_is_text_and_bounded() {
    in_world(|w| {
        let message = |w: &mut World<'_>, bytes: &[u8]| {
            let text = w.string(bytes);
            match w.serve(Function::Fail, &[text]) {
                Err(Cause::Contract { message }) => message,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(message(w, b"not enough \xff tokens"), "not enough \u{fffd} tokens");
        assert_eq!(message(w, b""), "");
        assert_eq!(message(w, &[b'x'; 5000]), "x".repeat(MESSAGE_LIMIT));
    });
}

#[test]
fn a_contract_number_fits() {
    let message = Message { contract: ContractId(1 << 32), ..message() };
    let (limits, chain) = (limits(), chain());
    let mut debug = |_: &str| {};
    let mut transaction = Transaction::new(ORIGIN, &limits, &chain, &mut debug);
    let frame = frame(&mut transaction, message);
    let mut world = World::new(transaction, frame);
    let cause = world.serve(Function::ContractNumber, &[]).unwrap_err();
    assert_eq!(cause.name(), ErrorName::InvalidChainCall);
    let out = world.room(12);
    world.serve(Function::ContractId, &[out]).unwrap();
    assert_eq!(world.read_string(out), b"1.11.4294967296");
}

/// A chain that answers nothing.
struct Broken;

impl State for Broken {
    fn block(&self) -> Block {
        Block { number: 10, time: 0, author: AccountId(0) }
    }

    fn block_hash(&self, _: u32) -> Result<Option<[u8; 32]>, ChainError> {
        Err(ChainError::Read("no".into()))
    }

    fn balance(&self, _: Party, _: AssetId) -> Result<Option<i64>, ChainError> {
        Err(ChainError::Read("no".into()))
    }

    fn property(&self, _: ObjectId, _: &str) -> Result<Option<String>, ChainError> {
        Err(ChainError::Read("no".into()))
    }

    fn stored(&self, _: ContractId, _: &[u8]) -> Result<Option<Vec<u8>>, ChainError> {
        Err(ChainError::Read("no".into()))
    }

    fn assets_of(&self, _: Party) -> Result<Vec<AssetId>, ChainError> {
        Err(ChainError::Read("no".into()))
    }

    fn contract(&self, _: ContractId) -> Result<Option<ContractRecord>, ChainError> {
        Err(ChainError::Read("no".into()))
    }

    fn code(&self, _: CodeHash) -> Result<Option<Arc<[u8]>>, ChainError> {
        Err(ChainError::Read("no".into()))
    }

    fn next_contract(&self) -> Result<ContractId, ChainError> {
        Err(ChainError::Read("no".into()))
    }
}

/// Only what needs an answer from the chain fails with it, and fails as the host's error, not the contract's.
#[test]
fn a_broken_chain_is_not_the_contracts_fault() {
    let asks = [
        Function::Balance,
        Function::Transfer,
        Function::ObjectProperty,
        Function::BlockHash,
        Function::StorageGet,
        Function::StorageRemove,
        Function::StorageExists,
        Function::StorageGetOf,
        Function::Call,
        Function::CallPacked,
        Function::Create,
        Function::CreateLike,
        Function::ReplaceCode,
        Function::SelfDestruct,
    ];
    for case in successes() {
        // Some are refused before anybody is asked.
        let refused = in_world(|w| {
            let args = (case.args)(w);
            let rax = w.serve(case.function, &args).unwrap();
            case.function.result() == Some(ValueKind::U32) && rax != 0
        });
        if refused && asks.contains(&case.function) {
            continue;
        }
        with_world(&limits(), &Broken, |w| {
            let args = (case.args)(w);
            let args = if case.function == Function::BlockHash { vec![args[0], 9] } else { args };
            let result = w.ask(case.function, &args);
            assert_eq!(result.is_err(), asks.contains(&case.function), "{:?}", case.function);
        });
    }
}
