//! `::name key=value,key=value::data` and the older `##[name key=value;key=value]data`.

use indexmap::IndexMap;

/// A workflow command, as a line says it. Whether there is one of that name is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) name: String,
    /// By their names in lower case.
    pub(crate) properties: IndexMap<String, String>,
    pub(crate) data: String,
}

type Escapes = [(&'static str, &'static str)];

const DATA: &Escapes = &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
const PROPERTY: &Escapes = &[
    ("%0D", "\r"),
    ("%0A", "\n"),
    ("%3A", ":"),
    ("%2C", ","),
    ("%25", "%"),
];
const OLD: &Escapes = &[
    ("%3B", ";"),
    ("%0D", "\r"),
    ("%0A", "\n"),
    ("%5D", "]"),
    ("%25", "%"),
];

impl Command {
    /// Reads a line.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        Self::new_form(line).or_else(|| Self::old_form(line))
    }

    /// A property that is there and not empty.
    pub(crate) fn property(&self, name: &str) -> Option<&str> {
        let value = self.properties.get(&name.to_ascii_lowercase())?;
        (!value.is_empty()).then_some(value)
    }

    fn new_form(line: &str) -> Option<Self> {
        let (info, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
        let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
        Some(Self {
            name: name.to_owned(),
            properties: self::properties(properties.trim(), ',', PROPERTY),
            data: unescape(data, DATA),
        })
    }

    /// It may stand anywhere in a line.
    fn old_form(line: &str) -> Option<Self> {
        let (_, command) = line.split_once("##[")?;
        let (info, data) = command.split_once(']')?;
        let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
        Some(Self {
            name: name.to_owned(),
            properties: self::properties(properties, ';', OLD),
            data: unescape(data, OLD),
        })
    }
}

fn properties(text: &str, separator: char, escapes: &Escapes) -> IndexMap<String, String> {
    let pairs = text
        .split(separator)
        .filter_map(|pair| pair.split_once('='));
    let written = pairs.filter(|(name, value)| !name.is_empty() && !value.is_empty());
    written
        .map(|(name, value)| (name.to_ascii_lowercase(), unescape(value, escapes)))
        .collect()
}

fn unescape(text: &str, escapes: &Escapes) -> String {
    let replace = |text: String, (from, to): &(&str, &str)| {
        if text.contains(from) {
            text.replace(from, to)
        } else {
            text
        }
    };
    escapes.iter().fold(text.to_owned(), replace)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(line: &str, name: &str, properties: &[(&str, &str)], data: &str) {
        let expected = Command {
            name: name.to_owned(),
            properties: properties
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            data: data.to_owned(),
        };
        assert_eq!(Command::parse(line), Some(expected), "{line}");
    }

    #[test]
    fn the_form_with_colons() {
        check("::debug::x", "debug", &[], "x");
        check("  \t::debug::x", "debug", &[], "x");
        check("::debug::", "debug", &[], "");
        check("::debug ::x", "debug", &[], "x");
        check(
            "::error file=a.rs,line=3::b",
            "error",
            &[("file", "a.rs"), ("line", "3")],
            "b",
        );
        check("::error  file=a b::c", "error", &[("file", "a b")], "c");
        check("::error File=a::c", "error", &[("file", "a")], "c");
        check("::x a=,b=1,=2,c::d", "x", &[("b", "1")], "d");
        check("::x a=1=2::d", "x", &[("a", "1=2")], "d");
        check("::x::a::b", "x", &[], "a::b");
        check("::x::a%0Ab%0D%25 %3A", "x", &[], "a\nb\r% %3A");
        check("::x a=%3A%2C%0A%25::y", "x", &[("a", ":,\n%")], "y");
        check("::x::%250A", "x", &[], "%0A");
    }

    #[test]
    fn the_older_form() {
        check("##[error]x", "error", &[], "x");
        check("before ##[error]x", "error", &[], "x");
        check(
            "##[x a=1;b=%3B%5D]y%0Az",
            "x",
            &[("a", "1"), ("b", ";]")],
            "y\nz",
        );
    }

    #[test]
    fn what_is_no_command() {
        for line in ["", "::", "::x", "a ::x::", "##[", "##[x", ":: ", "a::b::c"] {
            assert_eq!(Command::parse(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_line_panics(line in "[:#\\[\\] a=,;%0AD\u{e9}]{0,40}") {
            let _ = Command::parse(&line);
        }

        #[test]
        fn escaped_data_comes_out(data in "[ -~\\n\\r]{0,40}") {
            let escaped = data.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
            let line = format!("::x::{escaped}");
            prop_assert_eq!(Command::parse(&line).map(|command| command.data), Some(data));
        }
    }
}
