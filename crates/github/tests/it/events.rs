//! Events, from a trigger to the names of jobs.

use crate::support::{diagnostics, event, load_all, repository};

/// Loads a workflow with one job whose name shows what an expression gives.
fn load(on: &str, shown: &str, trigger: &maillon_model::Trigger) -> Result<String, String> {
    let workflow = format!(
        "on: {on}\njobs:\n  a:\n    name: '{shown}'\n    runs-on: ubuntu-latest\n    steps: [run: 'true']\n"
    );
    let loaded = load_all(&repository(&workflow), trigger);
    match &loaded.pipeline {
        Some(pipeline) => Ok(pipeline
            .jobs
            .iter()
            .map(|job| job.name.to_string())
            .collect()),
        None => Err(diagnostics(&loaded.diagnostics)),
    }
}

#[track_caller]
fn shows(on: &str, shown: &str, trigger: &maillon_model::Trigger, expected: &str) {
    assert_eq!(load(on, shown, trigger).as_deref(), Ok(expected));
}

#[track_caller]
fn refuses(on: &str, trigger: &maillon_model::Trigger, expected: &str) {
    let found = load(on, "x", trigger).unwrap_err();
    assert!(found.contains(expected), "{found}");
}

fn given(name: &str, inputs: &[(&str, &str)]) -> maillon_model::Trigger {
    let mut trigger = event(name);
    let inputs = inputs.iter();
    trigger.inputs = inputs
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    trigger
}

#[test]
fn a_workflow_sees_the_activity_that_it_waits_for() {
    let on = "{release: {types: [released]}}";
    shows(
        on,
        "${{ github.event.action }}",
        &event("release"),
        "released",
    );
    let on = "{schedule: [{cron: '0 4 * * *'}]}";
    shows(
        on,
        "${{ github.event.schedule }}",
        &event("schedule"),
        "0 4 * * *",
    );
    shows("push", "${{ github.ref_name }}", &event("push"), "main");
}

#[test]
fn inputs_by_hand_have_types() {
    let on = "{workflow_dispatch: {inputs: {flag: {type: boolean}, name: {default: n}}}}";
    let shown =
        "${{ inputs.flag == true }} ${{ github.event.inputs.flag == ''true'' }} ${{ inputs.name }}";
    let trigger = given("workflow_dispatch", &[("flag", "true")]);
    shows(on, shown, &trigger, "true true n");
    refuses(
        on,
        &given("workflow_dispatch", &[("flg", "1")]),
        "github/unknown-input",
    );
    refuses(
        on,
        &given("workflow_dispatch", &[("flag", "1")]),
        "github/wrong-input",
    );
}

#[test]
fn a_workflow_that_others_call_runs_alone() {
    let on = "{workflow_call: {inputs: {who: {type: string, required: true}, \
              n: {type: number, default: '${{ github.run_number }}'}}}}";
    let shown = "${{ inputs.who }} ${{ inputs.n == 1 }}";
    shows(
        on,
        shown,
        &given("workflow_call", &[("who", "me")]),
        "me true",
    );
    refuses(on, &given("workflow_call", &[]), "github/missing-input");
    refuses(
        on,
        &given("workflow_call", &[("who", "a"), ("x", "")]),
        "`workflow_call` has no input `x`",
    );
    refuses(
        "push",
        &given("workflow_call", &[]),
        "`on` names push, not `workflow_call`",
    );
}
