//! Steps that look at files and change them.

mod delete_dir;
mod digest;
mod file_exists;
mod find_files;
mod is_unix;
mod path;
mod pwd;
mod read_file;
mod touch;
mod write_file;

use super::{Step, StepCall};
pub(super) use path::{display, existing, read, resolve, selection};

/// The steps of this module.
pub(super) static STEPS: &[&Step] = &[
    &read_file::STEP,
    &write_file::STEP,
    &file_exists::STEP,
    &delete_dir::STEP,
    &pwd::STEP,
    &touch::STEP,
    &find_files::STEP,
    &digest::SHA256,
    &digest::SHA1,
    &digest::MD5,
    &is_unix::STEP,
];
