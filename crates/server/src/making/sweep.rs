//! Working trees of runs that are over, left behind by servers that were killed, are removed.

use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use maillon_model::Timestamp;

use crate::duties::Duty;
use crate::http::Fault;
use crate::server::Server;

/// How often it is looked for them.
const EVERY: Duration = Duration::from_mins(10);

/// Nobody works that long on a folder that belongs to no run.
const OLD: Duration = Duration::from_hours(1);

pub(super) fn duties() -> Vec<Duty> {
    vec![Duty {
        name: "working trees",
        run: |server| Box::pin(keep_sweeping(server)),
    }]
}

async fn keep_sweeping(server: Server) -> Result<(), Fault> {
    loop {
        sweep(&server).await?;
        tokio::time::sleep(EVERY).await;
    }
}

/// Removes the working trees that nobody needs any more.
pub async fn sweep(server: &Server) -> Result<(), Fault> {
    let folder = server.settings.checkouts();
    let now = server.store.now().await?;
    let names = tokio::task::spawn_blocking(move || names(&folder)).await;
    for name in names.map_err(|error| Fault::internal(error.to_string()))? {
        let unused = match name.parse() {
            Ok(run) => is_over(server, run).await?,
            Err(_) => is_old(&server.settings.checkouts().join(&name), now),
        };
        if unused {
            let folder = server.settings.checkouts().join(name);
            // What can't be removed now is found again by the next look.
            let _ = tokio::task::spawn_blocking(move || std::fs::remove_dir_all(folder)).await;
        }
    }
    Ok(())
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.collect()
}

async fn is_over(server: &Server, run: i64) -> Result<bool, Fault> {
    let run = server.store.run(run).await?;
    Ok(run.is_none_or(|run| run.state.is_over()))
}

fn is_old(folder: &Path, now: Timestamp) -> bool {
    let written = std::fs::metadata(folder).and_then(|found| found.modified());
    let written = written
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let now = Duration::from_millis(now.0);
    written.is_some_and(|written| now.saturating_sub(written) > OLD)
}
