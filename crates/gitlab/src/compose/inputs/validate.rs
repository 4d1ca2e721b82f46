//! Checks a value against what its input allows. The words are GitLab's.

use maillon_source::yaml::{Node, Value};

use super::declaration::{Declaration, Type};

/// Who a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The header's `default`.
    Default,
    /// Whoever includes the file.
    Provided,
}

impl Whose {
    fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Provided => "provided",
        }
    }
}

/// What is wrong with a value.
pub(super) struct Problem {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// The value as the file gets it.
pub(super) fn check(
    declaration: &Declaration,
    value: &Node,
    options: Option<&[Node]>,
    whose: Whose,
) -> Result<Node, Problem> {
    let value = typed(declaration, value, whose)?;
    check_options(&value, options)?;
    check_regex(declaration, &value, whose)?;
    Ok(value)
}

fn typed(declaration: &Declaration, value: &Node, whose: Whose) -> Result<Node, Problem> {
    let fits = match declaration.kind {
        Type::String => matches!(value.value, Value::String(_)),
        Type::Number => matches!(value.value, Value::Int(_) | Value::Float { .. }),
        Type::Boolean => matches!(value.value, Value::Bool(_)),
        Type::Array => matches!(value.value, Value::Seq(_)),
    };
    if fits {
        return Ok(value.clone());
    }
    // GitLab takes any scalar as the default of a string.
    if declaration.kind == Type::String && whose == Whose::Default {
        if value.is_null() {
            return Ok(Node::string("", value.span));
        }
        if let Some(text) = value.scalar() {
            return Ok(Node::string(text, value.span));
        }
    }
    Err(Problem {
        code: "gitlab/input-type",
        message: format!(
            "{} value is not {}",
            whose.word(),
            declaration.kind.with_article()
        ),
        hint: Some(type_hint(declaration.kind, value)),
    })
}

fn type_hint(kind: Type, value: &Node) -> String {
    let unquoted = value.as_str().is_some_and(|text| match kind {
        Type::Number => text.parse::<f64>().is_ok(),
        Type::Boolean => text == "true" || text == "false",
        Type::String | Type::Array => false,
    });
    match (kind, value.scalar()) {
        (Type::String, Some(text)) => format!("put it in quotes: \"{text}\""),
        _ if unquoted => "take the quotes away".to_owned(),
        _ => format!("this is {}", value.kind()),
    }
}

fn check_options(value: &Node, options: Option<&[Node]>) -> Result<(), Problem> {
    let Some(options) = options else {
        return Ok(());
    };
    let allowed = |value: &Node| {
        options
            .iter()
            .any(|option| option.scalar() == value.scalar())
    };
    let values = value.as_seq().unwrap_or(std::slice::from_ref(value));
    let Some(wrong) = values.iter().find(|value| !allowed(value)) else {
        return Ok(());
    };
    let written = wrong.scalar().unwrap_or_else(|| wrong.kind().into());
    let list: Vec<_> = options.iter().filter_map(Node::scalar).collect();
    Err(Problem {
        code: "gitlab/input-option",
        message: format!(
            "`{written}` cannot be used because it is not in the list of allowed options"
        ),
        hint: Some(format!("allowed are {}", list.join(", "))),
    })
}

fn check_regex(declaration: &Declaration, value: &Node, whose: Whose) -> Result<(), Problem> {
    let (Some(pattern), Some(text)) = (&declaration.regex, value.as_str()) else {
        return Ok(());
    };
    if pattern.regex.is_match(text) {
        return Ok(());
    }
    Err(Problem {
        code: "gitlab/input-regex",
        message: format!(
            "{} value does not match required RegEx pattern",
            whose.word()
        ),
        hint: Some(format!("`{text}` does not match `{}`", pattern.text)),
    })
}
