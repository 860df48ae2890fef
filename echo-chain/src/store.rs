//! [`Store`]: the entries of a [`World`](crate::World), in a redb file or in memory.
//!
//! A commit is one write transaction, durable when it returns: a process killed at any time leaves the file
//! as of some commit, and never before one that was reported. One process has the file at a time, for as long
//! as a `Store` lives. With the entries their [`StateHash`] is kept, which every commit brings up to date.
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

use crate::StateHash;
use crate::entry::Key;
use crate::trial::Trial;
use echo_abi::PrintablePath;
use echo_abi::id::{AccountId, AssetId, ContractId, Party};
use redb::backends::InMemoryBackend;
use redb::{
    Builder, Database, DatabaseError, Durability, ReadOnlyTable, ReadTransaction, ReadableDatabase,
    StorageBackend, StorageError, TableDefinition, TableError, TableHandle, WriteTransaction,
};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Entries that are to change, by the bytes of their keys; `None` for those that go.
pub type Batch = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// All entries.
const ENTRIES: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("echo entries");
/// The numbers of their [`StateHash`], under no key.
const HASH: TableDefinition<'_, (), &[u8]> = TableDefinition::new("echo state hash");
/// What makes the file ours: `version` → [`VERSION`].
const META: TableDefinition<'_, &str, u64> = TableDefinition::new("echo state");
const VERSION: u64 = 2;

/// What files of version 1 have instead of entries: values by contract and key.
const STORAGE_1: TableDefinition<'_, (u64, &[u8]), &[u8]> = TableDefinition::new("echo storage");
/// And balances by the kind of the holder (0 account, 1 contract), its instance, the asset's instance.
const BALANCES_1: TableDefinition<'_, (u8, u64, u64), i64> = TableDefinition::new("echo balances");

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

/// An open state.
pub struct Store {
    /// For messages.
    path: PathBuf,
    /// There until the drop.
    db: Option<Database>,
    /// As of the last commit; none before the first.
    entries: Option<ReadOnlyTable<&'static [u8], &'static [u8]>>,
    hash: StateHash,
    /// What a file of version 1 says, until it is committed as version 2.
    older: Option<Batch>,
    /// The name it has until something is committed to it.
    new: Option<PathBuf>,
}

impl Store {
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
        let mut store = Self::of(path.to_owned(), db, None);
        store.refresh()?;
        Ok(Some(store))
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
        Ok(Some(Self::of(path.to_owned(), db, Some(new))))
    }

    /// A state that is gone with the process.
    ///
    /// # Errors
    /// [`StateError`] where there is no memory for it.
    pub fn in_memory() -> Result<Self, StateError> {
        Self::on(InMemoryBackend::new())
    }

    /// A state on storage of any kind, which has to be in order.
    ///
    /// # Errors
    /// [`StateError`] where the storage fails, or is of something else.
    pub fn on(storage: impl StorageBackend) -> Result<Self, StateError> {
        let path = PathBuf::from("(not in a file)");
        let db = caught(|| Builder::new().set_cache_size(CACHE).create_with_backend(storage))
            .unwrap_or_else(|| Err(damaged()))
            .map_err(|error| database_error(&path, error))?;
        let mut store = Self::of(path, db, None);
        store.refresh()?;
        Ok(store)
    }

    fn of(path: PathBuf, db: Database, new: Option<PathBuf>) -> Self {
        Self { path, db: Some(db), entries: None, hash: StateHash::default(), older: None, new }
    }

    /// The value under a key.
    ///
    /// # Errors
    /// [`StateError`] where the file cannot be read.
    pub fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        let Some(entries) = &self.entries else { return Ok(None) };
        self.guarded(|_| Ok(entries.get(key)?.map(|value| value.value().to_vec())))
    }

    /// Whether there is a value under a key.
    ///
    /// # Errors
    /// [`StateError`] where the file cannot be read.
    pub fn contains(&self, key: &[u8]) -> Result<bool, StateError> {
        let Some(entries) = &self.entries else { return Ok(false) };
        self.guarded(|_| Ok(entries.get(key)?.is_some()))
    }

    /// Shows all entries from a key on, in their order, until `each` has seen enough.
    ///
    /// # Errors
    /// [`StateError`] where the file cannot be read.
    pub fn visit(
        &self,
        from: &[u8],
        mut each: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>,
    ) -> Result<(), StateError> {
        let Some(entries) = &self.entries else { return Ok(()) };
        self.guarded(|_| {
            for entry in entries.range(from..)? {
                let (key, value) = entry?;
                if each(key.value(), value.value()).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The hash of all entries.
    #[must_use]
    pub fn hash(&self) -> &StateHash {
        &self.hash
    }

    /// What a file of version 1 says: it becomes one of this version when it is committed.
    pub fn take_older(&mut self) -> Option<Batch> {
        self.older.take()
    }

    /// Makes changes permanent, all or none. Without changes the file is left alone.
    ///
    /// # Errors
    /// [`StateError`], and nothing has changed.
    pub fn commit(&mut self, batch: &Batch) -> Result<(), StateError> {
        if batch.is_empty() {
            return Ok(());
        }
        self.write(batch)?;
        if let Some(new) = &self.new {
            fs::rename(new, &self.path)
                .map_err(|source| StateError::Open { path: self.path.clone(), source })?;
            self.new = None;
            // Where a file system cannot do that, the name is as durable as it makes names.
            let _ = sync_directory(&self.path);
        }
        Ok(())
    }

    /// Marks the state as it is, to be gone back to: a number that no other mark of this file has. The file keeps what
    /// it takes until the mark is gone.
    ///
    /// # Errors
    /// [`StateError`], and nothing has changed.
    pub fn mark(&mut self) -> Result<u64, StateError> {
        let mark = self.guarded(|store| {
            let transaction = store.begin()?;
            let mark = transaction.persistent_savepoint()?;
            transaction.commit()?;
            Ok(mark)
        })?;
        self.refresh()?;
        Ok(mark)
    }

    /// The marks there are, in the order in which they were made.
    ///
    /// # Errors
    /// [`StateError`] where the file cannot be read.
    pub fn marks(&self) -> Result<Vec<u64>, StateError> {
        self.guarded(|store| {
            let transaction = store.begin()?;
            let mut marks: Vec<u64> = transaction.list_persistent_savepoints()?.collect();
            marks.sort_unstable();
            transaction.abort()?;
            Ok(marks)
        })
    }

    /// Goes back to a mark, which stays; those made since are gone. Returns whether there is such a mark.
    ///
    /// # Errors
    /// [`StateError`], and nothing has changed.
    pub fn go_back(&mut self, mark: u64) -> Result<bool, StateError> {
        if !self.marks()?.contains(&mark) {
            return Ok(false);
        }
        // Nothing of what is to go may be open.
        self.entries = None;
        let result = self.guarded(|store| {
            let mut transaction = store.begin()?;
            let savepoint = transaction.get_persistent_savepoint(mark)?;
            transaction.restore_savepoint(&savepoint)?;
            transaction.commit()?;
            Ok(())
        });
        self.refresh()?;
        result.map(|()| true)
    }

    /// Forgets a mark. Returns whether there was one.
    ///
    /// # Errors
    /// [`StateError`], and nothing has changed.
    pub fn unmark(&mut self, mark: u64) -> Result<bool, StateError> {
        self.guarded(|store| {
            let transaction = store.begin()?;
            let was = transaction.delete_persistent_savepoint(mark)?;
            transaction.commit()?;
            Ok(was)
        })
    }

    /// That the state is not what it should be.
    pub(crate) fn unusable(&self, problem: Unusable) -> StateError {
        StateError::Unusable { path: self.path.clone(), problem }
    }

    fn db(&self) -> &Database {
        self.db.as_ref().unwrap_or_else(|| unreachable!("taken only by the drop"))
    }

    fn begin(&self) -> Result<WriteTransaction, FileError> {
        let mut transaction = self.db().begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        transaction.set_two_phase_commit(true);
        Ok(transaction)
    }

    /// Changes entries and hash in one transaction.
    fn write(&mut self, batch: &Batch) -> Result<(), StateError> {
        let hash = self.guarded(|store| {
            let transaction = store.begin()?;
            let mut hash = store.hash.clone();
            transaction.open_table(META)?.insert("version", VERSION)?;
            transaction.delete_table(STORAGE_1)?;
            transaction.delete_table(BALANCES_1)?;
            {
                let mut entries = transaction.open_table(ENTRIES)?;
                for (key, value) in batch {
                    let key = key.as_slice();
                    let before = match value {
                        Some(value) => entries.insert(key, value.as_slice())?,
                        None => entries.remove(key)?,
                    };
                    if let Some(before) = before {
                        hash.remove(key, before.value());
                    }
                    if let Some(value) = value {
                        hash.add(key, value);
                    }
                }
            }
            transaction.open_table(HASH)?.insert((), hash.to_bytes().as_slice())?;
            transaction.commit()?;
            Ok(hash)
        })?;
        self.hash = hash;
        let entries = self.guarded(|store| Ok(store.db().begin_read()?.open_table(ENTRIES)?))?;
        self.entries = Some(entries);
        Ok(())
    }

    /// Reads what the file is.
    fn refresh(&mut self) -> Result<(), StateError> {
        let (entries, hash, older) = self.guarded(|store| {
            let transaction = store.db().begin_read()?;
            match version(&transaction)? {
                None => Ok((None, StateHash::default(), None)),
                Some(1) => Ok((None, StateHash::default(), Some(of_version_1(&transaction)?))),
                Some(VERSION) => {
                    let hash = transaction.open_table(HASH)?;
                    let hash = hash.get(())?.and_then(|hash| StateHash::from_bytes(hash.value()));
                    let hash = hash.ok_or(FileError::Unusable(Unusable::NotDatabase))?;
                    Ok((Some(transaction.open_table(ENTRIES)?), hash, None))
                }
                Some(version) => Err(FileError::Unusable(Unusable::Version { version })),
            }
        })?;
        (self.entries, self.hash, self.older) = (entries, hash, older);
        Ok(())
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

impl Drop for Store {
    fn drop(&mut self) {
        if let Some(new) = &self.new {
            // While the lock is still held, so that nobody is using it. Where it fails, the next run takes it
            // over.
            let _ = fs::remove_file(new);
        }
        // Closing writes what makes the next opening fast, and so reads: a damaged file can panic here as
        // anywhere. What was committed is durable already, so there is nothing to report.
        let _ = caught(|| {
            drop(self.entries.take());
            drop(self.db.take());
        });
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}

/// The version of a state file; `None` where nothing was committed to it yet.
fn version(transaction: &ReadTransaction) -> Result<Option<u64>, FileError> {
    match transaction.open_table(META) {
        Ok(meta) => {
            let version = meta.get("version")?.map(|version| version.value());
            version.map(Some).ok_or(FileError::Unusable(Unusable::Foreign))
        }
        Err(TableError::TableDoesNotExist(_))
            if transaction.list_tables()?.all(|table| table.name().is_empty()) =>
        {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// The entries that a file of version 1 comes to.
fn of_version_1(transaction: &ReadTransaction) -> Result<Batch, FileError> {
    let mut batch = Batch::new();
    for entry in transaction.open_table(STORAGE_1)?.range::<(u64, &[u8])>(..)? {
        let (key, value) = entry?;
        let (contract, key) = key.value();
        let key = Key::Stored(ContractId(contract), key.to_vec());
        batch.insert(key.to_bytes(), Some(value.value().to_vec()));
    }
    for entry in transaction.open_table(BALANCES_1)?.range::<(u8, u64, u64)>(..)? {
        let (key, balance) = entry?;
        let (kind, instance, asset) = key.value();
        let holder = match kind {
            0 => Party::Account(AccountId(instance)),
            1 => Party::Contract(ContractId(instance)),
            _ => return Err(FileError::Unusable(Unusable::NotDatabase)),
        };
        let key = Key::Balance(holder, AssetId(asset));
        batch.insert(key.to_bytes(), Some(balance.value().to_le_bytes().to_vec()));
    }
    Ok(batch)
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

    fn change(key: &[u8], value: Option<&[u8]>) -> Batch {
        [(b"always".to_vec(), Some(vec![42])), (key.to_vec(), value.map(<[u8]>::to_vec))].into()
    }

    /// All entries.
    fn all(store: &Store) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, StateError> {
        let mut all = BTreeMap::new();
        store.visit(b"", |key, value| {
            all.insert(key.to_vec(), value.to_vec());
            ControlFlow::Continue(())
        })?;
        Ok(all)
    }

    /// The hash of all entries is that which the store keeps.
    fn assert_hash(store: &Store) {
        let mut hash = StateHash::default();
        all(store).unwrap().iter().for_each(|(key, value)| hash.add(key, value));
        assert_eq!(hash, *store.hash());
    }

    #[test]
    fn what_is_committed_is_there_after_reopening() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("state");
        let mut state = Store::open(&path).unwrap();
        assert_eq!(state.get(b"key").unwrap(), None);
        assert!(state.take_older().is_none());
        state.commit(&change(b"key", Some(b"value"))).unwrap();
        assert_eq!(state.get(b"key").unwrap().as_deref(), Some(&b"value"[..]));
        drop(state);
        let mut state = Store::open(&path).unwrap();
        assert_eq!(state.get(b"key").unwrap().as_deref(), Some(&b"value"[..]));
        assert_eq!(state.get(b"ke").unwrap(), None);
        assert!(state.contains(b"key").unwrap() && !state.contains(b"ke").unwrap());
        assert_eq!(state.get(b"kez").unwrap(), None);
        assert_eq!(all(&state).unwrap().len(), 2);
        assert_hash(&state);
        state.commit(&change(b"key", None)).unwrap();
        state.commit(&change(b"", Some(b""))).unwrap();
        drop(state);
        let state = Store::open(&path).unwrap();
        assert_eq!(state.get(b"key").unwrap(), None);
        assert_eq!(state.get(b"").unwrap().as_deref(), Some(&b""[..]));
    }

    #[test]
    fn one_has_it_at_a_time_and_a_new_one_disappears() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("state");
        let mut state = Store::open(&path).unwrap();
        assert!(matches!(Store::open(&path), Err(StateError::Locked { .. })));
        state.commit(&Batch::new()).unwrap();
        drop(state);
        assert!(!path.exists(), "nothing was committed");
        let mut state = Store::open(&path).unwrap();
        state.commit(&change(b"k", Some(b"v"))).unwrap();
        drop(state);
        assert!(path.exists());
        drop(Store::open(&path).unwrap());
        assert!(path.exists(), "an older one stays");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "and nothing else is there");
    }

    #[test]
    fn what_a_killed_first_run_left_is_taken_over() {
        let dir = TempDir::new().unwrap();
        let (path, new) = (dir.path().join("state"), dir.path().join("state.new"));
        for left in [&b""[..], b"redb", &[0xff; 9000]] {
            fs::write(&new, left).unwrap();
            drop(Store::open(&path).unwrap());
            assert!(!new.exists() && !path.exists());
            fs::write(&new, left).unwrap();
            Store::open(&path).unwrap().commit(&change(b"k", Some(b"v"))).unwrap();
            let state = Store::open(&path).unwrap();
            assert_eq!(state.get(b"k").unwrap().as_deref(), Some(&b"v"[..]));
            fs::remove_file(&path).unwrap();
        }
        // Many at once: each waits for its turn or is told so, and no commit is lost.
        let next = std::sync::Mutex::new(0_u64);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        if let Ok(mut state) = Store::open(&path) {
                            let seen = state.get(b"n").unwrap().map_or(0, |n| n[0]);
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
        let problem = |expected: Unusable| match Store::open(&path).map(drop).unwrap_err() {
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
            assert!(matches!(Store::open(path), Err(StateError::Open { .. })), "{}", path.display());
        }
    }

    #[test]
    fn a_file_of_version_1_is_read_and_becomes_one_of_this() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("state");
        let db = Database::create(&path).unwrap();
        let transaction = db.begin_write().unwrap();
        transaction.open_table(META).unwrap().insert("version", 1).unwrap();
        transaction.open_table(STORAGE_1).unwrap().insert((7, &b"key"[..]), &b"value"[..]).unwrap();
        transaction.open_table(BALANCES_1).unwrap().insert((1, 7, 2), 42).unwrap();
        transaction.commit().unwrap();
        drop(db);
        let before = fs::read(&path).unwrap();
        let mut store = Store::open(&path).unwrap();
        let older = store.take_older().unwrap();
        let expected: Batch = [
            (Key::Stored(ContractId(7), b"key".to_vec()).to_bytes(), Some(b"value".to_vec())),
            (
                Key::Balance(Party::Contract(ContractId(7)), AssetId(2)).to_bytes(),
                Some(42_i64.to_le_bytes().to_vec()),
            ),
        ]
        .into();
        assert_eq!(older, expected);
        drop(store);
        // redb may put its own house in order; nothing was committed.
        assert_eq!(fs::read(&path).unwrap().len(), before.len());
        let mut store = Store::open(&path).unwrap();
        let older = store.take_older().unwrap();
        store.commit(&older).unwrap();
        drop(store);
        let mut store = Store::open(&path).unwrap();
        assert!(store.take_older().is_none());
        assert_eq!(all(&store).unwrap().len(), 2);
        assert_hash(&store);
        let transaction = store.db().begin_read().unwrap();
        assert_eq!(transaction.list_tables().unwrap().count(), 3, "the older tables are gone");
    }

    #[test]
    fn marks_are_gone_back_to() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("state");
        let mut store = Store::open(&path).unwrap();
        store.commit(&change(b"k", Some(b"1"))).unwrap();
        let first = store.mark().unwrap();
        store.commit(&change(b"k", Some(b"2"))).unwrap();
        let second = store.mark().unwrap();
        store.commit(&change(b"k", None)).unwrap();
        drop(store);
        let mut store = Store::open(&path).unwrap();
        assert_eq!(store.marks().unwrap(), [first, second]);
        assert!(store.go_back(second).unwrap());
        assert_eq!(store.get(b"k").unwrap().as_deref(), Some(&b"2"[..]));
        assert_hash(&store);
        assert!(store.go_back(first).unwrap());
        assert_eq!(store.get(b"k").unwrap().as_deref(), Some(&b"1"[..]));
        assert_hash(&store);
        assert_eq!(store.marks().unwrap(), [first], "the later one is gone");
        assert!(!store.go_back(second).unwrap());
        assert_eq!(store.get(b"k").unwrap().as_deref(), Some(&b"1"[..]));
        assert!(store.go_back(first).unwrap(), "it stays");
        assert!(store.unmark(first).unwrap() && !store.unmark(first).unwrap());
        store.commit(&change(b"k", Some(b"3"))).unwrap();
        drop(store);
        assert_eq!(Store::open(&path).unwrap().get(b"k").unwrap().as_deref(), Some(&b"3"[..]));
    }

    #[test]
    fn a_state_in_memory_is_one_of_its_own() {
        let (mut one, other) = (Store::in_memory().unwrap(), Store::in_memory().unwrap());
        one.commit(&change(b"k", Some(b"1"))).unwrap();
        assert_hash(&one);
        assert_ne!(one.hash(), other.hash());
        assert!(one.contains(b"k").unwrap() && !other.contains(b"k").unwrap());
        let mut seen = Vec::new();
        one.visit(b"b", |key, _| {
            seen.push(key.to_vec());
            ControlFlow::Break(())
        })
        .unwrap();
        assert_eq!(seen, [b"k"]);
    }

    /// Values of all sizes in many pages, those of the last of some commits, and what there is not.
    fn filled(path: &Path) -> BTreeMap<Vec<u8>, Option<Vec<u8>>> {
        let mut state = Store::open(path).unwrap();
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
            state.commit(&expected).unwrap();
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
        let read = Store::open(path).and_then(|state| {
            for (key, value) in expected {
                assert_eq!(state.contains(key)?, value.is_some(), "{what}");
                assert!(state.get(key)? == *value, "{what}");
            }
            assert_eq!(all(&state)?.len(), expected.values().flatten().count(), "{what}");
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
        let mut state = Store::open(&path).unwrap();
        let last = Some(vec![0xaa; 5000]);
        state.commit(&change(b"last", last.as_deref())).unwrap();
        let whole = fs::read(&path).unwrap();
        drop(state);
        let expected = [(b"last".to_vec(), last), (b"lost".to_vec(), None)];
        let says = |content: &[u8], what: &str| {
            fs::write(&copy, content).unwrap();
            let read = Store::open(&copy).and_then(|state| {
                for (key, value) in &expected {
                    assert!(state.get(key)? == *value, "{what}");
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
