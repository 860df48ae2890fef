//! Random programs of a dozen instructions: what every way through them says of each flag, by what the manual says of the instructions.

use crate::flags::liveness::{Instructions, Lookahead, live_at};
use crate::{Analysis, Flaw, Successors, Text};
use echo_abi::decode::Buffer;
use echo_abi::isa::FlagSet;
use echo_abi::scpi::Function;
use echo_abi::{GuestAddr, Image, Inst, Op, Policy, isa};
use std::collections::BTreeSet;

/// Where a program lies.
const TEXT: u32 = 0x1000;

const C: u8 = 1;
const P: u8 = 2;
const Z: u8 = 4;
const S: u8 = 8;
const O: u8 = 16;
const ALL: u8 = C | P | Z | S | O;

/// What the manual says that an instruction does with CF, PF, ZF, SF and OF.
#[derive(Clone, Copy)]
struct Said {
    bytes: &'static [u8],
    reads: u8,
    /// They have a new value behind it that the manual defines.
    defines: u8,
    /// They have any value behind it, perhaps the one that they had.
    undefines: u8,
    /// They have a new value behind it or the one that they had, and the manual says which.
    may_define: u8,
}

const fn said(bytes: &'static [u8], reads: u8, defines: u8, undefines: u8, may_define: u8) -> Said {
    Said { bytes, reads, defines, undefines, may_define }
}

/// Intel SDM, volume 2, "Flags Affected".
const SAID: &[Said] = &[
    said(&[0x89, 0xc8], 0, 0, 0, 0),                        // mov eax, ecx
    said(&[0x39, 0xc8], 0, ALL, 0, 0),                      // cmp eax, ecx
    said(&[0x85, 0xc9], 0, ALL, 0, 0),                      // test ecx, ecx
    said(&[0xff, 0xc0], 0, P | Z | S | O, 0, 0),            // inc eax
    said(&[0x11, 0xc8], C, ALL, 0, 0),                      // adc eax, ecx
    said(&[0xf7, 0xe1], 0, C | O, P | Z | S, 0),            // mul ecx
    said(&[0xc1, 0xe0, 2], 0, C | P | Z | S, O, 0),         // shl eax, 2
    said(&[0xd1, 0xe0], 0, ALL, 0, 0),                      // shl eax, 1
    said(&[0xc1, 0xc0, 3], 0, C, O, 0),                     // rol eax, 3
    said(&[0x0f, 0xa3, 0xc8], 0, C, P | S | O, 0),          // bt eax, ecx
    said(&[0xd3, 0xe0], 0, 0, 0, ALL),                      // shl eax, cl
    said(&[0x0f, 0x92, 0xc0], C, 0, 0, 0),                  // setb al
    said(&[0x0f, 0x94, 0xc0], Z, 0, 0, 0),                  // sete al
    said(&[0x0f, 0x90, 0xc0], O, 0, 0, 0),                  // seto al
    said(&[0x0f, 0x9a, 0xc0], P, 0, 0, 0),                  // setp al
    said(&[0x0f, 0x46, 0xc1], C | Z, 0, 0, 0),              // cmovbe eax, ecx
    said(&[0x0f, 0x4c, 0xc1], S | O, 0, 0, 0),              // cmovl eax, ecx
    said(&[0xf9], 0, C, 0, 0),                              // stc
    said(&[0xff, 0xe0], 0, 0, 0, 0),                        // jmp rax
    said(&[0xc3], 0, 0, 0, 0),                              // ret
    said(&[0x0f, 0x0b], 0, 0, 0, 0),                        // ud2
    said(&[0xcd, Function::BlockNumber as u8], 0, 0, 0, 0), // int n
];

/// Direct jumps, with a distance of 32 bits behind these bytes.
const JUMPS: &[Said] = &[
    said(&[0xe9], 0, 0, 0, 0),               // jmp
    said(&[0x0f, 0x82], C, 0, 0, 0),         // jb
    said(&[0x0f, 0x84], Z, 0, 0, 0),         // je
    said(&[0x0f, 0x8e], Z | S | O, 0, 0, 0), // jle
    said(&[0x0f, 0x8b], P, 0, 0, 0),         // jnp
];

/// What it does when execution comes behind the instruction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Goes {
    On,
    To(usize),
    OnOrTo(usize),
    /// The flags end; execution goes on behind it.
    HostCall,
    /// Nobody knows where to, with the flags as they are.
    Anywhere,
    Elsewhere,
}

struct DozenInstructions {
    /// What the manual says of each instruction, and where it goes.
    insts: Vec<(Said, Goes)>,
    starts: Vec<u32>,
    bytes: Vec<u8>,
}

/// Numbers that no pattern favours.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (self.0 >> 33) as usize % end
    }
}

impl DozenInstructions {
    fn random(random: &mut Random) -> Self {
        let len = 2 + random.below(11);
        let mut insts: Vec<(Said, Goes)> = (0..len)
            .map(|_| {
                if random.below(4) == 0 {
                    let (kind, to) = (random.below(JUMPS.len()), random.below(len));
                    return (JUMPS[kind], if kind == 0 { Goes::To(to) } else { Goes::OnOrTo(to) });
                }
                // What ends a way is rare.
                let few = if random.below(8) == 0 { 0 } else { 4 };
                let said = SAID[random.below(SAID.len() - few)];
                let goes = match said.bytes {
                    [0xff, 0xe0] => Goes::Anywhere,
                    [0xc3] | [0x0f, 0x0b] => Goes::Elsewhere,
                    [0xcd, _] => Goes::HostCall,
                    _ => Goes::On,
                };
                (said, goes)
            })
            .collect();
        insts.push((said(&[0xc3], 0, 0, 0, 0), Goes::Elsewhere));
        let size = |(said, goes): &(Said, Goes)| {
            said.bytes.len() as u32 + if matches!(goes, Goes::To(_) | Goes::OnOrTo(_)) { 4 } else { 0 }
        };
        let mut at = TEXT;
        let starts: Vec<u32> = insts.iter().map(|inst| (at, at += size(inst)).0).collect();
        let mut bytes = Vec::new();
        for (inst, start) in insts.iter().zip(&starts) {
            bytes.extend(inst.0.bytes);
            if let Goes::To(to) | Goes::OnOrTo(to) = inst.1 {
                bytes.extend(starts[to].wrapping_sub(start + size(inst)).to_le_bytes());
            }
        }
        Self { insts, starts, bytes }
    }

    fn image(&self) -> Image {
        // ESC: version, entry, one section of text, its address and its sizes, no symbols.
        let mut file = [b"ECHO", &1_u32.to_le_bytes()[..], &u64::from(TEXT).to_le_bytes()].concat();
        file.extend(1_u32.to_le_bytes());
        // Kind: text.
        file.extend([1, 0]);
        file.extend(u64::from(TEXT).to_le_bytes());
        file.extend([(self.bytes.len() as u32).to_le_bytes(); 2].concat());
        file.extend(&self.bytes);
        file.extend(0_u32.to_le_bytes());
        Image::load(&file, &Policy::default().limits).expect("the file is well-formed")
    }

    /// The instructions that may follow `i`, unless the flags end there.
    fn successors(&self, i: usize) -> Vec<usize> {
        match self.insts[i].1 {
            Goes::On => vec![i + 1],
            Goes::To(to) => vec![to],
            Goes::OnOrTo(to) => vec![i + 1, to],
            Goes::HostCall | Goes::Anywhere | Goes::Elsewhere => Vec::new(),
        }
    }

    /// The flags that some way from one of these instructions on reads before they have a new value for certain.
    fn live(&self, from: &[usize]) -> FlagSet {
        let live = [C, P, Z, S, O].into_iter().filter(|flag| self.is_live(from, *flag));
        flags(live.fold(0, |all, flag| all | flag))
    }

    /// The flags that some way reads behind instruction `i`.
    fn live_behind(&self, i: usize) -> FlagSet {
        if self.insts[i].1 == Goes::Anywhere { flags(ALL) } else { self.live(&self.successors(i)) }
    }

    fn is_live(&self, from: &[usize], flag: u8) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = from.to_vec();
        while let Some(i) = open.pop() {
            let said = self.insts[i].0;
            if said.reads & flag != 0 {
                return true;
            }
            if seen.insert(i) && said.defines & flag == 0 {
                if self.insts[i].1 == Goes::Anywhere {
                    return true;
                }
                open.extend(self.successors(i));
            }
        }
        false
    }

    /// The instructions that may read a flag that nothing defined on some way from the first one.
    fn undefined_readers(&self) -> BTreeSet<u32> {
        let mut seen = BTreeSet::new();
        let mut readers = BTreeSet::new();
        // An instruction, and the flags that are undefined before it on some way.
        let mut open = vec![(0, 0)];
        while let Some((i, undefined)) = open.pop() {
            if !seen.insert((i, undefined)) {
                continue;
            }
            let Said { reads, defines, undefines, may_define, .. } = self.insts[i].0;
            if reads & undefined != 0 {
                readers.insert(self.starts[i]);
            }
            if self.insts[i].1 == Goes::HostCall {
                open.push((i + 1, ALL));
            }
            let behind = undefined & !(defines | may_define) | undefines;
            open.extend(self.successors(i).into_iter().map(|next| (next, behind)));
        }
        readers
    }
}

fn flags(bits: u8) -> FlagSet {
    [(C, FlagSet::CF), (P, FlagSet::PF), (Z, FlagSet::ZF), (S, FlagSet::SF), (O, FlagSet::OF)]
        .into_iter()
        .filter(|(bit, _)| bits & bit != 0)
        .fold(FlagSet::NONE, |set, (_, flag)| set.union(flag))
}

/// The instructions of a text, one at a time.
struct TextReader<'a> {
    text: Text<'a>,
    buffer: Buffer,
}

impl Instructions for TextReader<'_> {
    fn inst_at(&mut self, addr: GuestAddr) -> Option<&Inst> {
        self.text.read(addr, &mut self.buffer).ok()
    }
}

/// Where the look sees to the end of every way, it says what every way says; where it does not, no less; and it never looks far.
#[test]
fn live_flags_are_those_that_some_way_reads() {
    let mut random = Random(7);
    let (mut exact, mut live_ones, mut cut) = (0, 0, 0);
    for _ in 0..4_000 {
        let program = DozenInstructions::random(&mut random);
        let image = program.image();
        let mut reader = TextReader { text: Text::new(&image), buffer: Buffer::new() };
        for (i, start) in program.starts.iter().enumerate() {
            let inst = *reader.inst_at(GuestAddr(*start)).expect("an instruction");
            let mut lookahead = Lookahead::default();
            let seen = lookahead.live_after(&mut reader, &inst);
            let live = program.live_behind(i);
            if lookahead.work() < 32 {
                assert_eq!(seen, live, "behind {inst} of {:x?}", program.bytes);
                (exact, live_ones) = (exact + 1, live_ones + usize::from(!live.is_empty()));
            } else {
                assert!(live.difference(seen).is_empty(), "behind {inst} of {:x?}", program.bytes);
                assert!(
                    lookahead.work() <= 4 * 32,
                    "{} behind {inst} of {:x?}",
                    lookahead.work(),
                    program.bytes
                );
                cut += 1;
            }
        }
    }
    assert!(exact > 10_000 && live_ones > 1_000 && cut > 100, "{exact}, {live_ones}, {cut}");
}

/// Where a run is stopped, the flags that count are those that some way reads, and a look ahead has called them all live.
#[test]
fn a_stop_keeps_the_flags_that_some_way_reads() {
    let mut random = Random(10);
    let mut live_ones = 0;
    for _ in 0..1_000 {
        let program = DozenInstructions::random(&mut random);
        let image = program.image();
        let mut reader = TextReader { text: Text::new(&image), buffer: Buffer::new() };
        for (i, start) in program.starts.iter().enumerate() {
            let live = live_at(&mut reader, GuestAddr(*start));
            assert_eq!(live, program.live(&[i]), "from {start:#x} on, of {:x?}", program.bytes);
            live_ones += usize::from(!live.is_empty());
        }
    }
    assert!(live_ones > 300, "{live_ones}");
}

#[test]
fn undefined_flags_are_read_where_some_way_leaves_them_so() {
    let mut random = Random(8);
    let mut found = 0;
    for _ in 0..4_000 {
        let program = DozenInstructions::random(&mut random);
        let image = program.image();
        let mut analysis = Analysis::of(&image, Policy::default().features());
        let flawed: Vec<GuestAddr> = analysis.flawed().into_iter().map(|flawed| flawed.addr).collect();
        let is_read = |flaw: Flaw| matches!(flaw, Flaw::ReadsUndefined(_));
        for addr in &flawed {
            assert!(analysis.flaws(*addr).all(is_read), "{addr} of {:x?}", program.bytes);
        }
        let readers: BTreeSet<u32> = flawed.into_iter().map(|addr| addr.0).collect();
        assert_eq!(readers, program.undefined_readers(), "{:x?}", program.bytes);
        found += readers.len();
    }
    assert!(found > 500, "{found}");
}

#[test]
fn successors_are_those_of_the_program() {
    let mut random = Random(9);
    for _ in 0..500 {
        let program = DozenInstructions::random(&mut random);
        let image = program.image();
        let mut reader = TextReader { text: Text::new(&image), buffer: Buffer::new() };
        for (i, start) in program.starts.iter().enumerate() {
            let inst = *reader.inst_at(GuestAddr(*start)).expect("an instruction");
            let said: BTreeSet<u32> = Successors::of(&inst).addresses().map(|addr| addr.0).collect();
            let mut expected = program.successors(i);
            if program.insts[i].1 == Goes::HostCall {
                expected.push(i + 1);
            }
            assert_eq!(said, expected.into_iter().map(|next| program.starts[next]).collect(), "{inst}");
        }
    }
}

/// So nobody need ask what a call or a return reads: flags end there.
#[test]
fn only_instructions_behind_which_flags_live_on_read_any() {
    let mut others = 0;
    for form in Op::ALL.iter().flat_map(|op| op.forms()) {
        let flow = format!("{:?}", form.flow_control());
        if !["Next", "ConditionalBranch"].contains(&flow.as_str()) {
            let reads = isa::flag_effect(*form).expect("it stands in the table").reads;
            assert!(reads.intersection(FlagSet::STATUS).is_empty(), "{form:?} reads {reads:?}");
            others += 1;
        }
    }
    assert!(others >= 8, "{others}");
}
