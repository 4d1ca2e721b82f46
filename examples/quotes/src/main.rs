//! A small web server that answers with quotes.
//!
//!     quotes serve ADDRESS          answer HTTP requests
//!     quotes get ADDRESS PATH       ask a server (the pipeline's own probe)

mod http;
mod quotes;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["serve", address] => http::serve(address),
        ["get", address, path] => http::get(address, path).map(|body| println!("{body}")),
        _ => Err("usage: quotes serve ADDRESS | quotes get ADDRESS PATH".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quotes: {error}");
            ExitCode::FAILURE
        }
    }
}
