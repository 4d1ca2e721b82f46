//! Sealing: what must not be read in a stolen database is encrypted before it goes there.
//!
//! A sealed value is `version (1 byte) | key id (4) | nonce (24) | XChaCha20-Poly1305`. It opens only in the
//! context that it was sealed for: a row copied to another place is refused. The first key seals, every key
//! opens, so that a new one is put before the old one and nothing is lost.

mod file;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use maillon_model::Secret;
use sha2::{Digest, Sha256};

pub use file::key_file;

/// The layout of a sealed value.
const VERSION: u8 = 1;
const ID: usize = 4;
const NONCE: usize = 24;
const HEAD: usize = 1 + ID + NONCE;
/// The length of a key, in bytes.
const KEY: usize = 32;

/// Seals and opens values.
pub struct Sealer {
    first: Key,
    others: Vec<Key>,
}

/// Why something can't be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The text is no list of keys.
    #[error(
        "a key is 32 random bytes in base64 (`openssl rand -base64 32`), several are separated by commas or \
         lines: {why}"
    )]
    BadKey {
        /// What is wrong with it.
        why: String,
    },
    /// The file can't be used.
    #[error("key file {path}: {why}")]
    File {
        /// Which.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// Another key sealed it.
    #[error(
        "it was sealed with key {wanted}, and this server has {known}: give it that key as well, behind the new \
         one"
    )]
    OtherKey {
        /// The key's id.
        wanted: String,
        /// The ids of the server's keys.
        known: String,
    },
    /// It was changed, or comes from another place.
    #[error("a sealed value does not open: it was changed, or moved from another place")]
    Broken,
    /// A newer program sealed it.
    #[error("a sealed value has version {0}, which this program does not know")]
    Version(u8),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(String),
}

impl Sealer {
    /// Reads keys: each 32 bytes in base64, separated by commas, blanks or lines. The first one seals.
    pub fn new(keys: &Secret) -> Result<Self, SealError> {
        let words = keys.expose().split([',', ' ', '\n', '\r', '\t']);
        let mut keys = words.filter(|word| !word.is_empty()).map(Key::parse);
        let first = keys
            .next()
            .unwrap_or_else(|| Err(bad_key("there is none")))?;
        let others = keys.collect::<Result<_, _>>()?;
        Ok(Self { first, others })
    }

    /// Encrypts `bytes` for one place, named by `context`: `secret shop/TOKEN@production`.
    pub fn seal(&self, context: &str, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE] = random()?;
        let mut blob = vec![VERSION];
        blob.extend(self.first.id);
        let data = [&blob, context.as_bytes()].concat();
        let payload = Payload {
            msg: bytes,
            aad: &data,
        };
        let sealed = self.first.cipher.encrypt(&XNonce::from(nonce), payload);
        blob.extend(nonce);
        blob.extend(sealed.map_err(|_| SealError::Broken)?);
        Ok(blob)
    }

    /// Decrypts what was sealed for the same place.
    pub fn open(&self, context: &str, blob: &[u8]) -> Result<Vec<u8>, SealError> {
        let (head, sealed) = blob.split_at_checked(HEAD).ok_or(SealError::Broken)?;
        let (kind, nonce) = head.split_at(1 + ID);
        let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| SealError::Broken)?;
        if kind[0] != VERSION {
            return Err(SealError::Version(kind[0]));
        }
        let data = [kind, context.as_bytes()].concat();
        let payload = Payload {
            msg: sealed,
            aad: &data,
        };
        let key = self.key(&kind[1..])?;
        let opened = key.cipher.decrypt(&XNonce::from(nonce), payload);
        opened.map_err(|_| SealError::Broken)
    }

    /// Whether the first key sealed it.
    pub fn is_current(&self, blob: &[u8]) -> bool {
        blob.get(1..=ID) == Some(&self.first.id)
    }

    /// Whether one of the keys sealed it: a server with other keys is not to begin.
    pub fn check(&self, blob: &[u8]) -> Result<(), SealError> {
        let id = blob.get(1..=ID).ok_or(SealError::Broken)?;
        self.key(id).map(|_| ())
    }

    fn key(&self, id: &[u8]) -> Result<&Key, SealError> {
        let found = self.keys().find(|key| key.id == id);
        found.ok_or_else(|| SealError::OtherKey {
            wanted: hex(id),
            known: self.ids(),
        })
    }

    fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn ids(&self) -> String {
        let ids: Vec<String> = self.keys().map(|key| hex(&key.id)).collect();
        ids.join(", ")
    }
}

/// Without the keys.
impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer({})", self.ids())
    }
}

struct Key {
    id: [u8; ID],
    cipher: XChaCha20Poly1305,
}

impl Key {
    fn parse(text: &str) -> Result<Self, SealError> {
        let bytes = STANDARD_NO_PAD.decode(text.trim_end_matches('='));
        let bytes = bytes.map_err(|_| bad_key("it is not base64"))?;
        let length = bytes.len();
        let key = <[u8; KEY]>::try_from(bytes);
        let key = key.map_err(|_| bad_key(&format!("it has {length} bytes")))?;
        let hash = Sha256::new()
            .chain_update("maillon key id")
            .chain_update(key)
            .finalize();
        let mut id = [0; ID];
        id.copy_from_slice(&hash[..ID]);
        let cipher = XChaCha20Poly1305::new(&key.into());
        Ok(Self { id, cipher })
    }
}

fn bad_key(why: &str) -> SealError {
    SealError::BadKey {
        why: why.to_owned(),
    }
}

/// Bytes that nobody can guess.
pub fn random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    let filled = getrandom::fill(&mut bytes);
    filled.map_err(|error| SealError::Random(error.to_string()))?;
    Ok(bytes)
}

/// Hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.map(digit).collect()
}
