mod broken;
mod corpus;
mod messages;
mod random;

use maillon_source::Files;

use super::*;

fn read(text: &str) -> Workflow {
    let mut files = Files::default();
    let file = files.add("w.yml", text);
    let (workflow, found) = parse(&mut files, file);
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    workflow.unwrap_or_else(|| panic!("{found:#?}"))
}

/// A job with these lines, and one step where there is none.
fn job(lines: &str) -> Job {
    let mut text = String::from("on: push\njobs:\n  a:\n");
    for line in lines.lines() {
        text.push_str("    ");
        text.push_str(line);
        text.push('\n');
    }
    read(&text).jobs.swap_remove("a").unwrap()
}

fn steps_of(lines: &str) -> StepsJob {
    match job(lines).kind {
        JobKind::Steps(job) => *job,
        JobKind::Call(_) => panic!("a call"),
    }
}

fn raw(text: Option<&Text>) -> Option<&str> {
    text.map(|text| &*text.raw)
}

const SMALL: &str = "runs-on: x\nsteps: [{run: y}]\n";

#[test]
fn the_top_level() {
    let workflow = read(
        "name: CI\nrun-name: by ${{ github.actor }}\non: [push, pull_request]\npermissions: read-all\n\
         env: {A: 1.10, B: true, C: }\nconcurrency: {group: g, cancel-in-progress: true}\n\
         defaults: {run: {shell: bash}}\njobs: {a: {runs-on: x, steps: [{run: y}]}}",
    );
    assert_eq!(workflow.name.as_deref(), Some("CI"));
    let events: Vec<&String> = workflow.on.events.keys().collect();
    assert_eq!(events, ["push", "pull_request"]);
    let Mapping::Entries(env) = &workflow.env else {
        panic!("an expression");
    };
    let env: Vec<&str> = env.values().map(|text| &*text.raw).collect();
    assert_eq!(env, ["1.1", "true", ""]);
    let concurrency = workflow.concurrency.unwrap();
    assert_eq!(raw(concurrency.cancel_in_progress.as_ref()), Some("true"));
    assert_eq!(raw(workflow.defaults.shell.as_ref()), Some("bash"));
}

#[test]
fn events_with_filters() {
    let workflow = read(
        "on:\n  push: {branches: [main, '!x'], tags-ignore: v1}\n  pull_request:\n  release: {types: created}\n  \
         schedule: [{cron: '0 4 * * *'}]\n  workflow_run: {workflows: [CI], types: [completed]}\n\
         jobs: {a: {runs-on: x, steps: [{run: y}]}}",
    );
    let push = &workflow.on.events["push"];
    let Some(Patterns::Only(branches)) = &push.branches else {
        panic!("{push:?}");
    };
    assert_eq!(branches.len(), 2);
    assert!(matches!(&push.tags, Some(Patterns::Ignore(tags)) if tags.len() == 1));
    assert_eq!(workflow.on.events["pull_request"].types, None);
    assert_eq!(
        workflow.on.events["release"].types.as_ref().map(Vec::len),
        Some(1)
    );
    assert_eq!(workflow.on.events["schedule"].crons.len(), 1);
    assert_eq!(workflow.on.events["workflow_run"].workflows.len(), 1);
}

#[test]
fn inputs() {
    let workflow = read(
        "on:\n  workflow_dispatch:\n    inputs:\n      a: {type: choice, options: [x, y], default: x}\n      \
         b: {type: boolean, default: 'true', required: true}\n      c:\n  workflow_call:\n    \
         inputs: {n: {type: number, default: 3}}\n    secrets: {s: {required: true}, t: }\n    \
         outputs: {o: {value: '${{ jobs.a.outputs.x }}'}}\njobs: {a: {runs-on: x, steps: [{run: y}]}}",
    );
    let inputs = &workflow.on.dispatch_inputs;
    assert_eq!(
        inputs["a"].kind,
        InputKind::Choice(vec!["x".into(), "y".into()])
    );
    assert!(inputs["b"].required);
    assert_eq!(inputs["c"].kind, InputKind::String);
    let call = workflow.on.call.unwrap();
    assert_eq!(call.inputs["n"].default.as_ref().unwrap().json, 3);
    assert!(call.secrets["s"].required && !call.secrets["t"].required);
    assert_eq!(call.outputs.len(), 1);
}

#[test]
fn a_workflow_may_be_called_without_a_word_more() {
    for on in [
        "workflow_call",
        "[push, workflow_call]",
        "{workflow_call: }",
    ] {
        let workflow = read(&format!(
            "on: {on}\njobs: {{a: {{runs-on: x, steps: [{{run: y}}]}}}}"
        ));
        assert_eq!(workflow.on.call, Some(Callable::default()), "{on}");
    }
}

#[test]
fn runs_on() {
    let of = |value: &str| steps_of(&format!("runs-on: {value}\nsteps: [{{run: y}}]")).runs_on;
    assert_eq!(of("ubuntu-latest").labels.json, "ubuntu-latest");
    assert_eq!(
        of("[self-hosted, x]").labels.json,
        serde_json::json!(["self-hosted", "x"])
    );
    let group = of("{group: g, labels: [x]}");
    assert_eq!(raw(group.group.as_ref()), Some("g"));
    assert_eq!(
        of("${{ fromJSON('[\"a\"]') }}").labels.json,
        "${{ fromJSON('[\"a\"]') }}"
    );
}

#[test]
fn needs_are_one_or_many_in_any_case() {
    let workflow = read(
        "on: push\njobs:\n  Build: {runs-on: x, steps: [{run: y}]}\n  \
         test: {needs: build, runs-on: x, steps: [{run: y}]}\n  \
         all: {needs: [build, TEST], runs-on: x, steps: [{run: y}]}",
    );
    let of = |id: &str| {
        let needs = workflow.jobs[id].needs.iter();
        needs.map(|need| need.raw.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of("test"), ["Build"]);
    assert_eq!(of("all"), ["Build", "test"]);
}

#[test]
fn a_strategy() {
    let job = job(&format!(
        "{SMALL}strategy:\n  fail-fast: false\n  max-parallel: 2\n  matrix: {{os: [a, b], v: [1, 3.0, x], include: [{{os: c}}]}}"
    ));
    let strategy = job.strategy.unwrap();
    assert_eq!(raw(strategy.fail_fast.as_ref()), Some("false"));
    assert_eq!(raw(strategy.max_parallel.as_ref()), Some("2"));
    let matrix = strategy.matrix.unwrap().json;
    assert_eq!(
        matrix,
        serde_json::json!({"os": ["a", "b"], "v": [1, 3, "x"], "include": [{"os": "c"}]})
    );
}

#[test]
fn a_strategy_may_be_an_expression() {
    let job = job(&format!("{SMALL}strategy: ${{{{ fromJSON(vars.S) }}}}"));
    let strategy = job.strategy.unwrap();
    assert!(strategy.whole.is_some() && strategy.matrix.is_none());
}

#[test]
fn steps_and_their_parts() {
    let job = steps_of(
        "runs-on: x\nsteps:\n  - {id: a, name: n, if: always(), run: r, shell: sh, working-directory: w, env: {A: b}}\n  \
         - uses: a/b@v1\n    with: {x: 1}\n    continue-on-error: ${{ true }}\n    timeout-minutes: 1.5",
    );
    let [first, second] = job.steps.as_slice() else {
        panic!("{:?}", job.steps);
    };
    assert_eq!((first.id.as_deref(), first.line), (Some("a"), 6));
    assert_eq!(raw(first.condition.as_ref()), Some("always()"));
    assert!(
        matches!(&first.work, StepWork::Run { run, shell: Some(shell), .. }
        if &*run.raw == "r" && &*shell.raw == "sh")
    );
    assert_eq!(raw(second.timeout_minutes.as_ref()), Some("1.5"));
    assert!(matches!(&second.work, StepWork::Uses { uses, .. } if uses == "a/b@v1"));
}

#[test]
fn containers_are_trees() {
    let job = steps_of(
        "runs-on: x\nsteps: [{run: y}]\ncontainer: {image: a, env: {A: 1}, ports: [80, '1:2']}\n\
         services:\n  db: postgres\n  no: ''\nenvironment: {name: e, url: 'http://${{ steps.a.outputs.b }}'}",
    );
    assert_eq!(
        job.container.unwrap().json,
        serde_json::json!({"image": "a", "env": {"A": 1}, "ports": [80, "1:2"]})
    );
    assert_eq!(
        job.services.unwrap().json,
        serde_json::json!({"db": "postgres", "no": ""})
    );
    assert_eq!(job.environment.unwrap().json["name"], "e");
}

#[test]
fn a_call() {
    let job = job(
        "uses: ./.github/workflows/x.yml\nwith: {a: 1, b: '${{ inputs.x }}'}\nsecrets: inherit",
    );
    let JobKind::Call(call) = job.kind else {
        panic!("no call");
    };
    assert_eq!(call.with["a"].json, 1);
    assert_eq!(call.secrets, PassedSecrets::Inherit);
}

#[test]
fn anchors_stand_for_whole_values() {
    let job = steps_of("runs-on: x\nenv: &e {A: b}\nsteps: [{run: y, env: *e}]");
    assert_eq!(job.env, job.steps[0].env);
}

#[test]
fn a_step_travels_in_a_body_as_it_was_written() {
    let job = steps_of(SMALL);
    let json = serde_json::to_value(&job.steps[0]).unwrap();
    assert_eq!(json, serde_json::json!({"run": "y", "line": 5}));
    let back: Step = serde_json::from_value(json).unwrap();
    assert_eq!(back.line, 5);
}
