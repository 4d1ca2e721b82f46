//! `docker`.

use maillon_groovy::{Cx, Eval, Native, Value};

use super::image::image;
use super::with_registry::{Registry, with_registry};
use super::with_server::with_server;
use super::{Returns, on_some_node, sh, split};
use crate::build::{self, within};
use crate::steps::as_block;

/// The global variable.
pub(crate) fn docker() -> Value {
    Value::native(Docker)
}

struct Docker;

impl Native for Docker {
    fn class_name(&self) -> &'static str {
        "org.jenkinsci.plugins.docker.workflow.Docker"
    }

    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        let (texts, body) = split(cx, args)?;
        let text = |at: usize| texts.get(at).cloned().unwrap_or_default();
        let body = body.unwrap_or_default();
        match name {
            "image" => image(cx, text(0)),
            "build" => {
                let args = texts.get(1).map_or(".", String::as_str);
                build_image(cx, &text(0), args)
            }
            "withRegistry" => {
                let registry = Registry {
                    url: text(0),
                    credential: text(1),
                };
                on_some_node(cx, |cx| with_registry(cx, &registry, &body))
            }
            "withServer" => on_some_node(cx, |cx| with_server(cx, &text(0), &body)),
            "withTool" => on_some_node(cx, |cx| with_tool(cx, &text(0), &body)),
            _ => return Ok(None),
        }
        .map(Some)
    }

    fn members(&self) -> &[&'static str] {
        &["image", "build", "withRegistry", "withServer", "withTool"]
    }

    fn any(&self) -> &dyn std::any::Any {
        self
    }
}

fn build_image(cx: &mut Cx, name: &str, args: &str) -> Eval<Value> {
    let made = image(cx, name.to_owned())?;
    let script = format!("docker build -t \"$JD_IMAGE\" {args}");
    on_some_node(cx, |cx| {
        sh(cx, &script, &[("JD_IMAGE", name)], Returns::Nothing)
    })?;
    Ok(made)
}

/// The tool's programs stand first in `PATH`.
fn with_tool(cx: &mut Cx, name: &str, body: &Value) -> Eval<Value> {
    let tools = build::Local::here(cx)?.build.job.tools.clone();
    let Some(tool) = tools.into_iter().find(|tool| tool.name == name) else {
        let message = format!("No docker tool named {name} found");
        return Err(cx.throw("hudson.AbortException", message));
    };
    let entries = [
        ("PATH+DOCKER".to_owned(), format!("{}/bin", tool.home)),
        ("DOCKER_TOOL_NAME".to_owned(), name.to_owned()),
    ];
    let env = build::add_variables(cx, &entries)?;
    within(
        cx,
        |local| local.add_env(env),
        |cx| as_block(cx, "withEnv", None, |cx| cx.call(body, &[])),
    )
}
