//! Workflows that call workflows.

use maillon_github::{Expansion, OutputsRequest, outputs};
use maillon_model::JobStatus::Success;
use maillon_model::Pipeline;
use maillon_model::variable::Value;
use maillon_source::MemorySource;

use crate::support::{
    FILE, diagnostics, expanded, expansion, jobs, load_files, load_text, outcome, plan, push,
    settled, with_output,
};

const CALLED: &str = "name: Called\n\
on:\n  workflow_call:\n    inputs:\n      os: {type: string, required: true}\n      count: {type: number}\n      debug: {type: boolean, default: true}\n      note: {type: string, default: 'for ${{ github.event_name }}'}\n    \
    secrets: {key: {required: true}, spare: {}}\n    \
    outputs: {made: {value: '${{ jobs.build.outputs.made }} by ${{ inputs.os }}'}}\n\
jobs:\n  build:\n    runs-on: ${{ inputs.os }}\n    outputs: {made: x}\n    steps: [{run: ls}]\n  \
    test:\n    needs: build\n    name: Tests ${{ inputs.note }}\n    if: inputs.debug\n    runs-on: ubuntu-latest\n    steps: [{run: ls}]\n";

/// A repository with a called workflow, and a caller with this job.
fn calling(job: &str) -> MemorySource {
    MemorySource::new([
        (FILE, jobs(job)),
        (".github/workflows/called.yml", CALLED.to_owned()),
    ])
}

fn load(source: &MemorySource) -> maillon_github::Loaded {
    load_files(source, &push(), &[FILE.to_owned()])
}

const CALL: &str = "call:\n  uses: ./.github/workflows/called.yml\n  with: {os: '${{ vars.REGION }}-linux'}\n  secrets: {key: '${{ secrets.TOKEN }}!'}";

fn child(source: &MemorySource, pipeline: &Pipeline, job: &str) -> Pipeline {
    match expanded(source, pipeline, job, &[]) {
        Ok(Expansion::Child(child)) => child,
        Ok(other) => unreachable!("{other:?}"),
        Err(found) => unreachable!("{}", diagnostics(&found)),
    }
}

#[test]
fn a_called_workflow_takes_the_place_of_its_caller() {
    let source = calling(&format!(
        "{CALL}\nafter:\n  needs: call\n  runs-on: ubuntu-latest\n  steps: [{{run: ls}}]"
    ));
    let loaded = load(&source);
    assert_eq!(outcome(&loaded), "call | late\nafter | needs call\n");
    let child = child(&source, &loaded.pipeline.unwrap(), "call");
    assert_eq!(
        plan(&child),
        "call / build | build | on eu-linux\n\
         call / Tests for push | test | needs call / build\n"
    );
    let ended = [settled("call / build", "build", Success)];
    assert_eq!(
        expansion(&source, &child, "call / Tests for push", &ended),
        "run\n"
    );
}

#[test]
fn a_called_workflow_has_the_inputs_and_secrets_that_it_is_given() {
    let source = calling(CALL);
    let pipeline = load(&source).pipeline.unwrap();
    let child = child(&source, &pipeline, "call");
    let shared = &child.shared.0["workflows"][".github/workflows/called.yml"];
    assert_eq!(
        shared["inputs"].to_string(),
        r#"{"os":"eu-linux","count":0,"debug":true,"note":"for push"}"#
    );
    let mut names: Vec<(&str, &str)> = child.jobs[0]
        .variables
        .iter()
        .map(|variable| match &variable.value {
            Value::Masked(secret) => (&*variable.name, secret.expose()),
            Value::Plain(text) => (&*variable.name, &**text),
        })
        .collect();
    names.sort_unstable();
    assert_eq!(names, [("REGION", "eu"), ("key", "hunter22!")]);
    assert!(
        !serde_json::to_string(&child.shared)
            .unwrap()
            .contains("hunter22")
    );
}

#[test]
fn all_secrets_may_be_inherited() {
    let source = calling(
        "call:\n  uses: ./.github/workflows/called.yml\n  with: {os: x}\n  secrets: inherit",
    );
    let pipeline = load(&source).pipeline.unwrap();
    let child = child(&source, &pipeline, "call");
    assert!(child.jobs[0].variables.get("OTHER").is_some());
}

#[test]
fn outputs_of_a_called_workflow_are_those_of_the_job() {
    let source = calling(CALL);
    let pipeline = load(&source).pipeline.unwrap();
    let child = child(&source, &pipeline, "call");
    let found = outputs(&OutputsRequest {
        job: pipeline.job("call").unwrap(),
        child: &child,
        settled: &[with_output(
            settled("call / build", "build", Success),
            "made",
            "it",
        )],
        trigger: &push(),
    });
    assert_eq!(found["made"], "it by eu-linux");
}

#[test]
fn a_matrix_may_call() {
    let source = calling(
        "call:\n  name: Call ${{ matrix.os }}\n  strategy: {matrix: {os: [a, b]}}\n  uses: ./.github/workflows/called.yml\n  with: {os: '${{ matrix.os }}'}\n  secrets: inherit",
    );
    let loaded = load(&source);
    assert_eq!(
        outcome(&loaded),
        "Call a | call | late | fail-fast\nCall b | call | late | fail-fast\n"
    );
    let child = child(&source, &loaded.pipeline.unwrap(), "Call b");
    assert_eq!(
        plan(&child),
        "Call b / build | build | on b\n\
         Call b / Tests for push | test | needs Call b / build\n"
    );
}

#[test]
fn a_call_is_checked_before_anything_runs() {
    let check = |job: &str, expected: &str| {
        let found = outcome(&load(&calling(job)));
        assert_eq!(found, format!("no pipeline\n{expected}"), "{job}");
    };
    check(
        "call:\n  uses: ./.github/workflows/called.yml\n  with: {oss: x, count: many}\n  secrets: {kez: x}",
        ".github/workflows/ci.yml:5:17: error[github/undeclared]: the called workflow declares no `oss` under `inputs` (jobs.call.with.oss)\n\
         .github/workflows/ci.yml:5:27: error[github/input-type]: `count` is \"many\", but the input is a number (jobs.call.with.count)\n\
         .github/workflows/ci.yml:4:11: error[github/required]: the called workflow requires `os` under `with` (jobs.call)\n\
         .github/workflows/ci.yml:6:20: error[github/undeclared]: the called workflow declares no `kez` under `secrets` (jobs.call.secrets.kez)\n\
         .github/workflows/ci.yml:4:11: error[github/required]: the called workflow requires `key` under `secrets` (jobs.call)\n",
    );
    check(
        "call:\n  uses: ./.github/workflows/none.yml",
        ".github/workflows/ci.yml:4:11: error[github/call-missing]: `.github/workflows/none.yml` can't be read: file .github/workflows/none.yml does not exist (jobs.call.uses)\n",
    );
    check(
        "call:\n  uses: ./.github/workflows/ci.yml",
        ".github/workflows/ci.yml:4:11: error[github/call-circle]: `.github/workflows/ci.yml` calls itself in a circle (jobs.call.uses)\n",
    );
}

#[test]
fn a_workflow_that_nobody_may_call_is_not_called() {
    let source = MemorySource::new([
        (FILE, jobs("call:\n  uses: ./.github/workflows/b.yml")),
        (
            ".github/workflows/b.yml",
            jobs("a:\n  runs-on: x\n  steps: [{run: ls}]"),
        ),
    ]);
    assert_eq!(
        outcome(&load(&source)),
        "no pipeline\n.github/workflows/ci.yml:4:11: error[github/not-callable]: `.github/workflows/b.yml` can't be called: its `on` has no `workflow_call` (jobs.call.uses)\n"
    );
}

#[test]
fn a_workflow_of_another_repository_calls_its_own_neighbours() {
    let called = "on: workflow_call\njobs:\n  inner:\n    uses: ./.github/workflows/inner.yml\n";
    let inner = "on: workflow_call\njobs:\n  last:\n    runs-on: x\n    steps: [{run: ls}]\n";
    let lib = MemorySource::new([
        (".github/workflows/outer.yml", called),
        (".github/workflows/inner.yml", inner),
    ]);
    let source = MemorySource::new([(
        FILE,
        jobs("call:\n  uses: octo/lib/.github/workflows/outer.yml@v1"),
    )])
    .project("octo/lib@v1", lib);
    let loaded = load(&source);
    assert_eq!(outcome(&loaded), "call | late\n");
    let outer = child(&source, &loaded.pipeline.unwrap(), "call");
    assert_eq!(plan(&outer), "call / inner | inner | late\n");
    let inner = child(&source, &outer, "call / inner");
    assert_eq!(plan(&inner), "call / inner / last | last | on x\n");
}

#[test]
fn a_workflow_that_can_not_be_reached_now_is_a_warning() {
    let text = jobs("call:\n  uses: octo/lib/.github/workflows/outer.yml@v1");
    assert_eq!(
        outcome(&load_text(&text)),
        ".github/workflows/ci.yml:4:11: warning[github/call-unreachable]: `octo/lib/.github/workflows/outer.yml@v1` can't be read: project octo/lib can't be fetched: this repository lives in memory (jobs.call.uses)\n\
         call | late\n"
    );
}

#[test]
fn calls_go_ten_deep() {
    let name = |depth: usize| format!(".github/workflows/w{depth}.yml");
    let call = |depth: usize| {
        let on = if depth == 0 { "push" } else { "workflow_call" };
        let next = depth + 1;
        format!("on: {on}\njobs:\n  j:\n    uses: ./{}\n", name(next))
    };
    let end = "on: workflow_call\njobs:\n  j:\n    runs-on: x\n    steps: [{run: ls}]\n";
    let repository = |depth: usize| {
        let files = (0..depth).map(|depth| (name(depth), call(depth)));
        MemorySource::new(files.chain([(name(depth), end.to_owned())]))
    };
    let load = |depth: usize| load_files(&repository(depth), &push(), &[name(0)]);
    assert_eq!(outcome(&load(9)), "j | late\n");
    assert!(outcome(&load(10)).contains("error[github/call-depth]"));
}
