//! The processor's side by itself: states go in and come out as they are, faults become results, the process
//! survives.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_conformance::native::Processor;
use echo_conformance::random::Rng;
use echo_conformance::state::{CpuState, shown};
use echo_conformance::window;
use echo_native::{Fault, Gate, PageAccess, Stop};

fn random_state(rng: &mut Rng) -> CpuState {
    let mut state = CpuState {
        regs: std::array::from_fn(|_| rng.bits()),
        vectors: [[0; 32]; 16],
        flags: shown(rng.bits() as u16),
        rip: window::TEXT,
    };
    for vector in &mut state.vectors {
        let len = if std::arch::is_x86_feature_detected!("avx") { 32 } else { 16 };
        rng.lanes(&mut vector[..len]);
    }
    state
}

fn code(inst: &[u8]) -> Vec<u8> {
    [inst, &Gate::EXIT].concat()
}

#[test]
fn a_nop_changes_nothing() {
    let mut processor = Processor::acquire().expect("the processor");
    processor.set_code(&code(&[0x90])).expect("code");
    let mut rng = Rng::new(1);
    for _ in 0..1000 {
        let before = random_state(&mut rng);
        let mut after = before.clone();
        assert_eq!(processor.run(&mut after), Stop::Exit);
        assert_eq!(after, before);
    }
}

#[test]
fn a_fault_shows_the_state_before_it() {
    let mut processor = Processor::acquire().expect("the processor");
    let mut rng = Rng::new(2);
    let unmapped = 0x3000_0000_u64;
    // mov [rax], rbx · ud2 · div ecx · movaps xmm1, [rax]
    let page = Fault::Page { address: unmapped, access: PageAccess::Write };
    let cases: [(&[u8], u64, u64, Fault); 4] = [
        (&[0x48, 0x89, 0x18], unmapped, 1, page),
        (&[0x0f, 0x0b], 0, 1, Fault::Undefined),
        (&[0xf7, 0xf1], 0, 0, Fault::Divide),
        (&[0x0f, 0x28, 0x08], u64::from(window::DATA) + 8, 1, Fault::Protection),
    ];
    for (inst, rax, rcx, fault) in cases {
        processor.set_code(&code(inst)).expect("code");
        let mut before = random_state(&mut rng);
        before.regs[0] = rax;
        before.regs[1] = rcx;
        let mut after = before.clone();
        assert_eq!(processor.run(&mut after), Stop::Fault(fault), "{inst:x?}");
        after.flags = before.flags; // div leaves them undefined, faulting or not
        assert_eq!(after, before);
    }
}

#[test]
fn popf_does_not_reach_the_harness() {
    let mut processor = Processor::acquire().expect("the processor");
    // pushfq; or dword [rsp], 0x400 (DF); popfq; ud2: our own code must run with DF clear again, after an
    // exit and after a signal.
    for end in [&[0x90, 0x90][..], &[0x0f, 0x0b]] {
        let body = [&[0x9c, 0x81, 0x0c, 0x24, 0x00, 0x04, 0x00, 0x00, 0x9d][..], end].concat();
        processor.set_code(&code(&body)).expect("code");
        let mut state = random_state(&mut Rng::new(3));
        state.regs[4] = u64::from(window::STACK + 4096);
        processor.run(&mut state);
        assert_ne!(state.flags & 0x400, 0, "DF is set in the guest");
        let mut copy = vec![0_u8; 100_000];
        copy.copy_from_slice(&vec![7_u8; 100_000]);
        assert!(copy.iter().all(|b| *b == 7));
    }
}

#[test]
fn constants_cannot_be_written_and_data_can() {
    let mut processor = Processor::acquire().expect("the processor");
    processor.set_code(&code(&[0x88, 0x18])).expect("code"); // mov [rax], bl
    for (addr, faults) in [(window::DATA, false), (window::CONST, true), (window::CONST - 1, false)] {
        let mut state = random_state(&mut Rng::new(4));
        state.regs[0] = u64::from(addr);
        state.regs[3] = 0x5a;
        let stop = processor.run(&mut state);
        let page = Fault::Page { address: u64::from(addr), access: PageAccess::Write };
        assert_eq!(stop, if faults { Stop::Fault(page) } else { Stop::Exit }, "{addr:#x}");
        if let Some((start, at)) = window::place(addr) {
            assert_eq!(processor.memory(start)[at], 0x5a);
        }
    }
}
