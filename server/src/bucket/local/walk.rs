//! The listing of a folder in the order of its keys' bytes, as a bucket lists them.

use super::{LOCK, Local, UNFINISHED, failed, files};
use crate::bucket::BucketError;
use crate::bucket::types::{Listed, OddKey};
use std::cmp::Ordering;
use std::path::{Path, PathBuf};
use tokio::sync::mpsc::Sender;

const PAGE: usize = 1000;

type Pages = Sender<Result<Vec<Listed>, BucketError>>;

/// Whoever listened has gone.
struct Gone;

struct Walk<'a> {
    local: &'a Local,
    pages: &'a Pages,
    recursive: bool,
    page: Vec<Listed>,
    /// Linked folders on the way down, so that a link to one of them ends there.
    open: Vec<PathBuf>,
}

struct Entry {
    /// As it sorts: a folder's name with its slash.
    name: Vec<u8>,
    path: PathBuf,
    shown: String,
    is_utf8: bool,
    about: std::fs::Metadata,
}

/// Sends all pages under `folder`, or the error that ended it.
pub(super) fn walk(local: &Local, folder: &str, recursive: bool, pages: &Pages) {
    local.count();
    let start = match folder.trim_end_matches('/') {
        "" => Ok(local.root.clone()),
        inner => local.path(inner),
    };
    let mut walk = Walk { local, pages, recursive, page: Vec::new(), open: Vec::new() };
    let ended = match start {
        Ok(start) => walk.begin(&start, folder),
        Err(error) => Err(Some(error)),
    };
    // A send that fails finds nobody listening, which is no failure of the listing.
    let _ = match ended {
        Ok(()) => pages.blocking_send(Ok(std::mem::take(&mut walk.page))),
        Err(Some(error)) => pages.blocking_send(Err(error)),
        Err(None) => Ok(()),
    };
}

impl From<Gone> for Option<BucketError> {
    fn from(_: Gone) -> Self {
        None
    }
}

type Walked = Result<(), Option<BucketError>>;

impl Walk<'_> {
    fn begin(&mut self, start: &Path, folder: &str) -> Walked {
        let root = &self.local.root;
        if !root.is_dir() {
            let missing = std::io::ErrorKind::NotFound.into();
            return Err(Some(failed("list", &self.local.uri(folder), root, &missing)));
        }
        // A prefix under which there is nothing is an empty listing, as in a bucket.
        if !start.is_dir() { Ok(()) } else { self.descend(start, folder) }
    }

    fn descend(&mut self, folder: &Path, prefix: &str) -> Walked {
        for entry in self.entries(folder, prefix)? {
            let key = format!("{prefix}{}", entry.shown);
            if entry.about.is_dir() {
                self.folder(&entry, &key)?;
            } else if entry.about.is_file() && key != LOCK {
                let odd = (!entry.is_utf8).then_some(OddKey::NotUtf8);
                let etag = files::fingerprint(&entry.about);
                self.push(Listed { key, size: entry.about.len(), etag, odd })?;
            }
        }
        Ok(())
    }

    fn folder(&mut self, entry: &Entry, key: &str) -> Walked {
        if !self.recursive {
            return Ok(());
        }
        let real = entry.path.canonicalize().map_err(|error| Some(self.failed(key, &error)))?;
        if self.open.contains(&real) {
            return Ok(());
        }
        self.open.push(real);
        let walked = self.descend(&entry.path, &format!("{key}/"));
        self.open.pop();
        walked
    }

    /// Sorted as keys sort: `a.txt` stands before the folder `a`, whose keys begin with `a/`.
    fn entries(&self, folder: &Path, prefix: &str) -> Result<Vec<Entry>, Option<BucketError>> {
        let wrong = |error: std::io::Error| Some(self.failed(prefix, &error));
        let mut entries = Vec::new();
        for found in std::fs::read_dir(folder).map_err(wrong)? {
            let path = found.map_err(wrong)?.path();
            let Some(name) = path.file_name() else { continue };
            let shown = name.to_string_lossy().into_owned();
            if shown.starts_with(UNFINISHED) {
                continue;
            }
            let (is_utf8, mut name) = (name.to_str().is_some(), name.as_encoded_bytes().to_vec());
            // A link to nothing, or a file that went away meanwhile, is not there.
            let Ok(about) = std::fs::metadata(&path) else { continue };
            if about.is_dir() {
                name.push(b'/');
            }
            entries.push(Entry { name, path, shown, is_utf8, about });
        }
        entries.sort_unstable_by(|a, b| -> Ordering { a.name.cmp(&b.name) });
        Ok(entries)
    }

    fn push(&mut self, listed: Listed) -> Walked {
        self.page.push(listed);
        if self.page.len() < PAGE {
            return Ok(());
        }
        self.pages.blocking_send(Ok(std::mem::take(&mut self.page))).map_err(|_| Gone.into())
    }

    fn failed(&self, key: &str, error: &std::io::Error) -> BucketError {
        failed("list", &self.local.uri(key), &self.local.root, error)
    }
}
