//! Runs: what they are told, what they do, and that nothing is lost.

mod calls;
mod course;
mod properties;
mod several;
mod speed;
pub(crate) mod world;
