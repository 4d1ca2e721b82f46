//! `agent { kubernetes ... }`: the steps run in a container of the pod's image. There is no cluster, so no other part of the pod is there.

use std::sync::Arc;

use maillon_groovy::ast::{Arg, ExprKind, Member, Name, StmtKind};
use maillon_groovy::{Cx, Eval};

use super::docker::Container;
use super::{Asked, Place, Standing, constant};
use crate::declarative::script::{self, Work};

pub(super) fn inside(cx: &mut Cx, asked: &Asked<'_>, standing: &Standing, work: &Work) -> Eval<()> {
    let image = match template(asked.args) {
        Some(image) => Some(image),
        None => of_yaml(cx, asked)?,
    };
    let Some(image) = image else {
        let message = "agent kubernetes: the image is not known: give yaml with a container's image, or containerTemplate; there is no cluster to ask for podTemplates by label, cloud or inheritFrom";
        return Err(script::abort(cx, message));
    };
    let container = Arc::new(Container::named(image));
    let (around, work) = (Arc::clone(asked.scope), Arc::clone(work));
    let inner: Work = Arc::new(move |cx| container.enter(cx, &around, &work));
    let place = Place {
        label: None,
        folder: asked.named(cx, "customWorkspace")?,
        retries: 0,
    };
    place.enter(cx, &standing.checkout, asked.scope, &inner)
}

/// `containerTemplate { name 'x'; image 'y' }`, or the same with named arguments.
fn template(args: &[Arg]) -> Option<Name> {
    let is_template = |arg: &&Arg| {
        let key = arg.key.as_ref().and_then(constant);
        key.is_some_and(|key| &**key == "containerTemplate")
    };
    let template = args.iter().find(is_template)?;
    let ExprKind::Closure(closure) = &template.value.kind else {
        return None;
    };
    let statements = closure.body.statements.iter();
    statements
        .filter_map(|statement| match &statement.kind {
            StmtKind::Expr(expr) => Some(expr),
            _ => None,
        })
        .find_map(|expr| match &expr.kind {
            ExprKind::Call(call) if is_image(&call.name) => call
                .args
                .first()
                .and_then(|arg| constant(&arg.value))
                .cloned(),
            _ => None,
        })
}

fn is_image(name: &Member) -> bool {
    matches!(name, Member::Name(ident) if &*ident.name == "image")
}

/// The image of the default container in the pod's YAML, or of the first one.
fn of_yaml(cx: &mut Cx, asked: &Asked<'_>) -> Eval<Option<Name>> {
    let Some(yaml) = asked.named(cx, "yaml")? else {
        return Ok(None);
    };
    let default = asked.named(cx, "defaultContainer")?;
    Ok(image_in(&yaml, default.as_deref()))
}

/// Reads just the containers' names and images: of a pod nothing else matters here.
fn image_in(yaml: &str, container: Option<&str>) -> Option<Name> {
    let mut containers: Vec<(String, String)> = Vec::new();
    for line in yaml.lines() {
        let item = line.trim_start();
        let (item, starts) = match item.strip_prefix("- ") {
            Some(rest) => (rest, true),
            None => (item, false),
        };
        let Some((key, value)) = item.split_once(':') else {
            continue;
        };
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        if starts {
            containers.push(Default::default());
        }
        match (key.trim(), containers.last_mut()) {
            ("name", Some((name, _))) => *name = value,
            ("image", Some((_, image))) => *image = value,
            _ => {}
        }
    }
    containers.retain(|(_, image)| !image.is_empty());
    let wanted = containers
        .iter()
        .find(|(name, _)| container.is_none_or(|container| container == name));
    wanted.map(|(_, image)| image.as_str().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const POD: &str = "\
spec:
  containers:
  - name: maven
    image: maven:3
    command: [cat]
  - name: node
    image: 'node:18'
";

    #[test]
    fn the_default_container_gives_the_image() {
        assert_eq!(image_in(POD, None).as_deref(), Some("maven:3"));
        assert_eq!(image_in(POD, Some("node")).as_deref(), Some("node:18"));
        assert_eq!(image_in(POD, Some("x")), None);
        assert_eq!(image_in("spec: {}", None), None);
    }
}
