//! Java's `.properties` format.

use indexmap::IndexMap;

/// Reads properties; of a key that stands twice the last one wins.
pub(crate) fn read(text: &str) -> IndexMap<String, String> {
    logical_lines(text).iter().map(|line| entry(line)).collect()
}

/// Lines without comments and blank ones, with those joined that end in an odd number of backslashes.
fn logical_lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        let line = line.trim_start_matches([' ', '\t', '\u{c}']);
        if open.is_none() && (line.is_empty() || line.starts_with(['#', '!'])) {
            continue;
        }
        let mut whole = open.take().unwrap_or_default();
        let backslashes = line.len() - line.trim_end_matches('\\').len();
        if backslashes % 2 == 1 {
            whole.push_str(line.strip_suffix('\\').unwrap_or(line));
            open = Some(whole);
        } else {
            whole.push_str(line);
            lines.push(whole);
        }
    }
    lines.extend(open);
    lines
}

fn entry(line: &str) -> (String, String) {
    let end = key_end(line);
    let (key, rest) = line.split_at_checked(end).unwrap_or((line, ""));
    let blank = [' ', '\t', '\u{c}'];
    let rest = rest.trim_start_matches(blank);
    let value = rest.strip_prefix(['=', ':']).unwrap_or(rest);
    (unescape(key), unescape(value.trim_start_matches(blank)))
}

fn key_end(line: &str) -> usize {
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        if !escaped && matches!(c, '=' | ':' | ' ' | '\t' | '\u{c}') {
            return at;
        }
        escaped = c == '\\' && !escaped;
    }
    line.len()
}

fn unescape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            result.push(c);
            continue;
        }
        match chars.next() {
            Some('t') => result.push('\t'),
            Some('n') => result.push('\n'),
            Some('r') => result.push('\r'),
            Some('f') => result.push('\u{c}'),
            Some('u') => {
                let code: String = chars.by_ref().take(4).collect();
                let code = u32::from_str_radix(&code, 16).ok();
                result.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
            }
            Some(other) => result.push(other),
            None => {}
        }
    }
    result
}

/// Replaces `${key}` in values by the value of the key, as far as there is one.
pub(crate) fn interpolate(properties: &IndexMap<String, String>) -> IndexMap<String, String> {
    let entries = properties.iter();
    entries
        .map(|(key, value)| {
            (
                key.clone(),
                resolve(value, properties, &mut vec![key.clone()]),
            )
        })
        .collect()
}

fn resolve(text: &str, all: &IndexMap<String, String>, on_the_way: &mut Vec<String>) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        result.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            result.push_str("${");
            rest = after;
            continue;
        };
        // One that needs itself stays as it is.
        let value = all
            .get(name)
            .filter(|_| !on_the_way.iter().any(|way| way == name));
        match value {
            Some(value) if on_the_way.len() < 50 => {
                on_the_way.push(name.to_owned());
                result.push_str(&resolve(value, all, on_the_way));
                on_the_way.pop();
            }
            _ => result.extend(["${", name, "}"]),
        }
        rest = behind;
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let read = read(text);
        let read: Vec<(&str, &str)> = read.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(read, expected, "{text}");
    }

    #[test]
    fn separators() {
        check(
            "a=1\nb: 2\nc 3\nd\ne = = f",
            &[("a", "1"), ("b", "2"), ("c", "3"), ("d", ""), ("e", "= f")],
        );
    }

    #[test]
    fn comments_and_blank_lines() {
        check(
            "# x\n\n  ! y\n  a=1 # no comment",
            &[("a", "1 # no comment")],
        );
    }

    #[test]
    fn continued_lines() {
        check(
            "a=1,\\\n   2\nb=3\\\\\nc=4",
            &[("a", "1,2"), ("b", "3\\"), ("c", "4")],
        );
    }

    #[test]
    fn escapes() {
        check(
            "a\\ b=\\t\\u0041\\:\nc\\==1",
            &[("a b", "\tA:"), ("c=", "1")],
        );
    }

    #[test]
    fn references() {
        let all = interpolate(&read("a=1\nb=${a}/${c}\nc=${b}\nd=${nobody}${"));
        let all: Vec<&str> = all.values().map(String::as_str).collect();
        assert_eq!(all, ["1", "1/${b}", "1/${c}", "${nobody}${"]);
    }
}
