//! [`ProgramCache`]: the programs a node keeps between calls, by the hash of their code.

use crate::program::{Engine, EngineError, Program};
use echo_validate::Contract;
use lru::LruCache;
use std::sync::{Arc, Mutex, PoisonError};

/// The hash that a chain knows a contract's code by; which hash it is, is the chain's choice.
pub type CodeHash = [u8; 32];

/// Programs of one engine. The one that was not asked for longest goes first when there is no room.
pub struct ProgramCache {
    engine: Engine,
    /// Bytes that programs and images may take, as counted when one is added.
    room: usize,
    programs: Mutex<LruCache<CodeHash, Arc<Program>>>,
}

impl ProgramCache {
    /// An empty cache with room for `room` bytes of images and translations. Those of programs that runs still hold
    /// count no longer once they are dropped from here.
    #[must_use]
    pub fn new(engine: Engine, room: usize) -> Self {
        Self { engine, room, programs: Mutex::new(LruCache::unbounded()) }
    }

    /// The program of this code. Where there is none yet, `contract` says what the code is: it is asked while nobody
    /// waits, so that two threads may ask at once; both get the same program.
    ///
    /// # Errors
    /// What `contract` says, and [`EngineError`] where the engine cannot take it.
    pub fn program<E: From<EngineError>>(
        &self,
        hash: &CodeHash,
        contract: impl FnOnce() -> Result<Arc<Contract>, E>,
    ) -> Result<Arc<Program>, E> {
        // A panic leaves the list whole: nothing of ours runs while it changes.
        let programs = || self.programs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(program) = programs().get(hash) {
            return Ok(Arc::clone(program));
        }
        let program = self.engine.prepare(&contract()?)?;
        let mut programs = programs();
        let program = Arc::clone(programs.get_or_insert(*hash, || program));
        // Added up anew each time: a run that ends meanwhile gives its translation back, and a program grows.
        while programs.len() > 1
            && programs.iter().map(|(_, program)| size(program)).sum::<usize>() > self.room
        {
            programs.pop_lru();
        }
        Ok(program)
    }
}

/// Bytes that a program and its image take.
fn size(program: &Program) -> usize {
    let segments = program.contract().image().segments().iter();
    program.bytes() + segments.map(|segment| segment.bytes.len()).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Exit, Until};
    use crate::machine::Machine;
    use crate::testing;
    use echo_abi::{Limits, Policy};

    fn contract(size: usize) -> Arc<Contract> {
        let file = testing::esc(&testing::RET, &vec![1; size], &[]);
        Arc::new(echo_validate::validate_file(&file, &Policy::default()).expect("it is accepted"))
    }

    #[test]
    fn the_programs_asked_for_last_are_kept() {
        let cache = ProgramCache::new(Engine::Interpreter, 50_000);
        let ask = |name: u8, made: &mut u32| {
            let program = cache.program::<EngineError>(&[name; 32], || {
                *made += 1;
                Ok(contract(20_000))
            });
            program.expect("the engine runs everywhere")
        };
        let mut made = 0;
        let first = ask(1, &mut made);
        ask(2, &mut made);
        assert!(Arc::ptr_eq(&first, &ask(1, &mut made)));
        assert_eq!(made, 2);
        // The third takes the place of the second, for which nobody asked since.
        ask(3, &mut made);
        assert!(Arc::ptr_eq(&first, &ask(1, &mut made)));
        assert_eq!(made, 3);
        ask(2, &mut made);
        assert_eq!(made, 4);
    }

    #[test]
    fn what_runs_have_translated_counts() {
        let cache = ProgramCache::new(Engine::Interpreter, 1000);
        let program = |name: u8| {
            cache.program::<EngineError>(&[name; 32], || Ok(contract(0))).expect("the engine runs everywhere")
        };
        let first = program(1);
        program(2);
        assert!(Arc::ptr_eq(&first, &program(1)), "both fit, for neither has run");
        let image = first.contract().image();
        let mut machine = Machine::new(image, &Limits::default(), 1000).expect("memory");
        assert_eq!(first.start().resume(&mut machine, Until::END), Exit::Return);
        assert!(first.bytes() > 1000, "{}", first.bytes());
        program(3);
        program(4);
        assert!(!Arc::ptr_eq(&first, &program(1)));
    }

    #[test]
    fn a_contract_that_is_refused_is_not_kept() {
        #[derive(Debug, PartialEq)]
        struct Refused;
        impl From<EngineError> for Refused {
            fn from(error: EngineError) -> Self {
                unreachable!("the interpreter runs everywhere: {error}")
            }
        }
        let cache = ProgramCache::new(Engine::Interpreter, 1000);
        assert_eq!(cache.program(&[0; 32], || Err(Refused)).err(), Some(Refused));
        assert!(cache.program::<Refused>(&[0; 32], || Ok(contract(0))).is_ok());
    }
}
