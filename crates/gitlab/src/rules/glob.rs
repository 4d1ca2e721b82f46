//! Globs as Ruby's `File.fnmatch` reads them with `PATHNAME`, `DOTMATCH` and `EXTGLOB`.
//!
//! `**/` stands for any number of folders; anything else stays within one: `*`, `?`, `[a-z]`,
//! `[^a]`, `{a,b}`; `\` takes the next character as it is. `**` at the end is just `*`.

/// More alternatives than this are not looked at: braces multiply.
const MAX_ALTERNATIVES: usize = 1000;

/// A glob.
#[derive(Clone, Debug)]
pub(crate) struct Glob {
    alternatives: Vec<Vec<Segment>>,
}

#[derive(Clone, Debug)]
enum Segment {
    /// `**/`
    Folders,
    Literal(String),
    Pattern(Vec<Token>),
}

#[derive(Clone, Debug)]
enum Token {
    One(char),
    AnyOne,
    Many,
    Set(Set),
}

#[derive(Clone, Debug)]
struct Set {
    negated: bool,
    ranges: Vec<(char, char)>,
}

impl Glob {
    /// Reads a glob. Every text is one.
    pub(crate) fn new(text: &str) -> Self {
        let mut alternatives = Vec::new();
        expand_braces(text, &mut alternatives);
        Self {
            alternatives: alternatives.iter().map(|text| segments(text)).collect(),
        }
    }

    /// Whether a path matches as a whole.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let parts: Vec<&str> = path.split('/').collect();
        let matches = |segments: &Vec<Segment>| match_segments(segments, &parts);
        self.alternatives.iter().any(matches)
    }
}

/// Whether a text is a glob rather than a plain path.
pub(crate) fn is_glob(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

/// `a{b,c}d` as `abd` and `acd`, the left pair of braces first. Braces without a partner, and those
/// behind a `\`, stay.
fn expand_braces(text: &str, out: &mut Vec<String>) {
    if out.len() >= MAX_ALTERNATIVES {
        return;
    }
    let Some((open, close, commas)) = first_braces(text) else {
        out.push(text.to_owned());
        return;
    };
    let before = text.get(..open).unwrap_or_default();
    let after = text.get(close + 1..).unwrap_or_default();
    let mut start = open + 1;
    for end in commas.into_iter().chain([close]) {
        let inner = text.get(start..end).unwrap_or_default();
        expand_braces(&format!("{before}{inner}{after}"), out);
        start = end + 1;
    }
}

/// Where the first braces open and close, and the commas between them that are not in inner braces.
fn first_braces(text: &str) -> Option<(usize, usize, Vec<usize>)> {
    let mut open = None;
    let mut depth = 0_usize;
    let mut commas = Vec::new();
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => {
                depth += 1;
                open = open.or(Some(at));
            }
            b',' if depth == 1 => commas.push(at),
            b'}' if depth == 1 => return Some((open?, at, commas)),
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

fn segments(text: &str) -> Vec<Segment> {
    let parts: Vec<&str> = text.split('/').collect();
    let last = parts.len() - 1;
    let segment = |(at, part): (usize, &&str)| match *part {
        "**" if at < last => Segment::Folders,
        part if part.contains(['*', '?', '[', '\\']) => pattern(part),
        part => Segment::Literal(part.to_owned()),
    };
    parts.iter().enumerate().map(segment).collect()
}

fn pattern(text: &str) -> Segment {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '*' if matches!(tokens.last(), Some(Token::Many)) => {}
            '*' => tokens.push(Token::Many),
            '?' => tokens.push(Token::AnyOne),
            '[' => {
                let (set, after) = set(rest);
                tokens.push(Token::Set(set));
                rest = after;
            }
            '\\' => {
                let literal = rest.chars().next().unwrap_or('\\');
                tokens.push(Token::One(literal));
                rest = rest.strip_prefix(literal).unwrap_or(rest);
            }
            c => tokens.push(Token::One(c)),
        }
    }
    Segment::Pattern(tokens)
}

/// The set behind a `[`. One that is never closed matches nothing, as in Ruby.
fn set(text: &str) -> (Set, &str) {
    let negated = text.starts_with(['^', '!']);
    let inner = if negated { text.get(1..) } else { Some(text) }.unwrap_or_default();
    let mut ranges = Vec::new();
    let mut chars = inner.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == ']' {
            let after = inner.get(at + 1..).unwrap_or_default();
            return (Set { negated, ranges }, after);
        }
        let low = literal(c, &mut chars);
        let mut ahead = chars.clone();
        let dash = ahead.next().is_some_and(|(_, c)| c == '-');
        let high = match ahead.next().filter(|(_, c)| dash && *c != ']') {
            Some((_, c)) => {
                chars = ahead;
                literal(c, &mut chars)
            }
            None => low,
        };
        ranges.push((low, high));
    }
    let nothing = Set {
        negated: false,
        ranges: Vec::new(),
    };
    (nothing, "")
}

fn literal(c: char, chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>) -> char {
    match c {
        '\\' => chars.next().map_or(c, |(_, next)| next),
        c => c,
    }
}

impl Set {
    fn holds(&self, c: char) -> bool {
        let within = |&(low, high): &(char, char)| low <= c && c <= high;
        self.ranges.iter().any(within) != self.negated
    }
}

/// Matches with one way back: to the last `**/`, which then takes one folder more.
fn match_segments(segments: &[Segment], parts: &[&str]) -> bool {
    let (mut segment, mut part) = (0, 0);
    let mut retry = None;
    loop {
        while matches!(segments.get(segment), Some(Segment::Folders)) {
            segment += 1;
            retry = Some((segment, part));
        }
        match (segments.get(segment), parts.get(part)) {
            (None, None) => return true,
            (Some(wanted), Some(text)) if wanted.matches(text) => {
                segment += 1;
                part += 1;
                continue;
            }
            _ => {}
        }
        match retry {
            Some((after, from)) if from + 1 < parts.len() => {
                retry = Some((after, from + 1));
                (segment, part) = (after, from + 1);
            }
            _ => return false,
        }
    }
}

impl Segment {
    fn matches(&self, text: &str) -> bool {
        match self {
            Self::Folders => false,
            Self::Literal(literal) => literal == text,
            Self::Pattern(tokens) => match_tokens(tokens, text),
        }
    }
}

/// Matches with one way back: to the last `*`, which then takes one character more.
fn match_tokens(tokens: &[Token], text: &str) -> bool {
    let mut rest = text;
    let mut at = 0;
    let mut retry: Option<(usize, &str)> = None;
    loop {
        let next = rest.chars().next();
        match (tokens.get(at), next) {
            (None, None) => return true,
            (Some(Token::Many), _) => {
                at += 1;
                retry = Some((at, rest));
                continue;
            }
            (Some(token), Some(c)) if token.takes(c) => {
                at += 1;
                rest = after_first(rest);
                continue;
            }
            _ => {}
        }
        match retry {
            Some((after, from)) if !from.is_empty() => {
                rest = after_first(from);
                retry = Some((after, rest));
                at = after;
            }
            _ => return false,
        }
    }
}

fn after_first(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.as_str()
}

impl Token {
    fn takes(&self, c: char) -> bool {
        match self {
            Self::One(one) => *one == c,
            Self::AnyOne => true,
            Self::Many => false,
            Self::Set(set) => set.holds(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(glob: &str, matching: &[&str], others: &[&str]) {
        let compiled = Glob::new(glob);
        for path in matching {
            assert!(compiled.matches(path), "{glob} matches {path}");
        }
        for path in others {
            assert!(!compiled.matches(path), "{glob} does not match {path}");
        }
    }

    #[test]
    fn plain_paths() {
        check(
            "Dockerfile",
            &["Dockerfile"],
            &["a/Dockerfile", "Dockerfile.x"],
        );
        check("a/b.txt", &["a/b.txt"], &["b.txt", "a/b.txt/c"]);
        check("", &[""], &["a"]);
    }

    #[test]
    fn stars_stay_within_a_folder() {
        check(
            "*.go",
            &["main.go", ".go", ".hidden.go"],
            &["cmd/main.go", "main.got"],
        );
        check("/*.go", &[], &["main.go"]);
        check(
            "Docker*",
            &["Docker", "Dockerfile"],
            &["docker", "Docker/x"],
        );
        check("dir/*", &["dir/a", "dir/.a"], &["dir/a/b", "dir"]);
        check("a*b*c", &["abc", "axxbxxc", "abbcc"], &["ab", "acb"]);
        check("?.md", &["a.md", "é.md"], &[".md", "ab.md"]);
    }

    #[test]
    fn double_stars_cross_folders() {
        check("**/*.rb", &["a.rb", "lib/a.rb", "a/b/.c/d.rb"], &["a.rbx"]);
        check(
            "src/**/*.go",
            &["src/a.go", "src/x/y/a.go"],
            &["a/src/a.go", "src"],
        );
        check("dir/**/*", &["dir/a", "dir/a/b"], &["dir", "other/a"]);
        check("dir/**", &["dir/a"], &["dir/a/b"]);
        check("**", &["a"], &["a/b"]);
        check("**/a/**/b", &["a/b", "x/a/y/z/b"], &["a", "b/a"]);
        check("**/**/x", &["x", "a/x", "a/b/x"], &["y"]);
        check("a**/b", &["ax/b"], &["a/x/b"]);
    }

    #[test]
    fn sets() {
        check("[a-c].txt", &["a.txt", "c.txt"], &["d.txt", "-.txt"]);
        check("[^a-c]", &["d"], &["a"]);
        check("[!a]", &["b"], &["a"]);
        check("[a-]", &["a", "-"], &["b"]);
        check(r"[\]a]", &["]", "a"], &["b"]);
        check("[ab", &[], &["a", "[ab"]);
    }

    #[test]
    fn braces() {
        check("*.{js,ts}", &["a.js", "a.ts"], &["a.css", "a.{js,ts}"]);
        check("{a,b/{c,d}}/x", &["a/x", "b/c/x", "b/d/x"], &["b/x"]);
        check("a{,b}", &["a", "ab"], &["b"]);
        check("{a", &["{a"], &["a"]);
        check("a}", &["a}"], &["a"]);
        check("{src,test}/**/*", &["src/a", "test/b/c"], &["lib/a"]);
    }

    #[test]
    fn backslashes_escape() {
        check(r"\*", &["*"], &["a"]);
        check(r"\{a,b\}", &["{a,b}"], &["a"]);
    }

    #[test]
    fn hard_globs_end_soon() {
        let glob = Glob::new(&"*a".repeat(30));
        assert!(!glob.matches(&"a".repeat(29)));
        assert!(!Glob::new(&"**/x/".repeat(30)).matches(&"x/".repeat(29)));
        Glob::new(&"{a,b}".repeat(40));
    }

    proptest::proptest! {
        #[test]
        fn matching_never_panics(glob in r"[*?\[\]{},\\/a-cé^!-]{0,16}", path in "[a-cé/]{0,12}") {
            Glob::new(&glob).matches(&path);
        }

        #[test]
        fn a_plain_path_matches_itself(path in "[a-zé./ _-]{0,20}") {
            proptest::prop_assert!(Glob::new(&path).matches(&path));
        }
    }
}
