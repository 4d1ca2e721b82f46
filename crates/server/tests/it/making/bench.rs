//! A server with repositories, and runs of them.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use indexmap::IndexMap;
use maillon_engine::{Pending, Work};
use maillon_model::trigger::{TriggerEvent, User};
use maillon_model::{Attempt, Job, JobId, JobSpec, RunId};
use maillon_protocol::agent::Order;
use maillon_protocol::api::{NewSecret, ProjectSettings, RunEvent, SecretKind, Visibility};
use maillon_server::making::Making;
use maillon_server::runs::{Decided, Made, Maker, Mind, RunOrder, Unmade};
use maillon_store::{FreshRun, RunRow};

use crate::support::TestServer;

/// A server with a project whose repository has some files.
pub(super) struct Bench {
    pub(super) server: TestServer,
    pub(super) making: Making,
    pub(super) project: i64,
    pub(super) name: &'static str,
    pub(super) tree: tempfile::TempDir,
}

/// A run to be made.
pub(super) struct Wish {
    pub(super) event: TriggerEvent,
    pub(super) git_ref: &'static str,
    pub(super) protected: bool,
    pub(super) trusted: bool,
    pub(super) login: &'static str,
    pub(super) inputs: Vec<(&'static str, &'static str)>,
    pub(super) before: Option<String>,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            event: TriggerEvent::Push,
            git_ref: "refs/heads/main",
            protected: true,
            trusted: true,
            login: "developer",
            inputs: Vec::new(),
            before: None,
        }
    }
}

impl Bench {
    pub(super) async fn new(files: &[(&str, &str)]) -> Self {
        let server = TestServer::start().await;
        Self::on(server, "shop", files).await
    }

    pub(super) async fn on(server: TestServer, name: &'static str, files: &[(&str, &str)]) -> Self {
        let project = server.project(name, Visibility::Private).await;
        let inside = &server.server;
        let making = Making::new(
            &inside.settings,
            &inside.store,
            &inside.sealer,
            &inside.artifacts,
        );
        let tree = tempfile::tempdir().unwrap();
        git(tree.path(), &["init", "--quiet", "--initial-branch=main"]);
        let bench = Self {
            server,
            making,
            project,
            name,
            tree,
        };
        bench.commit(files);
        bench
    }

    pub(super) fn bare(&self) -> std::path::PathBuf {
        let folder = self.server.server.settings.repositories();
        folder.join(format!("{}.git", self.name))
    }

    /// Commits files and brings everything to the server.
    pub(super) fn commit(&self, files: &[(&str, &str)]) {
        for (path, content) in files {
            let path = self.tree.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        git(self.tree.path(), &["add", "--all"]);
        git(
            self.tree.path(),
            &["commit", "--quiet", "--message", "A change"],
        );
        self.push();
    }

    pub(super) fn push(&self) {
        let bare = self.bare();
        if !bare.exists() {
            std::fs::create_dir_all(&bare).unwrap();
            git(
                &bare,
                &["init", "--quiet", "--bare", "--initial-branch=main"],
            );
        }
        let to = bare.display().to_string();
        git(
            self.tree.path(),
            &["push", "--quiet", "--force", "--all", &to],
        );
        git(
            self.tree.path(),
            &["push", "--quiet", "--force", "--tags", &to],
        );
    }

    pub(super) fn sha(&self, name: &str) -> String {
        git(
            self.tree.path(),
            &["rev-parse", &format!("{name}^{{commit}}")],
        )
    }

    pub(super) async fn settings(&self, change: impl FnOnce(&mut ProjectSettings)) {
        let store = &self.server.server.store;
        let mut settings = store
            .project_by_id(self.project)
            .await
            .unwrap()
            .unwrap()
            .settings;
        change(&mut settings);
        let mut tx = store.begin().await.unwrap();
        tx.change_project(self.project, &settings).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(super) async fn secret(
        &self,
        name: &str,
        value: &str,
        environment: Option<&str>,
        protected: bool,
    ) {
        let new = NewSecret {
            name: name.to_owned(),
            value: value.to_owned(),
            environment: environment.map(str::to_owned),
            protected,
            kind: SecretKind::Variable,
        };
        let path = format!("/api/v1/projects/{}/secrets", self.name);
        let root = self.server.as_admin().await;
        let new = serde_json::to_value(new).unwrap();
        let answer = root.post(&path, &new).await;
        assert!(answer.status().is_success(), "{answer:?}");
    }

    pub(super) async fn run(&self, wish: &Wish) -> RunRow {
        let store = &self.server.server.store;
        let fresh = FreshRun {
            project: self.project,
            event: RunEvent::Push,
            git_ref: wish.git_ref.to_owned(),
            sha: self.sha(wish.git_ref),
            title: "A change".to_owned(),
            author: wish.login.to_owned(),
            rerun_of: None,
            merge: None,
            priority: 0,
            protected: wish.protected,
            trusted: wish.trusted,
            sealed: None,
        };
        let mut tx = store.begin().await.unwrap();
        let (id, _) = tx.create_run(&fresh).await.unwrap();
        tx.commit().await.unwrap();
        store.run(id).await.unwrap().unwrap()
    }

    pub(super) async fn make(&self, wish: Wish) -> (RunRow, Result<Made, Unmade>) {
        let run = self.run(&wish).await;
        let user = User {
            login: wish.login.to_owned(),
            ..User::default()
        };
        let inputs = wish.inputs.iter();
        let order = RunOrder {
            before_sha: wish.before.clone(),
            inputs: inputs
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            ..RunOrder::new(wish.event, user)
        };
        let made = self.making.make(&run, &order).await;
        (run, made)
    }

    pub(super) async fn made(&self, wish: Wish) -> Plan {
        let (run, made) = self.make(wish).await;
        let made = made.unwrap_or_else(|unmade| panic!("{unmade:?}"));
        let mind = self.making.mind(&run, &made);
        Plan { run, made, mind }
    }

    pub(super) fn folder(&self, run: &RunRow) -> std::path::PathBuf {
        self.server
            .server
            .settings
            .checkouts()
            .join(run.id.to_string())
    }
}

/// A pipeline that was made.
pub(super) struct Plan {
    pub(super) run: RunRow,
    pub(super) made: Made,
    pub(super) mind: Arc<dyn Mind>,
}

impl Plan {
    pub(super) fn jobs(&self) -> Vec<&str> {
        let jobs = self.made.pipeline.jobs.iter();
        jobs.map(|job| job.name.as_str()).collect()
    }

    pub(super) fn job(&self, name: &str) -> &Job {
        self.made.pipeline.job(name).unwrap()
    }

    pub(super) fn order_of(&self, job: &Job, ancestors: &[JobId]) -> Order {
        let work = Work {
            name: job.name.clone(),
            spec: JobSpec {
                run: RunId::new(&self.run.id.to_string()),
                id: JobId(0),
                attempt: Attempt::FIRST,
                dialect: self.made.pipeline.dialect,
                job: job.clone(),
                upstream: Vec::new(),
                needs: Vec::new(),
                shared: self.made.pipeline.shared.clone(),
                masks: Vec::new(),
            },
        };
        self.mind.order(work, ancestors).unwrap()
    }

    pub(super) fn order(&self, job: &str) -> Order {
        self.order_of(self.job(job), &[])
    }

    /// A variable of a job as an agent gets it.
    pub(super) fn variable(&self, job: &str, name: &str) -> Option<String> {
        variable(&self.order(job), name)
    }

    /// What becomes of the job that stands at this place.
    pub(super) async fn decide(&self, at: usize) -> Decided {
        let (pipeline, mind) = (Arc::clone(&self.made.pipeline), Arc::clone(&self.mind));
        let decided = tokio::task::spawn_blocking(move || {
            mind.decide(&Pending {
                job: &pipeline.jobs[at],
                id: JobId(u32::try_from(at).unwrap()),
                parent: None,
                pipeline: &pipeline,
                settled: &[],
                archives: IndexMap::new(),
            })
        });
        decided.await.unwrap()
    }
}

pub(super) fn variable(order: &Order, name: &str) -> Option<String> {
    let found = order.spec.job.variables.get(name)?;
    Some(found.value.expose().to_owned())
}

#[expect(clippy::disallowed_methods, reason = "git is asked as a person would")]
pub(super) fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=Jane", "-c", "user.email=jane@example.com"])
        .args(args)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("GIT_DIR")
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {args:?}: {error}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

pub(super) fn invalid(unmade: Result<Made, Unmade>) -> String {
    match unmade {
        Err(Unmade::Invalid { diagnostics, .. }) => diagnostics[0].to_string(),
        other => panic!("{other:?}"),
    }
}

pub(super) fn nothing(unmade: Result<Made, Unmade>) -> String {
    match unmade {
        Err(Unmade::Nothing(why)) => why,
        other => panic!("{other:?}"),
    }
}
