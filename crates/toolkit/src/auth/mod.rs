//! Who may do what: the key of this service, tokens of jobs, signed links.

mod grant;
mod key;
mod link;

pub use grant::{CacheScopes, Grant};
pub(crate) use key::Key;
pub(crate) use link::{Access, Link, Store};
