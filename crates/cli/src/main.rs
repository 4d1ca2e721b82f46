//! `maillon` runs the pipeline that a repository already has.
//!
//! The only crate that reads the process environment and prints. `args` says what may be asked,
//! `prepare` makes a pipeline of it, `run` executes it and shows what happens.

mod app;
mod args;
mod config;
mod console;
mod definition;
mod diagnostics;
mod environment;
mod failure;
mod folder;
mod generate;
mod jenkins;
mod lint;
mod logs;
mod plan;
mod prepare;
mod remote;
mod rerun;
mod run;
mod server;
mod trigger;

fn main() -> std::process::ExitCode {
    app::main()
}
