//! [`StateFile`]: storage and balances of a standalone chain in a redb file.
//!
//! A commit is one write transaction, durable when it returns: a process killed at any time leaves the file
//! as of some commit, and never before one that was reported. One process has the file at a time, for as long
//! as a `StateFile` lives.
//!
//! A new state is made beside its path, as `<path>.new`, and takes its name when something was committed to
//! it: so a first run that fails leaves no trace, and one that is killed no half-made database. What such a
//! run leaves under that name is taken over by the next. All of it happens under the lock of that file.
//!
//! A file is read wholly when it is opened, and one with any damage is refused and left as it is. redb keeps the
//! checksum of every page in the page above it, up to the root of a commit, so that a changed byte, a page of another
//! commit, and one in the place of another are found alike, be they values, keys, or what leads to them. It does not
//! look at the checksums while it reads, hence the check before. Commits are of two phases: their root is known to be
//! whole, and redb does not go back to the commit before where it is not. What is not found: an older copy of the whole
//! file; and, in a file that was not closed, a change of the one bit that says which of two commits is the last.
//!
//! No content of a file makes it panic: what redb asserts nevertheless is caught at the one place that calls it.

use crate::Changes;
use crate::trial::Trial;
use echo_abi::PrintablePath;
use echo_abi::id::{AccountId, AssetId, ContractId, Party};
use redb::{
    Builder, Database, DatabaseError, Durability, ReadOnlyTable, ReadableDatabase, StorageError,
    TableDefinition, TableError, TableHandle,
};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

type StorageKey = (u64, &'static [u8]);
type BalanceKey = (u8, u64, u64);

/// Contract instance and key → value.
const STORAGE: TableDefinition<'_, StorageKey, &[u8]> = TableDefinition::new("echo storage");
/// Kind of the holder (0 account, 1 contract), its instance, asset instance → balance.
const BALANCES: TableDefinition<'_, BalanceKey, i64> = TableDefinition::new("echo balances");
/// What makes the file ours: `version` → [`VERSION`].
const META: TableDefinition<'_, &str, u64> = TableDefinition::new("echo state");
const VERSION: u64 = 1;

/// Memory for cached pages, in bytes; redb would take a gigabyte.
const CACHE: usize = 32 << 20;

/// A state file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The operating system refuses.
    #[error("cannot open the state file {}", PrintablePath(path))]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another process has it.
    #[error("the state file {} is in use by another process", PrintablePath(path))]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// Not a state file, or a damaged one.
    #[error("{} is not a usable state file: {problem}", PrintablePath(path))]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: Unusable,
    },
    /// Reading or writing failed later.
    #[error("the state file {} failed", PrintablePath(path))]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: redb::Error,
    },
}

/// Why a file is no state file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// No database.
    #[error("it is no redb database, or a damaged one")]
    NotDatabase,
    /// A database of an older format.
    #[error("its redb format {format} is too old")]
    OldFormat {
        /// The format's number.
        format: u8,
    },
    /// A database of something else.
    #[error("it is a database of something else")]
    Foreign,
    /// A state file of a later release.
    #[error("its version is {version}, and this program knows version {VERSION}")]
    Version {
        /// The version.
        version: u64,
    },
}

/// An open state file.
pub struct StateFile {
    path: PathBuf,
    /// There until the drop.
    db: Option<Database>,
    tables: Tables,
    /// The name it has until something is committed to it.
    new: Option<PathBuf>,
}

/// The tables as of the last commit; none before the first.
#[derive(Default)]
struct Tables {
    storage: Option<ReadOnlyTable<StorageKey, &'static [u8]>>,
    balances: Option<ReadOnlyTable<BalanceKey, i64>>,
}

impl StateFile {
    /// Opens a state file, or makes a new one where there is none. The time it takes grows with the file: all of it
    /// is read.
    ///
    /// # Errors
    /// [`StateError`] where it cannot be opened, is in use, or is not a state file; the file is as it was.
    pub fn open(path: &Path) -> Result<Self, StateError> {
        loop {
            let found = match OpenOptions::new().read(true).write(true).open(path) {
                Ok(file) => Self::open_existing(path, file)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => Self::create(path)?,
                Err(source) => return Err(StateError::Open { path: path.to_owned(), source }),
            };
            // Nothing, where another process renamed or removed the file between our opening and our locking
            // it.
            if let Some(state) = found {
                return Ok(state);
            }
        }
    }

    fn open_existing(path: &Path, file: File) -> Result<Option<Self>, StateError> {
        let open_error = |source| StateError::Open { path: path.to_owned(), source };
        let metadata = file.metadata().map_err(open_error)?;
        if !metadata.is_file() {
            return Err(open_error(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
        }
        lock(path, &file)?;
        if !is_same_file(path, &metadata) {
            return Ok(None);
        }
        check(path, &file)?;
        let db = database(path, file)?;
        let mut state = Self { path: path.to_owned(), db: Some(db), tables: Tables::default(), new: None };
        state.tables = state.guarded(Self::tables)?;
        Ok(Some(state))
    }

    fn create(path: &Path) -> Result<Option<Self>, StateError> {
        let open_error = |source| StateError::Open { path: path.to_owned(), source };
        let Some(name) = path.file_name() else { return Err(open_error(io::ErrorKind::InvalidInput.into())) };
        let mut new = name.to_owned();
        new.push(".new");
        let new = path.with_file_name(new);
        let mut options = OpenOptions::new();
        let file =
            options.read(true).write(true).create(true).truncate(false).open(&new).map_err(open_error)?;
        lock(path, &file)?;
        let metadata = file.metadata().map_err(open_error)?;
        if !is_same_file(&new, &metadata) || path.symlink_metadata().is_ok_and(|there| there.is_file()) {
            return Ok(None);
        }
        file.set_len(0).map_err(open_error)?;
        let db = database(&new, file)?;
        Ok(Some(Self { path: path.to_owned(), db: Some(db), tables: Tables::default(), new: Some(new) }))
    }

    /// What a contract stored under a key.
    ///
    /// # Errors
    /// [`StateError`] where the file cannot be read.
    pub fn stored(&self, contract: ContractId, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        let Some(table) = &self.tables.storage else { return Ok(None) };
        self.guarded(|_| Ok(table.get((contract.0, key))?.map(|value| value.value().to_vec())))
    }

    /// Whether a contract stored anything under a key.
    ///
    /// # Errors
    /// [`StateError`] where the file cannot be read.
    pub fn is_stored(&self, contract: ContractId, key: &[u8]) -> Result<bool, StateError> {
        let Some(table) = &self.tables.storage else { return Ok(false) };
        self.guarded(|_| Ok(table.get((contract.0, key))?.is_some()))
    }

    /// A balance, where one was ever committed.
    ///
    /// # Errors
    /// [`StateError`] where the file cannot be read.
    pub fn balance(&self, holder: Party, asset: AssetId) -> Result<Option<i64>, StateError> {
        let Some(table) = &self.tables.balances else { return Ok(None) };
        self.guarded(|_| Ok(table.get(balance_key(holder, asset))?.map(|value| value.value())))
    }

    /// Makes changes permanent, all or none. Without changes the file is left alone.
    ///
    /// # Errors
    /// [`StateError`], and nothing has changed.
    pub fn commit(&mut self, changes: &Changes) -> Result<(), StateError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.guarded(|state| state.write(changes))?;
        if let Some(new) = &self.new {
            fs::rename(new, &self.path)
                .map_err(|source| StateError::Open { path: self.path.clone(), source })?;
            self.new = None;
            // Where a file system cannot do that, the name is as durable as it makes names.
            let _ = sync_directory(&self.path);
        }
        self.tables = self.guarded(Self::tables)?;
        Ok(())
    }

    fn db(&self) -> &Database {
        self.db.as_ref().unwrap_or_else(|| unreachable!("taken only by the drop"))
    }

    fn write(&self, changes: &Changes) -> Result<(), FileError> {
        let mut transaction = self.db().begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        transaction.set_two_phase_commit(true);
        {
            transaction.open_table(META)?.insert("version", VERSION)?;
            let mut balances = transaction.open_table(BALANCES)?;
            for (&(holder, asset), &balance) in &changes.balances {
                balances.insert(balance_key(holder, asset), balance)?;
            }
            let mut storage = transaction.open_table(STORAGE)?;
            for (contract, values) in &changes.storage {
                for (key, value) in values {
                    let key = (contract.0, key.as_slice());
                    match value {
                        Some(value) => storage.insert(key, value.as_slice())?,
                        None => storage.remove(key)?,
                    };
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }

    fn tables(&self) -> Result<Tables, FileError> {
        let transaction = self.db().begin_read()?;
        let version = match transaction.open_table(META) {
            Ok(meta) => meta.get("version")?.map(|version| version.value()),
            Err(TableError::TableDoesNotExist(_))
                if transaction.list_tables()?.all(|table| table.name().is_empty()) =>
            {
                return Ok(Tables::default());
            }
            Err(error) => return Err(error.into()),
        };
        match version {
            Some(VERSION) => {}
            Some(version) => return Err(FileError::Unusable(Unusable::Version { version })),
            None => return Err(FileError::Unusable(Unusable::Foreign)),
        }
        Ok(Tables {
            storage: Some(transaction.open_table(STORAGE)?),
            balances: Some(transaction.open_table(BALANCES)?),
        })
    }

    /// Calls redb.
    fn guarded<T>(&self, call: impl FnOnce(&Self) -> Result<T, FileError>) -> Result<T, StateError> {
        let path = self.path.clone();
        match caught(|| call(self)).unwrap_or(Err(FileError::Unusable(Unusable::NotDatabase))) {
            Ok(value) => Ok(value),
            Err(FileError::Unusable(problem)) => Err(StateError::Unusable { path, problem }),
            // The lock is poisoned where an earlier call panicked.
            Err(FileError::Redb(redb::Error::Corrupted(_) | redb::Error::LockPoisoned(_))) => {
                Err(StateError::Unusable { path, problem: Unusable::NotDatabase })
            }
            Err(FileError::Redb(redb::Error::Io(error))) if is_of_content(&error) => {
                Err(StateError::Unusable { path, problem: Unusable::NotDatabase })
            }
            Err(FileError::Redb(
                redb::Error::TableTypeMismatch { .. }
                | redb::Error::TableIsMultimap(_)
                | redb::Error::TableDoesNotExist(_)
                | redb::Error::TypeDefinitionChanged { .. },
            )) => Err(StateError::Unusable { path, problem: Unusable::Foreign }),
            Err(FileError::Redb(source)) => Err(StateError::Io { path, source }),
        }
    }
}

impl Drop for StateFile {
    fn drop(&mut self) {
        if let Some(new) = &self.new {
            // While the lock is still held, so that nobody is using it. Where it fails, the next run takes it
            // over.
            let _ = fs::remove_file(new);
        }
        // Closing writes what makes the next opening fast, and so reads: a damaged file can panic here as
        // anywhere. What was committed is durable already, so there is nothing to report.
        let _ = caught(|| {
            drop(std::mem::take(&mut self.tables));
            drop(self.db.take());
        });
    }
}

impl std::fmt::Debug for StateFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StateFile").field("path", &self.path).finish_non_exhaustive()
    }
}

/// What redb says, or what we say of a file.
enum FileError {
    Redb(redb::Error),
    Unusable(Unusable),
}

impl<E: Into<redb::Error>> From<E> for FileError {
    fn from(error: E) -> Self {
        FileError::Redb(error.into())
    }
}

/// Runs `call`; `None` where it panicked. A damaged file can run into an assertion of redb's, and a panic
/// must not be in a file's power.
fn caught<T>(call: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).ok()
}

/// Takes the file for this process alone.
fn lock(path: &Path, file: &File) -> Result<(), StateError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(StateError::Locked { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(StateError::Open { path: path.to_owned(), source }),
    }
}

/// Reads all of the file, and refuses it unless every checksum is right. What a killed process left is no damage:
/// redb puts that in order first, here in memory.
fn check(path: &Path, file: &File) -> Result<(), StateError> {
    let open_error = |source| StateError::Open { path: path.to_owned(), source };
    let trial = Trial::new(file.try_clone().map_err(open_error)?).map_err(open_error)?;
    let checked = caught(|| {
        let mut db = Builder::new().set_cache_size(CACHE).create_with_backend(trial)?;
        db.check_integrity()
    });
    match checked.unwrap_or_else(|| Err(damaged())) {
        Ok(true) => Ok(()),
        Ok(false) => Err(database_error(path, damaged())),
        Err(error) => Err(database_error(path, error)),
    }
}

fn damaged() -> DatabaseError {
    DatabaseError::Storage(StorageError::Corrupted(String::new()))
}

/// Whether the operating system's error says what is in a file, or missing in it, and not that it cannot be read.
fn is_of_content(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}

/// Opens a database, or makes one in an empty file.
fn database(path: &Path, file: File) -> Result<Database, StateError> {
    caught(|| Builder::new().set_cache_size(CACHE).create_file(file))
        .unwrap_or_else(|| Err(damaged()))
        .map_err(|error| database_error(path, error))
}

fn database_error(path: &Path, error: DatabaseError) -> StateError {
    let path = path.to_owned();
    let problem = match error {
        DatabaseError::DatabaseAlreadyOpen => return StateError::Locked { path },
        DatabaseError::UpgradeRequired(format) => Unusable::OldFormat { format },
        DatabaseError::Storage(StorageError::Io(source)) if !is_of_content(&source) => {
            return StateError::Open { path, source };
        }
        _ => Unusable::NotDatabase,
    };
    StateError::Unusable { path, problem }
}

fn balance_key(holder: Party, asset: AssetId) -> BalanceKey {
    match holder {
        Party::Account(AccountId(instance)) => (0, instance, asset.0),
        Party::Contract(ContractId(instance)) => (1, instance, asset.0),
    }
}

#[cfg(unix)]
fn is_same_file(path: &Path, opened: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).is_ok_and(|now| (now.dev(), now.ino()) == (opened.dev(), opened.ino()))
}

#[cfg(not(unix))]
fn is_same_file(_: &Path, _: &fs::Metadata) -> bool {
    // An open file is neither removed nor replaced there.
    true
}

/// Makes the name of a new file as durable as its content.
fn sync_directory(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        File::open(directory.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use assert_fs::TempDir;
    use std::collections::BTreeMap;

    const ID: ContractId = ContractId(3);
    const ALICE: Party = Party::Account(AccountId(5));

    fn change(key: &[u8], value: Option<&[u8]>) -> Changes {
        Changes {
            balances: [((ALICE, AssetId(1)), 42)].into(),
            storage: [(ID, [(key.to_vec(), value.map(<[u8]>::to_vec))].into())].into(),
        }
    }

    #[test]
    fn what_is_committed_is_there_after_reopening() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("state");
        let mut state = StateFile::open(&path).unwrap();
        assert_eq!(state.stored(ID, b"key").unwrap(), None);
        assert_eq!(state.balance(ALICE, AssetId(1)).unwrap(), None);
        state.commit(&change(b"key", Some(b"value"))).unwrap();
        assert_eq!(state.stored(ID, b"key").unwrap().as_deref(), Some(&b"value"[..]));
        drop(state);
        let mut state = StateFile::open(&path).unwrap();
        assert_eq!(state.stored(ID, b"key").unwrap().as_deref(), Some(&b"value"[..]));
        assert_eq!(state.stored(ID, b"ke").unwrap(), None);
        assert!(state.is_stored(ID, b"key").unwrap() && !state.is_stored(ID, b"ke").unwrap());
        assert_eq!(state.stored(ContractId(4), b"key").unwrap(), None);
        assert_eq!(state.balance(ALICE, AssetId(1)).unwrap(), Some(42));
        assert_eq!(state.balance(Party::Contract(ContractId(5)), AssetId(1)).unwrap(), None);
        state.commit(&change(b"key", None)).unwrap();
        state.commit(&change(b"", Some(b""))).unwrap();
        drop(state);
        let state = StateFile::open(&path).unwrap();
        assert_eq!(state.stored(ID, b"key").unwrap(), None);
        assert_eq!(state.stored(ID, b"").unwrap().as_deref(), Some(&b""[..]));
    }

    #[test]
    fn one_has_it_at_a_time_and_a_new_one_disappears() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("state");
        let mut state = StateFile::open(&path).unwrap();
        assert!(matches!(StateFile::open(&path), Err(StateError::Locked { .. })));
        state.commit(&Changes::default()).unwrap();
        drop(state);
        assert!(!path.exists(), "nothing was committed");
        let mut state = StateFile::open(&path).unwrap();
        state.commit(&change(b"k", Some(b"v"))).unwrap();
        drop(state);
        assert!(path.exists());
        drop(StateFile::open(&path).unwrap());
        assert!(path.exists(), "an older one stays");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "and nothing else is there");
    }

    #[test]
    fn what_a_killed_first_run_left_is_taken_over() {
        let dir = TempDir::new().unwrap();
        let (path, new) = (dir.path().join("state"), dir.path().join("state.new"));
        for left in [&b""[..], b"redb", &[0xff; 9000]] {
            fs::write(&new, left).unwrap();
            drop(StateFile::open(&path).unwrap());
            assert!(!new.exists() && !path.exists());
            fs::write(&new, left).unwrap();
            StateFile::open(&path).unwrap().commit(&change(b"k", Some(b"v"))).unwrap();
            let state = StateFile::open(&path).unwrap();
            assert_eq!(state.stored(ID, b"k").unwrap().as_deref(), Some(&b"v"[..]));
            fs::remove_file(&path).unwrap();
        }
        // Many at once: each waits for its turn or is told so, and no commit is lost.
        let next = std::sync::Mutex::new(0_u64);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        if let Ok(mut state) = StateFile::open(&path) {
                            let seen = state.stored(ID, b"n").unwrap().map_or(0, |n| n[0]);
                            let mut expected = next.lock().unwrap();
                            assert_eq!(u64::from(seen), *expected);
                            state.commit(&change(b"n", Some(&[seen + 1]))).unwrap();
                            *expected += 1;
                        }
                    }
                });
            }
        });
        assert!(*next.lock().unwrap() > 0);
    }

    #[test]
    fn what_is_no_state_file_is_refused_and_left_alone() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("state");
        let problem = |expected: Unusable| match StateFile::open(&path).map(drop).unwrap_err() {
            StateError::Unusable { problem, .. } => assert_eq!(problem, expected),
            other => panic!("{other}"),
        };
        for content in
            [&b"x"[..], b"redb", &[0; 5000], &[0xff; 100_000], b"redb\x1a\x0a\xa9\x0d\x0a", b"[limits]\n"]
        {
            fs::write(&path, content).unwrap();
            problem(Unusable::NotDatabase);
            assert_eq!(fs::read(&path).unwrap(), content);
        }
        for (name, expected) in
            [("other", Unusable::Foreign), ("echo state", Unusable::Version { version: 9 })]
        {
            fs::remove_file(&path).unwrap();
            let db = Database::create(&path).unwrap();
            let transaction = db.begin_write().unwrap();
            let table = TableDefinition::<&str, u64>::new(name);
            transaction.open_table(table).unwrap().insert("version", 9).unwrap();
            transaction.commit().unwrap();
            drop(db);
            problem(expected);
        }
        fs::remove_file(&path).unwrap();
        let db = Database::create(&path).unwrap();
        let transaction = db.begin_write().unwrap();
        transaction.open_table(TableDefinition::<u64, u64>::new("echo state")).unwrap().insert(1, 1).unwrap();
        transaction.commit().unwrap();
        drop(db);
        problem(Unusable::Foreign);
        for path in [dir.path(), &dir.path().join("no/such"), Path::new("/dev/null"), Path::new("")] {
            assert!(matches!(StateFile::open(path), Err(StateError::Open { .. })), "{}", path.display());
        }
    }

    /// Values of all sizes in many pages, those of the last of some commits, and what there is not.
    fn filled(path: &Path) -> BTreeMap<Vec<u8>, Option<Vec<u8>>> {
        let mut state = StateFile::open(path).unwrap();
        let mut expected = BTreeMap::new();
        for commit in 0..6_u8 {
            for i in 0..24_u8 {
                let key = vec![i; usize::from(i) * 7];
                let value = match (commit, i % 8) {
                    (5, 3) => None,
                    (_, kind) => {
                        Some(vec![i ^ commit; [0, 1, 30, 300, 1000, 3000, 5000, 9_000][usize::from(kind)]])
                    }
                };
                expected.insert(key, value);
            }
            let storage = [(ID, expected.clone())].into();
            let balance =
                (0..50).map(|n| ((Party::Account(AccountId(n)), AssetId(1)), i64::try_from(n).unwrap() + 7));
            state.commit(&Changes { balances: balance.collect(), storage }).unwrap();
        }
        for absent in [&b"absent"[..], &[0xff; 9], &[9; 9]] {
            expected.insert(absent.to_vec(), None);
        }
        expected
    }

    /// What the file says, if it says anything: what was committed, and nothing else. Returns whether it was refused.
    fn says_what_was_committed(
        path: &Path,
        expected: &BTreeMap<Vec<u8>, Option<Vec<u8>>>,
        what: &str,
    ) -> bool {
        let read = StateFile::open(path).and_then(|state| {
            for (key, value) in expected {
                assert_eq!(state.is_stored(ID, key)?, value.is_some(), "{what}");
                assert!(state.stored(ID, key)? == *value, "{what}");
            }
            for n in 0..55 {
                let balance = state.balance(Party::Account(AccountId(n)), AssetId(1))?;
                assert_eq!(balance, (n < 50).then(|| i64::try_from(n).unwrap() + 7), "{what}");
            }
            Ok(())
        });
        match read {
            Ok(()) => false,
            Err(StateError::Unusable { .. }) => true,
            Err(other) => panic!("{what}: {other:?}"),
        }
    }

    /// Numbers from 0 to `end`, the same on every run.
    fn numbers(end: usize) -> impl Iterator<Item = usize> {
        let mut state = 1_u64;
        std::iter::from_fn(move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).ok().map(|n| n % end)
        })
    }

    /// A file with a byte changed anywhere, in each bit of the part that leads to everything, with a page in the place
    /// of another, or cut, is refused or says what was committed; where it is refused it stays as it is.
    #[test]
    fn damage_is_found_or_changes_nothing() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("state");
        let expected = filled(&path);
        let whole = fs::read(&path).unwrap();
        assert!(!says_what_was_committed(&path, &expected, "undamaged"));
        let (mut refused, mut cases) = (0, 0);
        let mut check = |content: &[u8], what: &str| {
            fs::write(&path, content).unwrap();
            cases += 1;
            if says_what_was_committed(&path, &expected, what) {
                refused += 1;
                assert!(fs::read(&path).unwrap() == content, "{what}: the file has changed");
            }
        };
        let mut flip = |position: usize, by: u8| {
            let mut damaged = whole.clone();
            damaged[position] ^= by;
            check(&damaged, &format!("byte {position:#x} of {} ^ {by:#x}", whole.len()));
        };
        for position in 0..320 {
            (0..8).for_each(|bit| flip(position, 1 << bit));
        }
        let used: Vec<usize> = (320..whole.len()).filter(|at| whole[*at] != 0).collect();
        for n in numbers(used.len()).take(CASES) {
            flip(used[n], [0xff, 0x01, 0x80, 0x10][n % 4]);
        }
        for position in (320..whole.len()).step_by(whole.len() / 200) {
            flip(position, 0x20);
        }
        let pages = whole.len() / 4096;
        let mut from = numbers(pages - 1);
        for (to, from) in (1..pages).filter_map(|to| Some((to, from.next()? + 1))).take(CASES / 10) {
            let mut damaged = whole.clone();
            damaged.copy_within(from * 4096..(from + 1) * 4096, to * 4096);
            check(&damaged, &format!("page {from} in the place of page {to}"));
        }
        for len in (1..whole.len()).step_by(whole.len() / 40) {
            check(&whole[..len], &format!("cut to {len}"));
        }
        assert!(refused > cases / 3, "of {cases} cases {refused} are refused");
        assert!(refused < cases, "what is free, or says what is known otherwise, is no damage");
    }

    /// A file that was not closed is one that a killed process left.
    #[test]
    fn damage_to_what_a_killed_process_left_is_found_or_changes_nothing() {
        let dir = TempDir::new().unwrap();
        let (path, copy) = (dir.path().join("state"), dir.path().join("copy"));
        drop(filled(&path));
        let mut state = StateFile::open(&path).unwrap();
        let last = Some(vec![0xaa; 5000]);
        state.commit(&change(b"last", last.as_deref())).unwrap();
        let whole = fs::read(&path).unwrap();
        drop(state);
        let expected = [(b"last".to_vec(), last), (b"lost".to_vec(), None)];
        let says = |content: &[u8], what: &str| {
            fs::write(&copy, content).unwrap();
            let read = StateFile::open(&copy).and_then(|state| {
                for (key, value) in &expected {
                    assert!(state.stored(ID, key)? == *value, "{what}");
                }
                Ok(())
            });
            read.is_err()
        };
        assert!(!says(&whole, "undamaged"));
        let mut refused = 0;
        let used: Vec<usize> = (320..whole.len()).filter(|at| whole[*at] != 0).collect();
        let few = numbers(used.len()).take(CASES / 10).map(|n| (used[n], 0x04));
        let head = (0..320).flat_map(|position| (0..8).map(move |bit| (position, 1 << bit)));
        for (position, by) in head.chain(few).filter(|flip| *flip != LAST_COMMIT_BIT) {
            let mut damaged = whole.clone();
            damaged[position] ^= by;
            refused += usize::from(says(&damaged, &format!("byte {position:#x} ^ {by:#x}")));
        }
        assert!(refused > 500, "{refused}");
    }

    /// What says which of two commits is the last, in redb's file header.
    const LAST_COMMIT_BIT: (usize, u8) = (9, 1);

    /// Changed bytes in a test.
    const CASES: usize = 2000;
}
