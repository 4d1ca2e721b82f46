//! GitLab CI: a `.gitlab-ci.yml` becomes a pipeline, and a job's body becomes commands.
//!
//! The way of a definition: [`compose`] makes one merged tree of the file and everything that it
//! includes, [`lower`] makes a pipeline of the tree. Later, when a job starts, [`resolve`] expands
//! its texts and [`body`] runs its scripts over a sandbox.
//!
//! Never here: the process environment, the clock, the terminal, another dialect.

mod body;
mod compose;
mod expand;
mod expression;
mod fields;
mod keywords;
mod load;
mod lower;
mod predefined;
mod resolve;
mod rules;
mod variables;

pub use body::{BodyOutcome, BodyRun, run};
pub use compose::ArtifactReader;
pub use expand::{Downstream, OtherProject, expand, expand_project, other_project};
pub use fields::fields;
pub use keywords::reference;
pub use load::{LoadRequest, Loaded, load};
pub use predefined::reference as predefined_reference;
pub use resolve::{ResolveContext, environment_name, resolve};

/// Parses and evaluates a text as a condition, for fuzzing.
#[doc(hidden)]
pub fn fuzz_expression(text: &str) {
    if let Ok(expression) = expression::parse(text) {
        expression.holds(&variables::Scope::default());
    }
}
