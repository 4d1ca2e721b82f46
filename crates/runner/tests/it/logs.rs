//! What is heard of a job.

use maillon_model::variable::{Layer, Variable, Variables};
use maillon_model::{RunStatus, Secret};

use crate::bench::{Bench, artifacts, job};

#[tokio::test]
async fn secrets_are_seen_nowhere() {
    let mut bench = Bench::new(&[]);
    bench.options.masks = vec![Secret::new("from-the-command-line")];
    let mut leak = job(
        "leak",
        0,
        &[
            "echo token $TOKEN",
            "printf %s \"$TOKEN\" | cut -c1-4 | tr -d '\\n'; sleep 0.1; printf %s \"$TOKEN\" | cut -c5-",
            "printf %s \"user:$TOKEN\" | base64",
            "echo from-the-command-line",
            "echo T=$TOKEN > t.env",
            "sh -c \"exit 3\" $TOKEN",
        ],
    );
    let token = Variable::secret(Layer::Project, "TOKEN", Secret::new("glpat-0123456789"));
    leak.variables = Variables::from_iter([token]);
    let mut reports = artifacts(&[]);
    reports
        .reports
        .insert("dotenv".to_owned(), vec!["t.env".to_owned()]);
    leak.artifacts = Some(reports);
    let run = bench.run(vec![leak]).await;
    run.assert_status(RunStatus::Failed);
    let all = run.everything();
    for trace in [
        "glpat",
        "0123456789",
        "from-the-command",
        "Z2xwYXQt",
        "nbHBhdC0wMTIz",
    ] {
        assert!(!all.contains(trace), "{trace} in {all}");
    }
    let log = run.log("leak");
    assert!(log.contains("token [MASKED]\n"), "{log}");
    assert_eq!(log.matches("\n[MASKED]\n").count(), 2, "{log}");
}

#[tokio::test]
async fn coverage_is_the_last_match() {
    let mut bench = Bench::new(&[]);
    let mut test = job(
        "test",
        0,
        &[
            "echo 'cov: 10%'",
            "printf '\\033[32mcov: 93.5%%\\033[0m\\n'",
        ],
    );
    test.coverage = Some(r"cov: (\d+\.?\d*)%".to_owned());
    let run = bench.run(vec![test]).await;
    assert_eq!(run.result("test").coverage, Some(93.5));
}

#[tokio::test]
async fn many_lines_arrive_in_order() {
    let mut bench = Bench::new(&[]);
    let run = bench.run(vec![job("count", 0, &["seq 1 200000"])]).await;
    run.assert_status(RunStatus::Success);
    let numbers = run
        .log("count")
        .lines()
        .filter_map(|line| line.parse::<u32>().ok());
    assert!(numbers.eq(1..=200_000));
}
