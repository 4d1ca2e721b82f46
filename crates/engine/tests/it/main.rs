//! Tests of the scheduler through its public surface.

#![expect(clippy::unwrap_used, reason = "tests may panic, helpers of tests too")]

mod cancel;
mod children;
mod gitlab;
mod limits;
mod notation;
mod properties;
mod selection;
mod timing;
mod world;
