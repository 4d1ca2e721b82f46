//! Jobs at their start: variables, image, services, limits, what lies in the workspace.

use std::path::Path;

use maillon_github::{ResolveContext, resolve};
use maillon_model::job::Job;
use maillon_model::pipeline::Dialect;
use maillon_model::spec::{Checkout, Settled};
use maillon_model::variable::Value;
use maillon_model::{
    Attempt, Diagnostic, JobId, JobSpec, JobStatus, ResolvedJob, RunId, Timestamp,
};

use crate::support::{jobs, load_text, settled, with_output};

fn spec(workflow: &str, job: &str, needs: Vec<Settled>) -> JobSpec {
    let pipeline = load_text(workflow).pipeline.unwrap();
    let job: &Job = pipeline.job(job).unwrap();
    JobSpec {
        run: RunId::new("1"),
        id: JobId(0),
        attempt: Attempt::FIRST,
        dialect: Dialect::Github,
        job: job.clone(),
        upstream: Vec::new(),
        needs,
        shared: pipeline.shared.clone(),
        masks: Vec::new(),
    }
}

fn start(spec: &JobSpec) -> Result<ResolvedJob, Box<Diagnostic>> {
    let context = ResolveContext {
        workspace: Path::new("/w"),
        private: Path::new("/p"),
        executor: "docker",
        tool_cache: Path::new("/t"),
        started_at: Timestamp(0),
    };
    resolve(spec, &context)
}

fn resolved(written: &str) -> ResolvedJob {
    start(&spec(&jobs(written), "a", Vec::new())).unwrap()
}

fn variable<'a>(job: &'a ResolvedJob, name: &str) -> &'a Value {
    let mut found = job
        .variables
        .iter()
        .filter(|variable| variable.name == name);
    &found.next().unwrap().value
}

const PLAIN: &str = "a:\n  runs-on: x\n  steps: [{run: ls}]";

#[test]
fn a_job_has_the_variables_of_a_runner() {
    let job = resolved(PLAIN);
    for (name, expected) in [
        ("CI", "true"),
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_JOB", "a"),
        ("GITHUB_WORKSPACE", "/w"),
        ("GITHUB_EVENT_NAME", "push"),
        ("GITHUB_EVENT_PATH", "/p/_workflow/event.json"),
        ("GITHUB_REPOSITORY", "octo/demo"),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_SHA", "0123456789012345678901234567890123456789"),
        ("RUNNER_OS", "Linux"),
        ("RUNNER_TEMP", "/p/_temp"),
        ("RUNNER_TOOL_CACHE", "/t"),
    ] {
        assert_eq!(variable(&job, name).shown(), expected, "{name}");
    }
    let mut names: Vec<&str> = job
        .variables
        .iter()
        .map(|variable| &*variable.name)
        .collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(all, names.len(), "each name once");
    assert!(!names.contains(&"TOKEN"), "secrets are no variables");
}

#[test]
fn a_job_has_six_hours_unless_it_says_otherwise() {
    assert_eq!(resolved(PLAIN).timeout.as_secs(), 6 * 3600);
    let limited = "a:\n  runs-on: x\n  timeout-minutes: 5\n  steps: [{run: ls}]";
    assert_eq!(resolved(limited).timeout.as_secs(), 300);
    let part = "a:\n  runs-on: x\n  timeout-minutes: 0.5\n  steps: [{run: ls}]";
    assert_eq!(resolved(part).timeout.as_secs(), 30);
}

#[test]
fn a_container_has_env_and_secrets() {
    let text = "a:\n  runs-on: x\n  env: {VERSION: '3', BOTH: '${{ github.job }}-${{ vars.REGION }}'}\n  \
        container:\n    image: 'alpine:3'\n    env: {A: '${{ env.VERSION }}', B: '${{ env.BOTH }}', C: 'x${{ secrets.TOKEN }}'}\n    \
        credentials: {username: jane, password: '${{ secrets.TOKEN }}'}\n    options: --cpus 1\n    ports: [80]\n    volumes: ['v:/v']\n  \
        services:\n    db: {image: 'pg:1', env: {PASSWORD: '${{ secrets.OTHER }}'}, ports: ['5432:5432']}\n    none: {image: '${{ vars.NO }}'}\n  \
        steps: [{run: ls}]";
    let job = resolved(text);
    assert_eq!(variable(&job, "A").shown(), "3");
    assert_eq!(variable(&job, "B").shown(), "a-eu");
    let secret = variable(&job, "C");
    assert_eq!((secret.shown(), secret.expose()), ("[MASKED]", "xhunter22"));
    let image = job.image.unwrap();
    let credentials = image.extras.credentials.unwrap();
    assert_eq!(
        (image.name.as_str(), credentials.password.expose()),
        ("alpine:3", "hunter22")
    );
    assert_eq!(image.extras.options, ["--cpus", "1"]);
    assert_eq!(
        image.entrypoint,
        Some(Vec::new()),
        "a job's container just waits"
    );
    assert_eq!(job.services.len(), 1);
    assert_eq!(job.services[0].variables["PASSWORD"], "correct-horse");
    assert_eq!(job.services[0].image.extras.ports[0].host, Some(5432));
}

#[test]
fn what_is_needed_is_known() {
    let text = "b:\n  runs-on: x\n  steps: [{run: ls}]\n\
        a:\n  needs: b\n  runs-on: x\n  env: {X: '${{ needs.b.outputs.x }}'}\n  container: {image: i, env: {Y: '${{ env.X }}'}}\n  steps: [{run: ls}]";
    let ended = with_output(settled("b", "b", JobStatus::Success), "x", "seven");
    let job = start(&spec(&jobs(text), "a", vec![ended])).unwrap();
    assert_eq!(variable(&job, "Y").shown(), "seven");
}

#[test]
fn the_workspace_holds_the_repository_where_a_step_wants_it() {
    assert_eq!(resolved(PLAIN).checkout, Checkout::Empty);
    let text = "a:\n  runs-on: x\n  steps: [{uses: actions/checkout@v4}]";
    assert_eq!(resolved(text).checkout, Checkout::Tree);
}

#[test]
fn what_can_not_be_used_is_named_with_its_key() {
    let text = "a:\n  runs-on: x\n  container: {image: i, credentials: {username: u, password: '${{ secrets.NONE }}'}}\n  steps: [{run: ls}]";
    let error = start(&spec(&jobs(text), "a", Vec::new())).unwrap_err();
    assert_eq!(
        error.to_string(),
        ".github/workflows/ci.yml:3:3: error[github/value]: `container` can't be used: `credentials` has no `password`, or an empty one"
    );
}
