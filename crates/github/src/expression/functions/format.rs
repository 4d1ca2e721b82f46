//! `format`: `{0}` is the first argument, `{{` and `}}` are braces.

use crate::expression::value::Value;

pub(super) fn format(format: &str, arguments: &[Value]) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (brace, after) = from.split_at(1);
        if let Some(after) = after.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
            continue;
        }
        let (index, after) = placeholder(brace, after).ok_or_else(|| invalid(format))?;
        out.push_str(&argument(index, arguments, format)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// The number in braces, and what follows.
fn placeholder<'t>(brace: &str, after: &'t str) -> Option<(u8, &'t str)> {
    let (digits, after) = after.split_once('}').filter(|_| brace == "{")?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    Some((digits.parse().ok().filter(|_| plain)?, after))
}

fn argument(index: u8, arguments: &[Value], format: &str) -> Result<String, String> {
    let value = arguments.get(usize::from(index)).ok_or_else(|| {
        let count = arguments.len();
        format!("the format '{format}' names {{{index}}}, but it has {count} arguments")
    })?;
    Ok(value.to_text().to_string())
}

fn invalid(format: &str) -> String {
    format!("the format '{format}' is invalid (a brace itself is written twice: {{{{, }}}})")
}
