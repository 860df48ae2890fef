//! The system stops while a world is written: at each moment when data are brought to the disk, and before each write. Or the
//! disk is full, and says so. Afterwards the world is as of some block, and never of one before the last that was reported.

use echo_abi::id::ContractId;
use echo_chain::{Changes, Genesis, StateDigest, World};
use redb::StorageBackend;
use std::error::Error;
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
    /// Bytes that can be written until it is full.
    room: usize,
    /// Bytes written so far.
    written: usize,
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
        Self::with_room(content, left, usize::MAX)
    }

    /// And which is full after so many bytes.
    fn with_room(content: Vec<u8>, left: usize, room: usize) -> Self {
        let (kept, pending) = (content.clone(), Vec::new());
        Self(Arc::new(Mutex::new(Disk { kept, seen: content, pending, left, room, written: 0 })))
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

/// "No space left on device", as Linux numbers it.
const ENOSPC: i32 = 28;

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
            // What there is room for is written, and then there is none.
            let data = &data[..data.len().min(disk.room)];
            disk.seen[at..at + data.len()].copy_from_slice(data);
            disk.pending.push((at, data.to_vec()));
            disk.room -= data.len();
            disk.written += data.len();
            if disk.room == 0 { Err(io::Error::from_raw_os_error(ENOSPC)) } else { Ok(()) }
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

/// Does what is left of it, from a block on, as far as the disk goes. Returns the digests of what was reported, and why it did
/// not come to the end.
fn play_from(first: u8, disk: &StoppingDisk) -> (Vec<StateDigest>, Result<(), Box<dyn Error>>) {
    let mut reported = Vec::new();
    let mut go = || -> Result<(), Box<dyn Error>> {
        let mut world = World::on(disk.clone())?;
        if first == 0 && !world.has_begun()? {
            world.begin(&Genesis::default())?;
        }
        for block in first..BLOCKS {
            world.apply(&changes(block))?;
            world.seal()?;
            reported.push(world.digest()?);
        }
        Ok(())
    };
    let result = go();
    (reported, result)
}

fn play(disk: &StoppingDisk) -> (Vec<StateDigest>, bool) {
    let (reported, result) = play_from(0, disk);
    (reported, result.is_ok())
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

/// An error and its sources.
fn told(error: &(dyn Error + 'static)) -> String {
    let sources = std::iter::successors(Some(error), |error| (**error).source());
    sources.map(|error| format!("{error}: ")).collect()
}

#[test]
fn a_full_disk_is_told_and_damages_nothing() {
    let disk = StoppingDisk::new(Vec::new(), usize::MAX);
    let (all, ended) = play(&disk);
    assert!(ended);
    let written = disk.with(|disk| disk.written);
    let (mut full, mut found) = (0, std::collections::BTreeSet::new());
    // Somewhere else in a page each time.
    for room in (1..written).step_by(written / 250) {
        let disk = StoppingDisk::with_room(Vec::new(), usize::MAX, room);
        let (reported, result) = play_from(0, &disk);
        assert_eq!(reported, all[..reported.len()]);
        let Err(error) = result else {
            // What is written when it is closed may be missing, and nobody is told.
            assert_eq!(reported.len(), all.len());
            continue;
        };
        full += 1;
        let text = told(&*error);
        assert!(text.contains("(not in a file)") && text.contains("(os error 28)"), "{room}: {text}");
        // The process ended; and the system did, too.
        let contents =
            [disk.with(|disk| disk.seen.clone()), disk.after(|_| false), disk.after(|i| i % 2 == 0)];
        for (i, content) in contents.into_iter().enumerate() {
            // There is room again.
            let again = StoppingDisk::new(content, usize::MAX);
            let digest = match World::on(again.clone()) {
                Ok(world) => world.digest().expect("it is read"),
                // Half a file, which a first run makes under another name.
                Err(_) if reported.is_empty() => continue,
                Err(error) => panic!("{room} bytes, {i}: {error}"),
            };
            let at = all.iter().position(|known| *known == digest).map_or(0, |at| at + 1);
            assert!(
                at >= reported.len(),
                "{room} bytes, {i}: {} were reported, and {at} are there",
                reported.len()
            );
            found.insert(at);
            // And all goes on.
            let (rest, result) = play_from(u8::try_from(at).unwrap(), &again);
            assert!(result.is_ok(), "{room} bytes, {i}: {}", told(&*result.unwrap_err()));
            assert_eq!(rest, all[at..], "{room} bytes, {i}");
        }
    }
    assert!(full > 200, "it was full {full} times");
    assert!(found.len() >= usize::from(BLOCKS), "as of {found:?}");
}
