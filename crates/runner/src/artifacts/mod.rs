//! What jobs leave for later jobs and for people.

mod collect;
mod dotenv;
mod restore;
mod upstream;

pub(crate) use collect::{Collected, Collecting, collect, found_lines};
pub use dotenv::{DotenvError, parse as parse_dotenv};
pub(crate) use restore::{restore, unmask};
pub use upstream::UpstreamReader;
