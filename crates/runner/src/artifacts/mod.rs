//! What jobs leave for later jobs and for people.

mod upstream;

pub use upstream::UpstreamReader;
