//! Any text as `rules:if`: an expression or an error within the text, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| maillon_gitlab::fuzz_expression(text));
