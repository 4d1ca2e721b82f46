//! SHA-256 that can be put aside and gone on with: the hash of a long stream is known at its end without reading
//! it again.

use sha2::compress256;
use sha2::digest::generic_array::GenericArray;

const BLOCK: usize = 64;

/// The words that SHA-256 begins with.
const BEGINNING: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// The hash of what came so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunningHash {
    words: [u32; 8],
    /// What came after the last whole block.
    rest: Vec<u8>,
    len: u64,
}

impl RunningHash {
    /// The hash of nothing.
    pub(crate) fn new() -> Self {
        Self {
            words: BEGINNING,
            rest: Vec::new(),
            len: 0,
        }
    }

    /// Goes on with more bytes.
    pub(crate) fn update(&mut self, mut bytes: &[u8]) {
        self.len += bytes.len() as u64;
        if !self.rest.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - self.rest.len()));
            self.rest.extend_from_slice(now);
            bytes = later;
        }
        if self.rest.len() == BLOCK {
            let block = std::mem::take(&mut self.rest);
            self.blocks(&block);
        }
        let (blocks, rest) = bytes.split_at(bytes.len() - bytes.len() % BLOCK);
        self.blocks(blocks);
        self.rest.extend_from_slice(rest);
    }

    fn blocks(&mut self, bytes: &[u8]) {
        for block in bytes.chunks_exact(BLOCK) {
            compress256(&mut self.words, &[*GenericArray::from_slice(block)]);
        }
    }

    /// In hexadecimal digits.
    pub(crate) fn finish(mut self) -> String {
        let bits = self.len * 8;
        let zeros = (BLOCK * 2 - 9 - self.rest.len()) % BLOCK;
        let mut padding = vec![0x80];
        padding.resize(1 + zeros, 0);
        padding.extend_from_slice(&bits.to_be_bytes());
        self.update(&padding);
        let digits = self.words.map(|word| format!("{word:08x}"));
        digits.concat()
    }

    /// As the database keeps it.
    pub(crate) fn put_aside(&self) -> Vec<u8> {
        let words = self.words.iter().flat_map(|word| word.to_be_bytes());
        words.chain(self.rest.iter().copied()).collect()
    }

    /// As it was put aside after `len` bytes; None where it was not written here.
    pub(crate) fn take_up(aside: &[u8], len: u64) -> Option<Self> {
        let (words, rest) = aside.split_at_checked(32)?;
        if rest.len() as u64 != len % BLOCK as u64 {
            return None;
        }
        let mut found = [0; 8];
        for (word, bytes) in found.iter_mut().zip(words.chunks_exact(4)) {
            *word = u32::from_be_bytes(bytes.try_into().ok()?);
        }
        Some(Self {
            words: found,
            rest: rest.to_vec(),
            len,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    use super::*;

    proptest! {
        #[test]
        fn it_is_sha256_however_it_is_cut(bytes in proptest::collection::vec(any::<u8>(), 0..400), cuts in proptest::collection::vec(0_usize..400, 0..6)) {
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.push(bytes.len());
            cuts.sort_unstable();
            let mut hash = RunningHash::new();
            let mut from = 0;
            for to in cuts {
                hash.update(&bytes[from..to]);
                hash = RunningHash::take_up(&hash.put_aside(), to as u64).unwrap();
                from = to;
            }
            prop_assert_eq!(hash.finish(), format!("{:x}", Sha256::digest(&bytes)));
        }
    }
}
