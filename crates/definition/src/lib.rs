//! From a repository and a trigger to a pipeline, in whichever dialect; and what is decided late.
//!
//! [`find()`] finds the definition, [`Loading`] asks its dialect to lower it, and [`expander()`] gives what
//! answers for it while the run goes on. The command line and the server both come this way, so that
//! they mean the same.
//!
//! Never here: flags, the process environment, a terminal, execution.

pub mod checkout;
mod credential;
mod expander;
mod find;
mod load;
mod outside;
pub mod request;

pub use checkout::{GitCheckout, checkout};
pub use credential::{BadCredential, credential};
pub use expander::{Deciding, GitlabExpander, OtherTree, Projects, Upstream, expander};
pub use find::{Definition, FindError, NamedFile, Wanted, files_of, find, looked_for};
pub use load::{
    JenkinsOptions, Loaded, Loading, comparison, environment_name, fields, github_host, usual_event,
};
pub use maillon_github::{Filters, Labels};
pub use maillon_jenkins::{BuildResult, Previous};
pub use outside::WithDefinition;
pub use request::{
    ArtifactReader, Child, ExpandRequest, Expander, Expansion, OtherProject, OutputsRequest,
};
