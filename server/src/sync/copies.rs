//! Complete local copies of a source's objects, under `<data dir>/copies/<storage id>/`. A copy has its object's key as
//! its path, as far as a file system can say it, and stands only once it is whole and verified.

use super::SyncError;
use crate::bucket::{Listed, Object};
use crate::hex::hex;
use app::model::ids::StorageId;
use futures::StreamExt;
use md5::{Digest, Md5};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use ring::digest::{SHA256, digest};
use std::path::{Path, PathBuf};
use tokio::fs;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

/// What a file name is not written with.
const UNSAFE: &AsciiSet =
    &CONTROLS.add(b'%').add(b'\\').add(b':').add(b'*').add(b'?').add(b'"').add(b'<').add(b'>').add(b'|');
/// Longer names are cut and told apart by a hash; file systems take 255 bytes.
const LONGEST: usize = 200;
/// Where copies go whose place is taken: `a` beside `a/b`. No encoded name begins like this.
const APART: &str = "%apart";
/// Where copies grow.
const GROWING: &str = "%growing";

fn root(dir: &Path, storage: StorageId) -> PathBuf {
    dir.join("copies").join(storage.to_string())
}

/// Where the copy of a key stands: a path of its own for every key.
pub fn path(dir: &Path, storage: StorageId, key: &str) -> PathBuf {
    let mut path = root(dir, storage);
    path.extend(key.split('/').map(name));
    path
}

/// Where it stands if that place is taken by a folder or below a file.
fn apart(dir: &Path, storage: StorageId, key: &str) -> PathBuf {
    root(dir, storage).join(APART).join(hex(digest(&SHA256, key.as_bytes()).as_ref()))
}

/// One part of a key as a file name.
fn name(part: &str) -> String {
    match part {
        "" => return "%empty".to_owned(),
        "." => return "%2E".to_owned(),
        ".." => return "%2E%2E".to_owned(),
        _ => {}
    }
    let encoded = encode(part);
    if encoded.len() <= LONGEST {
        return encoded;
    }
    let mut end = LONGEST / 2;
    while !encoded.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}%long{}", &encoded[..end], hex(digest(&SHA256, part.as_bytes()).as_ref()))
}

/// Percent-encodes what is unsafe; letters of any script stay as they are.
fn encode(part: &str) -> String {
    let mut encoded = String::with_capacity(part.len());
    for letter in part.chars() {
        if letter.is_ascii() {
            encoded.extend(utf8_percent_encode(letter.encode_utf8(&mut [0; 4]), UNSAFE));
        } else {
            encoded.push(letter);
        }
    }
    encoded
}

/// The verified copy of a key, if it stands.
pub async fn find(dir: &Path, storage: StorageId, key: &str) -> Option<PathBuf> {
    for path in [path(dir, storage, key), apart(dir, storage, key)] {
        if fs::metadata(&path).await.is_ok_and(|found| found.is_file()) {
            return Some(path);
        }
    }
    None
}

/// Whether a copy of this size stands. Copies are replaced before their object's new version is written down, so a
/// copy of an unchanged object is of that version.
pub async fn stands(dir: &Path, storage: StorageId, listed: &Listed) -> bool {
    match find(dir, storage, &listed.key).await {
        Some(path) => fs::metadata(path).await.is_ok_and(|found| found.len() == listed.size),
        None => false,
    }
}

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error(transparent)]
    Bucket(#[from] crate::bucket::BucketError),
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error("the object changed while it was copied ({0}); the next sync copies it again")]
    Differs(&'static str),
}

/// Writes the copy of an object as it is read; it takes its place once size and checksum are right.
pub async fn store(
    dir: &Path,
    storage: StorageId,
    listed: &Listed,
    object: Object,
) -> Result<PathBuf, CopyError> {
    let growing = root(dir, storage).join(GROWING);
    fs::create_dir_all(&growing).await.map_err(|e| SyncError::disk("create the folder", &growing, e))?;
    let draft = growing.join(Uuid::new_v4().to_string());
    let grown = grow(&draft, listed, object).await;
    let placed = match grown {
        Ok(()) => place(dir, storage, &listed.key, &draft).await.map_err(CopyError::from),
        Err(error) => Err(error),
    };
    if placed.is_err() {
        // The draft is of no use; a next run clears what cannot be removed now.
        fs::remove_file(&draft).await.ok();
    }
    placed
}

async fn grow(draft: &Path, listed: &Listed, object: Object) -> Result<(), CopyError> {
    let disk = |e| SyncError::disk("write the local copy", draft, e);
    let mut file = fs::File::create(draft).await.map_err(disk)?;
    let mut body = object.body;
    let (mut size, mut md5) = (0, Md5::new());
    while let Some(chunk) = body.next().await {
        let chunk = chunk?;
        size += chunk.len() as u64;
        md5.update(&chunk);
        file.write_all(&chunk).await.map_err(disk)?;
    }
    if size != listed.size {
        return Err(CopyError::Differs("its size is another one"));
    }
    if checksum(&listed.etag).is_some_and(|expected| expected != hex(&md5.finalize())) {
        return Err(CopyError::Differs("its checksum is another one"));
    }
    file.sync_data().await.map_err(disk)?;
    Ok(())
}

/// The MD5 of an object's content, where its etag is one.
fn checksum(etag: &str) -> Option<String> {
    let bare = etag.trim_matches('"');
    let is_md5 = bare.len() == 32 && bare.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_md5.then(|| bare.to_ascii_lowercase())
}

async fn place(dir: &Path, storage: StorageId, key: &str, draft: &Path) -> Result<PathBuf, SyncError> {
    let natural = path(dir, storage, key);
    if put(draft, &natural).await.is_ok() {
        // An older version may stand apart, from when the place was taken.
        fs::remove_file(apart(dir, storage, key)).await.ok();
        return Ok(natural);
    }
    let apart = apart(dir, storage, key);
    put(draft, &apart).await.map_err(|e| SyncError::disk("place the local copy at", &apart, e))?;
    Ok(apart)
}

async fn put(draft: &Path, path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).await?;
    }
    fs::rename(draft, path).await
}

/// Removes what an interrupted run left half written.
pub async fn clear_drafts(dir: &Path, storage: StorageId) -> Result<(), SyncError> {
    remove_folder(&root(dir, storage).join(GROWING)).await
}

/// Removes all copies of a storage.
pub async fn remove(dir: &Path, storage: StorageId) -> Result<(), SyncError> {
    remove_folder(&root(dir, storage)).await
}

async fn remove_folder(folder: &Path) -> Result<(), SyncError> {
    match fs::remove_dir_all(folder).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(SyncError::disk("remove the folder", folder, error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::bucket::Version;
    use bytes::Bytes;
    use proptest::prelude::*;
    use std::path::Component;

    const STORAGE: StorageId = StorageId(7);

    fn object(body: &'static str) -> Object {
        let stream = futures::stream::iter([Ok(Bytes::from_static(body.as_bytes()))]).boxed();
        Object { version: Version("v".into()), size: body.len() as u64, content_type: None, body: stream }
    }

    fn listed(key: &str, body: &str) -> Listed {
        let etag = format!("\"{}\"", hex(&Md5::digest(body)));
        Listed { key: key.to_owned(), size: body.len() as u64, etag, odd: None }
    }

    #[tokio::test]
    async fn a_copy_stands_once_it_is_verified_and_is_replaced_by_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let one = listed("img/a b?.jpg", "one");
        let stored = store(dir.path(), STORAGE, &one, object("one")).await.unwrap();
        assert_eq!(find(dir.path(), STORAGE, &one.key).await, Some(stored.clone()));
        assert!(stands(dir.path(), STORAGE, &one).await);
        store(dir.path(), STORAGE, &listed("img/a b?.jpg", "two!"), object("two!")).await.unwrap();
        assert_eq!(std::fs::read_to_string(stored).unwrap(), "two!");
        assert!(!stands(dir.path(), STORAGE, &one).await);
    }

    #[tokio::test]
    async fn what_does_not_verify_leaves_the_older_copy_alone() {
        let dir = tempfile::tempdir().unwrap();
        let stored = store(dir.path(), STORAGE, &listed("a", "one"), object("one")).await.unwrap();
        let wrong = store(dir.path(), STORAGE, &listed("a", "two"), object("owt")).await;
        assert!(matches!(wrong, Err(CopyError::Differs(_))), "{wrong:?}");
        let short = store(dir.path(), STORAGE, &listed("a", "longer"), object("long")).await;
        assert!(short.is_err());
        assert_eq!(std::fs::read_to_string(stored).unwrap(), "one");
        assert_eq!(std::fs::read_dir(root(dir.path(), STORAGE).join(GROWING)).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_key_that_is_another_ones_folder_has_its_copy_too() {
        for keys in [["a", "a/b"], ["a/b", "a"]] {
            let dir = tempfile::tempdir().unwrap();
            for key in keys {
                store(dir.path(), STORAGE, &listed(key, "x"), object("x")).await.unwrap();
            }
            for key in keys {
                assert!(find(dir.path(), STORAGE, key).await.is_some(), "{key}");
            }
        }
    }

    #[test]
    fn names_stay_readable_where_they_can() {
        let dir = Path::new("/d");
        assert_eq!(path(dir, STORAGE, "img/\u{e4} 1.jpg"), Path::new("/d/copies/7/img/\u{e4} 1.jpg"));
        assert_eq!(path(dir, STORAGE, "../x"), Path::new("/d/copies/7/%2E%2E/x"));
    }

    proptest! {
        #[test]
        fn no_two_keys_share_a_place_and_none_leaves_the_folder(a in "([a/.%~A]|\u{1F600}|\n){0,12}", b in "([a/.%~A]|\u{1F600}|\n){0,12}", n in 0usize..400) {
            let dir = Path::new("/d");
            let long = format!("{a}{}", "x".repeat(n));
            for key in [&a, &b, &long] {
                let path = path(dir, STORAGE, key);
                prop_assert!(path.starts_with("/d/copies/7"));
                prop_assert!(path.components().all(|c| c != Component::ParentDir && c.as_os_str().len() <= 255));
            }
            prop_assert_eq!(a == b, path(dir, STORAGE, &a) == path(dir, STORAGE, &b));
        }
    }
}
