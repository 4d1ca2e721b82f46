//! Evaluates the texts of a job with what is known of it, and says where it went wrong.

use maillon_model::{Diagnostic, Place};
use serde_json::Value as Json;

use crate::expression::{ExpressionError, Template, Value, evaluate_tree};
use crate::scope::Contexts;
use crate::workflow::{Text, Tree};

/// What evaluating gives.
pub(crate) type Evaluated<T> = Result<T, Box<Diagnostic>>;

/// Evaluates the texts of one job (or of another part of a workflow).
pub(crate) struct Evaluator<'a> {
    /// What is known.
    pub(crate) contexts: &'a Contexts,
    /// The way to the part: `jobs.build`; empty for the workflow itself.
    pub(crate) path: &'a str,
    /// Where it stands, for texts that have lost their own place.
    pub(crate) place: Option<&'a Place>,
}

impl Evaluator<'_> {
    /// The value of a text; a whole expression keeps its type.
    pub(crate) fn value(&self, key: &str, text: &Text) -> Evaluated<Value> {
        Template::parse(&text.raw)
            .and_then(|template| template.value(self.contexts))
            .map_err(|error| self.failed(key, text, &error))
    }

    /// The value of a text as a text.
    pub(crate) fn text(&self, key: &str, text: &Text) -> Evaluated<String> {
        Ok(self.value(key, text)?.to_text().to_string())
    }

    /// The value of a text that says yes or no.
    pub(crate) fn boolean(&self, key: &str, text: &Text) -> Evaluated<bool> {
        let value = self.value(key, text)?;
        match &*value.to_text() {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(self.wrong(key, text.place.as_ref(), &no("boolean", other))),
        }
    }

    /// The value of a text that is a number, not below 0.
    pub(crate) fn number(&self, key: &str, text: &Text) -> Evaluated<f64> {
        let written = self.value(key, text)?.to_text();
        let number = written.trim().parse::<f64>().ok();
        let number = number.filter(|number| (0.0..=f64::from(u32::MAX)).contains(number));
        number.ok_or_else(|| self.wrong(key, text.place.as_ref(), &no("number", &written)))
    }

    /// The value of a text that is a whole number, not below 0; a fraction is cut off.
    pub(crate) fn count(&self, key: &str, text: &Text) -> Evaluated<u32> {
        let number = self.number(key, text)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the range was checked, and GitHub cuts fractions off as well"
        )]
        Ok(number as u32)
    }

    /// A value whose texts are evaluated.
    pub(crate) fn tree(&self, key: &str, tree: &Tree) -> Evaluated<Json> {
        evaluate_tree(&tree.json, self.contexts).map_err(|error| {
            let found = Diagnostic::error("github/expression", error.message);
            let found = self.placed(found, key, tree.place.as_ref());
            Box::new(hinted(found, error.hint))
        })
    }

    /// Something is not what it must be.
    pub(crate) fn wrong(&self, key: &str, place: Option<&Place>, message: &str) -> Box<Diagnostic> {
        let message = format!("`{key}` {message}");
        Box::new(self.placed(Diagnostic::error("github/value", message), key, place))
    }

    /// An expression has no value.
    pub(crate) fn failed(
        &self,
        key: &str,
        text: &Text,
        error: &ExpressionError,
    ) -> Box<Diagnostic> {
        let found = Diagnostic::error("github/expression", error.message.clone());
        let place = text
            .place
            .as_ref()
            .map(|place| narrowed(place, text, error));
        let found = self.placed(found, key, place.as_ref());
        Box::new(hinted(found, error.hint.clone()))
    }

    fn placed(&self, found: Diagnostic, key: &str, place: Option<&Place>) -> Diagnostic {
        let found = match self.path {
            "" => found.under(key),
            path => found.under(format!("{path}.{key}")),
        };
        match place.or(self.place) {
            Some(place) => found.at(place.clone()),
            None => found,
        }
    }
}

fn no(what: &str, written: &str) -> String {
    format!("is `{written}`, which is no {what}")
}

fn hinted(found: Diagnostic, hint: Option<String>) -> Diagnostic {
    match hint {
        Some(hint) => found.hint(hint),
        None => found,
    }
}

/// The part of the line that the error is about, where the text stands on it as written.
fn narrowed(place: &Place, text: &Text, error: &ExpressionError) -> Place {
    let found = || {
        let start = place.source.find(&*text.raw)? + error.offset;
        let before = place.source.get(..start)?;
        let part = place.source.get(start..start + error.length)?;
        Some((count(before) + 1, count(part)))
    };
    let (column, length) = found().unwrap_or((place.column, place.length));
    Place {
        column,
        length: length.max(1),
        ..place.clone()
    }
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
