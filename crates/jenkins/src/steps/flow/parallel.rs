//! `parallel`.

use std::sync::{Arc, mpsc};

use maillon_groovy::{Cx, Eval, Fork, Throw, Unwind, Value};
use parking_lot::Mutex;

use crate::build::{self, BuildResult, Interruption, Local};
use crate::steps::{ANY_NAME, Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "parallel",
    summary: "Runs branches at the same time.",
    params: &[
        Param::optional(
            "failFast",
            Kind::Any,
            "Whether a failed branch interrupts the others.",
        ),
        Param::optional(ANY_NAME, Kind::Any, "A branch: its name, and what it does."),
    ],
    sole: None,
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

/// A branch that is to run.
struct Branch {
    name: Arc<str>,
    body: Value,
    interruption: Arc<Interruption>,
}

/// What the branches of one step share.
struct Family {
    branches: Vec<Branch>,
    fail_fast: FailFast,
    failures: Mutex<Vec<Throw>>,
}

/// Whether a failed branch interrupts the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FailFast {
    No,
    Yes,
}

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let family = Arc::new(family(call)?);
    for branch in &family.branches {
        build::note(call.cx, format!("{{ (Branch: {})", branch.name));
    }
    lend_slot(call)?;
    let results = run_all(call, &family);
    take_slot(call)?;
    let results = results?;
    if let Some(thrown) = worst(&family) {
        // The branches were told, and this is what came of it.
        call.local.interruption.take();
        return Err(Unwind::Throw(thrown));
    }
    build::deliver(call.cx)?;
    Ok(Value::map(results))
}

fn family(call: &mut StepCall<'_>) -> Eval<Family> {
    let mut branches = Vec::new();
    let mut fail_fast = FailFast::No;
    for (name, value) in std::mem::take(&mut call.args.0) {
        match value {
            Value::Closure(_) => branches.push(Branch {
                name: name.into(),
                body: value,
                interruption: Interruption::within(&call.local.interruption),
            }),
            Value::Bool(true) if name == "failFast" => fail_fast = FailFast::Yes,
            Value::Bool(false) if name == "failFast" => {}
            other => {
                let text = call.cx.to_text(&other)?;
                let message = format!("Expected a closure or failFast but found {name}={text}");
                return Err(call.wrong(message));
            }
        }
    }
    Ok(Family {
        branches,
        fail_fast,
        failures: Mutex::default(),
    })
}

type Ended = (Arc<str>, Eval<Value>);

/// Each branch on a thread of its own; gives their values by name.
fn run_all(call: &mut StepCall<'_>, family: &Arc<Family>) -> Eval<Vec<(Arc<str>, Value)>> {
    let (sender, ended) = mpsc::channel();
    let mut failed = None;
    for index in 0..family.branches.len() {
        if let Err(unwind) = start(call, family, index, &sender) {
            failed.get_or_insert(unwind);
            break;
        }
    }
    drop(sender);
    let ended: Vec<Ended> = call.cx.wait(|| ended.iter().collect());
    if failed.is_none() && ended.len() < family.branches.len() {
        return Err(call
            .cx
            .fault("a branch ended without a result: this is an error of maillon"));
    }
    let mut values = Vec::new();
    for (name, result) in ended {
        match result {
            Ok(value) => values.push((name, value)),
            Err(Unwind::Throw(_)) => {}
            Err(fault) => failed = Some(fault),
        }
    }
    match failed {
        Some(unwind) => Err(unwind),
        None => Ok(values),
    }
}

fn start(
    call: &mut StepCall<'_>,
    family: &Arc<Family>,
    index: usize,
    sender: &mpsc::Sender<Ended>,
) -> Eval<()> {
    let Some(branch) = family.branches.get(index) else {
        return Ok(());
    };
    let fork = fork(call, branch)?;
    let (family, sender) = (Arc::clone(family), sender.clone());
    let thread = std::thread::Builder::new()
        .name(branch.name.to_string())
        .stack_size(build::STACK)
        .spawn(move || {
            let mut cx = fork.enter();
            if let Some(branch) = family.branches.get(index) {
                let result = run_branch(&mut cx, &family, branch);
                drop(cx);
                sender.send((Arc::clone(&branch.name), result)).ok();
            }
        });
    match thread {
        Ok(_) => Ok(()),
        Err(error) => Err(call.fail(format!("branch {} can't start: {error}", branch.name))),
    }
}

fn fork(call: &mut StepCall<'_>, branch: &Branch) -> Eval<Fork> {
    let interruption = Arc::clone(&branch.interruption);
    let change = |local: &mut Local| {
        local.interruption = interruption;
        local.holds_slot = false;
    };
    build::within(call.cx, change, |cx| Ok(cx.fork()))
}

fn run_branch(cx: &mut Cx, family: &Family, branch: &Branch) -> Eval<Value> {
    let result = cx.call(&branch.body, &[]);
    build::note(cx, "}");
    if let Err(unwind) = &result {
        if let Unwind::Throw(thrown) = unwind {
            build::say(cx, format!("Failed in branch {}", branch.name));
            family.failures.lock().push(thrown.clone());
        }
        if family.fail_fast == FailFast::Yes || matches!(unwind, Unwind::Fault(_)) {
            interrupt_others(family, branch);
        }
    }
    result
}

/// The first failure interrupts the others; theirs interrupt nobody again.
fn interrupt_others(family: &Family, failed: &Branch) {
    if family.failures.lock().len() > 1 {
        return;
    }
    let others = family.branches.iter();
    for other in others.filter(|other| other.name != failed.name) {
        let cause = format!("Failed in branch {}", failed.name);
        other.interruption.set_off(BuildResult::Aborted, cause);
    }
}

/// The failure that is thrown on: the first, with `failFast`; else other exceptions before errors of steps before interruptions.
fn worst(family: &Family) -> Option<Throw> {
    let mut failures = family.failures.lock().clone();
    if family.fail_fast == FailFast::No {
        failures.sort_by_key(|Throw(thrown)| match build::cause_of(thrown) {
            Some(cause) => (2, std::cmp::Reverse(cause.result)),
            None if thrown.class.is("hudson.AbortException") => {
                (1, std::cmp::Reverse(BuildResult::Success))
            }
            None => (0, std::cmp::Reverse(BuildResult::Success)),
        });
    }
    failures.into_iter().next()
}

/// While the branches run, this one needs no slot.
fn lend_slot(call: &mut StepCall<'_>) -> Eval<()> {
    match call.local.node.clone().filter(|_| call.local.holds_slot) {
        Some(node) => call.ask(|host| Box::pin(async move { host.lend_slot(&*node).await })),
        None => Ok(()),
    }
}

fn take_slot(call: &mut StepCall<'_>) -> Eval<()> {
    match call.local.node.clone().filter(|_| call.local.holds_slot) {
        Some(node) => {
            let token = call.local.interruption.token();
            call.ask(|host| Box::pin(async move { host.take_slot(&*node, &token).await }))
        }
        None => Ok(()),
    }
}
