//! Time as every column measures it: the calling thread's processor time.
//!
//! Other work on the machine stretches wall-clock time many times over, processor time only by what it does to caches and
//! frequency. The native driver (`support/driver.c`) reads the same clock. Called by the runners and the phases.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// Processor time this thread has used.
pub fn now() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).expect("processor time is not negative");
    let nanoseconds = u32::try_from(time.tv_nsec).expect("nanoseconds lie below a billion");
    Duration::new(seconds, nanoseconds)
}

/// Runs `work` once: what it gave, and the time it took.
pub fn time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = now();
    let result = work();
    (result, now() - start)
}

/// The middle one of `times`, the mean of the two middle ones if their number is even.
///
/// # Panics
/// If there are none: a median of nothing is a mistake of the caller.
pub fn median(times: &[Duration]) -> Duration {
    assert!(!times.is_empty(), "a median needs a time");
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_of_odd_and_even_numbers_of_times() {
        let ms = |list: &[u64]| list.iter().map(|&t| Duration::from_millis(t)).collect::<Vec<_>>();
        assert_eq!(median(&ms(&[9, 1, 5])), Duration::from_millis(5));
        assert_eq!(median(&ms(&[8, 2, 4, 100])), Duration::from_millis(6));
    }

    #[test]
    fn sleeping_is_not_processor_time() {
        let ((), slept) = time(|| std::thread::sleep(Duration::from_millis(50)));
        assert!(slept < Duration::from_millis(25), "{slept:?}");
    }
}
