//! What is known only when a job starts.

use std::path::Path;
use std::time::Duration;

use maillon_model::Timestamp;

use super::{Entry, Subject, entries, iso8601};

/// What the variables of one try are made of.
#[derive(Clone, Debug)]
pub(crate) struct Runtime<'a> {
    /// `CI_JOB_ID`
    pub(crate) id: u64,
    /// Where it is shown.
    pub(crate) url: String,
    /// The workspace as the job sees it.
    pub(crate) workspace: &'a Path,
    /// The private folder as the job sees it.
    pub(crate) private: &'a Path,
    /// `shell`, `docker`
    pub(crate) executor: &'a str,
    /// Which of the parallel slots.
    pub(crate) slot: u32,
    /// When the try begins.
    pub(crate) started_at: Timestamp,
    /// How long it may take.
    pub(crate) timeout: Duration,
    /// The job's image.
    pub(crate) image: Option<&'a str>,
    /// The job's tags.
    pub(crate) tags: &'a [String],
}

impl Runtime<'_> {
    fn builds_dir(&self) -> String {
        let folder = self.workspace.parent().unwrap_or(self.workspace);
        folder.display().to_string()
    }

    fn is_shared(&self) -> bool {
        self.executor == "shell"
    }
}

fn yes(holds: bool) -> Option<String> {
    holds.then(|| "true".to_owned())
}

fn architecture() -> String {
    let machine = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{}/{machine}", std::env::consts::OS)
}

/// The variables of one try of a job.
pub(super) enum OfTry {}

impl Subject for OfTry {
    type Facts<'a> = Runtime<'a>;
}

pub(super) const TABLE: &[Entry<OfTry>] = entries! {
    "CI_BUILDS_DIR", "The folder above the workspace", |r| r.builds_dir();
    "CI_PROJECT_DIR", "The workspace: where the job runs", |r| r.workspace.display().to_string();
    "CI_SERVER", "`yes` in every job", |_| "yes";
    "CI_CONCURRENT_ID", "Which of the parallel slots runs the job", |r| r.slot.to_string();
    "CI_CONCURRENT_PROJECT_ID", "Which of the parallel slots runs the job", |r| r.slot.to_string();
    "CI_JOB_ID", "A number that no other try of a job of this project has", |r| r.id.to_string();
    "CI_JOB_URL", "Where the server shows the job, or would if there were one", |r| &*r.url;
    "CI_JOB_STARTED_AT", "When the job started (ISO 8601)", |r| iso8601(r.started_at);
    "CI_JOB_TIMEOUT", "How long the job may take, in seconds", |r| r.timeout.as_secs().to_string();
    "CI_JOB_IMAGE", "The job's image", |r| r.image.map(str::to_owned);
    "CI_RUNNER_ID", "`1`", |_| "1";
    "CI_RUNNER_DESCRIPTION", "`maillon`", |_| "maillon";
    "CI_RUNNER_SHORT_TOKEN", "`local`", |_| "local";
    "CI_RUNNER_TAGS", "The job's tags", |r| r.tags.join(", ");
    "CI_RUNNER_VERSION", "The version of maillon", |_| env!("CARGO_PKG_VERSION");
    "CI_RUNNER_REVISION", "Empty", |_| "";
    "CI_RUNNER_EXECUTABLE_ARCH", "System and machine: `linux/amd64`", |_| architecture();
    "CI_SHARED_ENVIRONMENT", "`true` with the executor `shell`", |r| yes(r.is_shared());
    "CI_DISPOSABLE_ENVIRONMENT", "`true` in a container", |r| yes(!r.is_shared());
    "RUNNER_TEMP_PROJECT_DIR", "The private folder beside the workspace", |r| r.private.display().to_string();
    "GITLAB_ENV", "A file: lines `NAME=value` that a script adds to it become variables of `after_script`", |r| r.private.join("gitlab_runner_env").display().to_string();
};
