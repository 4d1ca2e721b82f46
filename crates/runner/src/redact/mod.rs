//! Keeps secrets out of logs: a redactor over a stream of bytes.
//!
//! A secret is found also where it is cut across two writes, in base64 (at any of the three
//! alignments, in both alphabets), line by line where it has several lines, and as URLs, JSON
//! and quoting shells write it. The redactor holds back no more than what could be the beginning
//! of a secret.

mod codes;
mod forms;
mod masks;
mod style;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, Input, MatchKind};

pub use masks::Masks;
pub use style::Style;

/// What must not be seen: all forms of all secrets, ready to be searched for.
///
/// The search looks for the first bytes of all forms only, and the rest is compared where one is
/// found: an automaton of whole keys and certificates takes longer to make than a small job to run.
#[derive(Clone)]
pub struct Secrets {
    search: Option<AhoCorasick>,
    /// Sorted: what begins alike stands together, the shorter before the longer.
    forms: Vec<Vec<u8>>,
    pairs: Pairs,
    longest: usize,
    style: Style,
}

/// So many first bytes of a form are searched for.
const ANCHOR: usize = 8;

impl Secrets {
    /// Prepares the search for secrets in all of their forms, in the style of GitLab.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        Self::styled(Style::Gitlab, secrets)
    }

    /// Prepares the search for secrets in all of their forms.
    pub fn styled<'a>(style: Style, secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let secrets = secrets.into_iter();
        let mut forms: Vec<_> = secrets
            .flat_map(|secret| forms::of(secret, style))
            .collect();
        forms.sort_unstable();
        forms.dedup();
        Self {
            search: search(&forms),
            pairs: Pairs::of(&forms),
            longest: forms.iter().map(Vec::len).max().unwrap_or_default(),
            style,
            forms,
        }
    }

    /// A whole text with its secrets masked.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !self.are_in(text) {
            return Cow::Borrowed(text);
        }
        let mut masked = Vec::with_capacity(text.len());
        self.mask(text.as_bytes(), End::Closed, &mut masked);
        Cow::Owned(String::from_utf8_lossy(&masked).into_owned())
    }

    /// Whether a text holds a secret.
    pub fn are_in(&self, text: &str) -> bool {
        self.next(text.as_bytes(), 0).is_some()
    }

    /// Appends what is certain to `out`, and returns where the rest begins that has to wait.
    ///
    /// A match is certain when it begins before every place from which a form could still grow.
    fn mask(&self, text: &[u8], end: End, out: &mut Vec<u8>) -> usize {
        let open_end = |from| match end {
            End::Open => self.open_end(text, from),
            End::Closed => text.len(),
        };
        let mut done = 0;
        let mut open = open_end(0);
        while let Some((start, length)) = self.next(text, done) {
            if start >= open {
                break;
            }
            out.extend_from_slice(text.get(done..start).unwrap_or_default());
            out.extend_from_slice(self.style.mask().as_bytes());
            done = start + length;
            if done > open {
                open = open_end(done);
            }
        }
        out.extend_from_slice(text.get(done..open).unwrap_or_default());
        open
    }

    /// The first form at or after `from`, of several at one place the longest: where, and how long.
    fn next(&self, text: &[u8], mut from: usize) -> Option<(usize, usize)> {
        let search = self.search.as_ref()?;
        loop {
            let found = search.find(Input::new(text).range(from..))?;
            match self.longest_at(text.get(found.start()..)?) {
                Some(length) => return Some((found.start(), length)),
                None => from = found.start() + 1,
            }
        }
    }

    fn longest_at(&self, text: &[u8]) -> Option<usize> {
        let after = self.forms.partition_point(|form| form.as_slice() <= text);
        let alike = |form: &&Vec<u8>| form.first() == text.first();
        let before = self.forms.get(..after)?.iter().rev().take_while(alike);
        before
            .map(Vec::as_slice)
            .find(|form| text.starts_with(form))
            .map(<[u8]>::len)
    }

    /// Where, at or after `from`, the longest rest of `text` begins that could grow to a secret.
    fn open_end(&self, text: &[u8], from: usize) -> usize {
        let reach = text.len().saturating_sub(self.longest.saturating_sub(1));
        let start = from.max(reach).min(text.len());
        let rest = text.get(start..).unwrap_or_default();
        let begins = |at: &usize| {
            rest.get(*at..)
                .is_some_and(|suffix| self.is_beginning(suffix))
        };
        let open = (0..rest.len()).find(begins);
        open.map_or(text.len(), |at| start + at)
    }

    /// Whether some bytes are the beginning, but not the whole, of a form.
    fn is_beginning(&self, bytes: &[u8]) -> bool {
        if let [one, other, ..] = bytes
            && !self.pairs.has(*one, *other)
        {
            return false;
        }
        let next = self.forms.partition_point(|form| form.as_slice() <= bytes);
        self.forms
            .get(next)
            .is_some_and(|form| form.starts_with(bytes))
    }
}

/// Whether more may come after a text.
#[derive(Clone, Copy)]
enum End {
    Open,
    Closed,
}

fn search(forms: &[Vec<u8>]) -> Option<AhoCorasick> {
    let mut anchors: Vec<_> = forms
        .iter()
        .filter_map(|form| form.chunks(ANCHOR).next())
        .collect();
    anchors.dedup();
    if anchors.is_empty() {
        return None;
    }
    // So few and short patterns are within all of an automaton's limits.
    AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostFirst)
        .build(anchors)
        .ok()
}

/// The first two bytes of all forms, as a set.
#[derive(Clone)]
struct Pairs(Box<[u64]>);

impl Pairs {
    fn of(forms: &[Vec<u8>]) -> Self {
        let mut words = vec![0; if forms.is_empty() { 0 } else { 1024 }];
        for form in forms {
            if let [one, other, ..] = form.as_slice()
                && let Some(word) = words.get_mut(Self::word(*one, *other))
            {
                *word |= 1 << (other & 63);
            }
        }
        Self(words.into())
    }

    fn has(&self, one: u8, other: u8) -> bool {
        let word = self.0.get(Self::word(one, other));
        word.is_some_and(|word| word & (1 << (other & 63)) != 0)
    }

    fn word(one: u8, other: u8) -> usize {
        usize::from(one) << 2 | usize::from(other >> 6)
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} forms)", self.forms.len())
    }
}

/// Masks secrets in one stream of bytes.
#[derive(Debug)]
pub struct Redactor {
    masks: Arc<Masks>,
    secrets: Arc<Secrets>,
    held: Vec<u8>,
}

impl Redactor {
    /// A redactor at the beginning of a stream.
    pub fn new(secrets: Arc<Secrets>) -> Self {
        Self::following(Arc::new(Masks::fixed(secrets)))
    }

    /// A redactor that also masks what is added while the stream goes on.
    pub fn following(masks: Arc<Masks>) -> Self {
        Self {
            secrets: masks.current(),
            masks,
            held: Vec::new(),
        }
    }

    /// Takes the next piece of the stream and appends to `out` what is certain by now.
    pub fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        self.secrets = self.masks.current();
        if self.held.is_empty() {
            let open = self.secrets.mask(piece, End::Open, out);
            self.held
                .extend_from_slice(piece.get(open..).unwrap_or_default());
        } else {
            self.held.extend_from_slice(piece);
            let open = self.secrets.mask(&self.held, End::Open, out);
            self.held.drain(..open);
        }
    }

    /// Masks what still shows in whole lines of this stream once control codes are taken out.
    pub fn lines<'a>(&self, lines: &'a [u8]) -> Cow<'a, [u8]> {
        self.secrets.redact_between_codes(lines)
    }

    /// Ends the stream: what was held back is no secret's beginning any more.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.secrets.mask(&self.held, End::Closed, out);
        self.held.clear();
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use maillon_model::secret::MASK;
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
        let encoded = base64::engine::general_purpose::STANDARD.encode("MIIEpAIBAAKCAQEA");
        check(&[key], &[encoded.trim_end_matches('=')], "[MASKED]Q");
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
