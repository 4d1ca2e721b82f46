//! Texts that open something: tokens, cookies, links. The database has only their hashes.
//!
//! A token is `mll_`, `mla_` or `mlt_`, 30 random letters and digits (178 bits), and 6 for a checksum, as
//! scanners of leaked secrets expect it.

use maillon_model::Secret;
use sha2::{Digest, Sha256};

use crate::seal::{SealError, hex, random};

/// What a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// A person, for programs: `mll_`.
    User,
    /// An agent: `mla_`.
    Agent,
    /// A task that an agent has: `mlt_`.
    Task,
}

/// A text that opens something, and what the database keeps of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeKey {
    /// The text itself; it is shown or sent once.
    pub text: Secret,
    /// Its hash.
    pub hash: String,
}

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM: usize = 30;
const CHECKSUM: usize = 6;

impl KeyKind {
    /// Makes a token.
    pub fn make(self) -> Result<MadeKey, SealError> {
        let body = letters(RANDOM)?;
        let text = format!("{}{body}", self.prefix());
        let text = format!("{text}{}", checksum(&text));
        Ok(MadeKey {
            hash: hash(&text),
            text: Secret::new(text),
        })
    }

    /// Which kind a text is; None: it is no token.
    pub fn of(text: &str) -> Option<Self> {
        let kinds = [Self::User, Self::Agent, Self::Task];
        let kind = kinds
            .into_iter()
            .find(|kind| text.starts_with(kind.prefix()))?;
        let cut = text.len().checked_sub(CHECKSUM)?;
        let (body, sum) = text.split_at_checked(cut)?;
        let whole = body.len() == kind.prefix().len() + RANDOM;
        (whole && checksum(body) == sum).then_some(kind)
    }

    /// What its texts begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::User => "mll_",
            Self::Agent => "mla_",
            Self::Task => "mlt_",
        }
    }
}

/// A text for a cookie or a link: 256 random bits.
pub fn make_plain() -> Result<MadeKey, SealError> {
    let text = hex(&random::<32>()?);
    Ok(MadeKey {
        hash: hash(&text),
        text: Secret::new(text),
    })
}

/// What the database keeps of a text.
pub fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Random letters and digits, each as likely as the others.
fn letters(count: usize) -> Result<String, SealError> {
    let mut text = String::with_capacity(count);
    while text.len() < count {
        let fair = random::<64>()?.into_iter().filter(|byte| *byte < 248);
        let letters = fair.map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
        text.extend(letters.take(count - text.len()));
    }
    Ok(text)
}

/// CRC-32 in six letters.
fn checksum(text: &str) -> String {
    let mut rest = crc32(text.as_bytes());
    let mut letters = [b'0'; CHECKSUM];
    for letter in letters.iter_mut().rev() {
        *letter = LETTERS[(rest % 62) as usize];
        rest /= 62;
    }
    letters.iter().copied().map(char::from).collect()
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| (sum >> 1) ^ (0xEDB8_8320 * (sum & 1));
    let whole = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), step)
    });
    !whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc_is_the_usual_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }
}
