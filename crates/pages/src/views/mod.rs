//! The pages: each a struct of what it shows.

mod entrance;
mod error;
mod projects;

pub use entrance::{LoginPage, SetupPage};
pub use error::ErrorPage;
pub use projects::ProjectsPage;
