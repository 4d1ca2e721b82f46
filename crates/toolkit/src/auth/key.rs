//! The key that all of one service's signatures are made with.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use sha2::digest::{Key as Bytes, KeyInit};

type HmacSha256 = Hmac<Sha256>;

/// A random key. It never leaves the process, so nothing outlives the service that signed it.
pub(crate) struct Key(Bytes<HmacSha256>);

impl Key {
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = Bytes::<HmacSha256>::default();
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// A text's signature.
    pub(crate) fn sign(&self, text: &str) -> Vec<u8> {
        self.mac(text).finalize().into_bytes().to_vec()
    }

    /// Whether the signature is the text's. It takes the same time whatever the answer.
    pub(crate) fn verify(&self, text: &str, signature: &[u8]) -> bool {
        self.mac(text).verify_slice(signature).is_ok()
    }

    fn mac(&self, text: &str) -> HmacSha256 {
        <HmacSha256 as KeyInit>::new(&self.0).chain_update(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn only_the_key_that_signed_verifies() {
        let (key, other) = (Key::random().unwrap(), Key::random().unwrap());
        let signature = key.sign("text");
        assert!(key.verify("text", &signature));
        assert!(!key.verify("texts", &signature));
        assert!(!other.verify("text", &signature));
        assert!(!key.verify("text", b""));
        assert!(!key.verify("text", &signature[1..]));
    }
}
