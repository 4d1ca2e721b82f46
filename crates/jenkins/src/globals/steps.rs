//! `steps`.

use std::any::Any;

use maillon_groovy::{Cx, Eval, Native, Value};

use crate::steps;

/// All steps as methods.
pub(super) struct Steps;

impl Native for Steps {
    fn class_name(&self) -> &'static str {
        "org.jenkinsci.plugins.workflow.cps.DSL"
    }

    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        steps::call(cx, name, args)
    }

    fn get(&self, cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        super::get(cx, name)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}
