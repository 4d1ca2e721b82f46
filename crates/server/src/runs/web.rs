//! The pages of runs and their jobs, and the queue.

use axum::Extension;
use axum::extract::{Path, Query, RawQuery, State};
use axum::response::Response;
use maillon_pages::frame::{Place, Tab};
use maillon_pages::views::{JobPage, NewRunPage, QueuePage, RunPage, RunView, RunsPage, WINDOW};
use maillon_protocol::api::{
    AnswerQuestion, Job, JobState, JobSummary, LogWindow, NewRun, Note, RepositoryPlace, Rerun,
    Role, RunFilter, RunState,
};
use serde::Deserialize;

use super::{actions, read, rerun, waiting};
use crate::access::{Actor, InProject};
use crate::artifacts;
use crate::http::html::{Around, Fields, go, page};
use crate::http::route::Method::{Get, Post};
use crate::http::route::Needs;
use crate::http::{Fault, Route};
use crate::logs::{self, From, JobPath, job_place, log_of};
use crate::making;
use crate::projects::{self, Cause, Starter};
use crate::server::Server;

const RUN: &str = "/projects/{project}/runs/{number}";

pub(super) fn routes() -> Vec<Route> {
    let developer = Needs::Role(Role::Developer);
    let guest = Needs::Role(Role::Guest);
    let job = "/projects/{project}/runs/{number}/jobs/{job}";
    vec![
        Route::page(Get, "/projects/{project}", guest, list).does("A project's runs"),
        Route::page(Get, "/projects/{project}/new-run", developer, new)
            .does("The form of a run by hand"),
        Route::page(Post, "/projects/{project}/runs", developer, start)
            .does("Starts a run by hand"),
        Route::page(Get, RUN, guest, show).does("A run"),
        Route::page(
            Post,
            "/projects/{project}/runs/{number}/cancel",
            developer,
            cancel,
        )
        .does("Ends a run"),
        Route::page(
            Post,
            "/projects/{project}/runs/{number}/rerun",
            developer,
            again,
        )
        .does("Runs jobs again"),
        Route::page(Get, job, guest, show_job).does("A job and its log"),
        Route::page(
            Post,
            "/projects/{project}/runs/{number}/jobs/{job}/{what}",
            developer,
            act,
        )
        .does("Plays or cancels a job"),
        Route::page(
            Post,
            "/projects/{project}/runs/{number}/jobs/{job}/questions/{question}",
            developer,
            answer,
        )
        .does("Answers a question of a job"),
        Route::page(Get, "/queue", Needs::Administrator, queue).does("Why is it waiting?"),
    ]
}

#[derive(Debug, Default, Deserialize)]
struct Filter {
    #[serde(default)]
    branch: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    author: String,
    before: Option<String>,
}

impl Filter {
    fn filter(self) -> Result<RunFilter, Fault> {
        let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let state = given(self.state).map(|word| state(&word)).transpose()?;
        Ok(RunFilter {
            git_ref: given(self.branch),
            state,
            author: given(self.author),
            before: self.before,
            limit: None,
        })
    }
}

fn state(word: &str) -> Result<RunState, Fault> {
    let quoted = serde_json::Value::String(word.to_owned());
    serde_json::from_value(quoted).map_err(|_| Fault::invalid(format!("no run stands so: {word}")))
}

async fn list(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
    Query(filter): Query<Filter>,
) -> Result<Response, Fault> {
    let filter = filter.filter()?;
    let project = projects::get(&server, &place).await?;
    let hosted = project.repository == RepositoryPlace::Hosted;
    page(&RunsPage {
        frame: frame
            .titled(format!("Runs of {}", place.name))
            .tab(Tab::Runs),
        runs: read::list(&server, &place, &filter).await?,
        push: if hosted {
            format!("{}/git/{}", server.settings.url, place.name)
        } else {
            String::new()
        },
        project: place.name,
        repository: project.repository,
        filter,
    })
}

#[derive(Debug, Default, Deserialize)]
struct Which {
    r#ref: Option<String>,
}

async fn new(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
    Query(which): Query<Which>,
) -> Result<Response, Fault> {
    let git_ref = match which.r#ref {
        Some(git_ref) => git_ref,
        None => projects::get(&server, &place).await?.default_branch,
    };
    page(&NewRunPage {
        frame: frame.titled("New run").tab(Tab::Runs),
        inputs: making::form(&server, place.id, Some(&git_ref)).await?,
        branches: projects::branches(&server, place.id).await?,
        project: place.name,
        git_ref,
    })
}

async fn start(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    fields: Fields,
) -> Result<Response, Fault> {
    let starter = Starter {
        person: actor.known()?,
        cause: Cause::Button,
    };
    let new = NewRun {
        git_ref: fields.get("ref").map(str::to_owned),
        variables: fields.variables()?,
        inputs: fields.behind("input:"),
        priority: fields.number("priority")?.unwrap_or(0),
    };
    let run = projects::start(&server, starter, &place, new).await?;
    Ok(go(&address(&place, run.number)))
}

fn address(place: &InProject, number: u64) -> String {
    format!("/projects/{}/runs/{number}", place.name)
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct RunPath {
    number: u64,
}

async fn show(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
    Path(path): Path<RunPath>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let query = Fields::parse(query.as_deref().unwrap_or_default());
    let run = read::get(&server, &place, path.number).await?;
    let waiting = if run.summary.state.is_over() {
        Vec::new()
    } else {
        waiting::of_run(&server, &place, path.number).await?
    };
    page(&RunPage {
        frame: frame
            .titled(format!("Run {} of {}", path.number, place.name))
            .tab(Tab::Runs),
        notes: if place.role >= Role::Reporter {
            notes(&server, &place, path.number, &run.jobs).await?
        } else {
            Vec::new()
        },
        run,
        waiting,
        view: RunView::parse(query.get("view").unwrap_or_default()),
        open: query.all("open"),
    })
}

/// The notes of so many jobs stand on top of their run's page.
const TOLD: usize = 8;

/// What the jobs of a run point at that went wrong: failed tests and annotations.
async fn notes(
    server: &Server,
    place: &InProject,
    number: u64,
    jobs: &[JobSummary],
) -> Result<Vec<Note>, Fault> {
    let wrong = |job: &&JobSummary| {
        matches!(
            job.state,
            JobState::Failed | JobState::Unstable | JobState::Errored
        )
    };
    let mut notes = Vec::new();
    for job in jobs.iter().filter(wrong).take(TOLD) {
        notes.extend(
            notes_of(
                server,
                place,
                JobPath {
                    number,
                    job: job.id,
                },
            )
            .await?,
        );
    }
    Ok(notes)
}

async fn notes_of(server: &Server, place: &InProject, path: JobPath) -> Result<Vec<Note>, Fault> {
    let job = job_place(server, place, &path).await?;
    let mut notes = failed_tests(server, &job).await?;
    if let Some(log) = log_of(server, &job, None).await? {
        notes.extend(logs::told(server, log.log).await?.annotations);
    }
    for note in &mut notes {
        note.job.clone_from(&job.row.summary.name);
    }
    Ok(notes)
}

/// The tests that failed, as notes. A report that can't be read is no reason to show nothing.
async fn failed_tests(server: &Server, job: &logs::JobPlace) -> Result<Vec<Note>, Fault> {
    let report = artifacts::test_report(server, job)
        .await
        .unwrap_or_default();
    let note = |test: maillon_protocol::api::FailedTest| Note {
        job: String::new(),
        level: "test".to_owned(),
        title: Some(if test.class.is_empty() {
            test.name
        } else {
            format!("{} {}", test.class, test.name)
        }),
        message: if test.text.is_empty() {
            test.message
        } else {
            test.text
        },
        place: None,
    };
    Ok(report.failed.into_iter().map(note).collect())
}

async fn cancel(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(path): Path<RunPath>,
) -> Result<Response, Fault> {
    actions::cancel(&server, actor.known()?, &place, path.number).await?;
    Ok(go(&address(&place, path.number)))
}

async fn again(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(path): Path<RunPath>,
    fields: Fields,
) -> Result<Response, Fault> {
    let what = match fields.get("what") {
        Some("failed") => Rerun::Failed,
        Some("jobs") => Rerun::Jobs {
            jobs: fields.all("jobs"),
        },
        _ => Rerun::All,
    };
    let run = rerun::rerun(&server, actor.known()?, &place, path.number, &what).await?;
    Ok(go(&address(&place, run.number)))
}

#[derive(Debug, Default, Deserialize)]
struct FromLine {
    first: Option<u64>,
}

async fn show_job(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
    Path(path): Path<JobPath>,
    Query(from): Query<FromLine>,
) -> Result<Response, Fault> {
    let found = job_place(&server, &place, &path).await?;
    let mut job = read::job(&server, &place, &path).await?;
    let mut notes = failed_tests(&server, &found).await?;
    notes.append(&mut job.annotations);
    job.annotations = notes;
    let log = if place.role >= Role::Reporter {
        let log = log_of(&server, &found, None).await?;
        Some(
            logs::window(
                &server,
                log,
                From::Line(from.first.unwrap_or(1).max(1)),
                WINDOW,
            )
            .await?,
        )
    } else {
        hide(&mut job);
        None::<LogWindow>
    };
    page(&JobPage {
        frame: frame
            .titled(format!("{} · run {}", found.row.summary.name, path.number))
            .tab(Tab::Runs),
        run: found.run.summary(),
        waiting: waiting::of_job(&server, &place, &path).await?,
        job,
        log,
    })
}

/// Guests see how a job stands, and nothing that it wrote.
fn hide(job: &mut Job) {
    job.annotations.clear();
    job.artifacts.clear();
    job.steps.clear();
    job.summary_markdown = None;
}

#[derive(Debug, Deserialize)]
struct Act {
    number: u64,
    job: u32,
    what: String,
}

async fn act(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(act): Path<Act>,
) -> Result<Response, Fault> {
    let path = JobPath {
        number: act.number,
        job: act.job,
    };
    let person = actor.known()?;
    match act.what.as_str() {
        "play" => actions::play(&server, person, &place, &path).await?,
        "cancel" => actions::cancel_job(&server, person, &place, &path).await?,
        _ => return Err(Fault::not_found("action")),
    }
    Ok(go(&format!(
        "{}/jobs/{}",
        address(&place, act.number),
        act.job
    )))
}

#[derive(Debug, Deserialize)]
struct OfQuestion {
    number: u64,
    job: u32,
    question: u32,
}

async fn answer(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(of): Path<OfQuestion>,
    fields: Fields,
) -> Result<Response, Fault> {
    let path = JobPath {
        number: of.number,
        job: of.job,
    };
    let said = AnswerQuestion {
        proceed: fields.get("proceed") == Some("true"),
        values: fields.behind("value:"),
    };
    actions::answer(&server, actor.known()?, &place, &path, (of.question, &said)).await?;
    Ok(go(&format!(
        "{}/jobs/{}",
        address(&place, of.number),
        of.job
    )))
}

async fn queue(State(server): State<Server>, Around(frame): Around) -> Result<Response, Fault> {
    page(&QueuePage {
        frame: frame.titled("Why is it waiting?").at(Place::Queue),
        waiting: waiting::everywhere(&server).await?,
    })
}
