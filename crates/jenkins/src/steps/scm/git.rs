//! `git`.

use maillon_groovy::{Eval, Value};

use super::order::{Order, bring, repository};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "git",
    summary: "Brings the files of a branch of a git repository into the current folder.",
    params: &[
        Param::required("url", Kind::Text, "A URL or a path."),
        Param::optional(
            "branch",
            Kind::Text,
            "The branch; the repository's default one.",
        ),
        Param::optional("credentialsId", Kind::Text, "With which to log in."),
        Param::optional("changelog", Kind::Bool, "Recorded."),
        Param::optional("poll", Kind::Bool, "Recorded: nobody polls."),
    ],
    sole: Some("url"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let url = call.required("url")?;
    let (branch, id) = (call.args.text("branch"), call.args.text("credentialsId"));
    let order = repository(call, &url, branch.as_deref(), id.as_deref())?;
    let order = Order::here(call, order);
    bring(call, order)
}
