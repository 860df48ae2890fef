//! Every host function, with arguments made from its declaration, or, for cryptography, by [`crypto`]: a little to work on, and a lot.
//!
//! Only the host's own work is timed, on a chain that lies in memory; the way to it and back is a phase.

use super::crypto;
use super::harness::{FIELD, FIELD_SIZE, Sample, contract, contract_file};
use crate::clock;
use crate::echo::GAS;
use anyhow::{Context, Result, bail};
use echo_abi::id::{AccountId, ContractId, Party};
use echo_abi::isa::{Reg, Width};
use echo_abi::scpi::{Arg, Function, ValueKind};
use echo_abi::{Cause, GuestAddr, Policy};
use echo_chain::{ChainFile, Changes, CodeHash, Commit, ContractRecord, LocalChain};
use echo_vm::frame::Held;
use echo_vm::host::{self, Served};
use echo_vm::machine::Machine;
use echo_vm::{Engine, Frame, Message, Pool, Programs, Transaction};
use std::sync::Arc;

/// Bytes of strings and memory, and calls in a sample.
const SIZES: [(u32, u64); 2] = [(8, 64), (32 << 10, 8)];
const SAMPLES: usize = 7;

/// What a function took.
pub struct MeasuredFunction {
    /// The function, and how much it worked on.
    pub name: String,
    /// The least sample.
    pub sample: Sample,
    /// Calls in it.
    pub calls: u64,
    /// Nanoseconds that the bare library takes for one, where there is a library.
    pub bare: Option<f64>,
}

/// Measures every function.
pub fn measure_all() -> Result<Vec<MeasuredFunction>> {
    let (contract, policy) = contract(&[0x0f, 0x0b])?;
    let mut all = Vec::new();
    // A contract ends once in a transaction.
    for function in Function::ALL.iter().filter(|function| **function != Function::SelfDestruct) {
        for (size, calls) in SIZES {
            let fixed = matches!(function, Function::Secp256k1Verify | Function::Secp256r1Verify);
            let sized = !fixed && function.args().iter().any(|arg| is_sized(*function, *arg))
                || *function == Function::ParamString;
            if size > SIZES[0].0 && !sized {
                continue;
            }
            let mut least: Option<Sample> = None;
            for _ in 0..SAMPLES {
                let sample = sample(&contract, &policy, *function, size, calls)
                    .with_context(|| format!("host function {}", function.name()))?;
                if least.is_none_or(|least| sample.time < least.time) {
                    least = Some(sample);
                }
            }
            let name = match crypto::pair_size(*function) {
                Some(pair) => format!("{}, pairs: {}", function.name(), (size / pair).max(1)),
                None if sized => format!("{}, {size} bytes", function.name()),
                None => function.name().to_owned(),
            };
            let bare = crypto::work(*function, size).and_then(|work| work.bare).map(|bare| {
                let samples = (0..SAMPLES).map(|_| clock::time(|| (0..calls).for_each(|_| bare())).1);
                samples.min().expect("there are samples").as_secs_f64() * 1e9 / calls as f64
            });
            all.push(MeasuredFunction { name, sample: least.context("no sample")?, calls, bare });
        }
    }
    Ok(all)
}

/// Whether the size of an argument can be chosen.
fn is_sized(function: Function, arg: Arg) -> bool {
    match arg.kind {
        _ if matches!(function, Function::ParamInt | Function::ParamUint) => false,
        ValueKind::CString => true,
        ValueKind::String => text(arg.name).is_none() && arg.name != "code",
        _ => matches!(arg.name, "count" | "size"),
    }
}

/// What strings of a name must be.
fn text(name: &str) -> Option<&'static str> {
    Some(match name {
        "id" => "1.2.5",
        "to" => "1.2.6",
        "asset" => "1.3.0",
        "name" => "name",
        "contract" => "1.11.7",
        "heir" => "1.2.6",
        "line" => "f()",
        "packed" => "\u{1}\0\0\0f",
        _ => return None,
    })
}

/// Guest memory that is given out from the start on.
struct Room {
    next: u32,
}

impl Room {
    fn bytes(&mut self, machine: &mut Machine, bytes: &[u8]) -> Result<u64> {
        let addr = self.next;
        let len = u32::try_from(bytes.len())?;
        self.next += len.next_multiple_of(64) + 64;
        if self.next > FIELD + FIELD_SIZE {
            bail!("the arguments do not fit");
        }
        machine
            .memory
            .slice_mut(GuestAddr(addr), len)
            .map_err(|trap| anyhow::anyhow!("{trap}"))?
            .copy_from_slice(bytes);
        Ok(u64::from(addr))
    }

    fn string(&mut self, machine: &mut Machine, bytes: &[u8]) -> Result<u64> {
        let pointer = self.bytes(machine, bytes)?;
        let mut header = pointer.to_le_bytes().to_vec();
        header.extend(u32::try_from(bytes.len())?.to_le_bytes());
        self.bytes(machine, &header)
    }
}

fn serve(
    transaction: &mut Transaction<'_>,
    frame: &mut Frame,
    function: Function,
    args: &[u64],
) -> Result<u64> {
    for (reg, arg) in [Reg::Rdi, Reg::Rsi, Reg::Rdx, Reg::Rcx].into_iter().zip(args) {
        frame.machine.set_reg(reg, Width::B8, *arg);
    }
    match host::serve(function, transaction, frame)? {
        Served::GoesOn => Ok(frame.machine.reg(Reg::Rax, Width::B8)),
        Served::Stopped(Cause::Contract { .. }) => Ok(0),
        Served::Stopped(cause) => bail!("{}: {cause}", function.name()),
        // What another contract does then is its own.
        Served::Returned | Served::Enter(_) => Ok(0),
    }
}

fn sample(
    contract: &Arc<echo_validate::Contract>,
    policy: &Policy,
    function: Function,
    size: u32,
    calls: u64,
) -> Result<Sample> {
    let chain = "[block]\nnumber = 100\ntime = 4000000000\nauthor = \"1.2.1\"\n[balances.\"1.2.5\"]\n\"1.3.0\" = 1000\n\
                 [balances.\"1.2.6\"]\n\"1.3.0\" = 1000\n[balances.\"1.11.7\"]\n\"1.3.0\" = 1000000\n\
                 [objects.\"1.2.5\"]\nname = \"alice\"\n";
    let mut chain = LocalChain::new(ChainFile::from_toml(chain)?);
    let (file, programs) = (contract_file(&[0x0f, 0x0b]), Programs::new(Engine::default(), policy.clone()));
    let code = CodeHash::of(&file);
    let owner = Party::Contract(ContractId(7));
    let record = ContractRecord { owner, code, upgradeable: true, constructed: true };
    let changes = Changes {
        contracts: [(ContractId(7), Some(record))].into(),
        code: [(code, file.clone().into())].into(),
        ..Changes::default()
    };
    chain.commit(&changes)?;
    let value = match function {
        Function::ParamString => format!("\"{}\"", "a".repeat(size as usize)),
        Function::ParamBool => "true".to_owned(),
        _ => "1".to_owned(),
    };
    let line = format!("f({})", vec![value; usize::try_from(calls)?].join(", ")).parse()?;
    let origin = AccountId(5);
    let message = Message::new(line, ContractId(7), Party::Account(origin), GAS);
    let mut debug = |_: &str| {};
    let mut transaction =
        Transaction::new(origin, &policy.limits, &chain, &mut debug).with_programs(&programs);
    let program = Engine::default().prepare(contract)?;
    let entered = Frame::enter(&mut transaction, &Pool::new(0), &program, message, Held::default())?;
    let mut frame = entered.map_err(|why| anyhow::anyhow!("{why}"))?;
    let mut room = Room { next: FIELD };
    let text_of = |len: u32, call: u64| -> Vec<u8> {
        let mut text = vec![b'a'; len as usize];
        let number = call.to_le_bytes();
        let first = text.len().min(4);
        for (byte, number) in text[..first].iter_mut().zip(number) {
            *byte = b'b' + number % 24;
        }
        if let Some(second) = text.get_mut(1) {
            *second = b'b' + (call / 24) as u8;
        }
        text
    };
    let inputs = crypto::work(function, size).map(|work| work.inputs).unwrap_or_default();
    let mut arguments = Vec::new();
    for call in 0..calls {
        let mut args = Vec::new();
        for (i, arg) in function.args().iter().enumerate() {
            args.push(match arg.kind {
                ValueKind::Bytes if !inputs.is_empty() => room.bytes(&mut frame.machine, &inputs[i])?,
                ValueKind::String if !inputs.is_empty() => room.string(&mut frame.machine, &inputs[i])?,
                ValueKind::CString => {
                    let mut text = text_of(size, call);
                    text.push(0);
                    room.bytes(&mut frame.machine, &text)?
                }
                ValueKind::Bytes => room.bytes(&mut frame.machine, &vec![b'x'; size as usize])?,
                ValueKind::BytesOut | ValueKind::StringOut | ValueKind::NumberOut => {
                    room.bytes(&mut frame.machine, &vec![0; size.max(64) as usize])?
                }
                ValueKind::String if arg.name == "code" => room.string(&mut frame.machine, &file)?,
                ValueKind::String => {
                    let len = if arg.name == "key" { size.min(policy.limits.storage_key) } else { size };
                    let bytes =
                        text(arg.name).map_or_else(|| text_of(len, call), |text| text.as_bytes().to_vec());
                    room.string(&mut frame.machine, &bytes)?
                }
                ValueKind::CallOptions => 0,
                ValueKind::F64 => 0.1_f64.to_bits(),
                _ if matches!(function, Function::ParamInt | Function::ParamUint) => 32,
                _ if matches!(arg.name, "count" | "size") => u64::from(size),
                _ if arg.name == "pointer" => serve(
                    &mut transaction,
                    &mut frame,
                    Function::Allocate,
                    &[u64::from(size) + 16 * (call % 7)],
                )?,
                _ => 1,
            });
        }
        let stored = matches!(
            function,
            Function::StorageGet | Function::StorageRemove | Function::StorageExists | Function::StorageGetOf
        );
        if stored {
            let value = room.string(&mut frame.machine, &text_of(size, call))?;
            let key = if function == Function::StorageGetOf { args[1] } else { args[0] };
            serve(&mut transaction, &mut frame, Function::StorageSet, &[key, value])?;
        }
        arguments.push(args);
    }
    let gas = frame.machine.gas;
    let (done, time) = clock::time(|| {
        arguments.iter().try_for_each(|args| serve(&mut transaction, &mut frame, function, args).map(|_| ()))
    });
    done?;
    Ok(Sample { time, gas: gas - frame.machine.gas })
}
