use crate::repository::Repository;

const PIPELINE: &str = "
stages: [build, test, deploy]
build:
  stage: build
  script: [echo building, 'date +%N > stamp']
  artifacts: {paths: [stamp]}
test:
  stage: test
  script: ['echo stamp $(cat stamp)', test -f fixed]
deploy:
  stage: deploy
  script: echo deploying
";

fn statuses(report: &serde_json::Value) -> Vec<(String, String)> {
    let jobs = report["jobs"].as_array().unwrap().iter();
    jobs.map(|job| {
        (
            job["name"].as_str().unwrap().to_owned(),
            job["status"].as_str().unwrap().to_owned(),
        )
    })
    .collect()
}

#[test]
fn what_failed_runs_again_with_the_artifacts_of_the_rest() {
    let repository = Repository::gitlab(PIPELINE);
    repository.maillon(&["run"]).exits(1);
    repository.write("fixed", "");
    let (outcome, report) = repository.report(&["rerun", "--failed"]);
    outcome.exits(0).says("| stamp ").says("| deploying");
    assert!(
        !outcome.stdout.contains("echo building"),
        "{}",
        outcome.stdout
    );
    let found = statuses(&report);
    assert!(
        found.contains(&("test".into(), "success".into()))
            && found.contains(&("deploy".into(), "success".into())),
        "{found:?}"
    );
    repository
        .maillon(&["rerun", "--failed"])
        .exits(0)
        .says("nothing failed");
}

#[test]
fn one_job_runs_again() {
    let repository = Repository::gitlab(PIPELINE);
    repository.maillon(&["run"]).exits(1);
    let outcome = repository.maillon(&["rerun", "test"]);
    outcome.exits(1).says("| stamp ");
    assert!(
        !outcome.stdout.contains("deploying") && !outcome.stdout.contains("building"),
        "{}",
        outcome.stdout
    );
    repository
        .maillon(&["rerun", "tset"])
        .exits(2)
        .says("did you mean `test`?");
}

#[test]
fn flags_are_kept_and_secrets_are_not() {
    let repository =
        Repository::gitlab("test: {script: 'echo var $A token ${TOKEN:-none}; exit 1'}");
    repository
        .maillon(&[
            "run",
            "--var",
            "A=kept",
            "--secret",
            "TOKEN=long-enough-secret",
        ])
        .exits(1)
        .says("var kept token [MASKED]");
    let outcome = repository.maillon(&["rerun"]);
    outcome
        .exits(1)
        .says("var kept token none")
        .says("--secret TOKEN");
    for (path, text) in repository.left() {
        assert!(!text.contains("long-enough-secret"), "{}", path.display());
    }
}

#[test]
fn logs_show_the_last_run_again() {
    let repository = Repository::gitlab(PIPELINE);
    repository
        .maillon(&["logs"])
        .exits(2)
        .says("nothing has run here yet");
    repository.maillon(&["run"]).exits(1);
    repository
        .maillon(&["logs"])
        .exits(0)
        .says("build  | building");
    let outcome = repository.maillon(&["logs", "build"]);
    assert!(
        outcome
            .exits(0)
            .stdout
            .lines()
            .any(|line| line == "building"),
        "{}",
        outcome.stdout
    );
    repository.maillon(&["logs", "uil"]).exits(0);
    repository
        .maillon(&["logs", "e"])
        .exits(2)
        .says("may mean several jobs")
        .says("maillon logs deploy");
    repository
        .maillon(&["logs", "nothing"])
        .exits(2)
        .says("has no job `nothing`");
}
