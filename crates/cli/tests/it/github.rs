//! Workflows from the file to the report.

use serde_json::Value;

use crate::repository::Repository;

/// `name=status` of every job, sorted.
fn statuses(report: &Value) -> Vec<String> {
    let jobs = report["jobs"].as_array().unwrap().iter();
    let mut all: Vec<String> = jobs
        .map(|job| {
            format!(
                "{}={}",
                job["name"].as_str().unwrap(),
                job["status"].as_str().unwrap()
            )
        })
        .collect();
    all.sort();
    all
}

#[track_caller]
fn check(workflow: &str, args: &[&str], code: i32, expected: &[&str]) -> String {
    let repository = Repository::github(workflow);
    let all: Vec<&str> = ["run"].iter().chain(args).copied().collect();
    let (outcome, report) = repository.report(&all);
    outcome.exits(code);
    assert_eq!(statuses(&report), expected, "{}", outcome.stdout);
    outcome.stdout
}

#[test]
fn outputs_make_the_matrix_of_a_later_job() {
    let log = check(
        "
on: push
jobs:
  list:
    runs-on: ubuntu-latest
    outputs: {names: '${{ steps.made.outputs.names }}'}
    steps:
      - id: made
        run: echo 'names=[\"a\", \"b\"]' >> $GITHUB_OUTPUT
  each:
    needs: list
    runs-on: ubuntu-latest
    strategy: {matrix: {name: '${{ fromJSON(needs.list.outputs.names) }}'}}
    steps: [run: 'echo this is ${{ matrix.name }}']
  last:
    needs: [list, each]
    runs-on: ubuntu-latest
    steps: [run: 'echo each was ${{ needs.each.result }}']
",
        &[],
        0,
        &[
            "each (a)=success",
            "each (b)=success",
            "last=success",
            "list=success",
        ],
    );
    for text in ["this is a", "this is b", "each was success"] {
        assert!(log.contains(text), "{log}");
    }
}

#[test]
fn a_failed_cell_cancels_the_others_unless_it_is_told_not_to() {
    let workflow = |fail_fast: bool| {
        format!(
            "
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    strategy: {{fail-fast: {fail_fast}, matrix: {{n: [1, 2]}}}}
    steps: [run: 'if [ ${{{{ matrix.n }}}} = 1 ]; then exit 3; else sleep 2; fi']
"
        )
    };
    check(
        &workflow(true),
        &["-j", "2"],
        1,
        &["test (1)=failed", "test (2)=canceled"],
    );
    check(
        &workflow(false),
        &["-j", "2"],
        1,
        &["test (1)=failed", "test (2)=success"],
    );
}

#[test]
fn conditions_decide_who_runs_after_a_failure() {
    check(
        "
on: push
jobs:
  bad: {runs-on: ubuntu-latest, steps: [run: exit 1]}
  next: {needs: bad, runs-on: ubuntu-latest, steps: [run: echo never]}
  after: {needs: next, runs-on: ubuntu-latest, steps: [run: echo never]}
  clean: {needs: next, if: always(), runs-on: ubuntu-latest, steps: [run: echo clean]}
  tell: {needs: [next], if: failure(), runs-on: ubuntu-latest, steps: [run: echo tell]}
  other: {if: github.ref == 'refs/heads/other', runs-on: ubuntu-latest, steps: [run: echo never]}
",
        &[],
        1,
        &[
            "after=skipped",
            "bad=failed",
            "clean=success",
            "next=skipped",
            "other=skipped",
            "tell=success",
        ],
    );
}

#[test]
fn a_job_that_may_fail_keeps_the_run_green() {
    check(
        "
on: push
jobs:
  odd: {continue-on-error: true, runs-on: ubuntu-latest, steps: [run: exit 1]}
  next: {needs: odd, runs-on: ubuntu-latest, steps: [run: echo]}
",
        &[],
        0,
        &["next=success", "odd=failed"],
    );
}

#[test]
fn a_called_workflow_takes_its_callers_place() {
    let repository = Repository::new(&[
        (
            ".github/workflows/ci.yml",
            "
on: push
jobs:
  build:
    uses: ./.github/workflows/called.yml
    with: {who: world}
    secrets: {token: '${{ secrets.TOKEN }}'}
  use: {needs: build, runs-on: ubuntu-latest, steps: [run: 'echo got ${{ needs.build.outputs.greeting }}']}
",
        ),
        (
            ".github/workflows/called.yml",
            "
on:
  workflow_call:
    inputs: {who: {type: string, required: true}}
    secrets: {token: {required: true}}
    outputs: {greeting: {value: '${{ jobs.greet.outputs.text }}'}}
jobs:
  greet:
    runs-on: ubuntu-latest
    outputs: {text: '${{ steps.x.outputs.text }}'}
    steps:
      - id: x
        run: |
          echo \"text=hello ${{ inputs.who }}\" >> $GITHUB_OUTPUT
          echo \"token ${{ secrets.token }}\"
",
        ),
    ]);
    let (outcome, report) = repository.report(&["run", "--secret", "TOKEN=hunter22"]);
    outcome.exits(0).says("got hello world").says("token ***");
    assert_eq!(statuses(&report), ["build / greet=success", "use=success"]);
}

#[test]
fn several_workflows_run_side_by_side_under_their_names() {
    let job = "jobs: {a: {runs-on: ubuntu-latest, steps: [run: echo]}}";
    let repository = Repository::new(&[
        (
            ".github/workflows/one.yml",
            &format!("name: One\non: push\n{job}\n"),
        ),
        (
            ".github/workflows/two.yml",
            &format!("on: [push, pull_request]\n{job}\n"),
        ),
        (
            ".github/workflows/three.yml",
            &format!("name: Three\non: release\n{job}\n"),
        ),
    ]);
    let (outcome, report) = repository.report(&["run"]);
    outcome.exits(0);
    assert_eq!(
        statuses(&report),
        [".github/workflows/two.yml / a=success", "One / a=success"]
    );
    let (_, report) = repository.report(&["run", "--event", "release"]);
    assert_eq!(statuses(&report), ["a=success"]);
}

#[test]
fn an_event_that_triggers_nothing_is_explained() {
    let repository = Repository::github(
        "on: {push: {branches: [release/**]}}\njobs: {a: {runs-on: ubuntu-latest, steps: [run: echo]}}\n",
    );
    repository
        .maillon(&["run"])
        .exits(0)
        .says("nothing to run")
        .says("release/**");
    let (outcome, report) = repository.report(&["run", "--branch", "release/1"]);
    outcome.exits(0);
    assert_eq!(statuses(&report), ["a=success"]);
}

#[test]
fn inputs_have_types_and_defaults() {
    let workflow = "
on:
  workflow_dispatch:
    inputs:
      level: {type: choice, options: [low, high], default: low}
      dry: {type: boolean, default: true}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo level=${{ inputs.level }} dry=${{ inputs.dry && 'yes' || 'no' }} event=${{ github.event.inputs.dry }}
";
    let run = ["--event", "workflow_dispatch"];
    let log = check(workflow, &run, 0, &["a=success"]);
    assert!(log.contains("level=low dry=yes event=true"), "{log}");
    let given: Vec<&str> = run
        .iter()
        .chain(&["--input", "dry=false"])
        .copied()
        .collect();
    let log = check(workflow, &given, 0, &["a=success"]);
    assert!(log.contains("level=low dry=no event=false"), "{log}");
    let repository = Repository::github(workflow);
    let wrong: Vec<&str> = ["run"]
        .iter()
        .chain(&run)
        .chain(&["--input", "level=mad"])
        .copied()
        .collect();
    repository.maillon(&wrong).exits(2).says("level");
}

#[test]
fn steps_annotations_and_summaries_are_in_the_report() {
    let repository = Repository::github(
        "
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - name: look
        run: |
          echo '::warning file=src/a.rs,line=3::odd'
          echo '## Result' >> $GITHUB_STEP_SUMMARY
      - run: exit 3
",
    );
    let (outcome, report) = repository.report(&["run"]);
    outcome
        .exits(1)
        .says("warning src/a.rs:3: odd")
        .says("Result");
    let job = &report["jobs"][0];
    let steps: Vec<&str> = job["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["name"].as_str().unwrap())
        .collect();
    assert!(
        steps.contains(&"look") && steps.contains(&"Run exit 3"),
        "{steps:?}"
    );
    assert_eq!(job["annotations"][0]["line"], 3);
    assert_eq!(job["exit_code"], 3);
    assert!(job["summary"].as_str().unwrap().contains("## Result"));
}

#[test]
fn what_failed_runs_again() {
    let repository = Repository::github(
        "
on: push
jobs:
  list:
    runs-on: ubuntu-latest
    outputs: {n: '${{ steps.x.outputs.n }}'}
    steps:
      - uses: actions/checkout@v4
      - {id: x, run: 'echo n=7 >> $GITHUB_OUTPUT; echo listing'}
  test:
    needs: list
    runs-on: ubuntu-latest
    strategy: {matrix: {part: [x, y]}}
    steps:
      - uses: actions/checkout@v4
      - run: echo n is ${{ needs.list.outputs.n }}; test -f fixed
",
    );
    repository.maillon(&["run"]).exits(1);
    repository.write("fixed", "");
    let (outcome, report) = repository.report(&["rerun", "--failed"]);
    outcome.exits(0).says("n is 7");
    assert!(!outcome.stdout.contains("| listing"), "{}", outcome.stdout);
    assert_eq!(
        statuses(&report)
            .iter()
            .filter(|job| job.ends_with("=success"))
            .count(),
        3
    );
    repository
        .maillon(&["rerun", "test"])
        .exits(0)
        .says("n is 7");
}

#[test]
fn outputs_of_a_dynamic_matrix_last_until_the_next_run() {
    let repository = Repository::github(
        "
on: push
jobs:
  list:
    runs-on: ubuntu-latest
    outputs: {n: '${{ steps.x.outputs.n }}'}
    steps: [{id: x, run: 'echo n=[7] >> $GITHUB_OUTPUT'}]
  each:
    needs: list
    runs-on: ubuntu-latest
    strategy: {matrix: {n: '${{ fromJSON(needs.list.outputs.n) }}'}}
    outputs: {twice: '${{ steps.x.outputs.twice }}'}
    steps: [{id: x, run: 'echo twice=${{ matrix.n }}${{ matrix.n }} >> $GITHUB_OUTPUT; echo each runs'}]
  last:
    needs: each
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: echo got ${{ needs.each.outputs.twice }}; test -f fixed
",
    );
    repository.maillon(&["run"]).exits(1).says("got 77");
    repository.write("fixed", "");
    let outcome = repository.maillon(&["rerun", "--failed"]);
    outcome.exits(0).says("got 77");
    assert!(
        !outcome.stdout.contains("| each runs"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn jobs_of_other_systems_are_skipped_with_a_reason_unless_mapped() {
    let workflow =
        "on: push\njobs: {a: {runs-on: windows-latest, steps: [{run: echo, shell: bash}]}}\n";
    let log = check(workflow, &[], 0, &["a=skipped"]);
    assert!(log.contains("windows-latest"), "{log}");
    check(
        workflow,
        &["--platform", "windows-latest=host"],
        0,
        &["a=success"],
    );
}

#[test]
fn local_actions_of_both_kinds_run() {
    let repository = Repository::new(&[
        (
            ".github/workflows/ci.yml",
            "
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - {id: c, uses: ./composite, with: {who: you}}
      - run: echo composite said ${{ steps.c.outputs.said }}
      - {id: j, uses: ./javascript, with: {some input: 5}}
      - run: echo javascript said ${{ steps.j.outputs.said }}
",
        ),
        (
            "composite/action.yml",
            "
name: c
inputs: {who: {required: true}}
outputs: {said: {value: '${{ steps.s.outputs.said }}'}}
runs:
  using: composite
  steps:
    - {id: s, shell: bash, run: 'echo \"said=hello ${{ inputs.who }}\" >> $GITHUB_OUTPUT'}
",
        ),
        (
            "javascript/action.yml",
            "name: j\ninputs: {some input: {}}\nruns: {using: node20, main: main.js, post: post.js}\n",
        ),
        (
            "javascript/main.js",
            "const fs = require('fs');
fs.appendFileSync(process.env.GITHUB_OUTPUT, `said=${process.env.INPUT_SOME_INPUT}\\n`);
fs.appendFileSync(process.env.GITHUB_STATE, 'kept=yes\\n');
",
        ),
        (
            "javascript/post.js",
            "console.log(`post with ${process.env.STATE_kept}`);\n",
        ),
    ]);
    let (outcome, report) = repository.report(&["run"]);
    outcome
        .exits(0)
        .says("composite said hello you")
        .says("javascript said 5")
        .says("post with yes");
    assert_eq!(statuses(&report), ["a=success"]);
}

#[test]
fn every_workflow_is_checked_whatever_triggers_it() {
    let job = "jobs: {a: {runs-on: ubuntu-latest, steps: [run: echo]}}";
    let bad = "jobs: {a: {runs-on: ubuntu-latest, needs: gone, steps: [run: echo]}}";
    let repository = Repository::new(&[
        (".github/workflows/one.yml", &format!("on: push\n{job}\n")),
        (
            ".github/workflows/two.yml",
            &format!("on: release\n{bad}\n"),
        ),
        (
            ".github/workflows/three.yml",
            &format!("on: {{push: {{branches: [other]}}}}\n{job}\n"),
        ),
        (".gitlab-ci.yml", "a: {script: echo}\n"),
    ]);
    let outcome = repository.maillon(&["lint"]);
    outcome.exits(2);
    for text in [
        ".gitlab-ci.yml: valid, 1 job",
        "one.yml: valid, 1 job",
        "three.yml: valid, 1 job",
        "two.yml:2:",
        "gone",
    ] {
        outcome.says(text);
    }
}

#[test]
fn a_condition_that_can_not_be_evaluated_fails_its_job_alone() {
    check(
        "
on: push
jobs:
  odd: {if: 'fromJSON(vars.LIST)[0]', runs-on: ubuntu-latest, steps: [run: echo]}
  good: {runs-on: ubuntu-latest, steps: [run: echo]}
",
        &[],
        1,
        &["good=success", "odd=failed"],
    );
}

#[test]
fn a_matrix_that_is_skipped_is_one_job() {
    check(
        "
on: push
jobs:
  m:
    if: github.event_name == 'release'
    strategy: {matrix: {n: [1, 2, 3]}}
    runs-on: ubuntu-latest
    steps: [run: echo]
",
        &[],
        0,
        &["m=skipped"],
    );
}
