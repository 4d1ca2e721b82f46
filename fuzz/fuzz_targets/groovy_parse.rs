//! Any text as Groovy: a tree, and errors within the text; never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use maillon_groovy::{Code, parse};

fuzz_target!(|text: &str| {
    let code = Code::new("Jenkinsfile", text);
    for error in parse(&code).errors {
        assert!(error.span.start <= error.span.end);
        assert!(code.text.is_char_boundary(error.span.start as usize));
        assert!(code.text.is_char_boundary(error.span.end as usize));
    }
});
