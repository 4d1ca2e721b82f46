//! Tests of the scheduler through its public surface.

#![expect(clippy::unwrap_used, reason = "tests may panic, helpers of tests too")]

mod cancel;
mod children;
mod concurrency;
mod gitlab;
mod late;
mod late_properties;
mod limits;
mod matrix;
mod notation;
mod properties;
mod selection;
mod timing;
mod unplayed;
mod world;
