//! Keeps secrets out of logs: a redactor over a stream of bytes.
//!
//! A secret is found also where it is cut across two writes, in base64 (at any of the three
//! alignments, in both alphabets), line by line where it has several lines, and as URLs, JSON
//! and quoting shells write it. The redactor holds back no more than what could be the beginning
//! of a secret.

mod forms;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use maillon_model::secret::MASK;

/// What must not be seen: all forms of all secrets, ready to be searched for.
#[derive(Clone)]
pub struct Secrets {
    search: Option<AhoCorasick>,
    /// Sorted, to tell whether some bytes begin one of them.
    forms: Vec<Vec<u8>>,
    begins: [bool; 256],
    longest: usize,
}

impl Secrets {
    /// Prepares the search for secrets in all of their forms. Those shorter than three bytes
    /// are not masked: masking them would make every log unreadable.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut forms: Vec<_> = secrets.into_iter().flat_map(forms::of).collect();
        forms.sort_unstable();
        forms.dedup();
        let mut begins = [false; 256];
        for first in forms.iter().filter_map(|form| form.first()) {
            begins[usize::from(*first)] = true;
        }
        Self {
            search: search(&forms),
            begins,
            longest: forms.iter().map(Vec::len).max().unwrap_or_default(),
            forms,
        }
    }

    /// A whole text with its secrets masked.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match &self.search {
            Some(search) if search.is_match(text) => {
                let masks = vec![MASK; self.forms.len()];
                Cow::Owned(search.replace_all(text, &masks))
            }
            _ => Cow::Borrowed(text),
        }
    }

    /// Where, at or after `from`, the longest rest of `text` begins that could grow to a secret.
    fn open_end(&self, text: &[u8], from: usize) -> usize {
        let reach = text.len().saturating_sub(self.longest.saturating_sub(1));
        let start = from.max(reach).min(text.len());
        let rest = text.get(start..).unwrap_or_default();
        let begins = |at: usize| {
            rest.get(at..)
                .is_some_and(|suffix| self.is_beginning(suffix))
        };
        (0..rest.len())
            .find(|at| begins(*at))
            .map_or(text.len(), |at| start + at)
    }

    /// Whether some bytes are the beginning, but not the whole, of a form.
    fn is_beginning(&self, bytes: &[u8]) -> bool {
        let likely = |first: &u8| self.begins[usize::from(*first)];
        if !bytes.first().is_some_and(likely) {
            return false;
        }
        let next = self.forms.partition_point(|form| form.as_slice() <= bytes);
        self.forms
            .get(next)
            .is_some_and(|form| form.starts_with(bytes))
    }
}

fn search(forms: &[Vec<u8>]) -> Option<AhoCorasick> {
    if forms.is_empty() {
        return None;
    }
    let mut builder = AhoCorasickBuilder::new();
    builder.match_kind(MatchKind::LeftmostLongest);
    // It fails only beyond the limits of an automaton's size; the smallest kind has none to meet.
    let smallest = |_| {
        builder
            .kind(Some(aho_corasick::AhoCorasickKind::NoncontiguousNFA))
            .build(forms)
    };
    AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build(forms)
        .or_else(smallest)
        .ok()
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} forms)", self.forms.len())
    }
}

/// Masks secrets in one stream of bytes.
#[derive(Debug)]
pub struct Redactor {
    secrets: Arc<Secrets>,
    held: Vec<u8>,
}

impl Redactor {
    /// A redactor at the beginning of a stream.
    pub fn new(secrets: Arc<Secrets>) -> Self {
        Self {
            secrets,
            held: Vec::new(),
        }
    }

    /// Takes the next piece of the stream and appends to `out` what is certain by now.
    pub fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        let secrets = Arc::clone(&self.secrets);
        let Some(search) = &secrets.search else {
            out.extend_from_slice(piece);
            return;
        };
        if self.held.is_empty() {
            let rest = mask(search, &secrets, piece, out);
            self.held.extend_from_slice(rest);
        } else {
            self.held.extend_from_slice(piece);
            let text = std::mem::take(&mut self.held);
            let rest = mask(search, &secrets, &text, out);
            self.held = rest.to_vec();
        }
    }

    /// Ends the stream: what was held back is no secret's beginning any more.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        let held = std::mem::take(&mut self.held);
        match &self.secrets.search {
            Some(search) => search.replace_all_with_bytes(&held, out, |_, _, out| {
                out.extend_from_slice(MASK.as_bytes());
                true
            }),
            None => out.extend_from_slice(&held),
        }
    }
}

/// Appends what is certain to `out`, and returns the rest that has to wait.
///
/// A match is certain when it begins before every place from which a form could still grow.
fn mask<'a>(
    search: &AhoCorasick,
    secrets: &Secrets,
    text: &'a [u8],
    out: &mut Vec<u8>,
) -> &'a [u8] {
    let mut done = 0;
    let mut open = secrets.open_end(text, 0);
    for found in search.find_iter(text) {
        if found.start() >= open {
            break;
        }
        out.extend_from_slice(text.get(done..found.start()).unwrap_or_default());
        out.extend_from_slice(MASK.as_bytes());
        done = found.end();
        if done > open {
            open = secrets.open_end(text, done);
        }
    }
    out.extend_from_slice(text.get(done..open).unwrap_or_default());
    text.get(open..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use proptest::prelude::*;

    use super::*;

    fn redact(secrets: &[&str], pieces: &[&[u8]]) -> Vec<u8> {
        let mut redactor = Redactor::new(Arc::new(Secrets::new(secrets.iter().copied())));
        let mut out = Vec::new();
        for piece in pieces {
            redactor.push(piece, &mut out);
        }
        redactor.finish(&mut out);
        out
    }

    fn check(secrets: &[&str], pieces: &[&str], expected: &str) {
        let pieces: Vec<_> = pieces.iter().map(|piece| piece.as_bytes()).collect();
        let out = redact(secrets, &pieces);
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    #[test]
    fn a_secret_is_masked_also_when_it_is_cut() {
        check(&["hunter22"], &["pw=hunter22!"], "pw=[MASKED]!");
        check(&["hunter22"], &["pw=hun", "ter", "22!"], "pw=[MASKED]!");
        check(&["hunter22"], &["pw=hun", "ger"], "pw=hunger");
        check(&["hunter22"], &["pw=hun"], "pw=hun");
        check(&["", "ab"], &["ab abc"], "ab abc");
    }

    #[test]
    fn of_overlapping_secrets_the_longest_wins_however_it_is_cut() {
        let secrets = ["abcdef", "abcdefghij", "defxyz"];
        check(&secrets, &["abcdefghij"], "[MASKED]");
        check(&secrets, &["abcdef", "ghij"], "[MASKED]");
        check(&secrets, &["abcdef", "ghi!"], "[MASKED]ghi!");
        check(&secrets, &["abcdef", "xyz"], "[MASKED]xyz");
        check(&secrets, &["abcdef"], "[MASKED]");
    }

    #[test]
    fn base64_is_masked_at_each_alignment() {
        let standard = base64::engine::general_purpose::STANDARD;
        for before in ["", "u", "us", "user", "user:"] {
            let encoded = standard.encode(format!("{before}correct horse?>~battery"));
            let out = redact(&["correct horse?>~battery"], &[encoded.as_bytes()]);
            let out = String::from_utf8(out).unwrap();
            assert!(out.contains(MASK), "{before}: {encoded} -> {out}");
            assert!(out.len() < MASK.len() + 14, "{before}: {encoded} -> {out}");
        }
    }

    #[test]
    fn lines_of_a_secret_are_masked_one_by_one() {
        let key = "-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\nx\n-----END KEY-----\n";
        check(
            &[key],
            &["> MIIEpAIBAAKCAQEA\r\n-----END KEY-----"],
            "> [MASKED]\r\n[MASKED]",
        );
    }

    #[test]
    fn forms_that_urls_json_and_shells_write_are_masked() {
        check(&["p@ss wörd\"'"], &["p%40ss%20w%C3%B6rd%22%27"], "[MASKED]");
        check(
            &["p@ss\"word"],
            &[r#"{"p": "p@ss\"word"}"#],
            r#"{"p": "[MASKED]"}"#,
        );
        check(
            &["it's me!"],
            &[r"+ echo 'it'\''s me!'"],
            "+ echo '[MASKED]'",
        );
    }

    #[test]
    fn a_whole_text_is_masked_like_a_stream() {
        let secrets = Secrets::new(["hunter22"]);
        assert_eq!(secrets.redact("x hunter22 y"), "x [MASKED] y");
        assert!(matches!(secrets.redact("nothing"), Cow::Borrowed(_)));
        assert!(!format!("{secrets:?}").contains("hunter"));
    }

    proptest! {
        #[test]
        fn any_cutting_gives_the_same(
            secrets in prop::collection::vec("[abc]{3,7}", 0..5),
            text in "[abcd]{0,60}",
            cuts in prop::collection::vec(0usize..60, 0..8),
        ) {
            let secrets: Vec<_> = secrets.iter().map(String::as_str).collect();
            let whole = redact(&secrets, &[text.as_bytes()]);
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let pieces: Vec<_> = cuts.windows(2).map(|w| &text.as_bytes()[w[0]..w[1]]).collect();
            prop_assert_eq!(redact(&secrets, &pieces), whole);
        }

        #[test]
        fn no_secret_survives(
            secret in "[a-z0-9]{8,20}",
            before in "[A-Z ]{0,20}",
            after in "[A-Z ]{0,20}",
            cut in 0usize..60,
        ) {
            let text = format!("{before}{secret}{after}{secret}");
            let (head, tail) = text.as_bytes().split_at(cut.min(text.len()));
            let out = String::from_utf8(redact(&[&secret], &[head, tail])).unwrap();
            prop_assert_eq!(out, format!("{before}{MASK}{after}{MASK}"));
        }

        #[test]
        fn a_text_without_secrets_is_unchanged(text in prop::collection::vec(any::<u8>(), 0..200)) {
            let out = redact(&["a secret that the text can't hold, for it is long"], &[&text]);
            prop_assert_eq!(out, text);
        }
    }
}
