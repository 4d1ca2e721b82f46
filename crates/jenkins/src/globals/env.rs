//! `env`.

use std::any::Any;

use maillon_groovy::{Cx, Eval, Native, Value};

use crate::build::{self, Local};

/// The environment of the place where the script is.
pub(super) struct Env;

const MEMBERS: &[&str] = &["getEnvironment", "getProperty", "setProperty"];

impl Native for Env {
    fn class_name(&self) -> &'static str {
        "org.jenkinsci.plugins.workflow.cps.EnvActionImpl"
    }

    fn get(&self, cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        if name == "environment" || name == "overriddenEnvironment" {
            return environment(cx).map(Some);
        }
        Ok(Some(variable(cx, name)?))
    }

    fn set(&self, cx: &mut Cx, name: &str, value: &Value) -> Eval<bool> {
        let text = cx.to_text(value)?;
        let local = Local::here(cx)?;
        let mut state = local.build.state.lock();
        state.env.insert(name.to_owned(), text.to_string());
        Ok(true)
    }

    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        match (name, args) {
            ("getEnvironment" | "getOverriddenEnvironment", []) => environment(cx).map(Some),
            ("getProperty" | "getAt" | "get", [name]) => {
                let name = cx.to_text(name)?;
                variable(cx, &name).map(Some)
            }
            ("setProperty" | "putAt" | "put", [name, value]) => {
                let name = cx.to_text(name)?;
                self.set(cx, &name, value)?;
                Ok(Some(Value::Null))
            }
            _ => Ok(None),
        }
    }

    fn members(&self) -> &[&'static str] {
        MEMBERS
    }

    fn show(&self) -> String {
        format!("{}@1", self.class_name())
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

fn variable(cx: &mut Cx, name: &str) -> Eval<Value> {
    Ok(build::variable(cx, name)?.map_or(Value::Null, Value::text))
}

fn environment(cx: &mut Cx) -> Eval<Value> {
    let all = build::variables(cx)?.into_iter();
    Ok(Value::map(
        all.map(|(name, value)| (name, Value::text(value))),
    ))
}
