//! `step`: the old form of steps that are classes.

use maillon_groovy::{Eval, Value};

use super::{Arguments, Body, Described, Kind, Needs, Param, Step, StepCall, described, find};

/// The steps of this module.
pub(super) static STEPS: &[&Step] = &[&STEP];

static STEP: Step = Step {
    name: "step",
    summary: "Runs a step by the name of its class.",
    params: &[Param::required(
        "delegate",
        Kind::Any,
        "`[$class: 'ArtifactArchiver', artifacts: '...']` and the like.",
    )],
    sole: Some("delegate"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

/// Classes of steps.
const CLASSES: &[(&str, &str)] = &[
    ("ArtifactArchiver", "archiveArtifacts"),
    ("JUnitResultArchiver", "junit"),
    ("WsCleanup", "cleanWs"),
    ("Fingerprinter", "fingerprint"),
    ("HtmlPublisher", "publishHTML"),
];

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let delegate = call.args.get("delegate").cloned().unwrap_or_default();
    let Some(described) = described(call.cx, &delegate)? else {
        return Err(call.wrong("step needs a class: [$class: '...']"));
    };
    if described.symbol == "Mailer" {
        return mail(call, &described);
    }
    let known = CLASSES.iter().find(|(class, _)| *class == described.symbol);
    match known.and_then(|(_, name)| find(name)) {
        Some(step) => {
            call.step = step;
            call.args = described.args;
            (step.run)(call)
        }
        None => Err(call.wrong(format!(
            "no known implementation of interface jenkins.tasks.SimpleBuildStep is named {}",
            described.symbol
        ))),
    }
}

/// The plugin sends mail where a build did not succeed.
fn mail(call: &mut StepCall<'_>, mailer: &Described) -> Eval<Value> {
    let build = &call.local.build;
    let result = build.current_result();
    let (Some(step), true) = (find("mail"), result > crate::build::BuildResult::Success) else {
        return Ok(Value::Null);
    };
    let subject = format!("Build #{}: {result}", build.job.trigger.number);
    let fields = [
        ("to", mailer.args.text_or_empty("recipients")),
        ("subject", subject.as_str().into()),
        ("body", subject.into()),
    ];
    let fields = fields.map(|(name, text)| (name.to_owned(), Value::Str(text)));
    call.step = step;
    call.args = Arguments(fields.into_iter().collect());
    (step.run)(call)
}
