//! Jenkinsfile.
//!
//! [`load`] reads a Jenkinsfile, checks it as Jenkins would and makes one job of it; [`run`] is that job: the script runs on a
//! *controller* (threads of `maillon_groovy`), and asks for nodes, each a sandbox with a workspace, where its commands run. So
//! stages, branches and cells share the script's variables as on Jenkins, and run truly in parallel on nodes of their own.
//!
//! What this crate must never do: start a process or touch a node's files except through [`Host`] and its sandboxes; know another dialect; read the
//! environment or the clock.

mod agent;
mod build;
mod credentials;
mod data;
mod declarative;
mod definition;
mod globals;
mod host;
mod keywords;
mod library;
mod load;
mod run;
mod steps;
mod validate;

pub use build::BuildResult;
pub use credentials::Credential;
pub use host::{
    Answer, CheckedOut, CheckoutOrder, DefaultExcludes, FoundFile, Host, HostError, LibraryFolder,
    LibraryOrder, Message, Node, NodeOrder, Question, QuestionParameter, Selection, Slot,
    StageEvent, Where,
};
pub use keywords::reference;
pub use load::{LoadRequest, Loaded, Outline, Previous, Restart, Tool, fields, load};
pub use run::{BodyOutcome, BodyRun, run};
