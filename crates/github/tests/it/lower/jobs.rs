//! One job at a time: keys, labels, bodies.

use maillon_github::{Labels, LoadRequest, Target, load};

use maillon_model::job::Queue;

use crate::support::{FILE, jobs, load_text, outcome, plan, push, repository};

#[track_caller]
fn check(written: &str, expected: &str) {
    assert_eq!(outcome(&load_text(&jobs(written))), expected);
}

#[test]
fn a_job_has_its_name_and_its_needs() {
    check(
        "build:\n  runs-on: ubuntu-latest\n  steps: [{run: make}]\n\
         Test_1:\n  name: Unit tests\n  needs: BUILD\n  runs-on: ubuntu-latest\n  steps: [{run: make test}]\n\
         last:\n  needs: [build, Test_1]\n  runs-on: ubuntu-latest\n  steps: [{run: echo}]",
        "build\nUnit tests | Test_1 | needs build\nlast | needs build + Unit tests\n",
    );
}

#[test]
fn two_jobs_of_a_name_are_told_apart() {
    check(
        "a:\n  name: same\n  runs-on: ubuntu-latest\n  steps: [{run: a}]\n\
         b:\n  name: same\n  needs: a\n  runs-on: ubuntu-latest\n  steps: [{run: a}]",
        "same | a\nsame (2) | b | needs same\n",
    );
}

#[test]
fn runs_on_is_a_label_labels_or_a_group() {
    check(
        "a:\n  runs-on: [self-hosted, linux]\n  steps: [{run: a}]\n\
         b:\n  runs-on: {group: big, labels: [x]}\n  steps: [{run: a}]\n\
         c:\n  runs-on: {group: big}\n  steps: [{run: a}]\n\
         d:\n  runs-on: ${{ fromJSON('[\"p\", \"q\"]') }}\n  steps: [{run: a}]",
        "a | on self-hosted,linux\nb | on x\nc\nd | on p,q\n",
    );
}

#[test]
fn a_value_of_the_wrong_type_is_an_error() {
    check(
        "a:\n  runs-on: ${{ vars.NONE }}\n  steps: [{run: a}]\n\
         b:\n  runs-on: x\n  timeout-minutes: ${{ 'soon' }}\n  steps: [{run: a}]\n\
         c:\n  runs-on: x\n  continue-on-error: ${{ 'maybe' }}\n  steps: [{run: a}]\n\
         d:\n  runs-on: x\n  concurrency: ${{ vars.NONE }}\n  steps: [{run: a}]",
        "no pipeline\n\
         .github/workflows/ci.yml:4:14: error[github/value]: `runs-on` names no runner: it is empty (jobs.a.runs-on)\n\
         .github/workflows/ci.yml:8:22: error[github/value]: `timeout-minutes` is `soon`, which is no number (jobs.b.timeout-minutes)\n\
         .github/workflows/ci.yml:12:24: error[github/value]: `continue-on-error` is `maybe`, which is no boolean (jobs.c.continue-on-error)\n\
         .github/workflows/ci.yml:16:18: error[github/value]: `concurrency.group` is empty (jobs.d.concurrency.group)\n",
    );
}

#[test]
fn a_concurrency_group_may_have_a_queue() {
    let group = |rest: &str| {
        let text =
            format!("a:\n  runs-on: x\n  concurrency: {{group: g{rest}}}\n  steps: [{{run: a}}]");
        load_text(&jobs(&text))
    };
    let queue = |rest: &str| {
        let pipeline = group(rest).pipeline.unwrap();
        pipeline.jobs[0].concurrency.as_ref().unwrap().queue
    };
    assert_eq!(queue(", queue: max"), Queue::All);
    assert_eq!(queue(", queue: single"), Queue::One);
    assert_eq!(queue(""), Queue::One);
    let refused = outcome(&group(", queue: max, cancel-in-progress: true"));
    assert!(
        refused.contains("`concurrency.queue` is `max`, but"),
        "{refused}"
    );
}

#[test]
fn labels_become_images_or_reasons_to_skip() {
    let text = jobs(
        "a:\n  runs-on: ubuntu-22.04\n  steps: [{run: a}]\n\
         b:\n  runs-on: windows-latest\n  steps: [{run: a}]\n\
         c:\n  runs-on: ubuntu-22.04\n  container: alpine\n  steps: [{run: a}]\n\
         d:\n  runs-on: ubuntu-22.04\n  container: ''\n  steps: [{run: a}]",
    );
    let image = Target::Image("ubuntu:22.04".to_owned());
    let loaded = load(&LoadRequest {
        filters: maillon_github::Filters::Apply,
        source: &repository(&text),
        files: &[FILE.to_owned()],
        trigger: &push(),
        labels: &Labels::from_iter([("ubuntu-22.04".to_owned(), image)]),
        explain: None,
    });
    let pipeline = loaded.pipeline.unwrap();
    assert_eq!(
        plan(&pipeline),
        "a | on ubuntu-22.04 | image ubuntu:22.04\n\
         b | on windows-latest\n\
         c | on ubuntu-22.04 | image alpine\n\
         d | on ubuntu-22.04 | image ubuntu:22.04\n"
    );
    assert_eq!(
        pipeline.jobs[1].skipped.as_deref().unwrap_or_default(),
        "`windows-latest` is no label of this machine (map it: --platform windows-latest=host, or =IMAGE)"
    );
}

#[test]
fn an_action_of_the_repository_without_a_checkout_is_told() {
    check(
        "a:\n  runs-on: ubuntu-latest\n  steps:\n    - run: ls\n    - uses: ./.github/actions/x",
        ".github/workflows/ci.yml:7:7: warning[github/no-checkout]: an action of the repository is used, but no step before checks the repository out: GitHub would find no such action (jobs.a.steps[1].uses)\na\n",
    );
}

#[test]
fn no_secret_is_in_a_body_or_in_what_jobs_share() {
    let text = "on: push\nenv: {A: '${{ secrets.TOKEN }}'}\njobs:\n  a:\n    runs-on: x\n    container: {image: y, credentials: {username: u, password: '${{ secrets.TOKEN }}'}}\n    steps: [{run: 'echo ${{ secrets.TOKEN }}'}]\n";
    let pipeline = load_text(text).pipeline.unwrap();
    let mut shown = pipeline.clone();
    shown
        .jobs
        .iter_mut()
        .for_each(|job| job.variables = maillon_model::Variables::default());
    let json = serde_json::to_string(&shown).unwrap();
    assert!(!json.contains("hunter22") && json.contains("secrets.TOKEN"));
    assert!(!format!("{pipeline:?}").contains("hunter22"));
}
