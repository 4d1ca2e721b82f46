//! `scm`.

use std::any::Any;

use maillon_groovy::{Cx, Eval, Native, Value};

use crate::build::{Local, SharedBuild};

/// What the build is for.
pub(crate) struct Scm;

impl Native for Scm {
    fn class_name(&self) -> &'static str {
        "hudson.plugins.git.GitSCM"
    }

    fn get(&self, cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        let build = Local::here(cx)?.build.clone();
        Ok(member(&build, name))
    }

    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        match (name, args) {
            ("getUserRemoteConfigs", []) => self.get(cx, "userRemoteConfigs"),
            ("getBranches", []) => self.get(cx, "branches"),
            ("getExtensions", []) => self.get(cx, "extensions"),
            _ => Ok(None),
        }
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

fn member(build: &SharedBuild, name: &str) -> Option<Value> {
    let trigger = &build.job.trigger;
    match name {
        "userRemoteConfigs" => {
            let url = Value::text(trigger.project.remote_url.as_str());
            Some(Value::list([Value::map([
                ("url", url),
                ("name", Value::text("origin")),
                ("refspec", Value::Null),
                ("credentialsId", Value::Null),
            ])]))
        }
        "branches" => {
            let name = Value::text(trigger.git_ref.name());
            Some(Value::list([Value::map([("name", name)])]))
        }
        "doGenerateSubmoduleConfigurations" => Some(Value::Bool(false)),
        "extensions" | "submoduleCfg" => Some(Value::list([])),
        "key" => Some(Value::text(format!("git {}", trigger.project.remote_url))),
        _ => None,
    }
}
