//! SHA-256 that can be written down in the middle, so that what was sent and removed need not be read again.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::compress256;
use sha2::digest::generic_array::GenericArray;

const BLOCK: usize = 64;

/// The hash of a stream so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Digest {
    state: [u32; 8],
    /// What is no whole block yet.
    rest: Vec<u8>,
    /// How many bytes went in.
    len: u64,
}

impl Default for Digest {
    fn default() -> Self {
        Self {
            // FIPS 180-4, 5.3.3.
            state: [
                0x6a09_e667,
                0xbb67_ae85,
                0x3c6e_f372,
                0xa54f_f53a,
                0x510e_527f,
                0x9b05_688c,
                0x1f83_d9ab,
                0x5be0_cd19,
            ],
            rest: Vec::new(),
            len: 0,
        }
    }
}

impl Digest {
    /// How many bytes went in.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Takes the next bytes.
    pub(crate) fn update(&mut self, mut bytes: &[u8]) {
        self.len += bytes.len() as u64;
        if !self.rest.is_empty() {
            let (first, others) = bytes.split_at(bytes.len().min(BLOCK - self.rest.len()));
            self.rest.extend_from_slice(first);
            bytes = others;
            if self.rest.len() < BLOCK {
                return;
            }
            let block = std::mem::take(&mut self.rest);
            self.compress(&block);
        }
        let whole = bytes.len() / BLOCK * BLOCK;
        let (blocks, rest) = bytes.split_at(whole);
        self.compress(blocks);
        self.rest.extend_from_slice(rest);
    }

    /// The hash, in hexadecimal digits.
    pub(crate) fn hex(&self) -> String {
        let mut end = self.clone();
        let bits = self.len.wrapping_mul(8).to_be_bytes();
        let zeros = (BLOCK + 55 - self.rest.len()) % BLOCK;
        end.update(&[0x80]);
        end.update(&vec![0; zeros]);
        end.update(&bits);
        let mut digits = String::new();
        for word in end.state {
            // Writing to a text can't fail.
            let _ = write!(digits, "{word:08x}");
        }
        digits
    }

    fn compress(&mut self, blocks: &[u8]) {
        let blocks: Vec<_> = blocks
            .chunks_exact(BLOCK)
            .map(|block| *GenericArray::from_slice(block))
            .collect();
        compress256(&mut self.state, &blocks);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::{Digest as _, Sha256};

    use super::*;

    proptest! {
        #[test]
        fn it_is_sha256_wherever_it_was_written_down(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..8)) {
            let mut digest = Digest::default();
            for piece in &pieces {
                digest.update(piece);
                let written = serde_json::to_vec(&digest).unwrap();
                digest = serde_json::from_slice(&written).unwrap();
            }
            let whole = pieces.concat();
            prop_assert_eq!(digest.len(), whole.len() as u64);
            prop_assert_eq!(digest.hex(), format!("{:x}", Sha256::digest(&whole)));
        }
    }
}
