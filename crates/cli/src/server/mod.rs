//! The server's commands: `serve`, `agent`, `admin`. What they are told becomes settings here; the work is
//! done by the crates `server` and `agent`.

pub(crate) mod admin;
pub(crate) mod agent;
pub(crate) mod serve;
mod settings;
mod signals;

use std::future::Future;

use crate::failure::Failure;

/// Runs a server or an agent to its end.
fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::infrastructure(format!("threads can't be started: {error}")))?;
    let done = runtime.block_on(work);
    // What still blocks a thread must not delay the exit: everything that counts is in the database.
    runtime.shutdown_background();
    done
}
