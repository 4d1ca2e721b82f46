//! Any bytes as YAML: documents or diagnostics, never a panic, every place within the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use maillon_source::{Files, yaml};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut files = Files::default();
    let file = files.add("fuzz.yml", text);
    let parsed = yaml::parse(&mut files, file);
    for diagnostic in &parsed.diagnostics {
        assert!(diagnostic.place.as_ref().is_none_or(|place| place.line > 0 && place.column > 0));
    }
});
