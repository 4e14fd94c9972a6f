//! Pyramids on disk, under `<data dir>/tiles/<object and version>/<page>/`. One appears whole or not at all, and goes when the
//! room is needed, the one that nobody looked at for the longest time first.

use super::{Name, Tile};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tiles::About;
use uuid::Uuid;

/// Where pyramids grow and from where they go. Cleared at every start.
const GROWING: &str = "growing";
/// How exactly it is known when somebody looked last.
const LOOKED: Duration = Duration::from_secs(60);

#[derive(Clone, Debug)]
pub struct Cache {
    root: PathBuf,
    most: u64,
}

impl Cache {
    pub fn open(dir: &Path, most: u64) -> Self {
        let cache = Self { root: dir.join("tiles"), most };
        if let Err(error) = remove(&cache.root.join(GROWING)) {
            tracing::warn!(%error, "what is left of interrupted tiles could not be removed");
        }
        cache
    }

    fn folder(&self, name: &Name, page: u32) -> PathBuf {
        self.root.join(name.folder()).join(page.to_string())
    }

    /// A pyramid that is made.
    pub fn about(&self, name: &Name, page: u32) -> Option<About> {
        let folder = self.folder(name, page);
        let about = tiles::about(&folder).ok()?;
        note_look(&folder);
        Some(about)
    }

    pub fn tile(&self, name: &Name, page: u32, level: u32, x: u32, y: u32) -> Option<Tile> {
        let about = self.about(name, page)?;
        Some(match tiles::tile(&self.folder(name, page), &about, level, x, y).ok()? {
            Some(bytes) => Tile::Bytes { bytes, content_type: about.format.content_type() },
            None => Tile::Outside(about),
        })
    }

    /// A new folder to grow in.
    pub fn grow(&self) -> io::Result<Growing> {
        let folder = self.root.join(GROWING).join(Uuid::new_v4().to_string());
        fs::create_dir_all(folder.join("pyramid"))?;
        Ok(Growing { folder })
    }

    /// Puts a pyramid in its place, and others away if they are too many now.
    pub fn place(&self, growing: &Growing, name: &Name, page: u32) -> io::Result<()> {
        let folder = self.folder(name, page);
        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent)?;
        }
        self.put_away(&folder)?;
        fs::rename(growing.pyramid(), &folder)?;
        self.make_room(&folder)
    }

    /// Until all that stays is no more than the limit; `newest` stays in any case.
    fn make_room(&self, newest: &Path) -> io::Result<()> {
        let mut pyramids = self.pyramids()?;
        let mut total: u64 = pyramids.iter().map(|pyramid| pyramid.size).sum();
        pyramids.sort_by_key(|pyramid| pyramid.looked);
        for pyramid in pyramids {
            if total <= self.most {
                return Ok(());
            }
            if pyramid.folder != newest {
                self.put_away(&pyramid.folder)?;
                if let Some(parent) = pyramid.folder.parent() {
                    // Other pages of it may be there.
                    fs::remove_dir(parent).ok();
                }
                total -= pyramid.size;
            }
        }
        Ok(())
    }

    fn pyramids(&self) -> io::Result<Vec<Pyramid>> {
        let mut pyramids = Vec::new();
        for object in fs::read_dir(&self.root)? {
            let object = object?;
            if object.file_name() == GROWING || !object.file_type()?.is_dir() {
                continue;
            }
            for page in fs::read_dir(object.path())? {
                pyramids.push(Pyramid::of(page?.path())?);
            }
        }
        Ok(pyramids)
    }

    /// Out of sight at once, so that nobody finds half of it; then removed.
    fn put_away(&self, folder: &Path) -> io::Result<()> {
        if !folder.exists() {
            return Ok(());
        }
        let away = self.root.join(GROWING).join(Uuid::new_v4().to_string());
        fs::create_dir_all(self.root.join(GROWING))?;
        fs::rename(folder, &away)?;
        remove(&away)
    }
}

/// A pyramid as room on disk.
struct Pyramid {
    folder: PathBuf,
    size: u64,
    looked: SystemTime,
}

impl Pyramid {
    fn of(folder: PathBuf) -> io::Result<Self> {
        let (mut size, mut looked) = (0, SystemTime::UNIX_EPOCH);
        for file in fs::read_dir(&folder)? {
            let about = file?.metadata()?;
            size += about.len();
            looked = looked.max(about.modified()?);
        }
        Ok(Self { folder, size, looked })
    }
}

/// A folder that goes with this, and with it what was not put in its place.
#[derive(Debug)]
pub struct Growing {
    folder: PathBuf,
}

impl Growing {
    pub fn pyramid(&self) -> PathBuf {
        self.folder.join("pyramid")
    }

    pub fn source(&self) -> PathBuf {
        self.folder.join("source")
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.folder) {
            tracing::warn!(%error, "what is left of tiles could not be removed; the next start does");
        }
    }
}

/// The time of `about.json` is when somebody looked last.
fn note_look(folder: &Path) {
    let noted = || -> io::Result<()> {
        let path = folder.join("about.json");
        let now = SystemTime::now();
        let last = fs::metadata(&path)?.modified()?;
        if now.duration_since(last).is_ok_and(|since| since > LOOKED) {
            File::options().write(true).open(&path)?.set_modified(now)?;
        }
        Ok(())
    };
    if let Err(error) = noted() {
        tracing::debug!(%error, "a look at tiles could not be noted");
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
