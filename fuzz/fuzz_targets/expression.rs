//! Any text as `rules:if`: a pipeline or diagnostics, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

mod common;

fuzz_target!(|text: &str| {
    let quoted = serde_json::Value::String(text.to_owned());
    common::load(&format!("variables: {{A: x, B: /x/}}\njob:\n  rules: [{{if: {quoted}}}]\n  script: echo\n"));
});
