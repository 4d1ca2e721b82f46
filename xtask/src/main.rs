//! What keeps the house tidy: `cargo xtask tidy` and `cargo xtask docs [--check]`.
//!
//! Never here: anything that the product needs at run time.

mod docs;
mod tidy;
mod workspace;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask tidy           check dependency edges, licences, layout
       cargo xtask docs           write the generated pages under docs/
       cargo xtask docs --check   fail where they differ from what is committed";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["tidy"] => tidy::run(),
        ["docs"] => docs::write(),
        ["docs", "--check"] => docs::check(),
        _ => Err(vec![USAGE.to_owned()]),
    };
    match result {
        Ok(done) => say(&done, ExitCode::SUCCESS),
        Err(findings) => say(&findings.join("\n"), ExitCode::FAILURE),
    }
}

#[expect(clippy::print_stdout, reason = "this is a program for a terminal")]
fn say(text: &str, code: ExitCode) -> ExitCode {
    println!("{text}");
    code
}
