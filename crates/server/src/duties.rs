//! What a server does besides answering: reading definitions, timers, reaping, polling, schedules, retention.
//!
//! Each area lists its own duties. A duty runs until the server ends; one that fails is begun again, a little
//! later each time. Where only one server may do something at a time, the duty asks the database for the turn.

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::task::JoinSet;

use crate::http::Fault;
use crate::server::Server;

/// Something that a server does until it ends.
#[derive(Clone, Copy)]
pub(crate) struct Duty {
    /// Its name, for messages.
    pub name: &'static str,
    /// Does it until [`crate::server::Shared::stop`] is cancelled.
    pub run: fn(Server) -> BoxFuture<'static, Result<(), Fault>>,
}

impl fmt::Debug for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The first and the longest pause after a failure.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// Every duty of the server.
fn all() -> Vec<Duty> {
    let mut duties = vec![
        Duty {
            name: "news of other servers",
            run: |server| Box::pin(hear_others(server)),
        },
        Duty {
            name: "runs",
            run: |server| Box::pin(async move { server.runs.keep(&server.stop).await }),
        },
    ];
    duties.extend(crate::agents::duties());
    duties.extend(crate::git::duties());
    duties.extend(crate::making::duties());
    duties.extend(crate::retention::duties());
    duties.extend(crate::schedules::duties());
    duties.extend(crate::merges::duties());
    duties.extend(crate::forges::duties());
    duties
}

/// Begins all duties. They end when the server is told to stop.
pub(crate) fn begin(server: &Server) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for duty in all() {
        tasks.spawn(again_and_again(server.clone(), duty));
    }
    tasks
}

async fn again_and_again(server: Server, duty: Duty) {
    let mut pause = PAUSES.0;
    while !server.stop.is_cancelled() {
        let begun = tokio::time::Instant::now();
        let done = server.stop.run_until_cancelled((duty.run)(server.clone()));
        let Some(Err(fault)) = done.await else {
            return;
        };
        server.note(&format!("{}: {}", duty.name, fault.message));
        if begun.elapsed() > PAUSES.1 {
            pause = PAUSES.0;
        }
        let waiting = server.stop.run_until_cancelled(tokio::time::sleep(pause));
        waiting.await;
        pause = (pause * 2).min(PAUSES.1);
    }
}

async fn hear_others(server: Server) -> Result<(), Fault> {
    Ok(server.store.hear_others().await?)
}
