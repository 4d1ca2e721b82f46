//! `docker.image('name')`.

use maillon_groovy::{Cx, Eval, Native, Value};

use super::container::{Container, stop};
use super::name::{is_valid, qualified, tokens};
use super::{Returns, inside, on_some_node, output, sh, split};
use crate::build;
use crate::steps::as_block;

/// An image of a name.
pub(super) fn image(cx: &mut Cx, id: String) -> Eval<Value> {
    if is_valid(&id) {
        return Ok(Value::native(Image { id }));
    }
    let message = format!("'{id}' is not a valid name of an image");
    Err(cx.throw("java.lang.IllegalArgumentException", message))
}

struct Image {
    id: String,
}

/// The name in the registry of the block around.
fn in_registry(cx: &mut Cx, name: &str) -> Eval<String> {
    let registry = build::variable(cx, "DOCKER_REGISTRY_URL")?;
    Ok(qualified(name, registry.as_deref()))
}

impl Image {
    fn pull(&self, cx: &mut Cx) -> Eval<Value> {
        let name = in_registry(cx, &self.id)?;
        sh(
            cx,
            "docker pull \"$JD_TO_PULL\"",
            &[("JD_TO_PULL", &name)],
            Returns::Nothing,
        )
    }

    /// Gives the tagged name.
    fn tag(&self, cx: &mut Cx, tag: Option<&str>) -> Eval<String> {
        let (name, own) = tokens(&self.id);
        let tag = tag.filter(|tag| !tag.is_empty()).unwrap_or(own);
        let tagged = in_registry(cx, &format!("{name}:{tag}"))?;
        let env = [
            ("JD_ID", self.id.as_str()),
            ("JD_TAGGED_IMAGE_NAME", tagged.as_str()),
        ];
        sh(
            cx,
            "docker tag \"$JD_ID\" \"$JD_TAGGED_IMAGE_NAME\"",
            &env,
            Returns::Nothing,
        )?;
        Ok(tagged)
    }

    fn push(&self, cx: &mut Cx, tag: Option<&str>) -> Eval<Value> {
        let tagged = self.tag(cx, tag)?;
        let env = [("JD_TAGGED_IMAGE_NAME", tagged.as_str())];
        sh(
            cx,
            "docker push \"$JD_TAGGED_IMAGE_NAME\"",
            &env,
            Returns::Nothing,
        )
    }

    fn run(&self, cx: &mut Cx, args: &str, command: &str) -> Eval<Container> {
        let words = ["docker run -d", args, &self.id, command];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        Ok(Container {
            id: output(cx, &words.join(" "), &[])?,
        })
    }

    /// The container is stopped whatever becomes of the block.
    fn with_run(&self, cx: &mut Cx, args: &str, command: &str, body: &Value) -> Eval<Value> {
        let container = self.run(cx, args, command)?;
        let id = container.id.clone();
        let result = cx.call(body, &[Value::native(container)]);
        let stopped = stop(cx, &id);
        let value = result?;
        stopped.map(|_| value)
    }

    fn inside(&self, cx: &mut Cx, args: &str, body: &Value) -> Eval<Value> {
        let name = in_registry(cx, &self.id)?;
        as_block(cx, "withDockerContainer", None, |cx| {
            inside(cx, &name, args, |cx| cx.call(body, &[]))
        })
    }
}

impl Native for Image {
    fn class_name(&self) -> &'static str {
        "org.jenkinsci.plugins.docker.workflow.Docker$Image"
    }

    fn get(&self, _cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        Ok((name == "id").then(|| Value::text(self.id.as_str())))
    }

    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        let (texts, body) = split(cx, args)?;
        let text = |at: usize| texts.get(at).map_or("", String::as_str);
        let (tag, body) = (texts.first().map(String::as_str), body.unwrap_or_default());
        let result = match name {
            "imageName" => in_registry(cx, &self.id).map(Value::text),
            "inside" => on_some_node(cx, |cx| self.inside(cx, text(0), &body)),
            "pull" => on_some_node(cx, |cx| self.pull(cx)),
            "tag" => on_some_node(cx, |cx| self.tag(cx, tag)).map(Value::text),
            "push" => on_some_node(cx, |cx| self.push(cx, tag)),
            "run" => on_some_node(cx, |cx| self.run(cx, text(0), text(1))).map(Value::native),
            "withRun" => on_some_node(cx, |cx| self.with_run(cx, text(0), text(1), &body)),
            "getId" => Ok(Value::text(self.id.as_str())),
            _ => return Ok(None),
        };
        result.map(Some)
    }

    fn members(&self) -> &[&'static str] {
        &[
            "id",
            "imageName",
            "inside",
            "pull",
            "tag",
            "push",
            "run",
            "withRun",
        ]
    }

    fn any(&self) -> &dyn std::any::Any {
        self
    }
}
