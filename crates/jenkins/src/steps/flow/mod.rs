//! Steps that steer the build itself, a file each.

mod ansi_color;
mod build;
mod catch_error;
mod dir;
mod echo;
mod error;
mod input;
mod load;
mod lock;
mod milestone;
mod node;
mod parallel;
mod properties;
mod read_trusted;
mod retry;
mod script;
mod sleep;
mod stage;
mod timeout;
mod timestamps;
mod unit;
mod unstable;
mod wait_until;
mod warn_error;
mod with_env;
mod wrap;
mod ws;

use super::Step;

/// In the order of the reference page.
pub(super) static STEPS: &[&Step] = &[
    &echo::STEP,
    &error::STEP,
    &unstable::STEP,
    &catch_error::STEP,
    &warn_error::STEP,
    &stage::STEP,
    &node::STEP,
    &ws::STEP,
    &dir::STEP,
    &with_env::STEP,
    &parallel::STEP,
    &script::STEP,
    &retry::STEP,
    &timeout::STEP,
    &wait_until::STEP,
    &sleep::STEP,
    &input::STEP,
    &lock::STEP,
    &milestone::STEP,
    &build::STEP,
    &load::STEP,
    &read_trusted::STEP,
    &properties::STEP,
    &timestamps::STEP,
    &ansi_color::STEP,
    &wrap::STEP,
];
