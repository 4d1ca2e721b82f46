//! A container that `docker.image('name').run()` started.

use maillon_groovy::{Cx, Eval, Native, Value};

use super::{Returns, output, sh};

pub(super) struct Container {
    pub(super) id: String,
}

/// Stops it and removes it.
pub(super) fn stop(cx: &mut Cx, id: &str) -> Eval<Value> {
    let script = "docker stop \"$JD_ID\" && docker rm -f \"$JD_ID\"";
    sh(cx, script, &[("JD_ID", id)], Returns::Nothing)
}

impl Native for Container {
    fn class_name(&self) -> &'static str {
        "org.jenkinsci.plugins.docker.workflow.Docker$Container"
    }

    fn get(&self, _cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        Ok((name == "id").then(|| Value::text(self.id.as_str())))
    }

    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        let result = match (name, args) {
            ("stop", []) => stop(cx, &self.id),
            ("port", [port]) => {
                let port = cx.to_text(port)?;
                let env = [("JD_ID", self.id.as_str()), ("JD_PORT", &*port)];
                output(cx, "docker port \"$JD_ID\" \"$JD_PORT\"", &env).map(Value::text)
            }
            _ => return Ok(None),
        };
        result.map(Some)
    }

    fn members(&self) -> &[&'static str] {
        &["id", "stop", "port"]
    }

    fn any(&self) -> &dyn std::any::Any {
        self
    }
}
