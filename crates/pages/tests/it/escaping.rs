//! Nothing that somebody named, wrote or printed becomes part of a page's HTML.

use maillon_pages::samples;
use maillon_pages::views::{JobPage, LogRows, MergePage, ProjectsPage, RunPage, RunView, RunsPage};
use maillon_pages::{Page, frame::Tab};
use maillon_protocol::api::{self, MergeState, RepositoryPlace, RunFilter, RunState};

const EVIL: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)> hx-get=/x";

/// The page holds the text, escaped, and no element or attribute that the text would make.
fn check(page: &impl Page) {
    let html = maillon_pages::render(page).unwrap();
    assert!(html.contains("alert(1)"), "the text is there");
    for part in ["<script>", "<img", "\"'><", "style=", "javascript:"] {
        assert!(!html.contains(part), "{part} in {html}");
    }
}

fn evil() -> String {
    EVIL.to_owned()
}

#[test]
fn names_of_projects_and_branches() {
    let mut projects = samples::projects();
    projects[0].name = evil();
    projects[0].path = evil();
    projects[0].trouble = Some(evil());
    check(&ProjectsPage {
        frame: samples::frame("x"),
        projects,
        search: evil(),
    });
}

#[test]
fn titles_authors_and_filters_of_runs() {
    let mut run = samples::summary(1, RunState::Failed);
    run.title = evil();
    run.author = evil();
    run.git_ref = format!("refs/heads/{EVIL}");
    run.name = Some(evil());
    check(&RunsPage {
        frame: samples::project_frame(EVIL, Tab::Runs),
        project: evil(),
        repository: RepositoryPlace::Hosted,
        runs: api::Page {
            items: vec![run],
            next: Some(evil()),
        },
        filter: RunFilter {
            git_ref: Some(evil()),
            author: Some(evil()),
            ..RunFilter::default()
        },
        push: evil(),
    });
}

#[test]
fn jobs_reasons_notes_and_diagnostics_of_a_run() {
    for view in ["graph", "timeline", "jobs"] {
        let mut run = samples::run();
        run.diagnostics = vec![evil()];
        run.reason = Some(evil());
        for job in &mut run.jobs {
            job.name = evil();
            job.stage = Some(evil());
            job.reason = Some(evil());
            job.agent = Some(evil());
        }
        let mut notes = samples::notes();
        for note in &mut notes {
            (note.title, note.message, note.place) = (Some(evil()), evil(), Some(evil()));
        }
        let mut waiting = samples::waiting();
        waiting[0].why = evil();
        check(&RunPage {
            frame: samples::project_frame("x", Tab::Runs),
            run,
            notes,
            waiting,
            view: RunView::parse(view),
            open: vec![evil()],
        });
    }
}

#[test]
fn steps_summaries_artifacts_and_lines_of_a_job() {
    let mut job = samples::whole_job();
    job.summary_markdown = Some(format!(
        "{EVIL}\n\n[x](javascript:alert(1)) ![y](javascript:alert(1))"
    ));
    job.steps[0].name = evil();
    job.artifacts[0].path = evil();
    job.questions = vec![samples::question()];
    job.questions[0].message = evil();
    job.summary.environment = Some(api::EnvironmentLink {
        name: evil(),
        url: Some("javascript_alert(1)".to_owned()),
    });
    let mut log = samples::log(1, 3, 3);
    log.lines[0].text = evil();
    log.lines[1].text = format!("\u{1b}[31m{EVIL}\u{1b}[0m \u{1b}]8;;javascript_alert\u{7}x");
    let rows = LogRows(log.clone()).html().into_string();
    assert!(
        !rows.contains("<script>") && !rows.contains("<img") && rows.contains("&lt;script&gt;")
    );
    check(&JobPage {
        frame: samples::project_frame("x", Tab::Runs),
        run: samples::summary(1, RunState::Failed),
        job,
        log: Some(log),
        waiting: None,
    });
}

#[test]
fn an_environments_address_is_a_link_only_to_the_web() {
    let mut job = samples::whole_job();
    job.summary.environment = Some(api::EnvironmentLink {
        name: "x".to_owned(),
        url: Some("javascript:alert(1)".to_owned()),
    });
    let html = maillon_pages::render(&JobPage {
        frame: samples::project_frame("x", Tab::Runs),
        run: samples::summary(1, RunState::Failed),
        job,
        log: None,
        waiting: None,
    });
    assert!(!html.unwrap().contains("href=\"javascript:"));
}

#[test]
fn descriptions_and_changes_of_merge_requests() {
    let mut merge = samples::merge(1, MergeState::Open);
    merge.title = evil();
    merge.description = evil();
    merge.source_branch = evil();
    merge.obstacle = Some(evil());
    let mut diff = samples::diff();
    diff.files[0].path = evil();
    diff.files[0].patch = Some(format!("@@ -1 +1 @@\n-{EVIL}\n+{EVIL}"));
    check(&MergePage {
        frame: samples::project_frame("x", Tab::Merges),
        project: evil(),
        merge,
        diff: Some(diff),
    });
}

#[test]
fn templates_never_skip_escaping_and_hold_no_inline_scripts_or_styles() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    for file in std::fs::read_dir(folder).unwrap().flatten() {
        let text = std::fs::read_to_string(file.path()).unwrap();
        for part in [
            "|safe",
            "| safe",
            "|escape",
            " style=",
            "<style",
            " onclick=",
            "hx-on",
            "hx-vals='js:",
        ] {
            assert!(!text.contains(part), "{part} in {}", file.path().display());
        }
    }
}
