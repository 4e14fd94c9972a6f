//! The lock on a data directory: one process at a time. While it is held, its file says where that process can be
//! reached.

use super::StoreError;
use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

const LOCK: &str = "lock";

/// Held until it is dropped; the operating system lets go when the process ends, however it ends.
pub struct DirLock {
    file: File,
    path: PathBuf,
}

impl DirLock {
    /// Locks the directory, made when missing.
    pub fn take(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(LOCK);
        let io = |doing, source| StoreError::Io { doing, path: path.clone(), source };
        fs::create_dir_all(dir).map_err(|e| io("create the data directory of", e))?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|e| io("open the lock of the data directory", e))?;
        match file.try_lock() {
            Ok(()) => {
                // What stands there was said by a process that is gone.
                file.set_len(0).map_err(|e| io("clear the lock of the data directory", e))?;
                Ok(Self { file, path })
            }
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { dir: dir.to_owned() }),
            Err(TryLockError::Error(e)) => Err(io("lock the data directory by", e)),
        }
    }

    /// Says where this process can be reached.
    pub fn announce(&mut self, address: &str) -> Result<(), StoreError> {
        let write = |file: &mut File| -> io::Result<()> {
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(address.as_bytes())
        };
        write(&mut self.file).map_err(|source| StoreError::Io {
            doing: "write the server's address to",
            path: self.path.clone(),
            source,
        })
    }

    /// What the process that holds the directory said, which may be nothing; `None` if nobody holds it.
    pub fn holder(dir: &Path) -> Option<String> {
        let file = File::open(dir.join(LOCK)).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => io::read_to_string(file).ok(),
            Ok(()) | Err(TryLockError::Error(_)) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn the_holder_is_known_as_long_as_it_holds() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(DirLock::holder(dir.path()), None);
        let mut lock = DirLock::take(dir.path()).unwrap();
        assert_eq!(DirLock::holder(dir.path()).as_deref(), Some(""));
        lock.announce("http://127.0.0.1:8080").unwrap();
        lock.announce("http://[::1]:1").unwrap();
        assert_eq!(DirLock::holder(dir.path()).as_deref(), Some("http://[::1]:1"));
        assert!(matches!(DirLock::take(dir.path()), Err(StoreError::Locked { .. })));
        drop(lock);
        assert_eq!(DirLock::holder(dir.path()), None);
        let _again = DirLock::take(dir.path()).unwrap();
        assert_eq!(DirLock::holder(dir.path()).as_deref(), Some(""));
    }
}
