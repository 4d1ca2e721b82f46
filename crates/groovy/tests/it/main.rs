//! The crate as its users see it.

mod oracle;
mod support;
