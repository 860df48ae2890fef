//! The system stops while a world is written: at each moment when data are brought to the disk, and before each write.
//! Afterwards it is as of some block, and never of one before the last that was reported.

use echo_abi::id::ContractId;
use echo_chain::{Changes, Genesis, StateDigest, World};
use redb::StorageBackend;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// What a disk holds, and what was written to it since it was last told to keep everything.
#[derive(Debug, Default)]
struct Disk {
    kept: Vec<u8>,
    /// As programs see it.
    seen: Vec<u8>,
    /// Writes that may or may not be kept: where, and what.
    pending: Vec<(usize, Vec<u8>)>,
    /// Writes and syncs until it stops.
    left: usize,
}

/// A disk that stops.
#[derive(Clone, Debug, Default)]
struct StoppingDisk(Arc<Mutex<Disk>>);

impl StoppingDisk {
    fn with<T>(&self, act: impl FnOnce(&mut Disk) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A disk with this content, which stops after so many writes and syncs.
    fn new(content: Vec<u8>, left: usize) -> Self {
        Self(Arc::new(Mutex::new(Disk { kept: content.clone(), seen: content, pending: Vec::new(), left })))
    }

    /// What is found afterwards, where `keep` says which of the writes were kept.
    fn after(&self, keep: impl Fn(usize) -> bool) -> Vec<u8> {
        self.with(|disk| {
            let mut content = disk.kept.clone();
            // The length is kept with the first write that is.
            for (_, (at, data)) in disk.pending.iter().enumerate().filter(|(i, _)| keep(*i)) {
                let end = at + data.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*at..end].copy_from_slice(data);
            }
            content
        })
    }
}

fn stopped() -> io::Error {
    io::Error::other("the disk has stopped")
}

impl Disk {
    fn step(&mut self) -> io::Result<()> {
        self.left = self.left.checked_sub(1).ok_or_else(stopped)?;
        Ok(())
    }
}

impl StorageBackend for StoppingDisk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.with(|disk| disk.seen.len() as u64))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.with(|disk| {
            let at = usize::try_from(offset).map_err(io::Error::other)?;
            let bytes = disk.seen.get(at..at + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
            out.copy_from_slice(bytes);
            Ok(())
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.with(|disk| {
            disk.step()?;
            disk.seen.resize(usize::try_from(len).map_err(io::Error::other)?, 0);
            Ok(())
        })
    }

    fn sync_data(&self) -> io::Result<()> {
        self.with(|disk| {
            disk.step()?;
            disk.kept.clone_from(&disk.seen);
            disk.pending.clear();
            Ok(())
        })
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.with(|disk| {
            disk.step()?;
            let at = usize::try_from(offset).map_err(io::Error::other)?;
            disk.seen[at..at + data.len()].copy_from_slice(data);
            disk.pending.push((at, data.to_vec()));
            Ok(())
        })
    }
}

/// What is done to the world: a block each.
const BLOCKS: u8 = 5;

fn changes(block: u8) -> Changes {
    let values = (0..8_u8).map(|key| {
        let value = (key % 4 != block % 4).then(|| vec![block ^ key; 100 * usize::from(key)]);
        (vec![key], value)
    });
    Changes { storage: [(ContractId(0), values.collect())].into(), ..Changes::default() }
}

/// Does all of it, as far as the disk goes. Returns the digests of what was reported, and whether it came to the end.
fn play(disk: &StoppingDisk) -> (Vec<StateDigest>, bool) {
    let mut reported = Vec::new();
    let mut go = || -> Result<(), Box<dyn std::error::Error>> {
        let mut world = World::on(disk.clone())?;
        world.begin(&Genesis::default())?;
        for block in 0..BLOCKS {
            world.apply(&changes(block))?;
            world.seal()?;
            reported.push(world.digest()?);
        }
        Ok(())
    };
    let ended = go().is_ok();
    (reported, ended)
}

#[test]
fn whatever_moment_it_stops_at_nothing_reported_is_lost() {
    let (all, ended) = play(&StoppingDisk::new(Vec::new(), usize::MAX));
    assert!(ended && all.len() == usize::from(BLOCKS));
    let (mut stops, mut found) = (0, std::collections::BTreeSet::new());
    for left in 0.. {
        let disk = StoppingDisk::new(Vec::new(), left);
        let (reported, ended) = play(&disk);
        if ended {
            break;
        }
        stops += 1;
        assert_eq!(reported, all[..reported.len()]);
        for (name, keep) in [
            ("what was brought to the disk", (|_| false) as fn(usize) -> bool),
            ("all that was written", |_| true),
            ("every other write", |i| i % 2 == 0),
            ("the others", |i| i % 2 == 1),
        ] {
            let content = disk.after(keep);
            let again = StoppingDisk::new(content, usize::MAX);
            let world = match World::on(again) {
                Ok(world) => world,
                // Nothing was ever reported: then there may be half a file, which a first run makes under another name.
                Err(_) if reported.is_empty() => continue,
                Err(error) => panic!("stop {left}, {name}: {error}"),
            };
            let digest = world.digest().expect("it is read");
            // As of the last block that was reported, or of the one that was being written.
            let at = all.iter().position(|known| *known == digest);
            assert!(
                at.map_or(0, |at| at + 1) >= reported.len() && (at.is_some() || reported.is_empty()),
                "stop {left}, {name}: {} were reported, and it is as of {at:?}",
                reported.len()
            );
            found.extend(at);
        }
    }
    assert!(stops > 20, "only {stops} moments");
    assert_eq!(found.len(), usize::from(BLOCKS), "each block was found after some stop");
}
