//! Global variables: `env`, `params`, `currentBuild`, `scm`, `pipeline` and others, a file each.

mod classes;
mod current_build;
mod env;
mod interruption;
mod params;
mod result;
mod scm;
mod steps;

use maillon_groovy::{Cx, Eval, Value};

use crate::declarative;
pub(crate) use classes::{call_static, construct};
pub(crate) use interruption::fields as interruption_fields;

/// A global variable.
pub(crate) struct Global {
    /// As scripts call it.
    pub(crate) name: &'static str,
    /// One sentence for the reference page.
    pub(crate) summary: &'static str,
    /// Its value; asked for each time.
    pub(crate) value: fn(&mut Cx) -> Eval<Value>,
}

/// All of them.
pub(crate) static GLOBALS: &[Global] = &[
    Global {
        name: "env",
        summary: "The environment: `env.NAME`, and `env.NAME = ...` for the whole build.",
        value: |_| Ok(Value::native(env::Env)),
    },
    Global {
        name: "params",
        summary: "The build's parameters: `params.NAME`.",
        value: params::params,
    },
    Global {
        name: "currentBuild",
        summary: "The build: `currentBuild.result`, `currentBuild.displayName`, ...",
        value: |_| Ok(Value::native(current_build::CurrentBuild)),
    },
    Global {
        name: "scm",
        summary: "What the build is for: `checkout scm`.",
        value: |_| Ok(Value::native(scm::Scm)),
    },
    Global {
        name: "docker",
        summary: "Images and containers: `docker.image('x').inside { }`.",
        value: |_| Ok(crate::steps::docker()),
    },
    Global {
        name: "steps",
        summary: "All steps: `steps.sh 'x'`, for classes of libraries.",
        value: |_| Ok(Value::native(steps::Steps)),
    },
];

/// The value of a global variable. None: there is no such variable.
pub(crate) fn get(cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
    match GLOBALS.iter().find(|global| global.name == name) {
        Some(global) => (global.value)(cx).map(Some),
        None => Ok(None),
    }
}

/// Calls a global variable. None: there is none that can be called.
pub(crate) fn call(cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
    match name {
        "pipeline" => declarative::pipeline(cx, args).map(Some),
        "evaluate" => Err(cx.throw(
            "org.jenkinsci.plugins.scriptsecurity.sandbox.RejectedAccessException",
            "Scripts not permitted to use method groovy.lang.Script evaluate java.lang.String \
             (code from text is never run: write a function, or use load or a shared library)",
        )),
        _ => Ok(None),
    }
}

/// Their names.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let pipeline = std::iter::once("pipeline");
    GLOBALS.iter().map(|global| global.name).chain(pipeline)
}
