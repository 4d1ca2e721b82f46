//! What a build asks of whoever runs it. All errors are sentences for the build's log.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use maillon_model::event::Annotation;
use maillon_model::job::Image;
use maillon_model::{JobStatus, StepId, Timestamp};
use maillon_sandbox::{Containers, Sandbox};
use tokio_util::sync::CancellationToken;

/// What a build asks of whoever runs it.
#[async_trait]
pub trait Host: Send + Sync {
    /// A node: a workspace and a sandbox over it. Waits until a slot is free.
    async fn allocate(
        &self,
        order: NodeOrder,
        cancel: &CancellationToken,
    ) -> Result<Arc<dyn Node>, HostError>;

    /// Closes a node's sandbox. Of the last node over a workspace this gives the workspace back.
    async fn release(&self, node: Arc<dyn Node>);

    /// While a branch waits for others it needs no slot: gives it back, and takes one again.
    async fn lend_slot(&self, node: &dyn Node);

    /// Takes the slot again.
    async fn take_slot(&self, node: &dyn Node, cancel: &CancellationToken);

    /// Brings files into a folder of a node.
    async fn checkout(
        &self,
        node: &dyn Node,
        into: &Path,
        order: CheckoutOrder,
    ) -> Result<CheckedOut, String>;

    /// A file's content; None: there is none. Paths are as the node sees them, absolute.
    async fn read(&self, node: &dyn Node, path: &Path) -> Result<Option<Vec<u8>>, String>;

    /// Writes a file; folders on the way are made.
    async fn write(
        &self,
        node: &dyn Node,
        path: &Path,
        content: &[u8],
        mode: u32,
    ) -> Result<(), String>;

    /// What lies at a path.
    async fn look(&self, node: &dyn Node, path: &Path) -> Result<Where, String>;

    /// Removes a file or a folder with all that is in it.
    async fn remove(&self, node: &dyn Node, path: &Path) -> Result<(), String>;

    /// Makes a folder and those around it.
    async fn make_folder(&self, node: &dyn Node, path: &Path) -> Result<(), String>;

    /// The files below a folder that a selection means, sorted.
    async fn find(
        &self,
        node: &dyn Node,
        below: &Path,
        what: &Selection,
    ) -> Result<Vec<FoundFile>, String>;

    /// Keeps files under a name for other nodes of the build, and for a restart; gives how many.
    async fn stash(
        &self,
        node: &dyn Node,
        below: &Path,
        name: &str,
        what: &Selection,
    ) -> Result<usize, String>;

    /// Brings kept files into a folder; false: there is nothing of that name.
    async fn unstash(&self, node: &dyn Node, into: &Path, name: &str) -> Result<bool, String>;

    /// Keeps files for people; gives their names.
    async fn archive(
        &self,
        node: &dyn Node,
        below: &Path,
        what: &Selection,
    ) -> Result<Vec<String>, String>;

    /// A shared library's files.
    async fn library(&self, order: &LibraryOrder) -> Result<LibraryFolder, String>;

    /// The files that changed against what this is compared with; None: nothing to compare with.
    async fn changes(&self) -> Result<Option<Vec<String>>, String>;

    /// What runs containers beside a node.
    async fn containers(&self) -> Result<Arc<dyn Containers>, String>;

    /// Asks a person; Err where nobody can answer, with what to do.
    async fn ask(&self, question: Question, cancel: &CancellationToken) -> Result<Answer, String>;

    /// Sends mail or a chat message, or records it; gives a line for the log that says which.
    async fn send(&self, message: Message) -> Result<String, String>;

    /// Waits for the lock of a name, of this machine; it is let go with [`Host::unlock`].
    async fn lock(&self, name: &str, cancel: &CancellationToken) -> Result<(), String>;

    /// Lets a lock go.
    async fn unlock(&self, name: &str);

    /// Writes text to the build's log, in whole or broken lines; colours are kept. It waits where the log is slow.
    async fn print(&self, text: &str);

    /// From now on the text is masked in all that the build prints.
    fn mask(&self, text: &str);

    /// Whether the text holds a secret.
    fn is_secret(&self, text: &str) -> bool;

    /// Tells the run what happens.
    async fn tell(&self, event: StageEvent);

    /// The present.
    fn now(&self) -> Timestamp;

    /// A random number.
    fn random(&self) -> u64;

    /// How many bytes the process uses, so that values of a script that are gone don't count against it. None: nobody can tell.
    fn memory_in_use(&self) -> Option<u64> {
        None
    }
}

/// A workspace and a sandbox over it.
pub trait Node: Send + Sync + fmt::Debug {
    /// Where commands run. [`Sandbox::workspace`] is the workspace as commands see it.
    fn sandbox(&self) -> &dyn Sandbox;

    /// `NODE_NAME`: `built-in`, or the label.
    fn name(&self) -> &str;

    /// `NODE_LABELS`.
    fn labels(&self) -> &str;

    /// The image, where it has one.
    fn image(&self) -> Option<&str>;

    /// For the host's own downcast.
    fn any(&self) -> &dyn std::any::Any;
}

/// Why there is no node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostError {
    /// The build was interrupted.
    Canceled,
    /// The build asks for what can't be: the build has failed.
    Refused(String),
    /// The machine or the engine is to blame.
    Broken(String),
}

/// What kind of node is wanted.
#[derive(Clone, Default)]
pub struct NodeOrder {
    /// As in `label 'a && b'`; None: any. It is mapped to an image by the configuration.
    pub label: Option<String>,
    /// The image to run in.
    pub image: Option<Image>,
    /// The node whose workspace is used too (`reuseNode`, `docker.image().inside`).
    pub over: Option<Arc<dyn Node>>,
    /// `customWorkspace`, or `ws`: a folder of its own.
    pub folder: Option<String>,
    /// Whether it needs a slot.
    pub slot: Slot,
    /// The environment that the sandbox is opened with.
    pub env: Vec<(String, String)>,
}

/// Whether a node needs a slot of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Slot {
    /// It waits for one.
    #[default]
    Own,
    /// It is asked for inside a node of the same branch, and works in that one's place.
    Inherited,
}

/// What is brought into a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckoutOrder {
    /// `checkout scm`: what the run is for, as it stands in the working tree.
    Scm,
    /// `git url: ..., branch: ...`, and `checkout scmGit(...)`.
    Git {
        /// A URL or a path.
        url: String,
        /// A branch, tag or commit; None: the default branch.
        git_ref: Option<String>,
        /// User and password for https, where given.
        login: Option<(String, String)>,
        /// A private key for ssh, where given.
        key: Option<String>,
    },
}

/// What a checkout brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedOut {
    /// `GIT_COMMIT`, `GIT_BRANCH`, `GIT_URL`, ...
    pub variables: BTreeMap<String, String>,
    /// For the log.
    pub lines: Vec<String>,
}

/// Files, in Ant's patterns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Empty: all.
    pub includes: Vec<String>,
    /// Taken away.
    pub excludes: Vec<String>,
    /// Whether Ant's default excludes (`**/.git/**`, `**/*~`, ...) are taken away too.
    pub default_excludes: DefaultExcludes,
}

/// Whether Ant's default excludes count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DefaultExcludes {
    /// They do.
    #[default]
    Yes,
    /// They don't.
    No,
}

/// A file that a selection means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// Relative to where was looked.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Milliseconds since 1970.
    pub modified_ms: i64,
}

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// Nothing.
    Nothing,
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// A shared library that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryOrder {
    /// `x` of `x@ref`.
    pub name: String,
    /// `ref` of `x@ref`; None: as configured.
    pub version: Option<String>,
    /// A git URL from `retriever:`, where given.
    pub remote: Option<String>,
}

/// A shared library on this machine: `vars`, `src`, `resources` below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryFolder {
    /// Where.
    pub folder: PathBuf,
    /// Which commit, or empty.
    pub commit: String,
}

/// `input`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// `id`, else one made of the message.
    pub id: String,
    /// What is asked.
    pub message: String,
    /// What is said to go on: `Proceed`.
    pub ok: String,
    /// Who may answer.
    pub submitter: Option<String>,
    /// Values that are asked for: name, description, default, choices.
    pub parameters: Vec<QuestionParameter>,
}

/// A value that a question asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionParameter {
    /// Its name.
    pub name: String,
    /// For people.
    pub description: String,
    /// What it is if nothing is said.
    pub default: String,
    /// What it may be; empty: anything.
    pub choices: Vec<String>,
    /// Whether it must not be shown.
    pub secret: bool,
}

/// What a person said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Go on, with these values.
    Proceed {
        /// Who.
        by: String,
        /// By name.
        values: BTreeMap<String, String>,
    },
    /// Stop.
    Abort {
        /// Who.
        by: String,
    },
}

/// A mail or a chat message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The step: `mail`, `emailext`, `slackSend`.
    pub step: String,
    /// To whom: addresses, a channel.
    pub to: String,
    /// The subject, or empty.
    pub subject: String,
    /// The text.
    pub text: String,
    /// Everything else that was given.
    pub extra: BTreeMap<String, String>,
}

/// What happens in a build, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StageEvent {
    /// A stage begins.
    Started {
        /// Which.
        stage: StepId,
        /// The stage that it is part of.
        parent: Option<StepId>,
        /// Its name.
        name: String,
    },
    /// A stage ended.
    Finished {
        /// Which.
        stage: StepId,
        /// How: `Skipped` also where it did not run.
        status: JobStatus,
    },
    /// A step points at something: a failed test.
    Annotated(Annotation),
}
