//! A build that is to be run, and what came of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maillon_jenkins::{
    BodyRun, BuildResult, LoadRequest, Loaded, Previous, Restart, StageEvent, Tool, load, run,
};
use maillon_model::trigger::{Commit, GitRef, Project, TriggerEvent, User};
use maillon_model::variable::Layer;
use maillon_model::{
    Attempt, JobId, JobSpec, JobStatus, RunId, Secret, Timestamp, Trigger, Variable,
};
use maillon_source::MemorySource;
use tokio_util::sync::CancellationToken;

use super::host::TestHost;

/// Where the tests put the pipeline.
pub(crate) const FILE: &str = "Jenkinsfile";

/// A build that is to be run.
pub(crate) struct Setup {
    text: String,
    pub(crate) trigger: Trigger,
    pub(crate) labels: Vec<(String, String)>,
    pub(crate) tools: Vec<Tool>,
    pub(crate) previous: Option<Previous>,
    pub(crate) restart: Option<Restart>,
    pub(crate) implicit_libraries: Vec<String>,
    /// Files of the repository.
    pub(crate) files: Vec<(String, String)>,
    /// Files of libraries, by name.
    pub(crate) libraries: BTreeMap<String, Vec<(String, String)>>,
    /// Files that changed against what this is compared with.
    pub(crate) changes: Option<Vec<String>>,
    /// Cancels the build when this stands in the log.
    pub(crate) cancel_at: Option<String>,
}

/// How a build ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) result: BuildResult,
    /// All that was printed; the temporary folder is `/tmp/build`.
    pub(crate) log: String,
    /// `Outer/Inner: success`, in the order in which they ended.
    pub(crate) stages: Vec<String>,
    pub(crate) message: Option<String>,
    pub(crate) exit_code: Option<i32>,
    /// Names of archived files.
    pub(crate) archived: Vec<String>,
    /// `step to: subject: text`.
    pub(crate) sent: Vec<String>,
    /// Images and labels of nodes, in the order in which they were asked for.
    pub(crate) nodes: Vec<String>,
}

/// Runs a pipeline in a repository that has only the Jenkinsfile.
pub(crate) fn check(jenkinsfile: &str) -> Ran {
    Setup::of(jenkinsfile).run()
}

impl Setup {
    /// A build of `main`, the first one.
    pub(crate) fn of(jenkinsfile: &str) -> Self {
        Self {
            text: jenkinsfile.to_owned(),
            trigger: trigger(),
            labels: Vec::new(),
            tools: Vec::new(),
            previous: None,
            restart: None,
            implicit_libraries: Vec::new(),
            files: Vec::new(),
            libraries: BTreeMap::new(),
            changes: None,
            cancel_at: None,
        }
    }

    /// With a file in the repository.
    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.to_owned(), text.to_owned()));
        self
    }

    /// With a file in a library.
    pub(crate) fn library(mut self, name: &str, path: &str, text: &str) -> Self {
        let files = self.libraries.entry(name.to_owned()).or_default();
        files.push((path.to_owned(), text.to_owned()));
        self
    }

    /// With `--input NAME=VALUE`.
    pub(crate) fn input(mut self, name: &str, value: &str) -> Self {
        self.trigger
            .inputs
            .insert(name.to_owned(), value.to_owned());
        self
    }

    /// With `--secret NAME=TEXT`.
    pub(crate) fn secret(mut self, name: &str, text: &str) -> Self {
        let secret = Variable::secret(Layer::Pipeline, name, Secret::new(text));
        self.trigger.variables.push(secret);
        self
    }

    /// Of another branch.
    pub(crate) fn branch(mut self, name: &str) -> Self {
        self.trigger.git_ref = GitRef::Branch(name.to_owned());
        self
    }

    /// With a build before this one.
    pub(crate) fn previous(mut self, result: BuildResult) -> Self {
        self.previous = Some(Previous { number: 6, result });
        self
    }

    /// Cancelled as soon as a text stands in the log.
    pub(crate) fn cancelled_at(mut self, text: &str) -> Self {
        self.cancel_at = Some(text.to_owned());
        self
    }

    /// Reads and checks the Jenkinsfile.
    pub(crate) fn load(&self) -> Loaded {
        let own = (FILE.to_owned(), self.text.clone());
        let source = MemorySource::new(self.files.iter().cloned().chain([own]));
        load(&LoadRequest {
            source: &source,
            file: FILE,
            trigger: &self.trigger,
            labels: &self.labels,
            tools: &self.tools,
            previous: self.previous.clone(),
            restart: self.restart.clone(),
            implicit_libraries: &self.implicit_libraries,
        })
    }

    /// What is wrong with it: `code line:column message`.
    pub(crate) fn problems(&self) -> Vec<String> {
        let diagnostics = self.load().diagnostics.into_iter();
        diagnostics
            .map(|diagnostic| {
                let place = diagnostic.place.as_ref();
                let at = place.map(|place| format!("{}:{}", place.line, place.column));
                let at = at.unwrap_or_default();
                format!("{} {at} {}", diagnostic.code, diagnostic.message)
            })
            .collect()
    }

    /// Runs it.
    pub(crate) fn run(self) -> Ran {
        let spec = self.spec();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(self.run_on(&spec))
    }

    fn spec(&self) -> JobSpec {
        let loaded = self.load();
        let Some(pipeline) = loaded.pipeline else {
            panic!("{:#?}", self.problems());
        };
        JobSpec {
            run: RunId::new("test"),
            id: JobId(0),
            attempt: Attempt::FIRST,
            dialect: pipeline.dialect,
            job: pipeline.jobs.into_iter().next().unwrap(),
            upstream: Vec::new(),
            needs: Vec::new(),
            shared: pipeline.shared,
            masks: Vec::new(),
        }
    }

    async fn run_on(self, spec: &JobSpec) -> Ran {
        let cancel = CancellationToken::new();
        let host = TestHost::new(self, cancel.clone());
        let abort = CancellationToken::new();
        let request = BodyRun {
            spec,
            host: &host,
            cancel: &cancel,
            abort: &abort,
        };
        let outcome = run(request).await;
        let kept = host.kept.lock();
        Ran {
            result: outcome.result,
            log: host.readable(&kept.log),
            stages: stages(&kept.events),
            message: outcome.message.map(|message| host.readable(&message)),
            exit_code: outcome.exit_code,
            archived: kept.archived.clone(),
            sent: kept.sent.clone(),
            nodes: kept.nodes.clone(),
        }
    }
}

impl Ran {
    /// The log without the lines of the pipeline's structure.
    pub(crate) fn said(&self) -> String {
        let lines = self.log.lines();
        lines
            .filter(|line| !line.starts_with("[Pipeline]") && !line.starts_with("Running on "))
            .fold(String::new(), |mut all, line| {
                writeln!(all, "{line}").unwrap();
                all
            })
    }
}

fn trigger() -> Trigger {
    Trigger {
        event: TriggerEvent::Push,
        git_ref: GitRef::Branch("main".to_owned()),
        commit: Commit {
            sha: "0123456789012345678901234567890123456789".to_owned(),
            before_sha: "0".repeat(40),
            message: "Add a thing".to_owned(),
            ..Commit::default()
        },
        project: Project {
            host: "git.example.com".to_owned(),
            path: "acme/demo".to_owned(),
            remote_url: "https://git.example.com/acme/demo.git".to_owned(),
            default_branch: "main".to_owned(),
        },
        user: User {
            login: "jane".to_owned(),
            name: "Jane Doe".to_owned(),
            email: "jane@example.com".to_owned(),
        },
        variables: Vec::new(),
        inputs: BTreeMap::new(),
        created_at: Timestamp(1_700_000_000_000),
        number: 7,
        lineage: Vec::new(),
        site: None,
        definition: FILE.to_owned(),
        forge: None,
        environment: BTreeMap::new(),
    }
}

/// Stages with those around them, in the order in which they ended.
fn stages(events: &[StageEvent]) -> Vec<String> {
    let mut paths = BTreeMap::new();
    let mut ended = Vec::new();
    for event in events {
        match event {
            StageEvent::Started {
                stage,
                parent,
                name,
            } => {
                let around = parent.and_then(|parent| paths.get(&parent));
                let path = around.map_or(name.clone(), |around| format!("{around}/{name}"));
                paths.insert(*stage, path);
            }
            StageEvent::Finished { stage, status } => {
                ended.push(line(paths.get(stage), *status));
            }
            StageEvent::Annotated(_) => {}
        }
    }
    ended
}

fn line(path: Option<&String>, status: JobStatus) -> String {
    format!("{}: {status}", path.map_or("?", String::as_str))
}
