//! Any text in any pieces: the same result as in one piece, and no secret in it.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use maillon_runner::redact::{Redactor, Secrets};

fuzz_target!(|input: (String, String, Vec<u8>, Vec<u8>)| {
    let (one, two, text, cuts) = input;
    let secrets = Arc::new(Secrets::new([one.as_str(), two.as_str()]));
    let mut whole = Vec::new();
    let mut redactor = Redactor::new(Arc::clone(&secrets));
    redactor.push(&text, &mut whole);
    redactor.finish(&mut whole);
    assert_eq!(whole, in_pieces(&secrets, &text, &cuts));
    for secret in [one, two].iter().filter(|secret| may_be_looked_for(secret)) {
        let found = whole.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{secret:?} is in {whole:?}");
    }
});

fn in_pieces(secrets: &Arc<Secrets>, text: &[u8], cuts: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut redactor = Redactor::new(Arc::clone(secrets));
    let mut rest = text;
    for cut in cuts {
        let (piece, after) = rest.split_at(usize::from(*cut).min(rest.len()));
        redactor.push(piece, &mut out);
        rest = after;
    }
    redactor.push(rest, &mut out);
    redactor.finish(&mut out);
    out
}

/// Not those that are too short to be masked, nor those that masking itself could make.
fn may_be_looked_for(secret: &str) -> bool {
    let only_own = |c: char| !"[MASKED]\r\n\t ".contains(c);
    secret.len() >= 8 && secret.chars().all(only_own)
}
