//! Makes a failing input smaller and plainer, as long as it fails in the same way: pieces go, then bytes become zero.

use std::time::{Duration, Instant};

/// How long it may take: enough for what helps most, for a person waits.
const TIME: Duration = Duration::from_secs(20);

/// The smallest input found that `fails`. `input` itself must.
pub fn minimise(input: &[u8], mut fails: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let end = Instant::now() + TIME;
    let mut best = input.to_vec();
    loop {
        let before = best.clone();
        let mut size = best.len().div_ceil(2);
        while size > 0 && Instant::now() < end {
            let mut at = 0;
            while at < best.len() && Instant::now() < end {
                let to = (at + size).min(best.len());
                let shorter = [&best[..at], &best[to..]].concat();
                let mut plainer = best.clone();
                plainer[at..to].fill(0);
                if fails(&shorter) {
                    best = shorter;
                    continue;
                }
                if plainer != best && fails(&plainer) {
                    best = plainer;
                }
                at = to;
            }
            size /= 2;
        }
        if best == before || Instant::now() >= end {
            return best;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_goes() {
        let input: Vec<u8> = (0..200).collect();
        let least = minimise(&input, |bytes| bytes.contains(&77) && bytes.len() >= 3 && bytes[2] > 0);
        assert_eq!(least.len(), 3);
        assert!(least.contains(&77) && least[2] > 0);
    }
}
