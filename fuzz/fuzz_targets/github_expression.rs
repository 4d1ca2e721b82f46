//! Any text as a GitHub expression and as a condition: a value or an error within the text, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| maillon_github::fuzz_expression(text));
