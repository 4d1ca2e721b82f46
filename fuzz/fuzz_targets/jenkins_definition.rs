//! Any text as a Jenkinsfile: read, or refused with a reason; never a panic.
#![no_main]

#[allow(dead_code)]
mod common;

use libfuzzer_sys::fuzz_target;
use maillon_jenkins::{LoadRequest, load};
use maillon_source::memory::MemorySource;

fuzz_target!(|text: &str| {
    let source = MemorySource::new([("Jenkinsfile", text)]);
    let trigger = common::trigger();
    let loaded = load(&LoadRequest {
        source: &source,
        file: "Jenkinsfile",
        trigger: &trigger,
        labels: &[],
        tools: &[],
        previous: None,
        restart: None,
        implicit_libraries: &[],
    });
    assert!(loaded.pipeline.is_some() || !loaded.diagnostics.is_empty());
});
