//! What the server's API says, in JSON; the web pages are made of the same values.
//!
//! Names are those of the command line. Times are milliseconds since the Unix epoch. Lists are paged by
//! `?before=CURSOR&limit=N`, newest first.

mod access;
mod artifacts;
mod health;
mod jobs;
mod merges;
mod projects;
mod runs;
mod stream;

pub use access::*;
pub use artifacts::*;
pub use health::*;
pub use jobs::*;
pub use merges::*;
pub use projects::*;
pub use runs::*;
pub use stream::*;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Page<T> {
    /// Newest first.
    pub items: Vec<T>,
    /// Where the next page begins: `?before=`; None: this is the last one.
    pub next: Option<String>,
}
