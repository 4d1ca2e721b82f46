//! What blocks may name: `inputs.x`, `component.x`.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_source::yaml::{Node, Value};

use super::super::inputs::Header;
use maillon_model::suggest::nearest;

/// The values that the blocks of one file may name.
#[derive(Clone, Debug, Default)]
pub(in crate::compose) struct Context {
    inputs: IndexMap<Arc<str>, Node>,
    component: Option<Component>,
    /// The fields of `component` that the header asks for.
    fields: Vec<Arc<str>>,
}

/// What the file of a component may say about itself.
#[derive(Clone, Debug)]
pub(in crate::compose) struct Component {
    pub(in crate::compose) name: String,
    /// None where the source does not know it.
    pub(in crate::compose) sha: Option<String>,
    /// None where the reference is no whole version.
    pub(in crate::compose) version: Option<String>,
    /// As written behind the `@`.
    pub(in crate::compose) reference: String,
}

impl Context {
    /// The context of a component's file, before its inputs are known.
    pub(in crate::compose) fn of_component(component: Component) -> Self {
        Self {
            component: Some(component),
            ..Self::default()
        }
    }

    /// This context with values for inputs.
    pub(in crate::compose) fn with_inputs(
        &self,
        inputs: IndexMap<Arc<str>, Node>,
        header: &Header,
    ) -> Self {
        Self {
            inputs,
            component: self.component.clone(),
            fields: header.component.clone(),
        }
    }

    /// The value that `inputs.x` names; else what is wrong, and a hint.
    pub(super) fn get(&self, access: &str) -> Result<Value, (String, Option<String>)> {
        let unknown = |key: &str| format!("unknown interpolation key: `{key}`");
        let Some((area, name)) = access.split_once('.') else {
            let hint = "write `$[[ inputs.name ]]`".to_owned();
            return Err((
                "invalid interpolation access pattern".to_owned(),
                Some(hint),
            ));
        };
        match area {
            "inputs" => self
                .inputs
                .get(name)
                .map(|node| node.value.clone())
                .ok_or_else(|| (unknown(name), Some(self.declare(name)))),
            "component" => self.component(name),
            _ => {
                let hint = "blocks name `inputs.x`, `component.x` or `matrix.X`".to_owned();
                Err((unknown(area), Some(hint)))
            }
        }
    }

    fn declare(&self, name: &str) -> String {
        match nearest(name, self.inputs.keys().map(|key| &**key)) {
            Some(near) => format!("did you mean `inputs.{near}`?"),
            None => format!("declare `{name}` under `spec: inputs:` in the header of this file"),
        }
    }

    fn component(&self, field: &str) -> Result<Value, (String, Option<String>)> {
        let asked_for = self.fields.iter().any(|asked| &**asked == field);
        let Some(component) = self.component.as_ref().filter(|_| asked_for) else {
            let hint = if asked_for {
                "the file must be included as `component`".to_owned()
            } else {
                format!("add `{field}` to `spec: component:` in the header of this file")
            };
            return Err((format!("unknown interpolation key: `{field}`"), Some(hint)));
        };
        let text = match field {
            "name" => Some(&component.name),
            "reference" => Some(&component.reference),
            "sha" => component.sha.as_ref(),
            _ => component.version.as_ref(),
        };
        text.map(|text| Value::String(text.as_str().into()))
            .ok_or_else(|| {
                let message = format!(
                    "`component.{field}` of `{}` is not known here",
                    component.reference
                );
                (
                    message,
                    Some("include the component by a whole version, `@1.2.3`".to_owned()),
                )
            })
    }
}
