//! A folder with a repository, and runs in it.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use indexmap::IndexMap;
use maillon_engine::Selection;
use maillon_model::event::JobResult;
use maillon_model::job::{Artifacts, Body, Cache, CacheKey, SaveWhen, Work};
use maillon_model::pipeline::{Dialect, OnJobFailure, StageIndex};
use maillon_model::spec::Settled;
use maillon_model::{
    Diagnostic, Event, EventKind, Job, JobId, JobName, JobStatus, Pipeline, RunId, RunStatus,
    Secret,
};
use maillon_runner::{
    Child, Executors, ExpandRequest, Expander, Expansion, GitCheckout, OutputsRequest, Places,
    RunRequest, StopSignals, Subscriber, WorkspaceMode, drive,
};
use maillon_sandbox::ShellExecutor;
use maillon_source::Source;
use maillon_source::memory::MemorySource;
use serde_json::json;

/// A repository in a temporary folder.
pub(crate) struct Bench {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) options: Options,
}

/// What a test changes about its runs.
pub(crate) struct Options {
    pub(crate) slots: usize,
    pub(crate) selection: Selection,
    pub(crate) masks: Vec<Secret>,
    pub(crate) earlier: IndexMap<JobName, JobResult>,
    pub(crate) mode: WorkspaceMode,
    /// Instead of one that names the files of the tree.
    pub(crate) source: Option<Arc<dyn Source>>,
    pub(crate) git: Option<GitCheckout>,
    pub(crate) stop: StopSignals,
    pub(crate) child: Option<Arc<Pipeline>>,
    /// Instead of one that makes `child`.
    pub(crate) expander: Option<Arc<dyn Expander>>,
    /// Called with each piece of log.
    pub(crate) on_log: fn(&StopSignals, &str),
}

/// What a run said.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    pub(crate) status: Option<RunStatus>,
    pub(crate) events: Vec<Event>,
    names: BTreeMap<JobId, String>,
    pub(crate) logs: BTreeMap<String, String>,
    pub(crate) results: IndexMap<JobName, JobResult>,
    pub(crate) settled: BTreeMap<String, JobStatus>,
    pub(crate) reasons: BTreeMap<String, String>,
}

impl Bench {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("app")).unwrap();
        let bench = Self {
            folder,
            options: Options {
                slots: 2,
                selection: Selection::default(),
                masks: Vec::new(),
                earlier: IndexMap::new(),
                mode: WorkspaceMode::Isolated,
                source: None,
                git: None,
                stop: StopSignals::default(),
                child: None,
                expander: None,
                on_log: |_, _| {},
            },
        };
        for (name, content) in files {
            let path = bench.tree().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        bench
    }

    pub(crate) fn tree(&self) -> PathBuf {
        self.folder.path().join("app")
    }

    pub(crate) fn places(&self) -> Places {
        Places {
            repository: self.tree(),
            state: self.tree().join(".maillon"),
            cache: self.folder.path().join("cache"),
        }
    }

    /// Files below the builds folder that are no locks and no snapshot.
    pub(crate) fn left_in_builds(&self) -> Vec<String> {
        let mut left = Vec::new();
        for repository in fs::read_dir(self.places().all_builds()).unwrap().flatten() {
            for entry in fs::read_dir(repository.path()).unwrap().flatten() {
                left.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        left.retain(|name| !name.ends_with(".lock") && !name.starts_with("snapshot"));
        left
    }

    pub(crate) async fn run(&mut self, jobs: Vec<Job>) -> Recorded {
        self.run_pipeline(pipeline(jobs)).await
    }

    pub(crate) async fn run_pipeline(&mut self, pipeline: Pipeline) -> Recorded {
        let options = &mut self.options;
        let files = listing(&self.folder.path().join("app"));
        let files = files.iter().map(|file| (file.as_str(), ""));
        let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        let home = self.folder.path().as_os_str().to_owned();
        let environment = vec![("PATH".into(), path.into()), ("HOME".into(), home)];
        let mut recorder = Recorder {
            stop: options.stop.clone(),
            on_log: options.on_log,
            recorded: Recorded::default(),
        };
        let request = RunRequest {
            pauser: None,
            jenkins: maillon_runner::JenkinsSettings::default(),
            run: RunId::new("20260101-000000-test"),
            pipeline: Arc::new(pipeline),
            selection: options.selection.clone(),
            slots: NonZeroUsize::new(options.slots).unwrap(),
            executors: Executors::only(Arc::new(ShellExecutor::new(environment))),
            expander: options
                .expander
                .clone()
                .unwrap_or_else(|| Arc::new(OneChild(Mutex::new(options.child.take())))),
            places: Places {
                repository: self.folder.path().join("app"),
                state: self.folder.path().join("app/.maillon"),
                cache: self.folder.path().join("cache"),
            },
            workspace: options.mode,
            source: (options.source.clone()).unwrap_or_else(|| Arc::new(MemorySource::new(files))),
            git: options.git.clone(),
            project_path: "group/app".to_owned(),
            project_host: "gitlab.com".to_owned(),
            masks: options.masks.clone(),
            earlier: options.earlier.clone(),
        };
        let status = drive(request, &mut recorder, options.stop.clone()).await;
        recorder.recorded.status = Some(status.unwrap());
        recorder.recorded
    }
}

impl Recorded {
    pub(crate) fn log(&self, job: &str) -> &str {
        self.logs.get(job).map_or("", String::as_str)
    }

    pub(crate) fn result(&self, job: &str) -> &JobResult {
        self.results
            .get(job)
            .unwrap_or_else(|| panic!("{job} in {self:#?}"))
    }

    /// All of it, as somebody who keeps the events has it.
    pub(crate) fn everything(&self) -> String {
        serde_json::to_string(&self.events).unwrap()
    }

    #[track_caller]
    pub(crate) fn assert_status(&self, status: RunStatus) {
        assert_eq!(
            self.status,
            Some(status),
            "{:#?}\n{:#?}",
            self.results,
            self.logs
        );
    }
}

struct Recorder {
    stop: StopSignals,
    on_log: fn(&StopSignals, &str),
    recorded: Recorded,
}

impl Subscriber for Recorder {
    fn on(&mut self, event: &Event) {
        let recorded = &mut self.recorded;
        assert_eq!(event.seq, recorded.events.len() as u64);
        recorded.events.push(event.clone());
        let name = |names: &BTreeMap<JobId, String>, job| names.get(job).cloned().unwrap();
        match &event.kind {
            EventKind::PipelineAdded { jobs, .. } => {
                let names = jobs.iter().map(|job| (job.id, job.name.to_string()));
                recorded.names.extend(names);
            }
            EventKind::Log { job, text } => {
                let job = name(&recorded.names, job);
                recorded.logs.entry(job).or_default().push_str(text);
                (self.on_log)(&self.stop, text);
            }
            EventKind::JobFinished { job, result, .. } => {
                let job = name(&recorded.names, job);
                recorded
                    .results
                    .insert(JobName::from(job), (**result).clone());
            }
            EventKind::JobSettled {
                job,
                status,
                reason,
                ..
            } => {
                let name = name(&recorded.names, job);
                recorded.settled.insert(name.clone(), *status);
                let reason = reason.clone().unwrap_or_default();
                recorded.reasons.insert(name, reason);
            }
            _ => {}
        }
    }
}

struct OneChild(Mutex<Option<Arc<Pipeline>>>);

impl Expander for OneChild {
    /// A late job runs after successes alone.
    fn expand(&self, request: &ExpandRequest<'_>) -> Result<Expansion, Vec<Diagnostic>> {
        if let Work::Body(_) = request.job.work {
            let success = |ended: &&Settled| ended.status == JobStatus::Success;
            return Ok(match request.settled.iter().find(|ended| !success(ended)) {
                Some(ended) => Expansion::Skip(format!("{} {}", ended.job, ended.status)),
                None => Expansion::Run,
            });
        }
        let refused = || vec![Diagnostic::error("test/none", "there is no child")];
        let pipeline = self.0.lock().unwrap().take().ok_or_else(refused)?;
        Ok(Expansion::Child(Child {
            pipeline,
            project: None,
        }))
    }

    fn outputs(&self, request: &OutputsRequest<'_>) -> IndexMap<String, String> {
        let ended = request.settled.iter();
        ended
            .map(|ended| (ended.job.to_string(), ended.status.to_string()))
            .collect()
    }
}

/// What git would list: all but what begins with `ignored`.
fn listing(tree: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut open = vec![tree.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let relative = entry
                .path()
                .strip_prefix(tree)
                .unwrap()
                .display()
                .to_string();
            if [".git", ".maillon", "ignored"]
                .iter()
                .any(|name| relative.starts_with(name))
            {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
            } else {
                files.push(relative);
            }
        }
    }
    files.sort();
    files
}

pub(crate) fn pipeline(jobs: Vec<Job>) -> Pipeline {
    Pipeline {
        shared: maillon_model::job::Body::default(),
        dialect: Dialect::Gitlab,
        name: None,
        stages: vec!["build".into(), "test".into(), "deploy".into()],
        jobs,
        on_job_failure: OnJobFailure::Continue,
    }
}

/// A job of a stage with a script.
pub(crate) fn job(name: &str, stage: u32, script: &[&str]) -> Job {
    job_with_after(name, stage, script, &[])
}

pub(crate) fn job_with_after(name: &str, stage: u32, script: &[&str], after: &[&str]) -> Job {
    let body = json!({"before_script": [], "script": script, "after_script": after});
    let body = body.as_object().unwrap().clone();
    let mut job = Job::new(name, Work::Body(Body(body.into())));
    job.stage = Some(StageIndex(stage));
    job.timeout = Some(Duration::from_mins(1));
    job
}

pub(crate) fn artifacts(paths: &[&str]) -> Artifacts {
    Artifacts {
        name: None,
        paths: paths.iter().map(|&path| path.to_owned()).collect(),
        exclude: Vec::new(),
        untracked: false,
        when: SaveWhen::OnSuccess,
        expire_in: None,
        reports: IndexMap::new(),
    }
}

pub(crate) fn cache(key: &str, paths: &[&str]) -> Cache {
    Cache {
        key: CacheKey::Text(key.to_owned()),
        fallback_keys: Vec::new(),
        paths: paths.iter().map(|&path| path.to_owned()).collect(),
        untracked: false,
        when: SaveWhen::OnSuccess,
        policy: "pull-push".to_owned(),
    }
}
