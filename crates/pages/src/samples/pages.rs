//! Every page with something in it.

use maillon_protocol::api::{
    JobState, MergeState, NewProject, Page, RepositoryPlace, RunFilter, RunState,
};

use super::{
    agents, audit, diff, files, frame, inputs, large_run, log, members, merge, notes,
    project_frame, projects, question, run, schedules, secrets, settings, summary, tokens, user,
    waiting, whole_job,
};
use crate::Page as Rendered;
use crate::frame::{Place, Tab};
use crate::views::{
    AccountPage, AgentsPage, ArtifactsPage, AuditPage, ErrorPage, JobPage, LoginPage, MembersPage,
    MergePage, MergesPage, NewMergePage, NewProjectPage, NewRunPage, PeoplePage, ProjectsPage,
    QueuePage, RunPage, RunView, RunsPage, SchedulesPage, SecretsPage, SettingsPage, SetupPage,
};
use crate::{Frame, samples};

/// A page that can be looked at.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Its name, fit for addresses and files.
    pub name: &'static str,
    /// Its HTML.
    pub html: String,
}

/// Every page with something in it.
pub fn pages() -> Vec<Sample> {
    let mut pages = entrance();
    pages.extend(of_runs());
    pages.extend(of_jobs());
    pages.extend(of_project());
    pages.extend(of_merges());
    pages.extend(of_server());
    pages
}

fn sample(name: &'static str, page: &impl Rendered) -> Sample {
    let html = crate::render(page).unwrap_or_else(|error| error.to_string());
    Sample { name, html }
}

fn shop() -> String {
    "shop".to_owned()
}

fn entrance() -> Vec<Sample> {
    let stranger = || Frame::new("Sign in", samples::NOW).at(Place::Elsewhere);
    vec![
        sample(
            "login",
            &LoginPage {
                frame: stranger().failing(Some("login or password is wrong".to_owned())),
                next: "/".to_owned(),
                elsewhere: Some("Sign in with Acme".to_owned()),
                login: String::new(),
            },
        ),
        sample(
            "setup",
            &SetupPage {
                frame: stranger(),
                token: "t0k3n".to_owned(),
                login: None,
            },
        ),
        sample(
            "404",
            &ErrorPage::new(stranger(), 404, "there is no such page"),
        ),
        sample(
            "403",
            &ErrorPage::new(
                frame(""),
                403,
                "this needs the role maintainer in shop, and you are a developer there",
            ),
        ),
        sample(
            "500",
            &ErrorPage::new(frame(""), 500, "the database does not answer"),
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of samples")]
fn of_runs() -> Vec<Sample> {
    let states = [
        RunState::Running,
        RunState::Pending,
        RunState::Manual,
        RunState::Success,
        RunState::Failed,
        RunState::Unstable,
        RunState::Aborted,
        RunState::Skipped,
        RunState::Invalid,
        RunState::Errored,
    ];
    let runs = (0..)
        .zip(states)
        .map(|(index, state)| summary(38 - index, state))
        .collect();
    let list = |runs: Vec<_>, filter: RunFilter, push: &str| RunsPage {
        frame: project_frame("shop", Tab::Runs),
        project: shop(),
        repository: RepositoryPlace::Hosted,
        runs: Page {
            next: (!runs.is_empty()).then(|| "28".to_owned()),
            items: runs,
        },
        filter,
        push: push.to_owned(),
    };
    let one = |run, view| RunPage {
        frame: project_frame("Run 38 of shop", Tab::Runs),
        run,
        notes: notes(),
        waiting: waiting(),
        view,
        open: Vec::new(),
    };
    let mut invalid = run();
    invalid.summary = summary(37, RunState::Invalid);
    invalid.jobs.clear();
    invalid.diagnostics = vec![".gitlab-ci.yml:12:3: error: job `test` needs `biuld`, and there is no such job; did you mean `build`?".to_owned()];
    vec![
        sample("runs", &list(runs, RunFilter::default(), "")),
        sample(
            "runs-none",
            &list(
                Vec::new(),
                RunFilter::default(),
                "https://ci.example.com/git/shop",
            ),
        ),
        sample("run", &one(run(), RunView::Graph)),
        sample("run-timeline", &one(run(), RunView::Timeline)),
        sample("run-jobs", &one(run(), RunView::Jobs)),
        sample(
            "run-large",
            &RunPage {
                notes: Vec::new(),
                ..one(large_run(), RunView::Graph)
            },
        ),
        sample(
            "run-large-open",
            &RunPage {
                open: vec!["integration".to_owned()],
                ..one(large_run(), RunView::Graph)
            },
        ),
        sample(
            "run-large-timeline",
            &RunPage {
                notes: Vec::new(),
                ..one(large_run(), RunView::Timeline)
            },
        ),
        sample(
            "run-invalid",
            &RunPage {
                notes: Vec::new(),
                ..one(invalid, RunView::Graph)
            },
        ),
        sample(
            "new-run",
            &NewRunPage {
                frame: project_frame("New run", Tab::Runs),
                project: shop(),
                git_ref: "main".to_owned(),
                branches: vec!["main".to_owned(), "next".to_owned()],
                inputs: inputs(),
            },
        ),
        sample(
            "artifacts",
            &ArtifactsPage {
                frame: project_frame("Artifacts", Tab::Runs),
                project: shop(),
                number: 38,
                jobs: vec![files()],
            },
        ),
    ]
}

fn of_jobs() -> Vec<Sample> {
    let page = |job, log| JobPage {
        frame: project_frame("browser", Tab::Runs),
        run: summary(38, RunState::Running),
        job,
        log,
        waiting: None,
    };
    let mut waits = whole_job();
    waits.summary = run().jobs[5].clone();
    waits.annotations.clear();
    waits.summary_markdown = None;
    waits.steps.clear();
    waits.questions = vec![question()];
    let mut long = whole_job();
    long.steps.clear();
    long.annotations.clear();
    long.summary_markdown = None;
    let mut manual = waits.clone();
    manual.summary.state = JobState::Manual;
    vec![
        sample("job", &page(whole_job(), Some(log(1, 80, 80)))),
        sample("job-million", &page(long, Some(log(1, 500, 1_000_000)))),
        sample(
            "job-waits",
            &JobPage {
                waiting: waiting().into_iter().next(),
                ..page(waits, Some(log(1, 0, 0)))
            },
        ),
        sample("job-manual", &page(manual, None)),
    ]
}

fn of_project() -> Vec<Sample> {
    let at = project_frame;
    vec![
        sample(
            "schedules",
            &SchedulesPage {
                frame: at("Schedules", Tab::Schedules),
                project: shop(),
                schedules: schedules(),
                default_branch: "main".to_owned(),
            },
        ),
        sample(
            "secrets",
            &SecretsPage {
                frame: at("Secrets", Tab::Secrets),
                project: shop(),
                secrets: secrets(),
            },
        ),
        sample(
            "members",
            &MembersPage {
                frame: at("Members", Tab::Members),
                project: shop(),
                members: members(),
            },
        ),
        sample(
            "settings",
            &SettingsPage {
                frame: at("Settings", Tab::Settings),
                project: shop(),
                settings: settings(),
                hook: Some("https://ci.example.com/hooks/shop".to_owned()),
                shown: Some("s3cr3t-of-the-hook".to_owned()),
            },
        ),
        sample(
            "project-audit",
            &AuditPage {
                frame: at("Audit", Tab::Audit),
                entries: Page {
                    items: audit(),
                    next: Some("1".to_owned()),
                },
            },
        ),
    ]
}

fn of_merges() -> Vec<Sample> {
    let at = |title: &str| project_frame(title, Tab::Merges);
    let merges = vec![
        merge(7, MergeState::Open),
        merge(6, MergeState::WhenGreen),
        merge(5, MergeState::Merged),
    ];
    vec![
        sample(
            "merges",
            &MergesPage {
                frame: at("Merge requests"),
                project: shop(),
                merges: Page {
                    items: merges,
                    next: None,
                },
                state: "open".to_owned(),
            },
        ),
        sample(
            "merge",
            &MergePage {
                frame: at("!7"),
                project: shop(),
                merge: merge(7, MergeState::Open),
                diff: Some(diff()),
            },
        ),
        sample(
            "new-merge",
            &NewMergePage {
                frame: at("New merge request"),
                project: shop(),
                source: "feature/basket-rewrite".to_owned(),
                target: "main".to_owned(),
                branches: vec!["main".to_owned()],
            },
        ),
    ]
}

fn of_server() -> Vec<Sample> {
    vec![
        sample(
            "projects",
            &ProjectsPage {
                frame: frame("Projects"),
                projects: projects(),
                search: String::new(),
            },
        ),
        sample(
            "projects-none",
            &ProjectsPage {
                frame: frame("Projects"),
                projects: Vec::new(),
                search: String::new(),
            },
        ),
        sample(
            "new-project",
            &NewProjectPage {
                frame: frame("New project"),
                new: NewProject::default(),
            },
        ),
        sample(
            "queue",
            &QueuePage {
                frame: frame("Queue").at(Place::Queue),
                waiting: waiting(),
            },
        ),
        sample(
            "agents",
            &AgentsPage {
                frame: frame("Agents").at(Place::Agents),
                agents: agents(),
                token: Some("mla_0123456789abcdef".to_owned()),
            },
        ),
        sample(
            "people",
            &PeoplePage {
                frame: frame("People").at(Place::People),
                people: Page {
                    items: vec![user("jane", true), user("mallory", false)],
                    next: None,
                },
                link: Some("https://ci.example.com/setup/abc".to_owned()),
            },
        ),
        sample(
            "audit",
            &AuditPage {
                frame: frame("Audit").at(Place::Audit),
                entries: Page {
                    items: audit(),
                    next: None,
                },
            },
        ),
        sample(
            "account",
            &AccountPage {
                frame: frame("Account").at(Place::Account),
                user: user("jane", true),
                tokens: tokens(),
                made: Some("mlu_0123456789abcdef".to_owned()),
            },
        ),
    ]
}
