//! JSON: `JsonSlurper`, `JsonSlurperClassic`, `JsonOutput`, `JsonBuilder`.

mod build;
mod pretty;
mod read;
mod write;

use super::table::Type;

/// The tables of this folder.
pub(crate) use write::json;

pub(super) const TYPES: &[Type] = &[build::TYPE, read::CLASSIC, read::SLURPER, write::TYPE];
