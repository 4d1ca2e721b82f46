//! `hudson.model.Result`.

use std::any::Any;

use maillon_groovy::{Cx, Eval, Native, Value};

use crate::build::BuildResult;

/// The class's name.
pub(super) const CLASS: &str = "hudson.model.Result";

/// A result as an object: `Result.UNSTABLE`.
pub(crate) struct ResultValue(pub(crate) BuildResult);

/// `Result.UNSTABLE`, which Groovy reads as `getUNSTABLE()`, and `Result.fromString('UNSTABLE')`.
pub(super) fn call_static(cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
    let word = match (name, args) {
        ("fromString", [word]) => cx.to_text(word)?,
        (getter, []) => getter.trim_start_matches("get").into(),
        _ => return Ok(None),
    };
    Ok(BuildResult::of(&word).map(|result| Value::native(ResultValue(result))))
}

impl Native for ResultValue {
    fn class_name(&self) -> &'static str {
        CLASS
    }

    fn call(&self, _cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        let own = self.0;
        if let ("toString" | "toExportedObject", []) = (name, args) {
            return Ok(Some(Value::text(own.as_str())));
        }
        let [other] = args else { return Ok(None) };
        let Some(Self(other)) = other.downcast() else {
            return Ok(None);
        };
        let answer = match name {
            "isWorseThan" => own > *other,
            "isWorseOrEqualTo" => own >= *other,
            "isBetterThan" => own < *other,
            "isBetterOrEqualTo" => own <= *other,
            "combine" => return Ok(Some(Value::native(Self(own.worse(*other))))),
            _ => return Ok(None),
        };
        Ok(Some(Value::Bool(answer)))
    }

    fn get(&self, _cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        Ok((name == "color").then(|| Value::text(self.0.as_str().to_ascii_lowercase())))
    }

    fn members(&self) -> &[&'static str] {
        &[
            "isWorseThan",
            "isWorseOrEqualTo",
            "isBetterThan",
            "isBetterOrEqualTo",
            "combine",
        ]
    }

    fn show(&self) -> String {
        self.0.to_string()
    }

    fn equals(&self, other: &dyn Native) -> bool {
        let other: Option<&Self> = other.any().downcast_ref();
        other.is_some_and(|other| other.0 == self.0)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}
