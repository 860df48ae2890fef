//! Two engines, one after the other: the interpreter, which starts sooner, and native code for what goes on.
//!
//! Native code has a price when it is made ([`TRIAL`]) and one when it is entered ([`ENTRY`]), and is eight times as fast. So
//! a contract is interpreted until native code would have saved as much as it takes to make: whatever comes then, less
//! than twice the time is spent that the better of both would have taken. What is counted is gas, not time, so that the same
//! runs change their engine at the same instruction everywhere.

use crate::engine::{Exit, Flag, Translation};
use crate::interp::Interpreter;
use crate::jit::Jit;
use crate::machine::Machine;
use echo_validate::Contract;
use std::sync::Arc;

/// Gas that takes as long interpreted as to make native code: some 20 µs (`echo-bench --only phases`, the difference between
/// the cold starts of both). In tests, what brings the change into the middle of short runs.
const TRIAL: u64 = if cfg!(test) { 24 } else { 1 << 14 };

/// Gas that takes as long interpreted as to enter native code and to leave it: some 100 ns (as above, host calls). Who asks
/// the host again and again and does little in between is better off interpreted, for ever.
const ENTRY: u64 = if cfg!(test) { 4 } else { 1 << 7 };

/// The interpreter first, then native code.
pub struct Tiered {
    contract: Arc<Contract>,
    tier: Tier,
}

enum Tier {
    Interpreted {
        interpreter: Box<Interpreter>,
        /// What is left of the trial, in gas.
        left: u64,
    },
    Native(Box<Jit>),
}

impl Tiered {
    /// Nothing translated yet.
    pub fn new(contract: Arc<Contract>) -> Self {
        let interpreter = Box::new(Interpreter::new(Arc::clone(&contract)));
        Self { contract, tier: Tier::Interpreted { interpreter, left: TRIAL } }
    }
}

impl Translation for Tiered {
    fn resume(&mut self, machine: &mut Machine, stop: Flag<'_>) -> Exit {
        if let Tier::Interpreted { interpreter, left } = &mut self.tier {
            if *left > 0 {
                let before = machine.gas;
                let exit = interpreter.resume_for(*left + ENTRY, machine, stop);
                *left = (*left + ENTRY).saturating_sub(before - machine.gas).min(TRIAL);
                // Whoever stops it meanwhile is heard here, too.
                if exit != Exit::Stopped || stop.is_raised() {
                    return exit;
                }
            }
            self.tier = Tier::Native(Box::new(Jit::new(Arc::clone(&self.contract))));
        }
        match &mut self.tier {
            Tier::Native(jit) => jit.resume(machine, stop),
            Tier::Interpreted { .. } => unreachable!("its trial is over"),
        }
    }

    fn bytes(&self) -> usize {
        match &self.tier {
            Tier::Interpreted { interpreter, .. } => interpreter.bytes(),
            Tier::Native(jit) => jit.bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interp::Stepper;
    use crate::testing;
    use echo_abi::{Limits, Policy};

    const GAS: u64 = 1 << 20;

    fn contract(text: &[u8]) -> Arc<Contract> {
        let file = testing::esc(text, &[], &[]);
        Arc::new(echo_validate::validate_file(&file, &Policy::default()).expect("it is accepted"))
    }

    fn machine(contract: &Contract) -> Machine {
        Machine::new(contract.image(), &Limits::default(), GAS).expect("memory for a machine")
    }

    /// mov ecx, 1000; loop: add rax, rcx; dec ecx; jnz loop; ret
    const LOOP: [u8; 13] = [0xb9, 0xe8, 3, 0, 0, 0x48, 1, 0xc8, 0xff, 0xc9, 0x75, 0xf9, 0xc3];

    #[test]
    fn what_runs_longer_becomes_native() {
        let contract = contract(&LOOP);
        let mut reference = machine(&contract);
        assert_eq!(Stepper::new(Arc::clone(&contract)).resume(&mut reference, Flag::NONE), Exit::Return);
        let mut tiered = Tiered::new(Arc::clone(&contract));
        let mut machine = machine(&contract);
        assert_eq!(tiered.resume(&mut machine, Flag::NONE), Exit::Return);
        assert_eq!(machine.difference(&reference), None);
        assert!(matches!(tiered.tier, Tier::Native(_)));
    }

    #[test]
    fn the_interpreter_stops_at_the_first_block_behind_so_much_gas() {
        let contract = contract(&LOOP);
        let mut reference = machine(&contract);
        assert_eq!(Stepper::new(Arc::clone(&contract)).resume(&mut reference, Flag::NONE), Exit::Return);
        for gas in 1..40 {
            let mut machine = machine(&contract);
            let mut interpreter = Interpreter::new(Arc::clone(&contract));
            for turn in 0.. {
                let before = machine.gas;
                match interpreter.resume_for(gas, &mut machine, Flag::NONE) {
                    // No block here takes more than eight.
                    Exit::Stopped => {
                        assert!((gas..gas + 8).contains(&(before - machine.gas)), "{gas}: {machine:?}");
                    }
                    exit => {
                        assert_eq!(exit, Exit::Return);
                        assert!(turn as u64 >= 2000 / (gas + 8), "{gas}: {turn}");
                        break;
                    }
                }
            }
            assert_eq!(machine.difference(&reference), None, "{gas}");
        }
    }

    /// How many runs of a contract it takes until native code is made, of a hundred.
    fn interpreted_runs(text: &[u8]) -> usize {
        let contract = contract(text);
        let mut tiered = Tiered::new(Arc::clone(&contract));
        (0..100)
            .take_while(|_| {
                assert_eq!(tiered.resume(&mut machine(&contract), Flag::NONE), Exit::Return);
                matches!(tiered.tier, Tier::Interpreted { .. })
            })
            .count()
    }

    #[test]
    fn short_runs_share_a_trial_and_the_shortest_have_none() {
        let nops_and_ret = |nops: usize| [&vec![0x90; nops][..], &testing::RET].concat();
        let runs: Vec<usize> = [0, 2, 8, 40].map(|nops| interpreted_runs(&nops_and_ret(nops))).into();
        assert_eq!((runs[0], runs[3]), (100, 1), "{runs:?}");
        assert!(runs[1] > runs[2] && runs[2] > 1, "{runs:?}");
    }
}
