//! `withDockerContainer`: what `docker.image('name').inside` does.

use maillon_groovy::{Cx, Eval, Value};
use maillon_model::container::{Extras, parse_options, split_words};
use maillon_model::job::Image;

use crate::build::{Local, on_node, within};
use crate::host::NodeOrder;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall, braces};

pub(super) static STEP: Step = Step {
    name: "withDockerContainer",
    summary: "Runs a block in a container over the workspace.",
    params: &[
        Param::required("image", Kind::Text, "The image."),
        Param::optional("args", Kind::Text, "Options of `docker run`."),
        Param::optional("toolName", Kind::Text, "Recorded."),
    ],
    sole: Some("image"),
    body: Body::Required,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let (image, args) = (call.required("image")?, call.args.text_or_empty("args"));
    let body = call.body.clone().unwrap_or_default();
    inside(call.cx, &image, &args, |cx| {
        braces(cx, None, |cx| cx.call(&body, &[]))
    })
}

/// Does something in a container over the workspace of the node around; the folder stays where it is.
pub(super) fn inside<T>(
    cx: &mut Cx,
    image: &str,
    args: &str,
    work: impl FnOnce(&mut Cx) -> Eval<T>,
) -> Eval<T> {
    let local = Local::here(cx)?;
    let image = order(image, args).map_err(|why| cx.throw("hudson.AbortException", why))?;
    let order = NodeOrder {
        image: Some(image),
        over: local.node.clone(),
        ..NodeOrder::default()
    };
    let folder = local.cwd.clone();
    on_node(cx, order, |cx| within(cx, |local| local.cwd = folder, work))
}

/// An image with options of `docker run`, as in `args '-v /tmp:/tmp -u root'`.
fn order(image: &str, args: &str) -> Result<Image, String> {
    let options = split_words(args).map_err(|why| format!("args '{args}': {why}"))?;
    parse_options(&options).map_err(|why| format!("args '{args}': {why}"))?;
    Ok(Image {
        extras: Extras {
            options,
            ..Extras::default()
        },
        ..Image::named(image)
    })
}
