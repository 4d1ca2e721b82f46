//! The key that all of one service's signatures are made with.

/// A random key. It never leaves the process, so nothing outlives the service that signed it.
pub(crate) struct Key([u8; 32]);

impl Key {
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// A text's signature, safe in addresses.
    pub(crate) fn sign(&self, text: &str) -> String {
        self.hash(text).to_hex().to_string()
    }

    /// Whether the signature is the text's. It takes the same time whatever the answer.
    pub(crate) fn verify(&self, text: &str, signature: &str) -> bool {
        blake3::Hash::from_hex(signature).is_ok_and(|given| given == self.hash(text))
    }

    fn hash(&self, text: &str) -> blake3::Hash {
        blake3::keyed_hash(&self.0, text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn only_the_key_that_signed_verifies() {
        let (key, other) = (Key([1; 32]), Key([2; 32]));
        let signature = key.sign("text");
        assert!(key.verify("text", &signature));
        assert!(!key.verify("texts", &signature));
        assert!(!other.verify("text", &signature));
        assert!(!key.verify("text", ""));
        assert!(!key.verify("text", "no hexadecimal"));
    }
}
