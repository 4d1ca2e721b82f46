//! The pages: each a struct of what it shows.

mod entrance;
mod error;
mod job;
mod projects;
mod run;
mod runs;

pub use entrance::{LoginPage, SetupPage};
pub use error::ErrorPage;
pub use job::{JobPage, LogRows, WINDOW};
pub use projects::ProjectsPage;
pub use run::{RunPage, RunView};
pub use runs::{NewRunPage, RunsPage};
