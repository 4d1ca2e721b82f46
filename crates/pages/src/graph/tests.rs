use super::*;
use crate::samples;
use maillon_protocol::api::JobState;

fn picture(run: &Run, open: &[String]) -> String {
    let wishes = Wishes {
        base: "/projects/shop/runs/12",
        open,
        now: samples::NOW,
    };
    render(run, &wishes).into_string()
}

fn count(picture: &str, part: &str) -> usize {
    picture.matches(part).count()
}

#[test]
fn a_picture_has_every_stage_job_and_need() {
    let picture = picture(&samples::run(), &[]);
    assert_eq!(count(&picture, "class=\"stage\""), 4);
    assert_eq!(
        count(&picture, "<a class=\"node"),
        samples::run().jobs.len()
    );
    assert!(count(&picture, "class=\"edge\"") >= 4);
    assert!(picture.contains("href=\"/projects/shop/runs/12/jobs/1\""));
}

#[test]
fn a_matrix_is_one_box_until_it_is_opened() {
    let run = samples::large_run();
    let closed = picture(&run, &[]);
    assert!(count(&closed, "<a class=\"node") < run.jobs.len() / 2);
    assert!(closed.contains("open=integration"));
    let open = picture(&run, &["integration".to_owned()]);
    assert!(count(&open, "<a class=\"node") > count(&closed, "<a class=\"node"));
}

#[test]
fn names_are_escaped_everywhere() {
    let mut run = samples::run();
    let evil = "\"><script>alert(1)</script>".to_owned();
    run.stages = vec![evil.clone()];
    for job in &mut run.jobs {
        job.name.clone_from(&evil);
        job.stage = Some(evil.clone());
        job.reason = Some(evil.clone());
    }
    let picture = picture(&run, std::slice::from_ref(&evil));
    assert!(!picture.contains("<script>") && !picture.contains("style="));
}

#[test]
fn needs_in_a_circle_end() {
    let mut run = samples::run();
    for job in &mut run.jobs {
        job.needs = Some(vec!["build".to_owned(), "lint".to_owned()]);
        job.stage = None;
        job.state = JobState::Waiting;
    }
    assert!(picture(&run, &[]).ends_with("</svg>"));
}

#[test]
fn a_matrix_is_known_by_the_names_of_its_copies() {
    let check = |name: &str, expected: &str| assert_eq!(nodes::template(name), expected);
    check("test 1/4", "test");
    check("test: [a, b/c]", "test");
    check("test (ubuntu, 18)", "test");
    check("deploy a/b", "deploy a/b");
    check("(x)", "(x)");
    assert_eq!(nodes::own_name("trigger/child: [a/b]"), "child: [a/b]");
}
