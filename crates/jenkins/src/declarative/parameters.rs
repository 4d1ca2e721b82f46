//! `parameters`: declared before anything else runs.

use std::sync::Arc;

use maillon_groovy::{Cx, Eval, Scope, Value};

use super::script;
use crate::build;
use crate::definition::Directive;
use crate::steps::{Arguments, Described, settled};

/// Declares the parameters of a pipeline: each has the value that was given for the build, else its default.
pub(super) fn declare(cx: &mut Cx, given: &[Directive], scope: &Arc<Scope>) -> Eval<()> {
    for parameter in given {
        let mut args = Arguments::default();
        for (name, value) in script::named(cx, &parameter.args, scope)? {
            let value = settled(cx, &value)?;
            args.0.insert(name.to_string(), value);
        }
        let symbol = parameter.name.name.to_string();
        build::declare_parameter(cx, &Value::native(Described { symbol, args }))?;
    }
    Ok(())
}
