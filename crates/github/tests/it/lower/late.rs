//! Jobs that are made when what they need has ended.

use maillon_github::{Expansion, OutputsRequest, outputs};
use maillon_model::JobStatus::{Failed, Success};
use maillon_model::spec::Settled;

use crate::support::{
    expanded, expansion, jobs, load_text, outcome, plan, push, repository, settled, with_output,
};

const MATRIX: &str = "prepare:\n  runs-on: ubuntu-latest\n  outputs: {m: '${{ steps.x.outputs.m }}'}\n  steps: [{id: x, run: ls}]\n\
    build:\n  needs: prepare\n  runs-on: ubuntu-latest\n  strategy: {max-parallel: 1, matrix: {v: '${{ fromJSON(needs.prepare.outputs.m) }}'}}\n  steps: [{run: ls}]\n\
    after:\n  needs: build\n  runs-on: ubuntu-latest\n  steps: [{run: ls}]";

fn prepared(list: &str) -> [Settled; 1] {
    [with_output(
        settled("prepare", "prepare", Success),
        "m",
        list,
    )]
}

#[test]
fn a_matrix_made_of_outputs_is_one_job_in_the_plan() {
    let loaded = load_text(&jobs(MATRIX));
    assert_eq!(
        outcome(&loaded),
        "prepare\nbuild | late | needs prepare\nafter | needs build\n"
    );
    let pipeline = loaded.pipeline.unwrap();
    let source = repository("");
    assert_eq!(
        expansion(&source, &pipeline, "build", &prepared(r#"["a", {"b": 1}]"#)),
        "build (a) | build | fail-fast, 1 at a time\nbuild (1) | build | fail-fast, 1 at a time\n"
    );
    assert_eq!(
        expansion(&source, &pipeline, "build", &prepared("[]")),
        ".github/workflows/ci.yml:7:3: error[github/value]: `strategy.matrix` can't be used: `v` has no values (jobs.build.strategy.matrix)\n"
    );
    assert_eq!(
        expansion(
            &source,
            &pipeline,
            "build",
            &[settled("prepare", "prepare", Failed)]
        ),
        "skip: `prepare` failed, which it needs\n"
    );
}

#[test]
fn cells_that_are_made_late_run_at_once() {
    let pipeline = load_text(&jobs(MATRIX)).pipeline.unwrap();
    let source = repository("");
    let Ok(Expansion::Child(child)) = expanded(&source, &pipeline, "build", &prepared("[1]"))
    else {
        unreachable!("it has cells");
    };
    assert_eq!(expansion(&source, &child, "build (1)", &[]), "run\n");
    let maillon_model::job::Work::Body(body) = &child.jobs[0].work else {
        unreachable!("a cell has a body");
    };
    assert_eq!(
        body.0["needs-context"].to_string(),
        r#"{"prepare":{"result":"success","outputs":{"m":"[1]"}}}"#
    );
}

#[test]
fn the_last_cell_that_sets_an_output_gives_it() {
    let pipeline = load_text(&jobs(MATRIX)).pipeline.unwrap();
    let cell = |name: &str, value: &str| with_output(settled(name, "build", Success), "x", value);
    let found = outputs(&OutputsRequest {
        job: pipeline.job("build").unwrap(),
        child: &pipeline,
        settled: &[
            cell("build (2)", "two"),
            cell("build (1)", "one"),
            cell("build (3)", ""),
        ],
        trigger: &push(),
    });
    assert_eq!(found["x"], "one");
}

#[test]
fn other_keys_make_a_job_late_too() {
    let check = |key: &str, expected: &str| {
        let text = format!(
            "a:\n  runs-on: ubuntu-latest\n  steps: [{{run: ls}}]\n\
             b:\n  needs: a\n  name: B\n  {key}\n  steps: [{{run: ls}}]"
        );
        let pipeline = load_text(&jobs(&text)).pipeline.unwrap();
        assert_eq!(plan(&pipeline), "a\nB | b | late | needs a\n", "{key}");
        let ended = [with_output(settled("a", "a", Success), "x", "7")];
        assert_eq!(expansion(&repository(""), &pipeline, "B", &ended), expected);
    };
    check("runs-on: 'r${{ needs.a.outputs.x }}'", "B | b | on r7\n");
    check(
        "runs-on: ubuntu-latest\n  timeout-minutes: ${{ fromJSON(needs.a.outputs.x) }}",
        "B | b | 420 s\n",
    );
    check(
        "runs-on: ubuntu-latest\n  continue-on-error: ${{ needs.a.outputs.x == '7' }}",
        "B | b | may fail\n",
    );
    check(
        "runs-on: ubuntu-latest\n  container: 'node:${{ needs.a.outputs.x }}'",
        "B | b | image node:7\n",
    );
    check(
        "runs-on: ubuntu-latest\n  environment: 'e${{ needs.a.outputs.x }}'",
        "B | b | deploys to e7\n",
    );
    check(
        "runs-on: ubuntu-latest\n  concurrency: 'g${{ needs.a.outputs.x }}'",
        "B | b | group g7\n",
    );
}

#[test]
fn steps_and_env_may_use_needs_without_making_a_job_late() {
    let text = "a:\n  runs-on: ubuntu-latest\n  outputs: {x: y}\n  steps: [{run: ls}]\n\
        b:\n  needs: a\n  if: needs.a.outputs.x\n  runs-on: ubuntu-latest\n  env: {A: '${{ needs.a.outputs.x }}'}\n  \
        environment: {name: e, url: '${{ needs.a.outputs.x }}'}\n  steps: [{run: 'echo ${{ needs.a.outputs.x }}'}]";
    assert_eq!(
        outcome(&load_text(&jobs(text))),
        "a\nb | deploys to e | needs a\n"
    );
}

#[test]
fn the_name_of_an_axis_may_come_late() {
    let text = "a:\n  runs-on: ubuntu-latest\n  steps: [{run: ls}]\n\
        b:\n  needs: a\n  runs-on: ubuntu-latest\n  strategy:\n    matrix:\n      ${{ needs.a.outputs.x }}: ${{ fromJSON('[1]') }}\n  steps: [{run: ls}]";
    let pipeline = load_text(&jobs(text)).pipeline.unwrap();
    let ended = [with_output(settled("a", "a", Success), "x", "axis")];
    let Ok(Expansion::Child(child)) = expanded(&repository(""), &pipeline, "b", &ended) else {
        unreachable!("it has cells");
    };
    assert_eq!(child.jobs[0].matrix["axis"], "1");
}
