//! The clients of a server: `login`, `trigger`, `ps`, `logs RUN/JOB`, `artifacts`.

mod artifacts;
mod client;
mod keyring;
mod login;
mod logs;
mod place;
mod ps;
mod trigger;

pub(crate) use artifacts::execute as artifacts;
pub(crate) use login::execute as login;
pub(crate) use logs::execute as logs;
pub(crate) use place::Place;
pub(crate) use ps::execute as ps;
pub(crate) use trigger::execute as trigger;
