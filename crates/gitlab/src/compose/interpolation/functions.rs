//! The functions of blocks
//! (<https://docs.gitlab.com/ci/inputs/#specify-functions-to-manipulate-input-values>).

use std::borrow::Cow;
use std::sync::Arc;

use maillon_model::variable;
use maillon_source::FileId;
use maillon_source::Span;
use maillon_source::yaml::{Node, Value};

use crate::variables::Scope;
use crate::variables::expand::{self, Found, Lookup};

/// What is wrong, and a hint.
type Problem = (String, Option<String>);

/// One call of a function.
enum Call<'a> {
    ExpandVars,
    PosixEscape,
    Split(&'a str),
    Truncate { offset: usize, length: usize },
}

impl<'a> Call<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        match text {
            "expand_vars" => return Some(Self::ExpandVars),
            "posix_escape" => return Some(Self::PosixEscape),
            _ => {}
        }
        if let Some(rest) = text.strip_prefix("split('") {
            return rest.strip_suffix("')").map(Self::Split);
        }
        let arguments = text.strip_prefix("truncate(")?;
        let arguments = arguments.strip_suffix(')').unwrap_or(arguments);
        let (offset, length) = arguments.split_once(',')?;
        Some(Self::Truncate {
            offset: offset.trim().parse().ok()?,
            length: length.trim().parse().ok()?,
        })
    }

    fn name(&self) -> &'static str {
        match self {
            Self::ExpandVars => "expand_vars",
            Self::PosixEscape => "posix_escape",
            Self::Split(_) => "split",
            Self::Truncate { .. } => "truncate",
        }
    }
}

/// Applies a function, as written in the block, to a value.
pub(super) fn apply(function: &str, value: Value, scope: &Scope) -> Result<Value, Problem> {
    let Some(call) = Call::parse(function) else {
        let message = format!(
            "no function matching `{function}`: check that the function name, arguments, and types are correct"
        );
        let hint =
            "known are expand_vars, posix_escape, split('separator') and truncate(offset, length)";
        return Err((message, Some(hint.to_owned())));
    };
    let Value::String(text) = value else {
        let name = call.name();
        let message = format!(
            "error in `{name}` function: invalid input type: {name} can only be used with string inputs"
        );
        return Err((message, None));
    };
    match call {
        Call::ExpandVars => expand_vars(&text, scope),
        Call::PosixEscape => Ok(Value::String(posix_escape(&text).into())),
        Call::Split(separator) => split(&text, separator),
        Call::Truncate { offset, length } => {
            let cut: String = text.chars().skip(offset).take(length).collect();
            Ok(Value::String(cut.into()))
        }
    }
}

/// Variables whose own values are not expanded.
struct Flat<'a>(&'a Scope);

impl Lookup for Flat<'_> {
    fn find(&self, name: &str) -> Option<Found<'_>> {
        let variable = self.0.variable(name)?;
        Some(Found {
            text: Cow::Borrowed(variable.value.expose()),
            masked: matches!(variable.value, variable::Value::Masked(_)),
        })
    }
}

fn expand_vars(text: &str, scope: &Scope) -> Result<Value, Problem> {
    let expanded = expand::server(text, &Flat(scope));
    if !expanded.masked {
        return Ok(Value::String(expanded.text.into()));
    }
    let message = "error in `expand_vars` function: variable expansion error: masked variables cannot be expanded";
    let hint = "use the variable in the script instead: the shell expands it there";
    Err((message.to_owned(), Some(hint.to_owned())))
}

/// As Ruby's `Shellwords.shellescape`.
fn posix_escape(text: &str) -> String {
    if text.is_empty() {
        return "''".to_owned();
    }
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("'\n'"),
            _ if character.is_ascii_alphanumeric() || "_-.,:+/@".contains(character) => {
                escaped.push(character);
            }
            _ => escaped.extend(['\\', character]),
        }
    }
    escaped
}

fn split(text: &str, separator: &str) -> Result<Value, Problem> {
    if separator.is_empty() {
        let message = "error in `split` function: invalid argument: separator cannot be empty";
        return Err((message.to_owned(), None));
    }
    let nowhere = Span {
        file: FileId(u32::MAX),
        line: 0,
        column: 0,
        length: 0,
    };
    let parts = text
        .split(separator)
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let parts = parts.map(|part| Node::string(part, nowhere)).collect();
    Ok(Value::Seq(Arc::new(parts)))
}

#[cfg(test)]
mod tests {
    use maillon_model::Secret;
    use maillon_model::variable::{Layer, Variable};

    use super::*;

    fn check(function: &str, text: &str, expected: &str) {
        let scope = Scope::default().with([
            Variable::new(Layer::Project, "A", "$B"),
            Variable::secret(Layer::Project, "TOKEN", Secret::new("hunter22")),
        ]);
        let actual = match apply(function, Value::String(text.into()), &scope) {
            Ok(Value::String(text)) => text.to_string(),
            Ok(Value::Seq(items)) => {
                let items: Vec<&str> = items.iter().filter_map(Node::as_str).collect();
                items.join("|")
            }
            Ok(other) => format!("{other:?}"),
            Err((message, _)) => message,
        };
        assert_eq!(actual, expected, "{function}");
    }

    #[test]
    fn functions_change_a_text() {
        check("truncate(3,5)", "0123456789", "34567");
        check("truncate( 8 , 5 )", "0123456789", "89");
        check("truncate(20,5)", "0123456789", "");
        check("truncate(1,2)", "äöü", "öü");
        check("split(',')", "a, b,,c", "a|b|c");
        check("posix_escape", "a b'c\n", "a\\ b\\'c'\n'");
        check("posix_escape", "", "''");
        check("expand_vars", "$A-$UNKNOWN", "$B-$UNKNOWN");
    }

    #[test]
    fn wrong_calls_are_refused() {
        check(
            "expand_vars",
            "$TOKEN",
            "error in `expand_vars` function: variable expansion error: masked variables cannot be expanded",
        );
        for wrong in ["truncate", "truncate(a,b)", "expand_var", "split(,)"] {
            check(
                wrong,
                "x",
                &format!(
                    "no function matching `{wrong}`: check that the function name, arguments, and types are correct"
                ),
            );
        }
    }
}
