//! The classes that scripts may name, with what they extend and implement.

use std::collections::VecDeque;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

mod exceptions;
mod types;

/// Packages whose classes need no import.
const IMPORTED: [&str; 8] = [
    "java.lang.",
    "java.util.",
    "java.io.",
    "java.net.",
    "groovy.lang.",
    "groovy.util.",
    // Jenkins imports these by itself.
    "hudson.model.",
    "jenkins.model.",
];

/// Of `java.math` only these need no import.
const IMPORTED_NUMBERS: [(&str, &str); 2] = [
    ("BigDecimal", "java.math.BigDecimal"),
    ("BigInteger", "java.math.BigInteger"),
];

type Line = Vec<&'static str>;

static LINES: LazyLock<FxHashMap<&'static str, Line>> = LazyLock::new(|| {
    let tables = [types::TYPES, exceptions::EXCEPTIONS];
    let direct: FxHashMap<_, _> = tables.into_iter().flatten().copied().collect();
    let names = direct.keys();
    names.map(|name| (*name, line(name, &direct))).collect()
});

/// A class, its parents and their interfaces, nearest first.
fn line(name: &'static str, direct: &FxHashMap<&'static str, &'static [&'static str]>) -> Line {
    let mut line = Line::new();
    let mut open = VecDeque::from([name]);
    while let Some(next) = open.pop_front() {
        if !line.contains(&next) {
            line.push(next);
            open.extend(direct.get(next).copied().unwrap_or_default());
        }
    }
    line.push("java.lang.Object");
    line.dedup();
    line
}

/// Interfaces of Java and Groovy.
const INTERFACES: &[&str] = &[
    "java.io.Closeable",
    "java.io.Serializable",
    "java.lang.Appendable",
    "java.lang.AutoCloseable",
    "java.lang.CharSequence",
    "java.lang.Cloneable",
    "java.lang.Comparable",
    "java.lang.Iterable",
    "java.lang.Runnable",
    "java.util.Collection",
    "java.util.Comparator",
    "java.util.Deque",
    "java.util.Iterator",
    "java.util.List",
    "java.util.ListIterator",
    "java.util.Map",
    "java.util.Map$Entry",
    "java.util.NavigableMap",
    "java.util.NavigableSet",
    "java.util.Queue",
    "java.util.RandomAccess",
    "java.util.Set",
    "java.util.SortedMap",
    "java.util.SortedSet",
    "java.util.concurrent.Callable",
    "java.util.concurrent.ConcurrentMap",
    "java.util.regex.MatchResult",
    "java.time.temporal.Temporal",
    "java.time.temporal.TemporalAmount",
    "java.time.temporal.TemporalUnit",
    "groovy.lang.GroovyObject",
    "groovy.lang.Range",
];

/// Whether a class of Java or Groovy is an interface.
pub(crate) fn is_interface(name: &str) -> bool {
    INTERFACES.contains(&name)
}

/// Classes by the names that need no import, and by their full ones, which come first.
static NAMES: LazyLock<FxHashMap<&'static str, &'static Line>> = LazyLock::new(|| {
    let mut names: FxHashMap<_, _> = LINES.iter().map(|(name, line)| (*name, line)).collect();
    for (simple, full) in IMPORTED_NUMBERS {
        if let Some(line) = LINES.get(full) {
            names.entry(simple).or_insert(line);
        }
    }
    for package in IMPORTED {
        for (full, line) in &*LINES {
            if let Some(simple) = full.strip_prefix(package) {
                names.entry(simple).or_insert(line);
            }
        }
    }
    names
});

/// A class by its full name, or by the simple one where Groovy imports it by itself.
pub(super) fn find(name: &str) -> Option<&'static [&'static str]> {
    NAMES.get(name).map(|line| line.as_slice())
}

#[cfg(test)]
mod tests {
    use super::find;

    fn check(name: &str, line: &[&str]) {
        assert_eq!(find(name).unwrap_or_default(), line, "{name}");
    }

    #[test]
    fn simple_names_of_imported_packages() {
        check(
            "String",
            &[
                "java.lang.String",
                "java.lang.CharSequence",
                "java.lang.Comparable",
                "java.io.Serializable",
                "java.lang.Object",
            ],
        );
        check("java.lang.Object", &["java.lang.Object"]);
        check("SimpleDateFormat", &[]);
        check("Nothing", &[]);
    }

    #[test]
    fn exceptions_know_their_parents() {
        check(
            "hudson.AbortException",
            &[
                "hudson.AbortException",
                "java.io.IOException",
                "java.lang.Exception",
                "java.lang.Throwable",
                "java.io.Serializable",
                "java.lang.Object",
            ],
        );
        check(
            "NumberFormatException",
            &[
                "java.lang.NumberFormatException",
                "java.lang.IllegalArgumentException",
                "java.lang.RuntimeException",
                "java.lang.Exception",
                "java.lang.Throwable",
                "java.io.Serializable",
                "java.lang.Object",
            ],
        );
    }

    #[test]
    fn every_parent_is_a_class_too() {
        for line in super::LINES.values() {
            for name in line {
                assert!(find(name).is_some(), "{name} of {line:?}");
            }
        }
    }
}
