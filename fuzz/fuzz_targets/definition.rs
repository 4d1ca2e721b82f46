//! Any text as a `.gitlab-ci.yml`: a pipeline or diagnostics, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

mod common;

fuzz_target!(|text: &str| common::load(text));
