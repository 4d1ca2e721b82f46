//! Working trees of people who use the server's repositories, with the real git.
#![expect(clippy::disallowed_methods, reason = "tests start git, as people do")]

use std::path::Path;

use maillon_protocol::api::{Role, Scope};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;

use crate::support::{Client, TestServer, answer};

/// Somebody's working tree.
pub(crate) struct Work {
    dir: TempDir,
    remote: String,
}

/// What git said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) ok: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// The lines that the server told.
    pub(crate) fn told(&self) -> Vec<String> {
        let lines = self
            .err
            .lines()
            .filter_map(|line| line.strip_prefix("remote: "));
        lines.map(|line| line.trim_end().to_owned()).collect()
    }
}

/// git in a folder, with nobody's configuration.
pub(crate) async fn git(dir: &Path, args: &[&str]) -> Said {
    let output = Command::new("git")
        .args(args)
        .current_dir(dir)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_AUTHOR_NAME", "Jane Doe")
        .env("GIT_AUTHOR_EMAIL", "jane@example.com")
        .env("GIT_COMMITTER_NAME", "Jane Doe")
        .env("GIT_COMMITTER_EMAIL", "jane@example.com")
        .env("LC_ALL", "C")
        .output()
        .await
        .unwrap();
    Said {
        ok: output.status.success(),
        out: String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Work {
    /// An empty tree on `main` whose origin is a repository of the server, opened by a token.
    pub(crate) async fn new(server: &TestServer, project: &str, client: &Client) -> Self {
        Self::at(&address(server, project, client)).await
    }

    /// An empty tree with any origin.
    pub(crate) async fn at(remote: &str) -> Self {
        let work = Self {
            dir: tempfile::tempdir().unwrap(),
            remote: remote.to_owned(),
        };
        work.git(&["init", "--quiet", "--initial-branch=main"])
            .await;
        work.git(&["remote", "add", "origin", remote]).await;
        work
    }

    pub(crate) fn remote(&self) -> &str {
        &self.remote
    }

    /// git that must succeed; what it writes.
    pub(crate) async fn git(&self, args: &[&str]) -> String {
        let said = git(self.dir.path(), args).await;
        assert!(said.ok, "git {args:?}: {}", said.err);
        said.out
    }

    /// git, however that ends.
    pub(crate) async fn try_git(&self, args: &[&str]) -> Said {
        git(self.dir.path(), args).await
    }

    /// Commits a file; the commit.
    pub(crate) async fn commit(&self, file: &str, text: &str, message: &str) -> String {
        std::fs::write(self.dir.path().join(file), text).unwrap();
        self.git(&["add", "--all"]).await;
        self.git(&["commit", "--quiet", "--message", message]).await;
        self.git(&["rev-parse", "HEAD"]).await
    }

    /// Pushes a ref; what git said.
    pub(crate) async fn push(&self, what: &str) -> Said {
        self.try_git(&["push", "origin", what]).await
    }
}

/// The address of a repository for git, with a client's token.
pub(crate) fn address(server: &TestServer, project: &str, client: &Client) -> String {
    let host = server.url.strip_prefix("http://").unwrap();
    match &client.token {
        Some(token) => format!("http://git:{token}@{host}/git/{project}"),
        None => format!("http://{host}/git/{project}"),
    }
}

/// Makes a hosted project of the administrator's, with the usual members.
pub(crate) async fn hosted(server: &TestServer, name: &str) -> Value {
    let made = answer(
        server
            .as_admin()
            .await
            .post("/api/v1/projects", &json!({"name": name}))
            .await,
    )
    .await;
    for role in crate::support::ROLES {
        let user = server
            .server
            .store
            .user(crate::support::name(role))
            .await
            .unwrap()
            .unwrap();
        server.member(name, user.id, role).await;
    }
    made
}

/// Changes some settings of a project.
pub(crate) async fn set(server: &TestServer, project: &str, change: &Value) {
    let admin = server.as_admin().await;
    let path = format!("/api/v1/projects/{project}/settings");
    let mut settings = admin.json(&path).await;
    for (key, value) in change.as_object().unwrap() {
        settings[key] = value.clone();
    }
    answer(admin.send(Method::PUT, &path, &settings).await).await;
}

/// Somebody's token for git alone.
pub(crate) async fn for_git(server: &TestServer, role: Role) -> Client {
    server
        .with_scopes(crate::support::name(role), &[Scope::Git])
        .await
}

/// The runs of a project, oldest first: `1 push refs/heads/main jane`.
pub(crate) async fn runs(server: &TestServer, project: &str) -> Vec<String> {
    let store = &server.server.store;
    let id = store.project(project).await.unwrap().unwrap().id;
    let filter = maillon_store::RunsFilter {
        project: Some(id),
        limit: 100,
        ..Default::default()
    };
    let mut rows = store.runs(&filter).await.unwrap();
    rows.reverse();
    let told = rows.iter().map(|run| {
        let event = serde_json::to_value(run.event).unwrap();
        format!(
            "{} {} {} by {}",
            run.number,
            event.as_str().unwrap(),
            run.git_ref,
            run.author
        )
    });
    told.collect()
}
