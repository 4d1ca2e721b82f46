//! `agent { docker ... }` and `agent { dockerfile ... }`: containers over a node's workspace, by the global variable `docker`.

use std::sync::Arc;

use maillon_groovy::ast::Name;
use maillon_groovy::{Cx, Eval, Scope, Value};
use parking_lot::Mutex;
use sha1::{Digest as _, Sha1};

use super::Asked;
use crate::build::{self, Local};
use crate::declarative::script::{self, Work};

/// Where an image comes from.
#[derive(Clone, Debug)]
pub(super) enum Image {
    /// A registry, or the machine.
    Named { name: Name, always_pull: bool },
    /// A Dockerfile of the repository.
    Built {
        file: Name,
        folder: Name,
        arguments: Option<Name>,
    },
}

impl Image {
    pub(super) fn of(cx: &mut Cx, asked: &Asked<'_>) -> Eval<Self> {
        match asked.text(cx, "image")? {
            Some(name) => Ok(Self::Named {
                name,
                always_pull: asked.flag(cx, "alwaysPull")?,
            }),
            None => Err(script::abort(
                cx,
                "Missing required parameter for agent type \"docker\": image",
            )),
        }
    }

    pub(super) fn of_dockerfile(cx: &mut Cx, asked: &Asked<'_>) -> Eval<Self> {
        let file = match asked.args {
            [only] if only.key.is_none() => None,
            _ => asked.named(cx, "filename")?,
        };
        let folder = asked.named(cx, "dir")?;
        Ok(Self::Built {
            file: file.unwrap_or_else(|| "Dockerfile".into()),
            folder: folder.unwrap_or_else(|| ".".into()),
            arguments: asked.named(cx, "additionalBuildArgs")?,
        })
    }
}

/// A container that work is done in.
#[derive(Debug)]
pub(super) struct Container {
    image: Image,
    args: Option<Name>,
    registry: Option<Name>,
    credentials: Option<Name>,
}

impl Container {
    pub(super) fn of(cx: &mut Cx, asked: &Asked<'_>, image: Image) -> Eval<Self> {
        Ok(Self {
            image,
            args: asked.named(cx, "args")?,
            registry: asked.named(cx, "registryUrl")?,
            credentials: asked.named(cx, "registryCredentialsId")?,
        })
    }

    /// A container of a named image.
    pub(super) fn named(name: Name) -> Self {
        Self {
            image: Image::Named {
                name,
                always_pull: false,
            },
            args: None,
            registry: None,
            credentials: None,
        }
    }

    /// Does work in the container.
    pub(super) fn enter(
        self: &Arc<Self>,
        cx: &mut Cx,
        scope: &Arc<Scope>,
        work: &Work,
    ) -> Eval<()> {
        let docker = script::global(cx, "docker", scope)?;
        let (container, within, work) = (Arc::clone(self), docker.clone(), Arc::clone(work));
        let inner: Work = Arc::new(move |cx| container.run(cx, &within, &work));
        if self.registry.is_none() && self.credentials.is_none() {
            return inner(cx);
        }
        let text = |text: &Option<Name>| text.clone().map_or(Value::Null, Value::Str);
        let args = [
            self.registry
                .clone()
                .map_or_else(|| Value::text(""), Value::Str),
            text(&self.credentials),
            script::closure(inner),
        ];
        cx.call_method(&docker, "withRegistry", &args).map(drop)
    }

    fn run(self: &Arc<Self>, cx: &mut Cx, docker: &Value, work: &Work) -> Eval<()> {
        let image = Arc::new(Mutex::new(Value::Null));
        let (container, docker, made) = (Arc::clone(self), docker.clone(), Arc::clone(&image));
        let prepare: Work = Arc::new(move |cx| {
            *made.lock() = container.prepare(cx, &docker)?;
            Ok(())
        });
        match &self.image {
            Image::Named {
                always_pull: false, ..
            } => prepare(cx)?,
            _ => script::synthetic(cx, "Declarative: Agent Setup", &prepare)?,
        }
        let image = image.lock().clone();
        let args = match &self.args {
            Some(args) => vec![Value::Str(args.clone()), script::closure(Arc::clone(work))],
            None => vec![script::closure(Arc::clone(work))],
        };
        cx.call_method(&image, "inside", &args).map(drop)
    }

    /// The image as a value, pulled or built where that is wanted.
    fn prepare(&self, cx: &mut Cx, docker: &Value) -> Eval<Value> {
        match &self.image {
            Image::Named { name, always_pull } => {
                let image = cx.call_method(docker, "image", &[Value::Str(name.clone())])?;
                if *always_pull {
                    cx.call_method(&image, "pull", &[])?;
                }
                Ok(image)
            }
            Image::Built {
                file,
                folder,
                arguments,
            } => built(cx, docker, file, folder, arguments.as_deref()),
        }
    }
}

/// Builds the image of a Dockerfile. It is named by the file's content.
fn built(
    cx: &mut Cx,
    docker: &Value,
    file: &str,
    folder: &str,
    arguments: Option<&str>,
) -> Eval<Value> {
    let path = match folder {
        "." | "" => file.to_owned(),
        folder => format!("{}/{file}", folder.trim_end_matches('/')),
    };
    let there = script::step(cx, "fileExists", &[Value::text(path.as_str())])?;
    if !cx.truth(&there)? {
        let message = format!("No Dockerfile found at {path} in repository - failing.");
        return Err(script::abort(cx, message));
    }
    let content = script::step(cx, "readFile", &[Value::text(path.as_str())])?;
    let project = build::job_name(&Local::here(cx)?.build);
    let name = image_name(&project, &cx.to_text(&content)?);
    let arguments = arguments
        .map(|given| format!("{given} "))
        .unwrap_or_default();
    let command = format!("{arguments}-f \"{path}\" \"{folder}\"");
    let args = [Value::text(name), Value::text(command)];
    cx.call_method(docker, "build", &args)
}

/// Jenkins names such images by what is in the file.
fn image_name(project: &str, content: &str) -> String {
    let digest = Sha1::digest(format!("{project}\n{content}"));
    let digits: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

#[cfg(test)]
mod tests {
    use super::image_name;

    #[test]
    fn images_are_named_by_their_dockerfile() {
        assert_eq!(
            image_name("demo/main", "FROM x\n"),
            "6a4e7b8bde24a9ba59375446df86abcccf40d842"
        );
    }
}
