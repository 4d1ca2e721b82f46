//! `checkout`.

use maillon_groovy::{Eval, Value};

use super::order::{Order, bring, of_git};
use crate::host::CheckoutOrder;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall, described};

pub(super) static STEP: Step = Step {
    name: "checkout",
    summary: "Brings files into the current folder: `checkout scm` those that the build is for, as they stand in the working tree.",
    params: &[
        Param::required("scm", Kind::Any, "`scm`, or `scmGit(...)`."),
        Param::optional("changelog", Kind::Bool, "Recorded."),
        Param::optional("poll", Kind::Bool, "Recorded: nobody polls."),
    ],
    sole: Some("scm"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let Some(scm) = call.args.get("scm").cloned() else {
        return Err(call.wrong("checkout needs to know what: `checkout scm`"));
    };
    let order = match described(call.cx, &scm)? {
        // The global variable `scm`.
        None => Order::here(call, CheckoutOrder::Scm),
        Some(described) if described.symbol == "scmGit" => of_git(call, &described.args)?,
        Some(described) => {
            let message = format!(
                "checkout can't bring {}: only `scm` and git are known here",
                described.symbol
            );
            return Err(call.fail(message));
        }
    };
    bring(call, order)
}
