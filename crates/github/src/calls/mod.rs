//! Workflows that call workflows: where the called one lies, and whether the call fits it.

mod address;
mod check;
pub(crate) mod inputs;

pub(crate) use address::Address;
pub(crate) use check::{CallProblem, check, check_chain};
