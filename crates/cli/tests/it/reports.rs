use crate::repository::Repository;

const PIPELINE: &str = r"
stages: [build, test]
build:
  stage: build
  script: ['printf ''\033[32mgreen\033[0m\n''', mkdir -p out, echo x > out/file, echo VERSION=1.2 > build.env]
  artifacts: {paths: [out], reports: {dotenv: build.env}}
  coverage: '/cov (\d+)/'
test:
  stage: test
  script: exit 3
later:
  stage: test
  needs: [test]
  script: echo
gate:
  stage: test
  when: manual
  script: echo
";

#[test]
fn the_report_tells_about_every_job() {
    let repository = Repository::gitlab(PIPELINE);
    let (outcome, report) = repository.report(&["run"]);
    outcome.exits(1);
    assert_eq!(
        (&report["version"], &report["status"]),
        (&1.into(), &"failed".into())
    );
    let job = |name: &str| {
        report["jobs"]
            .as_array()
            .unwrap()
            .iter()
            .find(|job| job["name"] == name)
            .unwrap()
            .clone()
    };
    let (build, test) = (job("build"), job("test"));
    assert_eq!(
        (
            &build["status"],
            &build["exit_code"],
            &build["attempts"],
            &build["stage"]
        ),
        (&"success".into(), &0.into(), &1.into(), &"build".into())
    );
    assert_eq!(build["outputs"]["VERSION"], "1.2");
    assert!(
        repository
            .read(build["artifacts"][0].as_str().unwrap())
            .starts_with('x')
            || build["artifacts"].as_array().unwrap().len() > 1
    );
    assert!(
        repository
            .read(build["log"].as_str().unwrap())
            .contains("\ngreen\n")
    );
    assert_eq!(
        (&test["status"], &test["exit_code"]),
        (&"failed".into(), &3.into())
    );
    assert_eq!(
        (&job("later")["status"], &job("gate")["status"]),
        (&"skipped".into(), &"manual".into())
    );
    assert!(
        repository
            .read(report["log"].as_str().unwrap())
            .contains("build | green")
    );
}

#[test]
fn events_are_lines_of_json_on_standard_output() {
    let repository = Repository::gitlab("test: {script: echo hello}");
    let outcome = repository.maillon(&["run", "--events", "-"]);
    outcome.exits(0);
    let events: Vec<serde_json::Value> = outcome
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (&events[0]["event"], &events[0]["seq"]),
        (&"run_started".into(), &0.into())
    );
    assert_eq!(events.last().unwrap()["event"], "run_finished");
    assert!(
        outcome.stderr.contains("test | hello"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn junit_has_jobs_and_their_failed_tests() {
    let repository = Repository::gitlab(
        "test:\n  script: ['cp report.xml out.xml', exit 1]\n  artifacts: {reports: {junit: out.xml}}\n",
    );
    repository.write("report.xml", "<testsuite><testcase classname='C' name='bad'><failure message='1 is not 2'/></testcase></testsuite>");
    let outcome = repository.maillon(&["run", "--junit", "junit.xml"]);
    outcome
        .exits(1)
        .says("1 of 1 failed")
        .says("C bad: 1 is not 2");
    let xml = repository.read("junit.xml");
    assert!(
        xml.contains(r#"<testcase name="test" classname="test""#)
            && xml.contains(r#"message="1 is not 2""#),
        "{xml}"
    );
}

#[test]
fn artifacts_are_copied_where_they_are_wanted() {
    let repository = Repository::gitlab(PIPELINE);
    repository
        .maillon(&["run", "build", "--artifacts-to", "wanted"])
        .exits(0);
    assert_eq!(repository.read("wanted/build/out/file"), "x\n");
}

#[test]
fn a_reader_that_goes_away_does_not_stop_the_run() {
    let repository = Repository::gitlab(
        "test: {script: ['seq 100000', touch done], artifacts: {paths: [done]}}",
    );
    let mut child = repository.start(&["run", "--report", "report.json"]);
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..])
    );
    assert!(
        repository
            .read("report.json")
            .contains(r#""status": "success""#)
    );
}
