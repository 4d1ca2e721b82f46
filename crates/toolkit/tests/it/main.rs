//! The service, called by the packages that real actions are made of, and by whoever has no right to.

#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(clippy::print_stderr, reason = "a test says why it is skipped")]

mod artifacts;
mod caches;
mod node;
mod protocol;
mod wire;
