//! Credentials at rest: sealed with ChaCha20-Poly1305, bound to the row they belong to. Knows the key, and prints it
//! nowhere.

use super::StoreError;
use crate::hex::hex;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use ring::{digest, hmac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;

const KEY_BYTES: usize = 32;
const KEY_ID_BYTES: usize = 4;
/// First byte of everything sealed: the layout `version, key id, nonce, ciphertext and tag`.
const VERSION: u8 = 1;
const FILE: &str = "secret.key";

/// Why secrets could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    #[error(
        "the secret key is not {KEY_BYTES} bytes in base64 or hex; make one with: openssl rand -base64 {KEY_BYTES}"
    )]
    Malformed,
    #[error(
        "the secret key file {0} is empty; put back its content, or remove it to make a new key (stored credentials must then be entered again)"
    )]
    Empty(String),
    #[error(
        "the credentials were sealed with another secret key (id {0}): put that key back, or enter the credentials again"
    )]
    OtherKey(String),
    #[error("the sealed credentials are damaged: enter them again")]
    Damaged,
    #[error("the system gave no randomness to seal credentials with")]
    NoRandomness,
}

/// The key that seals credentials, and older ones that still open what they sealed.
#[derive(Clone)]
pub struct SecretKey {
    /// The first seals; all open.
    keys: Arc<[Key]>,
}

struct Key {
    id: [u8; KEY_ID_BYTES],
    aead: LessSafeKey,
    fingerprints: hmac::Key,
}

impl SecretKey {
    /// Keys in base64 or hex, the current one first, older ones after it, separated by white space or commas.
    pub fn parse(text: &str) -> Result<Self, SecretsError> {
        let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
        let keys = words.map(|word| Key::new(&decode(word)?)).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(SecretsError::Malformed);
        }
        Ok(Self { keys: keys.into() })
    }

    /// The key of a data directory: its file `secret.key`, made for the owner alone when it is missing.
    pub fn of_directory(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(FILE);
        let io = |doing, source| StoreError::Io { doing, path: path.clone(), source };
        match fs::read_to_string(&path) {
            Ok(text) if text.trim().is_empty() => Err(SecretsError::Empty(path.display().to_string()).into()),
            Ok(text) => Ok(Self::parse(&text)?),
            Err(e) if e.kind() == ErrorKind::NotFound => {
                let text = STANDARD.encode(random::<KEY_BYTES>()?);
                fs::create_dir_all(dir).map_err(|e| io("create the folder of", e))?;
                write_private(&path, &text).map_err(|e| io("write the secret key to", e))?;
                Ok(Self::parse(&text)?)
            }
            Err(e) => Err(io("read the secret key from", e)),
        }
    }

    /// Seals `value` for one row; `row` says which, and only the same row opens it again.
    pub fn seal(&self, row: &str, value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
        let key = self.keys.first().ok_or(SecretsError::Malformed)?;
        let mut body = serde_json::to_vec(value).map_err(|e| StoreError::broken("credentials", e))?;
        let nonce = random::<NONCE_LEN>()?;
        key.aead
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(row), &mut body)
            .map_err(|_| SecretsError::NoRandomness)?;
        Ok([&[VERSION][..], &key.id, &nonce, &body].concat())
    }

    /// Opens what [`Self::seal`] sealed for the same row.
    pub fn open<T: DeserializeOwned>(&self, row: &str, sealed: &[u8]) -> Result<T, SecretsError> {
        let rest = sealed.strip_prefix(&[VERSION]).ok_or(SecretsError::Damaged)?;
        let (id, rest) = rest.split_at_checked(KEY_ID_BYTES).ok_or(SecretsError::Damaged)?;
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or(SecretsError::Damaged)?;
        let key = self.keys.iter().find(|key| key.id == id).ok_or_else(|| SecretsError::OtherKey(hex(id)))?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SecretsError::Damaged)?;
        let mut body = body.to_vec();
        let plain =
            key.aead.open_in_place(nonce, Aad::from(row), &mut body).map_err(|_| SecretsError::Damaged)?;
        serde_json::from_slice(plain).map_err(|_| SecretsError::Damaged)
    }
}

impl SecretKey {
    /// Tells two values apart without telling what they are.
    pub fn fingerprint(&self, value: &impl Serialize) -> Result<String, StoreError> {
        let key = self.keys.first().ok_or(SecretsError::Malformed)?;
        let body = serde_json::to_vec(value).map_err(|e| StoreError::broken("credentials", e))?;
        Ok(hex(&hmac::sign(&key.fingerprints, &body).as_ref()[..16]))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({} held)", self.keys.len())
    }
}

impl Key {
    fn new(bytes: &[u8]) -> Result<Self, SecretsError> {
        let unbound = UnboundKey::new(&CHACHA20_POLY1305, bytes).map_err(|_| SecretsError::Malformed)?;
        let mut id = [0; KEY_ID_BYTES];
        id.copy_from_slice(&digest::digest(&digest::SHA256, bytes).as_ref()[..KEY_ID_BYTES]);
        let fingerprints = hmac::Key::new(hmac::HMAC_SHA256, bytes);
        Ok(Self { id, aead: LessSafeKey::new(unbound), fingerprints })
    }
}

fn decode(word: &str) -> Result<Vec<u8>, SecretsError> {
    let engines = [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD];
    unhex(word)
        .or_else(|| engines.iter().find_map(|engine| engine.decode(word).ok()))
        .filter(|bytes| bytes.len() == KEY_BYTES)
        .ok_or(SecretsError::Malformed)
}

fn unhex(word: &str) -> Option<Vec<u8>> {
    if word.len() != 2 * KEY_BYTES || !word.is_ascii() {
        return None;
    }
    (0..KEY_BYTES).map(|i| u8::from_str_radix(&word[2 * i..2 * i + 2], 16).ok()).collect()
}

fn random<const N: usize>() -> Result<[u8; N], SecretsError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| SecretsError::NoRandomness)?;
    Ok(bytes)
}

/// Creates a file that only its owner can read; it must not exist yet.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use app::model::storage::StorageSecrets;

    fn key(byte: u8) -> String {
        STANDARD.encode([byte; KEY_BYTES])
    }

    fn secrets() -> StorageSecrets {
        StorageSecrets { aws_secret_access_key: Some("hunter2".into()), ..StorageSecrets::default() }
    }

    #[test]
    fn sealed_secrets_open_for_their_own_row_only() {
        let keys = SecretKey::parse(&key(1)).unwrap();
        let sealed = keys.seal("storages:7", &secrets()).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("hunter2"));
        assert_eq!(keys.open::<StorageSecrets>("storages:7", &sealed).unwrap(), secrets());
        assert!(matches!(keys.open::<StorageSecrets>("storages:8", &sealed), Err(SecretsError::Damaged)));
    }

    #[test]
    fn an_older_key_still_opens_after_rotation_and_a_foreign_one_is_named() {
        let sealed = SecretKey::parse(&key(1)).unwrap().seal("r", &secrets()).unwrap();
        let rotated = SecretKey::parse(&format!("{}\n{}", key(2), key(1))).unwrap();
        assert_eq!(rotated.open::<StorageSecrets>("r", &sealed).unwrap(), secrets());
        let foreign = SecretKey::parse(&key(3)).unwrap();
        assert!(matches!(foreign.open::<StorageSecrets>("r", &sealed), Err(SecretsError::OtherKey(_))));
    }

    #[test]
    fn damage_is_an_error_and_debug_shows_nothing() {
        let keys = SecretKey::parse(&"ab".repeat(32)).unwrap();
        let mut sealed = keys.seal("r", &secrets()).unwrap();
        *sealed.last_mut().unwrap() ^= 1;
        assert!(keys.open::<StorageSecrets>("r", &sealed).is_err());
        assert!(keys.open::<StorageSecrets>("r", &sealed[..9]).is_err());
        assert_eq!(format!("{keys:?}"), "SecretKey(1 held)");
        assert!(SecretKey::parse("short").is_err());
    }

    #[test]
    fn the_key_file_is_made_once_and_for_the_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let sealed = SecretKey::of_directory(dir.path()).unwrap().seal("r", &secrets()).unwrap();
        let again = SecretKey::of_directory(dir.path()).unwrap();
        assert_eq!(again.open::<StorageSecrets>("r", &sealed).unwrap(), secrets());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
