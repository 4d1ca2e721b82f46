//! Values to look at: for tests of pages, here and in the browser.

mod more;
mod pages;

pub use more::*;
pub use pages::{Sample, pages};

use maillon_protocol::api::{
    Artifact, Job, JobState, JobSummary, LogLine, LogWindow, Note, Project, RepositoryPlace, Role,
    Run, RunEvent, RunState, RunSummary, Step, Visibility,
};

use crate::Frame;
use crate::frame::{ProjectFrame, Tab, Viewer};

/// The present of the samples.
pub const NOW: u64 = 1_800_000_000_000;

/// What surrounds a page, for an administrator in the project `shop`.
pub fn frame(title: &str) -> Frame {
    let mut frame = Frame::new(title, NOW);
    frame.viewer = Some(Viewer {
        login: "jane".to_owned(),
        administrator: true,
        csrf: "c5rf".to_owned(),
    });
    frame
}

/// What surrounds a page of the project `shop`.
pub fn project_frame(title: &str, tab: Tab) -> Frame {
    let mut frame = frame(title);
    frame.project = Some(ProjectFrame {
        name: "shop".to_owned(),
        role: Role::Maintainer,
        tab,
    });
    frame
}

/// A run in a list.
pub fn summary(number: u64, state: RunState) -> RunSummary {
    let created_at = NOW - (40 - number.min(39)) * 1_700_000;
    let titles = [
        "Prices are rounded per line, not per order",
        "Bump the base image",
        "Checkout: retry the payment service once, then give up with a clear message to the customer",
        "Fix flaky test of the basket",
    ];
    let title = titles[usize::try_from(number % 4).unwrap_or(0)];
    RunSummary {
        project: "shop".to_owned(),
        number,
        state,
        name: None,
        event: if number.is_multiple_of(5) {
            RunEvent::Schedule
        } else {
            RunEvent::Push
        },
        git_ref: if number.is_multiple_of(3) {
            "refs/heads/feature/basket-rewrite".to_owned()
        } else {
            "refs/heads/main".to_owned()
        },
        sha: format!("{:040x}", number * 0x1234_5678_9abc),
        title: title.to_owned(),
        author: if number.is_multiple_of(2) {
            "jane".to_owned()
        } else {
            "Grace Hopper".to_owned()
        },
        created_at,
        started_at: (state != RunState::Pending).then_some(created_at + 2_000),
        finished_at: state.is_over().then_some(created_at + 192_000),
    }
}

/// A job in a list.
pub fn job(
    id: u32,
    name: &str,
    stage: &str,
    state: JobState,
    needs: Option<&[&str]>,
) -> JobSummary {
    let start = NOW - 300_000 + u64::from(id % 12) * 21_000;
    let began = !matches!(
        state,
        JobState::Waiting | JobState::Manual | JobState::Skipped
    );
    let ran = began && state != JobState::Queued;
    JobSummary {
        id,
        name: name.to_owned(),
        stage: (!stage.is_empty()).then(|| stage.to_owned()),
        parent: None,
        needs: needs.map(|needs| needs.iter().map(|need| (*need).to_owned()).collect()),
        state,
        allow_failure: false,
        reason: None,
        attempt: u32::from(ran),
        agent: ran.then(|| "build-1".to_owned()),
        exit_code: None,
        queued_at: began.then_some(start),
        started_at: ran.then_some(start + 4_000),
        finished_at: state.is_over().then_some(start + 64_000),
        coverage: None,
        environment: None,
    }
}

/// A run with a bit of everything.
pub fn run() -> Run {
    let mut jobs = vec![
        job(0, "lint", "build", JobState::Success, None),
        job(1, "build", "build", JobState::Success, None),
        job(2, "unit", "test", JobState::Success, Some(&["build"])),
        job(3, "browser", "test", JobState::Failed, Some(&["build"])),
        job(4, "licences", "test", JobState::Failed, Some(&["lint"])),
        job(5, "load", "test", JobState::Queued, Some(&["build"])),
        job(
            6,
            "package",
            "release",
            JobState::Running,
            Some(&["unit", "build"]),
        ),
        job(7, "sign", "release", JobState::Waiting, Some(&["package"])),
        job(8, "deploy: staging", "deploy", JobState::Waiting, None),
        job(9, "deploy: production", "deploy", JobState::Manual, None),
    ];
    jobs[3].exit_code = Some(1);
    jobs[3].reason = Some("3 of 214 tests failed".to_owned());
    jobs[4].allow_failure = true;
    jobs[5].reason = Some("no agent has the label gpu".to_owned());
    Run {
        summary: summary(38, RunState::Running),
        dialect: Some("gitlab".to_owned()),
        definition: Some(".gitlab-ci.yml".to_owned()),
        stages: ["build", "test", "release", "deploy"]
            .map(str::to_owned)
            .to_vec(),
        jobs,
        diagnostics: Vec::new(),
        reason: None,
        rerun_of: Some(37),
        merge_request: Some(7),
    }
}

/// A run with 200 jobs, matrices and a child pipeline.
pub fn large_run() -> Run {
    let mut run = run();
    let mut id = 10;
    let mut add = |jobs: &mut Vec<JobSummary>,
                   name: String,
                   stage: &str,
                   parent: Option<u32>,
                   needs: Option<&[&str]>| {
        let state = match id % 17 {
            3 => JobState::Failed,
            5 | 9 => JobState::Running,
            11 => JobState::Queued,
            _ => JobState::Success,
        };
        let mut job = job(id, &name, stage, state, needs);
        job.parent = parent;
        jobs.push(job);
        id += 1;
    };
    for part in 1..=64 {
        add(
            &mut run.jobs,
            format!("integration {part}/64"),
            "test",
            None,
            Some(&["build"]),
        );
    }
    for system in ["debian", "fedora", "alpine"] {
        for version in 1..=8 {
            add(
                &mut run.jobs,
                format!("image: [{system}, {version}]"),
                "release",
                None,
                Some(&["package"]),
            );
        }
    }
    for service in 0..70 {
        add(
            &mut run.jobs,
            format!("service-{service:02}"),
            "test",
            None,
            Some(&["lint"]),
        );
    }
    for name in ["schema", "migrate", "seed"] {
        add(
            &mut run.jobs,
            format!("deploy: staging/{name}"),
            "database",
            Some(8),
            None,
        );
    }
    for part in 0..30 {
        add(
            &mut run.jobs,
            format!("deploy: staging/region ({part})"),
            "regions",
            Some(8),
            None,
        );
    }
    run.stages
        .extend(["database".to_owned(), "regions".to_owned()]);
    run
}

/// What jobs point at.
pub fn notes() -> Vec<Note> {
    let note = |level: &str, title: Option<&str>, message: &str, place: Option<&str>| Note {
        job: "browser".to_owned(),
        level: level.to_owned(),
        title: title.map(str::to_owned),
        message: message.to_owned(),
        place: place.map(str::to_owned),
    };
    vec![
        note(
            "warning",
            None,
            "unused import: `std::fmt`",
            Some("src/basket.rs:3:5"),
        ),
        note(
            "test",
            Some("basket::empties_after_payment"),
            "assertion failed: basket.is_empty()\n  left: 2\n right: 0",
            Some("tests/basket.rs:41"),
        ),
        note(
            "test",
            Some("basket::rounds_per_line"),
            "expected 10.05, got 10.04",
            Some("tests/basket.rs:77"),
        ),
    ]
}

/// A whole job.
pub fn whole_job() -> Job {
    let mut summary = run().jobs[3].clone();
    summary.coverage = Some(81.4);
    let start = summary.started_at.unwrap_or(NOW);
    let step = |id: u32, parent: Option<u32>, name: &str, line: u64, state: JobState| Step {
        id,
        parent,
        name: name.to_owned(),
        section: None,
        collapsed: false,
        state: Some(state),
        line,
        end_line: None,
        started_at: start + line * 300,
        finished_at: Some(start + line * 300 + 9_000),
    };
    Job {
        summary,
        played: None,
        steps: vec![
            step(0, None, "Checkout", 1, JobState::Success),
            step(1, None, "Run the tests", 9, JobState::Failed),
            step(2, Some(1), "npm ci", 12, JobState::Success),
            step(3, None, "Clean up", 60, JobState::Success),
        ],
        annotations: notes(),
        summary_markdown: Some("### Tests\n\n| suite | passed | failed |\n|---|---|---|\n| browser | 211 | **3** |\n\nSee [the report](https://example.com/report).".to_owned()),
        lines: 80,
        artifacts: vec![
            Artifact { path: "reports/junit.xml".to_owned(), size: 48_213 },
            Artifact { path: "screenshots/basket.png".to_owned(), size: 1_204_880 },
        ],
        questions: Vec::new(),
    }
}

/// Lines of a log, as if it had `total`.
pub fn log(first: u64, count: u64, total: u64) -> LogWindow {
    let last = (first + count).min(total + 1);
    let line = |number: u64| LogLine {
        at: NOW - 200_000 + number * 120,
        text: text(number),
        step: None,
    };
    LogWindow {
        first,
        lines: (first..last).map(line).collect(),
        total,
        complete: true,
    }
}

fn text(number: u64) -> String {
    match number % 12 {
        1 => format!("\u{1b}[36m$ npm test -- --shard {number}\u{1b}[0m"),
        3 => format!("\u{1b}[32m✓\u{1b}[0m basket keeps its lines ({number} ms)"),
        5 => "\u{1b}[31;1m✗ basket rounds per line\u{1b}[0m expected \u{1b}[32m10.05\u{1b}[0m, got \u{1b}[31m10.04\u{1b}[0m".to_string(),
        6 => "    at Object.<anonymous> (tests/basket.rs:77:12) https://example.com/a?b=c&d".to_owned(),
        8 => "\u{1b}[33mwarning\u{1b}[0m: \u{1b}[38;5;141mdeprecated\u{1b}[0m \u{1b}[38;2;90;170;255mtrue colour\u{1b}[0m \u{1b}[41m on red \u{1b}[0m".to_owned(),
        9 if number.is_multiple_of(5) => format!("a very long line {}", "0123456789abcdef ".repeat(24)),
        _ => format!("line {number} of the log: compiling module number {number}"),
    }
}

/// Projects in a list.
pub fn projects() -> Vec<Project> {
    let health = |bad: u64| {
        let state = |index: u64| {
            if (index * 7 + bad) % 6 < bad {
                RunState::Failed
            } else {
                RunState::Success
            }
        };
        (0..20).map(state).collect()
    };
    let project = |name: &str, latest: Option<RunSummary>, health: Vec<RunState>| Project {
        name: name.to_owned(),
        path: format!("acme/{name}"),
        repository: RepositoryPlace::Hosted,
        default_branch: "main".to_owned(),
        visibility: Visibility::Internal,
        role: Some(Role::Maintainer),
        latest,
        health,
        created_at: NOW - 9_000_000_000,
        trouble: None,
    };
    vec![
        project("shop", Some(summary(38, RunState::Running)), health(1)),
        project("payments", Some(summary(31, RunState::Failed)), health(3)),
        project(
            "mobile-app-with-a-rather-long-name",
            Some(summary(36, RunState::Success)),
            health(0),
        ),
        project(
            "infrastructure",
            Some(summary(20, RunState::Manual)),
            vec![RunState::Manual, RunState::Success, RunState::Invalid],
        ),
        project("handbook", None, Vec::new()),
    ]
}
