//! Lookup and expansion of variables.
//!
//! Three places expand in GitLab, each in its own way
//! (<https://docs.gitlab.com/ci/variables/where_variables_can_be_used/>): GitLab itself
//! ([`expand::server`]: unknown references stay as written), the runner ([`expand::runner`]:
//! unknown references become empty), and the job's shell (not here).

mod circle;
pub(crate) mod expand;
mod scope;

pub(crate) use scope::Scope;
