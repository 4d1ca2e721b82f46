//! `lock`.

use maillon_groovy::{Eval, Unwind, Value};

use crate::build;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall, described};

pub(super) static STEP: Step = Step {
    name: "lock",
    summary: "Runs its block while nobody else on this machine holds the lock.",
    params: &[
        Param::optional("resource", Kind::Text, "The lock's name."),
        Param::optional(
            "label",
            Kind::Text,
            "A name for several locks: here it is one.",
        ),
        Param::optional("quantity", Kind::Int, "Has no effect: a label is one lock."),
        Param::optional(
            "variable",
            Kind::Text,
            "A variable that gets the lock's name.",
        ),
        Param::optional("inversePrecedence", Kind::Bool, "Has no effect."),
        Param::optional("skipIfLocked", Kind::Bool, "Has no effect: it waits."),
        Param::optional("priority", Kind::Int, "Has no effect."),
        Param::optional("resourceSelectStrategy", Kind::Text, "Has no effect."),
        Param::optional("extra", Kind::Any, "More locks: `[[resource: 'x']]`."),
    ],
    sole: Some("resource"),
    body: Body::Required,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let mut names = names(call)?;
    if names.is_empty() {
        return Err(call.wrong("Either resource label or resource name must be specified."));
    }
    let shown = shown(call, &names);
    // In one order everywhere, so that no two builds wait for each other.
    names.sort();
    names.dedup();
    call.say(format!("Trying to acquire lock on [{shown}]"));
    let taken = take(call, &names)?;
    call.say(format!("Lock acquired on [{shown}]"));
    let variable = call.args.text("variable");
    let first = names.first().cloned().unwrap_or_default();
    let result = call.with_local(|local| {
        if let Some(variable) = variable {
            local.add_env([(variable.to_string(), first)]);
        }
    });
    let_go(call, taken)?;
    call.say(format!("Lock released on resource [{shown}]"));
    result
}

fn shown(call: &StepCall<'_>, names: &[String]) -> String {
    let kind = if call.args.text("resource").is_some() {
        "Resource"
    } else {
        "Label"
    };
    format!("{kind}: {}", names.join(", "))
}

fn names(call: &mut StepCall<'_>) -> Eval<Vec<String>> {
    let own = ["resource", "label"];
    let own = own.into_iter().filter_map(|name| call.args.text(name));
    let mut names: Vec<String> = own.map(|name| name.to_string()).take(1).collect();
    for extra in call.args.list("extra") {
        let from_map = match &extra {
            Value::Map(map) => map.get("resource").or_else(|| map.get("label")),
            _ => described(call.cx, &extra)?.and_then(|extra| extra.args.get("resource").cloned()),
        };
        if let Some(name) = from_map {
            names.push(call.cx.to_text(&name)?.to_string());
        }
    }
    names.retain(|name| !name.is_empty());
    Ok(names)
}

/// Takes the locks one after another; those that were taken before a failure are let go.
fn take(call: &mut StepCall<'_>, names: &[String]) -> Eval<Vec<String>> {
    let mut taken = Vec::new();
    for name in names {
        let wanted = name.clone();
        let interrupted = call.local.interruption.token();
        let asked =
            call.ask(move |host| Box::pin(async move { host.lock(&wanted, &interrupted).await }));
        match asked? {
            Ok(()) => taken.push(name.clone()),
            Err(why) => {
                let_go(call, taken)?;
                return Err(failed(call, why));
            }
        }
    }
    Ok(taken)
}

/// An interruption, if that ended the wait.
fn failed(call: &mut StepCall<'_>, why: String) -> Unwind {
    match build::deliver(call.cx) {
        Err(interrupted) => interrupted,
        Ok(()) => call.fail(why),
    }
}

fn let_go(call: &mut StepCall<'_>, names: Vec<String>) -> Eval<()> {
    call.ask(|host| {
        Box::pin(async move {
            for name in names {
                host.unlock(&name).await;
            }
        })
    })
}
