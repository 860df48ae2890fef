//! The cases of every host function, by function: where it succeeds, what it denies, where it fails. [`super`] runs them.

use super::vectors::{hex, pairs};
use super::*;

/// A call that goes well.
pub struct Success {
    pub function: Function,
    /// Prepares memory and says the arguments.
    pub args: fn(&mut World<'_>) -> Vec<u64>,
    /// How many bytes are paid for.
    pub bytes: u64,
    /// Looks at what happened: arguments and rax.
    pub check: fn(&mut World<'_>, &[u64], u64),
}

/// `successes![function, bytes paid, |world| arguments, |world, arguments, rax| check; …]`
macro_rules! successes {
    ($($function:ident, $bytes:expr, $args:expr, $check:expr;)+) => {
        vec![$(Success { function: Function::$function, bytes: $bytes, args: $args, check: $check }),+]
    };
}

fn out(world: &mut World<'_>) -> Vec<u64> {
    vec![world.room(12)]
}

/// Code that no contract has.
fn other_file() -> Vec<u8> {
    testing::esc(&testing::RET, b"other", &[])
}

fn nothing(_: &mut World<'_>) -> Vec<u64> {
    vec![]
}

/// RFC 8032, 7.1: the signature of test 3.
fn ed25519(world: &mut World<'_>, message: &[u8]) -> Vec<u64> {
    let signature = "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
                     18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";
    let key = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
    vec![world.string(message), world.bytes(&hex(signature)), world.bytes(&hex(key))]
}

fn recover(world: &mut World<'_>, v: u8) -> Vec<u64> {
    let hash = "456e9aea5e197a1f1af7a3e85a3212fa4049a3ba34c2289b4c860fc0b0c64ef3";
    let signature = "9242685bf161793cc25603c231bc2f568eb630ea16aa137d2664ac8038825608\
                     4f8ae3bd7535248d0bd448298cc2e2071e56992d0774dc340c368ae950852ada";
    let signature = [hex(signature), vec![v]].concat();
    vec![world.bytes(&hex(hash)), world.bytes(&signature), world.room(64)]
}

fn p256(world: &mut World<'_>, whole: bool) -> Vec<u64> {
    let hash = "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf";
    let signature = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716\
                     f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    let x = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";
    let y = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
    let key = if whole { format!("04{x}{y}") } else { format!("03{x}") };
    vec![world.bytes(&hex(hash)), world.bytes(&hex(signature)), world.string(&hex(&key))]
}

fn number(value: u64) -> Vec<u8> {
    [value, 0, 0, 0].map(u64::to_le_bytes).concat()
}

/// Numbers of 256 bits, and room for one.
fn numbers(world: &mut World<'_>, values: &[u64]) -> Vec<u64> {
    let operands = values.iter().map(|value| world.bytes(&number(*value))).collect::<Vec<_>>();
    [operands, vec![world.room(32)]].concat()
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub fn successes() -> Vec<Success> {
    successes![
        Allocate, 0, |_| vec![100], |w, _, rax| {
            assert_eq!(rax, 0x4000_0000);
            assert_eq!(w.frame.heap.size(GuestAddr::wrap(rax)), Ok(112));
            assert_eq!(w.read(rax, 100), [0; 100]);
        };
        Reallocate, 16, |w| {
            let block = w.serve(Function::Allocate, &[16]).unwrap();
            w.serve(Function::Allocate, &[16]).unwrap();
            w.frame.machine.memory.write(GuestAddr::wrap(block), *b"sixteen bytes ok").unwrap();
            vec![block, 200]
        }, |w, args, rax| {
            assert_ne!(rax, args[0]);
            assert_eq!(w.read(rax, 16), b"sixteen bytes ok");
            assert!(w.frame.heap.size(GuestAddr::wrap(args[0])).is_err());
        };
        Reallocate, 0, |_| vec![0, 5], |w, _, rax| assert_eq!(w.frame.heap.size(GuestAddr::wrap(rax)), Ok(16));
        Free, 0, |w| vec![w.serve(Function::Allocate, &[16]).unwrap()], |w, _, _| assert_eq!(w.frame.heap.live(), 0);
        Free, 0, |_| vec![0], |w, _, _| assert_eq!(w.frame.heap.live(), 0);
        CopyMemory, 5, |w| vec![w.room(5), w.bytes(b"hello"), 5], |w, args, rax| {
            assert_eq!(rax, args[0]);
            assert_eq!(w.read(rax, 5), b"hello");
        };
        CopyMemory, 6, |w| {
            let text = w.bytes(b"abcdefgh");
            vec![text + 2, text, 6]
        }, |w, args, _| assert_eq!(w.read(args[1], 8), b"ababcdef");
        MoveMemory, 6, |w| {
            let text = w.bytes(b"abcdefgh");
            vec![text, text + 2, 6]
        }, |w, args, rax| {
            assert_eq!(rax, args[0]);
            assert_eq!(w.read(rax, 8), b"cdefghgh");
        };
        CompareMemory, 3, |w| vec![w.bytes(b"abc"), w.bytes(b"abd"), 3], |_, _, rax| assert_eq!(rax, 0xffff_ffff);
        CompareMemory, 2, |w| vec![w.bytes(b"abc"), w.bytes(b"abd"), 2], |_, _, rax| assert_eq!(rax, 0);
        CompareMemory, 2, |w| vec![w.bytes(b"\xff\0"), w.bytes(b"\x01\x01"), 2], |_, _, rax| assert_eq!(rax, 1);
        CompareMemory, 9000, |w| {
            let (left, right) = (w.room(9000), w.room(9000));
            w.frame.machine.memory.write(GuestAddr::wrap(right + 8999), [1]).unwrap();
            vec![left, right, 9000]
        }, |_, _, rax| assert_eq!(rax, 0xffff_ffff);
        SetMemory, 4, |w| vec![w.bytes(b"......"), 0x141, 4], |w, args, rax| {
            assert_eq!(rax, args[0]);
            assert_eq!(w.read(rax, 6), b"AAAA..");
        };
        StringLength, 5, |w| vec![w.bytes(b"hello\0")], |_, _, rax| assert_eq!(rax, 5);
        StringLength, 5000, |w| {
            w.room(4000);
            vec![w.bytes(&[b'x'; 5000])]
        }, |_, _, rax| assert_eq!(rax, 5000);

        Balance, 0, |w| vec![w.string(b"1.2.5"), w.string(b"1.3.0")], |_, _, rax| assert_eq!(rax, 1000);
        Transfer, 0, |w| vec![w.string(b"1.2.5"), w.string(b"1.3.0"), 20], |w, _, _| {
            let balance = |party: &str| w.transaction.journal.balance(party.parse().unwrap(), AssetId::ECHO).unwrap();
            assert_eq!((balance("1.11.7"), balance("1.2.5")), (Some(30), Some(1020)));
        };
        ObjectProperty, 5, |w| vec![w.room(12), w.string(b"1.2.5"), w.string(b"name")], |w, args, _| {
            assert_eq!(w.read_string(args[0]), b"alice");
        };
        ObjectProperty, 0, |w| vec![w.string(b"old"), w.string(b"1.2.5"), w.string(b"empty")], |w, args, _| {
            assert_eq!(w.read_string(args[0]), b"");
        };
        CallAsset, 0, nothing, |_, _, rax| assert_eq!(rax, 3);
        BlockHash, 0, |w| vec![w.room(12), 0xffff_ffff_0000_0063], |w, args, _| {
            let text = w.read_string(args[0]);
            assert_eq!(text.len(), 64);
            assert!(text.iter().all(u8::is_ascii_hexdigit));
        };
        BlockAuthor, 0, out, |w, args, _| assert_eq!(w.read_string(args[0]), b"1.2.1");
        GasLimit, 0, nothing, |_, _, rax| assert_eq!(rax, GAS);
        BlockNumber, 0, nothing, |_, _, rax| assert_eq!(rax, 100);
        BlockTime, 0, nothing, |_, _, rax| assert_eq!(rax, 4_000_000_000);
        CallValue, 0, nothing, |_, _, rax| assert_eq!(rax, 77);
        Sender, 0, out, |w, args, _| assert_eq!(w.read_string(args[0]), b"1.11.9");
        OriginSender, 0, out, |w, args, _| assert_eq!(w.read_string(args[0]), b"1.2.5");
        ContractNumber, 0, nothing, |_, _, rax| assert_eq!(rax, 7);
        ContractId, 0, out, |w, args, _| assert_eq!(w.read_string(args[0]), b"1.11.7");
        IsConstructor, 0, nothing, |_, _, rax| assert_eq!(rax, 1);

        StorageGet, 8, |w| vec![w.string(b"key"), w.room(12)], |w, args, rax| {
            assert_eq!(rax, 1);
            assert_eq!(w.read_string(args[1]), b"value");
        };
        // The key is the string that is filled in.
        StorageGet, 8, |w| {
            let key = w.string(b"key");
            vec![key, key]
        }, |w, args, _| assert_eq!(w.read_string(args[0]), b"value");
        StorageGet, 5, |w| vec![w.string(b"empty"), w.string(b"old")], |w, args, rax| {
            assert_eq!(rax, 1);
            assert_eq!(w.read_string(args[1]), b"");
        };
        StorageGet, 3, |w| vec![w.string(b"no!"), w.string(b"old")], |w, args, rax| {
            assert_eq!(rax, 0);
            let header = w.read(args[1], 12);
            let pointer = u64::from_le_bytes(header[..8].try_into().unwrap());
            assert_eq!(w.read(pointer, 3), b"old", "out is untouched");
        };
        StorageSet, 6, |w| vec![w.string(b"new"), w.string(b"val")], |w, args, _| {
            assert_eq!(w.transaction.journal.stored(ContractId(7), b"new").unwrap().unwrap(), b"val");
            assert_eq!(w.transaction.journal.stored(ContractId(8), b"new").unwrap(), None);
            assert_eq!(w.serve(Function::StorageExists, args).unwrap(), 1);
        };
        StorageSet, 0, |w| vec![w.header(0, 0), w.header(0, 0)], |w, _, _| {
            assert_eq!(w.transaction.journal.stored(ContractId(7), b"").unwrap().unwrap(), b"");
        };
        StorageRemove, 3, |w| vec![w.string(b"key")], |w, args, rax| {
            assert_eq!(rax, 1);
            assert_eq!(w.serve(Function::StorageRemove, args).unwrap(), 0);
            assert_eq!(w.serve(Function::StorageExists, args).unwrap(), 0);
        };
        StorageExists, 3, |w| vec![w.string(b"key")], |_, _, rax| assert_eq!(rax, 1);
        StorageExists, 2, |w| vec![w.string(b"no")], |_, _, rax| assert_eq!(rax, 0);

        ParamString, 4, out, |w, args, rax| {
            assert_eq!((rax, w.frame.next_param), (1, 1));
            assert_eq!(w.read_string(args[0]), b"text");
        };
        ParamString, 0, |w| { w.frame.next_param = 10; out(w) }, |w, args, rax| {
            assert_eq!((rax, w.frame.next_param), (1, 11));
            assert_eq!(w.read_string(args[0]), b"");
        };
        ParamBool, 0, |w| { w.frame.next_param = 1; vec![w.bytes(&[9; 2])] }, |w, args, rax| {
            assert_eq!((rax, w.read(args[0], 2)), (1, vec![1, 9]));
        };
        ParamU8, 0, |w| { w.frame.next_param = 2; vec![w.bytes(&[9; 2])] }, |w, args, rax| {
            assert_eq!((rax, w.read(args[0], 2)), (1, vec![200, 9]));
        };
        ParamI8, 0, |w| { w.frame.next_param = 3; vec![w.bytes(&[9; 2])] }, |w, args, rax| {
            assert_eq!((rax, w.read(args[0], 2)), (1, vec![(-100_i8).cast_unsigned(), 9]));
        };
        ParamU16, 0, |w| { w.frame.next_param = 4; vec![w.bytes(&[9; 3])] }, |w, args, rax| {
            assert_eq!((rax, w.read(args[0], 3)), (1, vec![0x40, 0x9c, 9]));
        };
        ParamI16, 0, |w| { w.frame.next_param = 5; vec![w.bytes(&[9; 3])] }, |w, args, rax| {
            assert_eq!((rax, w.read(args[0], 3)), (1, vec![0xd0, 0x8a, 9]));
        };
        ParamU32, 0, |w| { w.frame.next_param = 6; vec![w.bytes(&[9; 5])] }, |w, args, rax| {
            assert_eq!(rax, 1);
            assert_eq!(w.read(args[0], 5), [&3_000_000_000_u32.to_le_bytes()[..], &[9]].concat());
        };
        ParamI32, 0, |w| { w.frame.next_param = 7; vec![w.bytes(&[9; 5])] }, |w, args, rax| {
            assert_eq!(rax, 1);
            assert_eq!(w.read(args[0], 5), [&(-2_000_000_000_i32).to_le_bytes()[..], &[9]].concat());
        };
        ParamU64, 0, |w| { w.frame.next_param = 8; vec![w.bytes(&[9; 9])] }, |w, args, rax| {
            assert_eq!((rax, w.read(args[0], 9)), (1, [&[0xff; 8][..], &[9]].concat()));
        };
        ParamI64, 0, |w| { w.frame.next_param = 9; vec![w.bytes(&[9; 9])] }, |w, args, rax| {
            assert_eq!((rax, w.read(args[0], 9)), (1, vec![0, 0, 0, 0, 0, 0, 0, 0x80, 9]));
        };

        ParamInt, 9, |w| { w.frame.next_param = 11; vec![w.bytes(&[9; 10]), 9] }, |w, args, rax| {
            // -2^65-1
            assert_eq!((rax, w.read(args[0], 10)), (1, vec![0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfd, 9]));
        };
        ParamInt, 8, |w| { w.frame.next_param = 11; vec![w.bytes(&[9; 10]), 8] }, |w, args, rax| {
            assert_eq!((rax, w.frame.next_param), (0, 11));
            assert_eq!(w.read(args[0], 10), [9; 10]);
            assert_eq!(w.serve(Function::ParamUint, &[args[0], 32]).unwrap(), 0);
        };
        ParamUint, 2, |w| { w.frame.next_param = 2; vec![w.bytes(&[9; 3]), 2] }, |w, args, rax| {
            assert_eq!((rax, w.read(args[0], 3)), (1, vec![200, 0, 9]));
        };
        ParamUint, 32, |w| { w.frame.next_param = 8; vec![w.bytes(&[9; 33]), 32] }, |w, args, rax| {
            assert_eq!((rax, w.read(args[0], 33)), (1, [&[0xff; 8][..], &[0; 24], &[9]].concat()));
        };
        ParamF64, 0, |w| { w.frame.next_param = 12; vec![w.bytes(&[9; 9])] }, |w, args, rax| {
            assert_eq!((rax, w.read(args[0], 9)), (1, [&1.5_f64.to_le_bytes()[..], &[9]].concat()));
        };
        ParamF64, 0, |w| { w.frame.next_param = 3; vec![w.bytes(&[9; 9])] }, |w, args, rax| {
            assert_eq!((rax, w.read(args[0], 8)), (1, (-100.0_f64).to_le_bytes().to_vec()));
        };

        Call, 8, |w| vec![w.string(b"1.11.8"), w.string(b"f(1,\"x\")"), 0], |w, _, rax| {
            let left = w.frame.machine.gas;
            let entered = w.entered.take().unwrap();
            assert_eq!((rax, entered.line.to_string().as_str()), (0, "f(1, \"x\")"));
            assert_eq!((entered.contract, entered.sender), (ContractId(8), Party::Contract(ContractId(7))));
            assert_eq!((entered.value, entered.gas, entered.is_view, entered.mode), (0, 0, false, Mode::Call));
            assert_eq!(left, GAS);
        };
        Call, 3, |w| vec![w.string(b"1.11.8"), w.string(b"g()"), w.options([5, 6, 70, 0])], |w, _, rax| {
            let entered = w.entered.take().unwrap();
            assert_eq!((rax, entered.value, entered.asset, entered.gas), (0, 5, AssetId(6), 70));
        };
        Call, 3, |w| vec![w.string(b"1.11.8"), w.string(b"g()"), w.options([0, 0, 70, 1])], |w, _, _| {
            assert!(w.entered.take().unwrap().is_view);
        };
        // What cannot be entered is a number, and its message.
        Call, 3, |w| vec![w.string(b"1.11.6"), w.string(b"g()"), 0], |w, _, rax| {
            assert_eq!(rax, ErrorName::InvalidChainCall as u64);
            assert_eq!(w.last_data(), "there is no contract 1.11.6");
        };
        Call, 2, |w| vec![w.string(b"1.11.8"), w.string(b"g("), 0], |w, _, rax| {
            assert_eq!(rax, ErrorName::IncorrectParameters as u64);
            assert!(w.last_data().starts_with("the call line: column 3: expected an argument"), "{}", w.last_data());
        };
        Call, 3, |w| vec![w.string(b"1.11.8"), w.string(b"g()"), w.options([5, 0, 0, 1])], |w, _, rax| {
            assert_eq!(rax, ErrorName::InvalidChainCall as u64);
            assert_eq!(w.last_data(), "the call is a view, and sends nothing");
        };
        CallPacked, 7, |w| vec![w.string(b"1.11.8"), w.string(b"\x01\0\0\0f\x46\x07"), 0], |w, _, rax| {
            assert_eq!((rax, w.entered.take().unwrap().line.to_string().as_str()), (0, "f(7)"));
        };
        CallPacked, 2, |w| vec![w.string(b"1.11.8"), w.string(b"\x01\0"), 0], |_, _, rax| {
            assert_eq!(rax, ErrorName::IncorrectParameters as u64);
        };
        ReturnData, 4, |w| {
            w.frame.callee = Some(Ended::Returned { gas_used: 0, output: b"g(1)".to_vec(), arguments_left: 0 });
            out(w)
        }, |w, args, _| assert_eq!(w.read_string(args[0]), b"g(1)");
        ReturnData, 0, out, |w, args, _| assert_eq!(w.read_string(args[0]), b"");
        Create, file().len() as u64 + 6, |w| {
            vec![w.string(&file()), w.string(b"new(5)"), w.options([1, 0, 90, 2]), w.room(12)]
        }, |w, args, rax| {
            let entered = w.entered.take().unwrap();
            let creates = entered.creates.unwrap();
            assert_eq!((rax, entered.mode, entered.value, entered.gas), (0, Mode::Constructor, 1, 90));
            assert_eq!((entered.contract, creates.record.code), (ContractId(10), CodeHash::of(&file())));
            assert!(creates.record.upgradeable && creates.record.owner == Party::Contract(ContractId(7)));
            assert_eq!(creates.file.as_deref(), Some(&file()[..]));
            assert_eq!(w.read_string(args[3]), b"1.11.10");
        };
        Create, 9, |w| vec![w.string(b"ECHO"), w.string(b"new()"), 0, w.room(12)], |w, _, rax| {
            assert_eq!(rax, ErrorName::IncorrectEmulatorLoad as u64);
            assert!(w.entered.is_none());
        };
        CreateLike, 5, |w| vec![w.string(b"1.11.8"), w.string(b"new()"), 0, w.room(12)], |w, args, rax| {
            let creates = w.entered.take().unwrap().creates.unwrap();
            assert_eq!((rax, creates.record.code, creates.file), (0, CodeHash::of(&file()), None));
            assert!(!creates.record.upgradeable);
            assert_eq!(w.read_string(args[3]), b"1.11.10");
        };
        CreateLike, 5, |w| vec![w.string(b"1.11.6"), w.string(b"new()"), 0, w.room(12)], |_, _, rax| {
            assert_eq!(rax, ErrorName::InvalidChainCall as u64);
        };
        ReplaceCode, other_file().len() as u64, |w| vec![w.string(b"1.11.8"), w.string(&other_file())], |w, _, rax| {
            let record = w.transaction.journal.contract(ContractId(8)).unwrap().unwrap();
            assert_eq!((rax, record.code), (0, CodeHash::of(&other_file())));
            assert_eq!(w.transaction.journal.code(record.code).unwrap().as_deref(), Some(&other_file()[..]));
        };
        // Not upgradeable; of another; no contract file; no contract.
        ReplaceCode, file().len() as u64, |w| vec![w.string(b"1.11.9"), w.string(&file())], |w, _, rax| {
            assert_eq!(rax, ErrorName::InvalidChainCall as u64);
            assert_eq!(w.last_data(), "1.11.9 was not created as one whose code can be replaced");
        };
        ReplaceCode, file().len() as u64, |w| vec![w.string(b"1.11.7"), w.string(&file())], |w, _, rax| {
            assert_eq!(rax, ErrorName::InvalidChainCall as u64);
            assert_eq!(w.last_data(), "1.11.7 belongs to 1.2.5, not to 1.11.7");
        };
        ReplaceCode, 2, |w| vec![w.string(b"1.11.8"), w.string(b"no")], |_, _, rax| {
            assert_eq!(rax, ErrorName::IncorrectEmulatorLoad as u64);
        };
        SelfDestruct, 100, |w| vec![w.string(b"1.2.5")], |w, _, _| {
            assert!(w.has_returned);
            let journal = &w.transaction.journal;
            assert_eq!(journal.balance(Party::Account(ORIGIN), AssetId::ECHO).unwrap(), Some(1050));
            assert_eq!(journal.balance(Party::Contract(ContractId(7)), AssetId::ECHO).unwrap(), None);
            assert_eq!(journal.contract(ContractId(7)).unwrap(), None);
            assert_eq!(journal.stored(ContractId(7), b"key").unwrap(), None);
        };
        GasLeft, 0, nothing, |_, _, rax| assert_eq!(rax, 0);
        StorageGetOf, 8, |w| vec![w.string(b"1.11.7"), w.string(b"key"), w.room(12)], |w, args, rax| {
            assert_eq!((rax, w.read_string(args[2]).as_slice()), (1, &b"value"[..]));
        };
        StorageGetOf, 3, |w| vec![w.string(b"1.11.8"), w.string(b"key"), w.room(12)], |_, _, rax| assert_eq!(rax, 0);

        ReturnString, 5, |w| { w.frame.output = vec![1]; vec![w.string(b"hello")] }, |w, _, _| {
            assert_eq!(w.frame.output, b"\x01hello");
        };
        ReturnBool, 0, |_| vec![0xff02], |w, _, _| assert_eq!(w.frame.output, [1]);
        ReturnBool, 0, |_| vec![0xff00], |w, _, _| assert_eq!(w.frame.output, [0]);
        ReturnI8, 0, |_| vec![u64::MAX], |w, _, _| assert_eq!(w.frame.output, [0xff]);
        ReturnU8, 0, |_| vec![0x1234], |w, _, _| assert_eq!(w.frame.output, [0x34]);
        ReturnI16, 0, |_| vec![u64::MAX - 1], |w, _, _| assert_eq!(w.frame.output, [0xfe, 0xff]);
        ReturnU16, 0, |_| vec![0x12_3456], |w, _, _| assert_eq!(w.frame.output, [0x56, 0x34]);
        ReturnI32, 0, |_| vec![u64::MAX - 1], |w, _, _| assert_eq!(w.frame.output, [0xfe, 0xff, 0xff, 0xff]);
        ReturnU32, 0, |_| vec![0xff_0000_0001], |w, _, _| assert_eq!(w.frame.output, [1, 0, 0, 0]);
        ReturnI64, 0, |_| vec![u64::MAX - 1], |w, _, _| assert_eq!(w.frame.output[..2], [0xfe, 0xff]);
        ReturnU64, 0, |_| vec![75025], |w, _, _| assert_eq!(w.frame.output, 75025_u64.to_le_bytes());

        FunctionName, 3, out, |w, args, _| assert_eq!(w.read_string(args[0]), b"pay");
        Emit, 36, |w| vec![w.string(b"Transfer(address,address,uint256)"), w.string(b"\x01\x02\x03")], |w, _, _| {
            let [log] = w.transaction.journal.logs() else { panic!("one log") };
            // The topic of an ERC-20 transfer.
            assert_eq!(Hex(&log.hash).to_string(), "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
            assert_eq!(log.data, [1, 2, 3]);
        };
        DebugText, 5, |w| vec![w.string(b"hello")], |w, _, _| assert_eq!(w.transaction.debug_len, 6);
        DebugU64, 0, |_| vec![u64::MAX], |w, _, _| assert_eq!(w.transaction.debug_len, 9);
        DebugI64, 0, |_| vec![u64::MAX], |w, _, _| assert_eq!(w.transaction.debug_len, 9);
        DebugF64, 0, |_| vec![1.5_f64.to_bits()], |w, _, _| assert_eq!(w.transaction.debug_len, 9);
        DebugBytes, 3, |w| vec![w.string(b"\x00\xab\xff")], |w, _, _| assert_eq!(w.transaction.debug_len, 4);

        Sha256, 3, |w| vec![w.string(b"abc"), w.room(32)], |w, args, _| {
            assert_eq!(Hex(&w.read(args[1], 32)).to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        };
        Keccak256, 0, |w| vec![w.header(0, 0), w.room(32)], |w, args, _| {
            assert_eq!(Hex(&w.read(args[1], 32)).to_string(), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        };
        Ripemd160, 3, |w| vec![w.string(b"abc"), w.room(20)], |w, args, _| {
            assert_eq!(Hex(&w.read(args[1], 20)).to_string(), "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
        };
        Sha512, 0, |w| vec![w.header(0, 0), w.room(64)], |w, args, _| {
            assert_eq!(w.read(args[1], 64), hex("cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"));
        };
        Blake2b256, 3, |w| vec![w.string(b"abc"), w.room(32)], |w, args, _| {
            assert_eq!(w.read(args[1], 32), hex("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"));
        };
        Blake3, 3, |w| vec![w.string(b"abc"), w.room(32)], |w, args, _| {
            assert_eq!(w.read(args[1], 32), hex("6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"));
        };
        Ed25519Verify, 2, |w| ed25519(w, &[0xaf, 0x82]), |_, _, rax| assert_eq!(rax, 1);
        Ed25519Verify, 3, |w| ed25519(w, &[0xaf, 0x82, 0]), |_, _, rax| assert_eq!(rax, 0);
        Secp256k1Recover, 0, |w| recover(w, 28), |w, args, rax| {
            assert_eq!(rax, 1);
            let address = Hex(&hash::keccak256_of(&w.read(args[2], 64))[12..]).to_string();
            assert_eq!(address, "7156526fbd7a3c72969b54f64e42c10fbb768c8a");
        };
        Secp256k1Recover, 0, |w| recover(w, 28), |w, args, _| {
            // What is recovered has signed.
            let key = w.read(args[2], 64);
            let key = w.string(&key);
            assert_eq!(w.serve(Function::Secp256k1Verify, &[args[0], args[1], key]).unwrap(), 1);
        };
        // RFC 6979, A.2.5: P-256 with SHA-256, "sample". Its s is high.
        Secp256k1Verify, 65, |w| p256(w, true), |_, _, rax| assert_eq!(rax, 0);
        Secp256r1Verify, 65, |w| p256(w, true), |_, _, rax| assert_eq!(rax, 1);
        Secp256r1Verify, 33, |w| p256(w, false), |_, _, rax| assert_eq!(rax, 1);
        Secp256r1Verify, 0, |w| {
            let empty = w.header(0, 0);
            let args = p256(w, false);
            vec![args[0], args[1], empty]
        }, |_, _, rax| assert_eq!(rax, 0);
        Bls12381Pairing, 768, |w| vec![w.string(&pairs(Function::Bls12381Pairing))], |_, _, rax| assert_eq!(rax, 1);
        Bls12381Pairing, 384, |w| vec![w.string(&pairs(Function::Bls12381Pairing)[..384])], |_, _, rax| assert_eq!(rax, 0);
        Bls12381Pairing, 0, |w| vec![w.header(0, 0)], |_, _, rax| assert_eq!(rax, 2);
        Bn254Pairing, 384, |w| vec![w.string(&pairs(Function::Bn254Pairing))], |_, _, rax| assert_eq!(rax, 1);
        Bn254Pairing, 192, |w| vec![w.string(&pairs(Function::Bn254Pairing)[..192])], |_, _, rax| assert_eq!(rax, 0);
        Bn254Pairing, 191, |w| vec![w.string(&pairs(Function::Bn254Pairing)[1..192])], |_, _, rax| assert_eq!(rax, 2);

        Add256, 0, |w| numbers(w, &[5, 3]), |w, args, _| assert_eq!(w.read(args[2], 32), number(8));
        Sub256, 0, |w| numbers(w, &[3, 5]), |w, args, _| {
            assert_eq!(w.read(args[2], 32), [vec![0xfe], vec![0xff; 31]].concat());
        };
        Mul256, 0, |w| numbers(w, &[5, 3]), |w, args, _| assert_eq!(w.read(args[2], 32), number(15));
        Div256, 0, |w| numbers(w, &[17, 5]), |w, args, _| assert_eq!(w.read(args[2], 32), number(3));
        Div256, 0, |w| numbers(w, &[17, 0]), |w, args, _| assert_eq!(w.read(args[2], 32), number(0));
        Mod256, 0, |w| numbers(w, &[17, 5]), |w, args, _| assert_eq!(w.read(args[2], 32), number(2));
        Exp256, 1, |w| numbers(w, &[3, 5]), |w, args, _| assert_eq!(w.read(args[2], 32), number(243));
        Exp256, 2, |w| numbers(w, &[1, 0x100]), |w, args, _| assert_eq!(w.read(args[2], 32), number(1));
        Exp256, 0, |w| numbers(w, &[3, 0]), |w, args, _| assert_eq!(w.read(args[2], 32), number(1));
        AddMod256, 0, |w| numbers(w, &[u64::MAX, 8, 10]), |w, args, _| assert_eq!(w.read(args[3], 32), number(3));
        MulMod256, 0, |w| numbers(w, &[u64::MAX, u64::MAX, 10]), |w, args, _| assert_eq!(w.read(args[3], 32), number(5));
    ]
}

/// The errors a function can end a run with, beside those that hostile pointers and missing gas give.
pub fn refusals(function: Function) -> &'static [ErrorName] {
    use ErrorName::*;
    match function {
        Function::Allocate => &[ZeroSizeAllocation, NoAvailableMemory],
        Function::Reallocate => &[ZeroSizeAllocation, NoAvailableMemory, NotHeapMemory],
        Function::Free => &[NotHeapMemory],
        Function::Balance => &[IncorrectParameters, InvalidChainCall],
        Function::Transfer => &[IncorrectParameters, InvalidChainCall, NoAvailableMemory],
        Function::ObjectProperty => &[IncorrectParameters, InvalidChainCall, NoAvailableMemory],
        Function::BlockHash => &[InvalidChainCall, NoAvailableMemory],
        Function::BlockAuthor
        | Function::Sender
        | Function::OriginSender
        | Function::ContractId
        | Function::ParamString
        | Function::FunctionName => &[NoAvailableMemory],
        Function::ContractNumber => &[InvalidChainCall],
        Function::StorageGet | Function::StorageSet | Function::StorageRemove => {
            &[IncorrectParameters, NoAvailableMemory]
        }
        Function::StorageExists => &[IncorrectParameters],
        Function::StorageGetOf => &[IncorrectParameters, InvalidChainCall, NoAvailableMemory],
        Function::CreateLike => &[IncorrectParameters, NoAvailableMemory],
        Function::Create | Function::ReturnData => &[NoAvailableMemory],
        Function::Call
        | Function::CallPacked
        | Function::ReplaceCode
        | Function::ParamInt
        | Function::ParamUint => &[IncorrectParameters],
        Function::SelfDestruct => &[IncorrectParameters, InvalidChainCall, NoAvailableMemory],
        Function::ReturnString
        | Function::ReturnBool
        | Function::ReturnI8
        | Function::ReturnI16
        | Function::ReturnI32
        | Function::ReturnI64
        | Function::ReturnU8
        | Function::ReturnU16
        | Function::ReturnU32
        | Function::ReturnU64
        | Function::DebugText
        | Function::DebugU64
        | Function::DebugI64
        | Function::DebugF64
        | Function::DebugBytes => &[OutputLimitExceeded],
        Function::Emit => &[LogLimitExceeded],
        Function::Fail => &[ContractError],
        Function::CopyMemory
        | Function::CompareMemory
        | Function::SetMemory
        | Function::MoveMemory
        | Function::StringLength
        | Function::CallAsset
        | Function::GasLimit
        | Function::BlockNumber
        | Function::BlockTime
        | Function::CallValue
        | Function::IsConstructor
        | Function::ParamBool
        | Function::ParamI8
        | Function::ParamI16
        | Function::ParamI32
        | Function::ParamI64
        | Function::ParamU8
        | Function::ParamU16
        | Function::ParamU32
        | Function::ParamU64
        | Function::ParamF64
        | Function::GasLeft
        | Function::Sha256
        | Function::Keccak256
        | Function::Ripemd160
        | Function::Sha512
        | Function::Blake2b256
        | Function::Blake3
        | Function::Ed25519Verify
        | Function::Secp256k1Recover
        | Function::Secp256k1Verify
        | Function::Secp256r1Verify
        | Function::Bls12381Pairing
        | Function::Bn254Pairing
        | Function::Add256
        | Function::Sub256
        | Function::Mul256
        | Function::Div256
        | Function::Mod256
        | Function::Exp256
        | Function::AddMod256
        | Function::MulMod256 => &[],
    }
}

pub type Failure = (Function, ErrorName, fn(&mut World<'_>) -> Vec<u64>);

/// Leaves no allocation free.
fn full_heap(world: &mut World<'_>) {
    while world.serve(Function::Allocate, &[1]).is_ok() {}
}

fn no_output(world: &mut World<'_>) {
    world.frame.output = vec![0; 64];
}

fn no_debug(world: &mut World<'_>) {
    world.transaction.debug_len = 95;
}

fn full_changes(world: &mut World<'_>) {
    let mut i = 0_u64;
    while world.transaction.journal.store(ContractId(7), i.to_le_bytes().to_vec(), None).is_ok() {
        i += 1;
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub fn failures() -> Vec<Failure> {
    use ErrorName::*;
    let mut all: Vec<Failure> = vec![
        (Function::Allocate, ZeroSizeAllocation, |_| vec![0]),
        (Function::Allocate, NoAvailableMemory, |_| vec![(1 << 20) + 1]),
        (Function::Allocate, NoAvailableMemory, |_| vec![u64::MAX]),
        (Function::Allocate, NoAvailableMemory, |w| {
            full_heap(w);
            vec![1]
        }),
        (Function::Reallocate, ZeroSizeAllocation, |w| vec![w.serve(Function::Allocate, &[16]).unwrap(), 0]),
        (Function::Reallocate, ZeroSizeAllocation, |_| vec![0, 0]),
        (Function::Reallocate, NoAvailableMemory, |w| {
            vec![w.serve(Function::Allocate, &[16]).unwrap(), u64::MAX]
        }),
        (Function::Reallocate, NotHeapMemory, |w| vec![w.room(16), 10]),
        (Function::Free, NotHeapMemory, |w| vec![w.room(16)]),
        (Function::Free, NotHeapMemory, |w| vec![w.serve(Function::Allocate, &[32]).unwrap() + 16]),
        (Function::Free, NotHeapMemory, |w| {
            let block = w.serve(Function::Allocate, &[32]).unwrap();
            w.serve(Function::Free, &[block]).unwrap();
            vec![block]
        }),
        (Function::Balance, IncorrectParameters, |w| vec![w.string(b"alice"), w.string(b"1.3.0")]),
        (Function::Balance, IncorrectParameters, |w| vec![w.string(b"1.3.0"), w.string(b"1.3.0")]),
        (Function::Balance, IncorrectParameters, |w| vec![w.string(b"1.2.5"), w.string(b"1.2.5")]),
        (Function::Balance, IncorrectParameters, |w| vec![w.string(b"1.2.5\0"), w.string(b"1.3.0")]),
        (Function::Balance, IncorrectParameters, |w| vec![w.string(b"\xff"), w.string(b"1.3.0")]),
        (Function::Balance, IncorrectParameters, |w| vec![w.string(&[b'1'; 29]), w.string(b"1.3.0")]),
        // Too long to be read at all.
        (Function::Balance, IncorrectParameters, |w| vec![w.header(0, u32::MAX), w.string(b"1.3.0")]),
        (Function::Balance, InvalidChainCall, |w| vec![w.string(b"1.2.6"), w.string(b"1.3.0")]),
        (Function::Balance, InvalidChainCall, |w| vec![w.string(b"1.2.5"), w.string(b"1.3.1")]),
        (Function::Transfer, IncorrectParameters, |w| vec![w.string(b"1.3.5"), w.string(b"1.3.0"), 1]),
        (Function::Transfer, InvalidChainCall, |w| vec![w.string(b"1.2.6"), w.string(b"1.3.0"), 1]),
        (Function::Transfer, InvalidChainCall, |w| vec![w.string(b"1.2.5"), w.string(b"1.3.0"), 51]),
        (Function::Transfer, InvalidChainCall, |w| vec![w.string(b"1.2.5"), w.string(b"1.3.0"), u64::MAX]),
        (Function::Transfer, InvalidChainCall, |w| vec![w.string(b"1.2.8"), w.string(b"1.3.0"), 1]),
        (Function::Transfer, NoAvailableMemory, |w| {
            full_changes(w);
            vec![w.string(b"1.2.5"), w.string(b"1.3.0"), 1]
        }),
        (Function::ObjectProperty, IncorrectParameters, |w| {
            vec![w.room(12), w.string(b"1.2"), w.string(b"name")]
        }),
        (Function::ObjectProperty, IncorrectParameters, |w| {
            vec![w.room(12), w.string(b"1.2.5"), w.string(b"\xff")]
        }),
        (Function::ObjectProperty, IncorrectParameters, |w| {
            vec![w.room(12), w.string(b"1.2.5"), w.string(&[b'n'; 257])]
        }),
        (Function::ObjectProperty, InvalidChainCall, |w| {
            vec![w.room(12), w.string(b"1.2.6"), w.string(b"name")]
        }),
        (Function::ObjectProperty, InvalidChainCall, |w| {
            vec![w.room(12), w.string(b"1.2.5"), w.string(b"age")]
        }),
        (Function::ObjectProperty, NoAvailableMemory, |w| {
            full_heap(w);
            vec![w.room(12), w.string(b"1.2.5"), w.string(b"name")]
        }),
        (Function::BlockHash, InvalidChainCall, |w| vec![w.room(12), 100]),
        (Function::BlockHash, InvalidChainCall, |w| vec![w.room(12), 0]),
        (Function::BlockHash, NoAvailableMemory, |w| {
            full_heap(w);
            vec![w.room(12), 99]
        }),
        (Function::StorageGet, IncorrectParameters, |w| vec![w.string(&[0; 17]), w.room(12)]),
        (Function::StorageGet, IncorrectParameters, |w| vec![w.header(0, u32::MAX), w.room(12)]),
        (Function::StorageGet, NoAvailableMemory, |w| {
            full_heap(w);
            vec![w.string(b"key"), w.room(12)]
        }),
        (Function::StorageSet, IncorrectParameters, |w| vec![w.string(&[0; 17]), w.string(b"")]),
        (Function::StorageSet, IncorrectParameters, |w| vec![w.string(b"k"), w.string(&[0; 33])]),
        (Function::StorageSet, NoAvailableMemory, |w| {
            full_changes(w);
            vec![w.string(b"k"), w.string(b"v")]
        }),
        (Function::StorageRemove, IncorrectParameters, |w| vec![w.string(&[0; 17])]),
        (Function::StorageRemove, NoAvailableMemory, |w| {
            full_changes(w);
            vec![w.string(b"key")]
        }),
        (Function::StorageExists, IncorrectParameters, |w| vec![w.string(&[0; 17])]),
        (Function::StorageGetOf, IncorrectParameters, |w| {
            vec![w.string(b"1.2.7"), w.string(b"key"), w.room(12)]
        }),
        (Function::StorageGetOf, IncorrectParameters, |w| {
            vec![w.string(b"1.11.7"), w.string(&[0; 17]), w.room(12)]
        }),
        (Function::StorageGetOf, InvalidChainCall, |w| {
            vec![w.string(b"1.11.6"), w.string(b"key"), w.room(12)]
        }),
        (Function::StorageGetOf, NoAvailableMemory, |w| {
            full_heap(w);
            vec![w.string(b"1.11.7"), w.string(b"key"), w.room(12)]
        }),
        (Function::ParamInt, IncorrectParameters, |w| vec![w.room(64), 0]),
        (Function::ParamUint, IncorrectParameters, |w| vec![w.room(64), 33]),
        (Function::ParamUint, IncorrectParameters, |w| vec![w.room(64), u64::MAX]),
        (Function::Call, IncorrectParameters, |w| vec![w.string(b"1.2.8"), w.string(b"f()"), 0]),
        (Function::CallPacked, IncorrectParameters, |w| vec![w.string(b"x"), w.string(b"f()"), 0]),
        (Function::ReturnData, NoAvailableMemory, |w| {
            let args = [w.string(b"1.11.8"), w.string(b"g(1)"), 0];
            w.serve(Function::Call, &args).unwrap();
            full_heap(w);
            out(w)
        }),
        (Function::Create, NoAvailableMemory, |w| {
            full_heap(w);
            vec![w.string(&file()), w.string(b"f()"), 0, w.room(12)]
        }),
        (Function::ReplaceCode, IncorrectParameters, |w| vec![w.string(b"1.2.8"), w.string(&file())]),
        (Function::SelfDestruct, IncorrectParameters, |w| vec![w.string(b"1.3.0")]),
        (Function::SelfDestruct, InvalidChainCall, |w| vec![w.string(b"1.2.6")]),
        (Function::SelfDestruct, InvalidChainCall, |w| vec![w.string(b"1.11.7")]),
        (Function::SelfDestruct, NoAvailableMemory, |w| {
            full_changes(w);
            vec![w.string(b"1.2.5")]
        }),
        (Function::CreateLike, NoAvailableMemory, |w| {
            full_heap(w);
            vec![w.string(b"1.11.8"), w.string(b"f()"), 0, w.room(12)]
        }),
        (Function::CreateLike, IncorrectParameters, |w| {
            vec![w.string(b"1.2.8"), w.string(b"f()"), 0, w.room(12)]
        }),
        (Function::ReturnString, OutputLimitExceeded, |w| vec![w.string(&[0; 65])]),
        (Function::Emit, LogLimitExceeded, |w| vec![w.string(&[0; 41]), w.string(b"")]),
        (Function::Emit, LogLimitExceeded, |w| vec![w.string(b""), w.string(&[0; 41])]),
        (Function::Emit, LogLimitExceeded, |w| {
            let args = [w.string(b"a()"), w.string(b"")];
            w.serve(Function::Emit, &args).unwrap();
            w.serve(Function::Emit, &args).unwrap();
            args.to_vec()
        }),
        (Function::DebugText, OutputLimitExceeded, |w| vec![w.string(&[b'x'; 100])]),
        (Function::DebugText, OutputLimitExceeded, |w| vec![w.header(0, u32::MAX)]),
        (Function::DebugBytes, OutputLimitExceeded, |w| vec![w.string(&[b'x'; 100])]),
        (Function::Fail, ContractError, |w| vec![w.string(b"no such function")]),
    ];
    for function in [Function::BlockAuthor, Function::Sender, Function::OriginSender, Function::ContractId] {
        all.push((function, NoAvailableMemory, |w| {
            full_heap(w);
            out(w)
        }));
    }
    for function in [Function::ParamString, Function::FunctionName] {
        all.push((function, NoAvailableMemory, |w| {
            full_heap(w);
            out(w)
        }));
    }
    for &function in Function::ALL.iter().filter(|f| (0x51..=0x59).contains(&(**f as u8))) {
        all.push((function, OutputLimitExceeded, |w| {
            no_output(w);
            vec![1]
        }));
    }
    for function in [Function::DebugU64, Function::DebugI64, Function::DebugF64] {
        all.push((function, OutputLimitExceeded, |w| {
            no_debug(w);
            vec![1]
        }));
    }
    all
}
