//! Messages as people see them.

use super::*;

/// What is said, each with its way and hint.
#[track_caller]
fn check(text: &str, expected: &str) {
    let mut files = Files::default();
    let file = files.add("w.yml", text);
    let (_, found) = parse(&mut files, file);
    let shown = found.iter().map(|found| {
        let way = found.breadcrumb.as_deref().unwrap_or_default();
        let hint = found.hint.as_deref().unwrap_or_default();
        format!("{found} ({way}; {hint})")
    });
    assert_eq!(shown.collect::<Vec<_>>().join("\n"), expected);
}

fn step(lines: &str) -> String {
    format!("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - {lines}\n")
}

#[test]
fn keys() {
    check(
        &step("run: y\n        variables: {}"),
        "w.yml:7:9: error[github/unknown-key]: `steps[0]` has no key `variables` \
         (jobs.a.steps[0].variables; it has id, if, name, run, shell, working-directory, env, \
         continue-on-error, timeout-minutes)",
    );
    check(
        &step("run: y\n        fail-fast: true"),
        "w.yml:7:9: error[github/unknown-key]: `steps[0]` has no key `fail-fast` \
         (jobs.a.steps[0].fail-fast; `fail-fast` belongs in `jobs.ID.strategy`)",
    );
}

#[test]
fn steps() {
    check(
        &step("name: x"),
        "w.yml:6:9: error[github/empty-step]: the step has neither `run` nor `uses` \
         (jobs.a.steps[0]; give it commands (`run: make`) or an action (`uses: owner/repo@ref`))",
    );
    check(
        &step("uses: actions/checkout"),
        "w.yml:6:15: error[github/bad-uses]: `actions/checkout` is no action: it has no `@` with a version \
         (jobs.a.steps[0].uses; write `owner/repo@ref`, `owner/repo/path@ref`, `./path` or `docker://image`)",
    );
    check(
        &step("run: y\n        timeout-minutes: '5'"),
        "w.yml:7:26: error[github/wrong-type]: `timeout-minutes` should be a number or an expression, not a text \
         (jobs.a.steps[0].timeout-minutes; take the quotes away)",
    );
}

#[test]
fn expressions() {
    check(
        &step("run: y\n        if: secrets.TOKEN"),
        "w.yml:7:13: error[github/not-available]: `secrets` is not available here \
         (jobs.a.steps[0].if; set an `env` of the job from the secret and test that; available here: github, \
         needs, strategy, matrix, job, runner, env, vars, steps, inputs)",
    );
    check(
        &step("run: echo ${{ steps.a.outputs.b }}"),
        "w.yml:6:23: warning[github/unknown-step]: no step before has the id `a`, so this is nothing \
         (jobs.a.steps[0].run; there is none at all)",
    );
}

#[test]
fn needs() {
    check(
        "on: push\njobs:\n  build: {runs-on: x, steps: [{run: y}]}\n  \
         test: {needs: biuld, runs-on: x, steps: [{run: y}]}",
        "w.yml:4:17: error[github/unknown-need]: `test` needs `biuld`, and there is no such job \
         (jobs.test.needs; did you mean `build`?)",
    );
    check(
        "on: push\njobs:\n  a: {needs: b, runs-on: x, steps: [{run: y}]}\n  \
         b: {needs: a, runs-on: x, steps: [{run: y}]}",
        "w.yml:3:14: error[github/need-circle]: the needs are a circle: a -> b -> a \
         (jobs.a.needs; take one of these needs away)",
    );
}

#[test]
fn events() {
    check(
        "on: {pull_request: {types: [merged]}}\njobs: {a: {runs-on: x, steps: [{run: y}]}}",
        "w.yml:1:29: error[github/unknown-value]: `types[0]` can't be `merged` \
         (on.pull_request.types[0]; it can be assigned, unassigned, labeled, unlabeled, opened, edited, closed, \
         reopened, synchronize, converted_to_draft, locked, unlocked, enqueued, dequeued, milestoned, \
         demilestoned, ready_for_review, review_requested, review_request_removed, auto_merge_enabled, \
         auto_merge_disabled)",
    );
    check(
        "on: pullrequest\njobs: {a: {runs-on: x, steps: [{run: y}]}}",
        "w.yml:1:5: error[github/unknown-event]: there is no event `pullrequest` \
         (on; did you mean `pull_request`?)",
    );
}

#[test]
fn a_mistake_behind_an_anchor_is_told_once() {
    check(
        "on: push\njobs:\n  a: &a {runs-on: x, steps: [{run: y, nope: 1}]}\n  b: *a",
        "w.yml:3:39: error[github/unknown-key]: `steps[0]` has no key `nope` \
         (jobs.a.steps[0].nope; it has id, if, name, run, shell, working-directory, env, \
         continue-on-error, timeout-minutes)",
    );
}
