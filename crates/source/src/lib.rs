//! The repository as the dialects see it: files, refs, includes, and YAML with positions.
//!
//! A dialect asks a [`Source`] for everything that it reads; [`repository`] is the real one (a git
//! working tree, and includes that are fetched over git and HTTPS into a cache), [`memory`] the one
//! for tests. [`yaml`] reads YAML as GitLab's Ruby does, each node with its place.
//!
//! Never here: what a key means (that is a dialect's), the process environment, the terminal.

pub mod files;
pub mod memory;
pub mod repository;
pub mod yaml;

mod contract;

pub use contract::{Changes, CloneOrder, Cloned, Exported, Fetched, Source, SourceError};
pub use files::{FileId, Files, Span};
pub use memory::MemorySource;
