//! Any text as a workflow and as an action: read, or refused with places; never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| maillon_github::fuzz_workflow(text));
