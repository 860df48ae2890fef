//! The table of the interpreter's operations: what an instruction becomes when its block is predecoded.
//!
//! The frequent shapes of the frequent instructions have an operation each. Anything else is `Uop::General`,
//! which executes the decoded instruction. Operands are resolved: a register is a slot, an immediate is
//! extended. [`super::lower`] makes operations, [`super::superinst`] makes words of them, and
//! [`super::handler`] says how this table is read.

#![expect(
    clippy::redundant_closure_for_method_calls,
    clippy::unnecessary_cast,
    clippy::useless_conversion,
    clippy::unused_unit,
    reason = "an operator is written once for several types, and the code around it for any operands"
)]

use super::dispatch::{Accumulator, Aligned, Context, HandlerFn, Leave, Left, Source, Word};
use super::handler::{Effect, Handler, alu_flags, handlers, insert, operations, result, source};
use super::operand::{Alu, Ea, FloatTest, Near, Slot, WordOperand, places};
use super::position::{BlockPos, InstIndex, StubPos, WordPos};
use super::step::Next;
use super::superinst::{End, More, Start, Suffix};
use super::wide;
use crate::alu::float::{double, single};
use crate::alu::int::{self, Shift};
use crate::alu::packed::{Packed, u8x16, u16x8};
use crate::alu::sse4::BlendLane;
use crate::machine::Vector;
use echo_abi::GuestAddr;
use echo_abi::isa::{Cond, FlagSet, Reg, Width};

operations! {
    cx;
    moves {
        // Copies, extensions, addresses
        None { dst: Out, src: A } => extend(dst, src):
            Mov32<u32, u32> Mov64<u64, u64> Zx8<u32, u8> Zx16<u32, u16> Sx8To32<u32, i8> Sx8To64<u64, i8>
            Sx16To32<u32, i16> Sx16To64<u64, i16> Sx32To64<u64, i32>;
        None { dst: Out, src: A } => insert(dst, src):
            Insert8<u64, u8> Insert16<u64, u16>;
        None { dst: Out, ea: Ea<A, B> } => lea(dst, ea):
            Lea32<u32> Lea64<u64>;
        None { dst: Out, near: Near<A> } => lea(dst, near):
            LeaNear32<u32> LeaNear64<u64>;

        // Loads and stores
        Memory { dst: Out, ea: Ea<A, B> } => load(dst, ea):
            Load8<u32, u8> Load16<u32, u16> Load32<u32, u32> Load64<u64, u64> LoadSx8To32<u32, i8>
            LoadSx8To64<u64, i8> LoadSx16To32<u32, i16> LoadSx16To64<u64, i16> LoadSx32To64<u64, i32>;
        Memory { dst: Out, near: Near<A> } => load(dst, near):
            LoadNear8<u32, u8> LoadNear32<u32, u32> LoadNear64<u64, u64>;
        Memory { dst: Out, disp: i32 } => load_stack(dst, disp):
            LoadStack32<u32> LoadStack64<u64>;
        Memory { src: A, ea: Ea<B> } => store(src, ea):
            Store8<u8> Store16<u16> Store32<u32> Store64<u64>;
        Memory { imm: i32, ea: Ea<A, B> } => store(imm, ea):
            StoreI8<u8> StoreI16<u16> StoreI32<u32> StoreI64<u64>;
        Memory { src: A, near: Near<B> } => store(src, near):
            StoreNear8<u8> StoreNear32<u32> StoreNear64<u64>;
        Memory { src: A, disp: i32 } => store_stack(src, disp):
            StoreStack32<u32> StoreStack64<u64>;

        // Copies if the truth value is `want`
        None { dst: Out, src: A, want: bool } => move_if(dst, src, want):
            MovIf32<u32> MovIf64<u64>;
    }

    families {
        // Arithmetic whose flags nobody reads. A copy before an operation with a destination and a source `a`
        // can be part of it.
        None { dst: Out, a: A, b: B } => binary(dst, a, b) {
            Add32RR<u32> Add64RR<u64>: |a, b| a.wrapping_add(b);
            Sub32RR<u32> Sub64RR<u64>: |a, b| a.wrapping_sub(b);
            And32RR<u32> And64RR<u64>: |a, b| a & b;
            Or32RR<u32> Or64RR<u64>: |a, b| a | b;
            Xor32RR<u32> Xor64RR<u64>: |a, b| a ^ b;
            Andn32<u32> Andn64<u64>: |a, b| !a & b;
            Imul32RR<u32> Imul64RR<u64>: |a, b| a.wrapping_mul(b);
        }
        None { dst: Out, a: A, imm: i32 } => binary(dst, a, imm) {
            Add32RI<u32> Add64RI<u64>: |a, b| a.wrapping_add(b);
            And32RI<u32> And64RI<u64>: |a, b| a & b;
            Or32RI<u32> Or64RI<u64>: |a, b| a | b;
            Xor32RI<u32> Xor64RI<u64>: |a, b| a ^ b;
            Imul32RRI<u32> Imul64RRI<u64>: |a, b| a.wrapping_mul(b);
        }
        Memory { dst: Out, a: A, ea: Ea<B> } => binary_memory(dst, a, ea) {
            Add32RM<u32> Add64RM<u64>: |a, b| a.wrapping_add(b);
            Sub32RM<u32> Sub64RM<u64>: |a, b| a.wrapping_sub(b);
            And32RM<u32> And64RM<u64>: |a, b| a & b;
            Or32RM<u32> Or64RM<u64>: |a, b| a | b;
            Xor32RM<u32> Xor64RM<u64>: |a, b| a ^ b;
        }
        Memory { src: A, ea: Ea<B> } => update(ea, src) {
            Add32MR<u32> Add64MR<u64>: |a, b| a.wrapping_add(b);
            Sub32MR<u32> Sub64MR<u64>: |a, b| a.wrapping_sub(b);
        }
        Memory { imm: i32, ea: Ea<A, B> } => update(ea, imm) {
            Add32MI<u32> Add64MI<u64>: |a, b| a.wrapping_add(b);
        }
        None { dst: Out, a: A, count: u8 } => binary(dst, a, count) {
            Shl32RI<u32> Shl64RI<u64>: |a, count| a.wrapping_shl(count as u32);
            Shr32RI<u32> Shr64RI<u64>: |a, count| a.wrapping_shr(count as u32);
            Sar32RI<i32> Sar64RI<i64>: |a, count| a.wrapping_shr(count as u32);
            Rol32RI<u32> Rol64RI<u64>: |a, count| a.rotate_left(count as u32);
        }
        None { dst: Out, a: A, count: B } => binary(dst, a, count) {
            Shl32RR<u32> Shl64RR<u64>: |a, count| a.wrapping_shl(count as u32);
            Shr32RR<u32> Shr64RR<u64>: |a, count| a.wrapping_shr(count as u32);
            Sar32RR<i32> Sar64RR<i64>: |a, count| a.wrapping_shr(count as u32);
            Rol32RR<u32> Rol64RR<u64>: |a, count| a.rotate_left(count as u32);
            Ror32RR<u32> Ror64RR<u64>: |a, count| a.rotate_right(count as u32);
        }
        None { dst: Out } => unary(dst, dst) {
            Not32<u32> Not64<u64>: |a| !a;
            Neg32<u32> Neg64<u64>: |a| a.wrapping_neg();
            Bswap32<u32> Bswap64<u64>: |a| a.swap_bytes();
        }
        None { dst: Out, src: A } => unary(dst, src) {
            Popcnt32<u32> Popcnt64<u64>: |a| a.count_ones().into();
            Lzcnt32<u32> Lzcnt64<u64>: |a| a.leading_zeros().into();
            Tzcnt32<u32> Tzcnt64<u64>: |a| a.trailing_zeros().into();
        }
        None { dst: Out, src: A } => unary_flagless(dst, src) {
            Blsr32<u32> Blsr64<u64>: int::blsr;
            Blsi32<u32> Blsi64<u64>: int::blsi;
            Blsmsk32<u32> Blsmsk64<u64>: int::blsmsk;
        }
        Any { width: Width, src: Slot } => divide(width, src) {
            Div: int::div;
            Idiv: int::idiv;
        }

        // Arithmetic with a carry, which is the truth value
        None { dst: Out, src: A } => carry(dst, src) {
            /// Adds; a carry comes out.
            AddCarry32RR<u32> AddCarry64RR<u64>: |a, b, _| a.overflowing_add(b);
            /// Adds with carry; a carry comes out.
            Adc32RR<u32> Adc64RR<u64>: |a, b, carry| a.carrying_add(b, carry);
            /// Subtracts with borrow; a borrow comes out.
            Sbb32RR<u32> Sbb64RR<u64>: |a, b, borrow| a.borrowing_sub(b, borrow);
        }

        // Vectors: `X` is the low 128 bits, and leaves the others alone; `V` zeroes the others; `Y` is all 256.
        Vector { dst: Slot, src: Slot } => map_x(dst, src) {
            MovX: |value| value;
            /// Low 64 bits to low 64 bits, zeroes above, up to 128.
            MovXLow: |value| Packed::from_low64(value.low64());
        }
        Vector { dst: Slot, src: Slot } => map_y(dst, src) {
            MovV: |[low, _]| [low, Packed::ZERO];
            MovY: |value| value;
            Broadcast128: |[low, _]| [low; 2];
        }
        Vector { dst: Slot } => map_y(dst, dst) {
            ZeroUpper: |[low, _]| [low, Packed::ZERO];
        }
        Memory { dst: Slot, ea: Ea<A, B> } => load_x(dst, ea) {
            LoadX<Packed>: |value| value;
            LoadXAligned<Aligned<Packed>>: |value| value.0;
            /// 8 bytes, zeroes above, up to 128 bits.
            LoadX64<u64>: Packed::from_low64;
            /// 4 bytes, zeroes above, up to 128 bits.
            LoadX32<u32>: Packed::from_low32;
        }
        Memory { dst: Slot, ea: Ea<A, B> } => load_y(dst, ea) {
            LoadV<Packed>: |low| [low, Packed::ZERO];
            LoadVAligned<Aligned<Packed>>: |low| [low.0, Packed::ZERO];
            LoadV64<u64>: |low| [Packed::from_low64(low), Packed::ZERO];
            LoadV32<u32>: |low| [Packed::from_low32(low), Packed::ZERO];
            LoadY<Vector>: |value| value;
            LoadYAligned<Aligned<Vector>>: |value| value.0;
        }
        Memory { dst: Slot, a: Slot, ea: Ea<A, B> } => load_into_x(dst, a, ea) {
            /// Memory to the low 64 bits; the others are those of `a`. (Of the destination itself they would
            /// not be stored, and the next load of all 128 bits would wait.)
            LoadXLow<u64>: Packed::with_low64;
            /// Memory to the high 64 bits; the others are those of `a`.
            LoadXHigh<u64>: |a, high| Packed::pair(a.low64(), high);
        }
        Memory { src: Slot, ea: Ea<A, B> } => store_x(src, ea) {
            StoreX<Packed>: |value| value;
            StoreXAligned<Aligned<Packed>>: Aligned;
            StoreX64<u64>: |value| value.low64();
            StoreX32<u32>: |value| value.low32();
            StoreXHigh<u64>: |value| value.high64();
        }
        Memory { src: Slot, ea: Ea<A, B> } => store_y(src, ea) {
            StoreY<Vector>: |value| value;
            StoreYAligned<Aligned<Vector>>: Aligned;
        }
        Vector { dst: Slot, src: A } => x_from(dst, src) {
            XFrom32<u32>: Packed::from_low32;
            XFrom64<u64>: Packed::from_low64;
        }
        Vector { dst: Out, src: Slot } => x_to(dst, src) {
            XTo32<u32>: |value| value.low32();
            XTo64<u64>: |value| value.low64();
            TruncateDouble32<u32>: |value| double::truncate_to_i32(value.low64());
            TruncateDouble64<u64>: |value| double::truncate_to_i64(value.low64());
            TruncateSingle32<u32>: |value| single::truncate_to_i32(value.low32());
            TruncateSingle64<u64>: |value| single::truncate_to_i64(value.low32());
        }
        Vector { dst: Slot, a: Slot, src: A } => convert_into_x(dst, a, src) {
            DoubleFrom32<u32>: |a, value| a.with_low64(double::from_i32(value));
            DoubleFrom64<u64>: |a, value| a.with_low64(double::from_i64(value));
            SingleFrom32<u32>: |a, value| a.with_low32(single::from_i32(value));
            SingleFrom64<u64>: |a, value| a.with_low32(single::from_i64(value));
        }
        Vector { wide: bool, dst: Slot, src: Slot } => broadcast(wide, dst, src) {
            Broadcast8: |value| u8x16::join([u8x16::of(value)[0]; 16]);
            Broadcast16: |value| u16x8::join([u16x8::of(value)[0]; 8]);
            Broadcast32: |value| Packed::four([value.low32(); 4]);
            Broadcast64: |value| Packed::pair(value.low64(), value.low64());
        }
        Vector { dst: Slot, indices: Slot, src: Slot } => binary_y(dst, indices, src) {
            Permute32: wide::permute_doublewords;
        }
        Vector { wide: bool, mask: Slot, dst: Slot, a: Slot, b: Slot } => blend(wide, mask, dst, a, b) {
            Blend8: BlendLane::Byte;
            Blend32: BlendLane::Single;
            Blend64: BlendLane::Double;
        }
        Vector { wide: bool, a: Slot, b: Slot } => is_zero(wide, a, b) {
            /// Whether two vectors have no set bit in common.
            DisjointX: |a, b| a & b;
            /// Whether all set bits of `b` are set in `a`.
            CoversX: |a, b| !a & b;
        }
        Vector { wide: bool, dst: Out, src: Slot } => signs(wide, dst, src) {
            Signs8: 8;
            Signs32: 32;
            Signs64: 64;
        }
        Vector { test: FloatTest, a: Slot, b: Slot } => float_test(test, a, b) {
            FloatTest64: |a, b| f64::from_bits(a.low64()).partial_cmp(&f64::from_bits(b.low64()));
            FloatTest32: |a, b| f32::from_bits(a.low32()).partial_cmp(&f32::from_bits(b.low32()));
        }
    }

    comparisons {
        { a: A, b: B } {
            Equal32RR<u32> / JumpEqual32RR JumpNotEqual32RR
            Equal64RR<u64> / JumpEqual64RR JumpNotEqual64RR: |a, b| a == b;
            Below32RR<u32> / JumpBelow32RR JumpNotBelow32RR
            Below64RR<u64> / JumpBelow64RR JumpNotBelow64RR: |a, b| a < b;
            Less32RR<i32> / JumpLess32RR JumpNotLess32RR
            Less64RR<i64> / JumpLess64RR JumpNotLess64RR: |a, b| a < b;
            /// Whether `a` and `b` have no set bit in common.
            Disjoint32RR<u32> Disjoint64RR<u64>: |a, b| a & b == 0;
        }
        { a: A, imm: i32 } {
            Equal8RI<u8> / JumpEqual8RI JumpNotEqual8RI
            Equal32RI<u32> / JumpEqual32RI JumpNotEqual32RI
            Equal64RI<u64> / JumpEqual64RI JumpNotEqual64RI: |a, b| a == b;
            Below8RI<u8> / JumpBelow8RI JumpNotBelow8RI
            Below32RI<u32> / JumpBelow32RI JumpNotBelow32RI
            Below64RI<u64> / JumpBelow64RI JumpNotBelow64RI: |a, b| a < b;
            Less8RI<i8> / JumpLess8RI JumpNotLess8RI
            Less32RI<i32> / JumpLess32RI JumpNotLess32RI
            Less64RI<i64> / JumpLess64RI JumpNotLess64RI: |a, b| a < b;
            Disjoint32RI<u32> / JumpDisjoint32RI JumpMeet32RI
            Disjoint64RI<u64>: |a, b| a & b == 0;
        }
        { a: A, index: B } {
            /// Bit `index` (modulo the width) of `a`.
            Bit32RR<u32> Bit64RR<u64>: |a, index| a.wrapping_shr(index as u32) & 1 != 0;
        }
    }

    others {
        Any {
            /// Where a block starts: charges its gas.
            Head { cost: u32, block: BlockPos } => { cx.charge(cost, block)?; }
        }

        None {
            MovI { dst: Out, imm: u64 } => { cx.set(dst, imm); }
            Bzhi { width: Width, dst: Out, a: A, index: B } => {
                cx.set(dst, int::bzhi(width, cx.get(a) & width.mask(), cx.get(index), FlagSet::NONE).0);
            }
            Bextr { width: Width, dst: Out, a: A, control: B } => {
                cx.set(dst, int::bextr(width, cx.get(a) & width.mask(), cx.get(control), FlagSet::NONE).0);
            }
            Pdep { width: Width, dst: Out, a: A, mask: B } => {
                cx.set(dst, int::pdep(cx.get(a), cx.get(mask) & width.mask()));
            }
            Pext { width: Width, dst: Out, a: A, mask: B } => {
                cx.set(dst, int::pext(cx.get(a), cx.get(mask) & width.mask()));
            }

            /// The truth value becomes what the machine's flags answer.
            Ask { cond: Cond } => { cx.set_truth(int::cond(cond, cx.machine.flags)); }
            /// The low 8 bits become whether the truth value is `want`.
            SetIf { dst: Out, want: bool } => {
                cx.set(dst, (cx.get(dst) & !0xff) | u64::from(cx.truth() == want));
            }
            /// The low 8 bits become what the machine's flags answer.
            SetFlag { cond: Cond, dst: Out } => {
                cx.set(dst, (cx.get(dst) & !0xff) | u64::from(int::cond(cond, cx.machine.flags)));
            }
            /// Copies if the machine's flags say so.
            MovFlag { cond: Cond, width: Width, dst: Out, src: A } => {
                let value = if int::cond(cond, cx.machine.flags) { cx.get(src) } else { cx.get(dst) };
                cx.set(dst, value & width.mask());
            }
        }

        Any {
            /// `rdx:rax = rax * src`, unsigned, 64 bits.
            Mul64 { src: A } => {
                let product = u128::from(cx.get(Slot::Rax)) * u128::from(cx.get(src));
                cx.set(Slot::Rax, product as u64);
                cx.set(Slot::Rdx, (product >> 64) as u64);
            }
            /// `high:low = rdx * src`, unsigned, 32 bits; of one register twice, the high half stays.
            Mulx32 { high: Slot, low: Slot, src: A } => {
                let product = u64::from(cx.int::<u32>(Slot::Rdx)) * u64::from(cx.int::<u32>(src));
                cx.set(low, product & 0xffff_ffff);
                cx.set(high, product >> 32);
            }
            /// `high:low = rdx * src`, unsigned, 64 bits; of one register twice, the high half stays.
            Mulx64 { high: Slot, low: Slot, src: A } => {
                let product = u128::from(cx.get(Slot::Rdx)) * u128::from(cx.get(src));
                cx.set(low, product as u64);
                cx.set(high, (product >> 64) as u64);
            }
            Cdq {} => { cx.set_int(Slot::Rdx, cx.int::<i32>(Slot::Rax) >> 31); }
            Cqo {} => { cx.set_int(Slot::Rdx, cx.int::<i64>(Slot::Rax) >> 63); }

            // Arithmetic with flags, at any width
            AluFlags { alu: Alu, width: Width, dst: Slot, src: Slot } => {
                alu_flags(cx.machine, alu, width, dst, src);
            }
            ShiftFlags { shift: Shift, width: Width, dst: Slot, count: A } => {
                let value = cx.get(dst) & width.mask();
                let (result, flags) = int::shift(shift, width, value, cx.get(count), cx.machine.flags);
                insert(cx.machine, width, dst, result);
                cx.machine.flags = flags;
            }
            ImulFlags { width: Width, dst: Slot, src: A } => {
                let (a, b) = (cx.get(dst) & width.mask(), cx.get(src) & width.mask());
                let (low, _, flags) = int::imul(width, a, b, cx.machine.flags);
                insert(cx.machine, width, dst, low);
                cx.machine.flags = flags;
            }

            // Stack
            Push { src: A } => { cx.push(src)?; }
            PushI { imm: i32 } => { cx.push(imm)?; }
            Pop { dst: Out } => {
                let addr = cx.by_rsp(0);
                let value: u64 = cx.read_stack(addr)?;
                cx.set(Slot::Rsp, u64::from(addr.offset(8).0));
                cx.set(dst, value);
            }
            Leave {} => {
                let addr = GuestAddr(cx.int(Slot::Rbp));
                let value: u64 = cx.read_stack(addr)?;
                cx.set(Slot::Rsp, u64::from(addr.offset(8).0));
                cx.set(Slot::Rbp, value);
            }

            // Jumps
            Jump { target: BlockPos } => { cx.enter(target)?; }
            /// Jumps if the truth value is `want`.
            JumpIf { want: bool, taken: BlockPos } => { cx.branch(cx.truth() == want, taken)?; }
            /// Jumps if the machine's flags say so.
            JumpFlag { cond: Cond, taken: BlockPos } => {
                cx.branch(int::cond(cond, cx.machine.flags), taken)?;
            }
            /// `jrcxz`, `jecxz`
            JumpZeroCount { width: Width, taken: BlockPos } => {
                cx.branch(cx.machine.reg(Reg::Rcx, width) == 0, taken)?;
            }
            /// `loop`, `loope`, `loopne`
            Loop { inst: InstIndex, taken: BlockPos } => {
                let next = cx.execute(inst)?;
                cx.branch(next != Next::Sequential, taken)?;
            }
            JumpR { src: A } => {
                let addr = GuestAddr::wrap(cx.get(src));
                cx.go(addr, Left::Jump(addr))?;
            }
            Call { back: GuestAddr, target: BlockPos } => {
                cx.push(back)?;
                cx.machine.end_flags();
                cx.enter(target)?;
            }
            CallR { src: A, back: GuestAddr } => {
                let addr = GuestAddr::wrap(cx.get(src));
                cx.push(back)?;
                cx.machine.end_flags();
                cx.go(addr, Left::Jump(addr))?;
            }
            /// Returns, and releases as many bytes of the stack.
            Ret { release: u32 } => {
                let addr = cx.by_rsp(0);
                let target: u64 = cx.read_stack(addr)?;
                cx.set(Slot::Rsp, u64::from(addr.offset(8 + release).0));
                cx.machine.end_flags();
                let target = GuestAddr::wrap(target);
                cx.go(target, Left::Return(target))?;
            }

            // What the trampoline does
            /// A host call: the function's number, and the address behind the instruction.
            HostCall { function: u8, next: GuestAddr } => { cx.leave(Left::HostCall(cx.here()))?; }
            /// Ends a block whose gas must be settled before its last instruction: a repeated string
            /// instruction.
            Repeat { inst: InstIndex } => { cx.leave(Left::Repeat(cx.here()))?; }
            /// Stands for the block at an address that was not decoded when the jump at `site` was: finds the
            /// block, and leads the jump to it.
            Stub { addr: GuestAddr, site: WordPos } => { cx.leave(Left::Stub(StubPos(cx.here().0)))?; }
            /// An address without an accepted instruction.
            Fault {} => { cx.leave(Left::Trap(cx.here()))?; }
            /// Any other instruction.
            General { inst: InstIndex } => { cx.execute(inst)?; }
        }

        Vector {
            /// `dst = f(a, b, imm)`, where [`lane`](super::lane::lane) gives the function `run`, which depends
            /// on the low halves of its sources alone.
            Lane { run: HandlerFn, dst: Slot, a: Slot, b: Slot, imm: u8 } => { cx.lost()?; }
            /// As `Lane`, with a function that depends on the upper halves too, or on the old value of `dst`: a
            /// copy before it cannot be part of it.
            LaneWhole { run: HandlerFn, dst: Slot, a: Slot, b: Slot, imm: u8 } => { cx.lost()?; }

            /// Zeroes all upper halves.
            ZeroUppers {} => { cx.machine.vectors.registers_mut().iter_mut().for_each(|v| v[1] = Packed::ZERO); }
            /// `b` to the low or the high half of `a`.
            InsertHalf { high: bool, dst: Slot, a: Slot, b: Slot } => {
                let ([low, upper], half) = (cx.y(a), cx.x(b));
                cx.set_y(dst, if high { [low, half] } else { [half, upper] });
            }
            ExtractHalf { high: bool, dst: Slot, src: Slot } => {
                let [low, upper] = cx.y(src);
                cx.set_y(dst, [if high { upper } else { low }, Packed::ZERO]);
            }
            SelectHalves { imm: u8, dst: Slot, a: Slot, b: Slot } => {
                cx.set_y(dst, wide::select_halves(cx.y(a), cx.y(b), imm));
            }
            Permute64 { imm: u8, dst: Slot, src: Slot } => {
                cx.set_y(dst, wide::permute_quadwords(cx.y(src), imm));
            }
            /// The lane of a width that starts at a bit.
            Extract { width: Width, bit: u8, dst: Out, src: Slot } => {
                let src = cx.x(src);
                let word = if bit & 64 == 0 { src.low64() } else { src.high64() };
                cx.set(dst, word.wrapping_shr(u32::from(bit)) & width.mask());
            }
        }
    }
}
