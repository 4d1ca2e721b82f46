//! The pages: each a struct of what it shows.

mod artifacts;
mod entrance;
mod error;
mod job;
mod merges;
mod people;
mod project;
mod projects;
mod queue;
mod run;
mod runs;

pub use artifacts::{ArtifactsPage, JobFiles};
pub use entrance::{LoginPage, SetupPage};
pub use error::ErrorPage;
pub use job::{JobPage, LogRows, WINDOW};
pub use merges::{MergePage, MergesPage, NewMergePage};
pub use people::{AccountPage, AuditPage, PeoplePage};
pub use project::{MembersPage, NewProjectPage, SchedulesPage, SecretsPage, SettingsPage};
pub use projects::ProjectsPage;
pub use queue::{AgentsPage, QueuePage};
pub use run::{RunPage, RunView};
pub use runs::{NewRunPage, RunsPage};
