//! Events of a run, and news of a project's runs.

use std::collections::HashMap;
use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;
use maillon_model::EventKind;
use maillon_store::Topic;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::frame::event;
use crate::http::Fault;
use crate::server::Server;

/// So many events are read at a time.
const AT_A_TIME: i64 = 500;

/// News may go lost between servers.
const POLL: Duration = Duration::from_secs(5);

struct Run {
    server: Server,
    id: i64,
    next: u64,
    bell: Receiver<Topic>,
    over: bool,
}

/// The events of a run from a number on (counted from 0); they end with the run.
pub(super) fn events_of_run(
    server: &Server,
    id: i64,
    from: u64,
) -> impl Stream<Item = Result<Bytes, Infallible>> + use<> {
    let run = Run {
        bell: server.store.listen(),
        server: server.clone(),
        id,
        next: from,
        over: false,
    };
    unfold(run, |mut run| async {
        if run.over {
            return None;
        }
        // A client that is cut off comes again, and goes on where it was.
        let bytes = run.next().await.ok()?;
        Some((Ok(bytes), run))
    })
}

impl Run {
    async fn next(&mut self) -> Result<Bytes, Fault> {
        loop {
            let row = self.server.store.run(self.id).await?;
            let events = self.server.store.events(self.id, self.next, AT_A_TIME);
            let events = events.await?;
            let mut out = String::new();
            for told in &events {
                self.next = told.seq + 1;
                self.over |= matches!(told.kind, EventKind::RunFinished { .. });
                let json = serde_json::to_string(told).unwrap_or_default();
                out += &event("event", &self.next.to_string(), &json);
            }
            // Asked before the events: what came with the end was read after it.
            let over = row.is_none_or(|row| row.state.is_over());
            self.over |= over && events.is_empty();
            if self.over {
                out += &event("end", &self.next.to_string(), "{}");
            }
            if !out.is_empty() {
                return Ok(out.into());
            }
            self.wait().await;
        }
    }

    async fn wait(&mut self) {
        let heard = async {
            while let Some(heard) = hear(&mut self.bell).await {
                if heard == Some(self.id) {
                    return;
                }
            }
        };
        let _ = tokio::time::timeout(POLL, heard).await;
    }
}

/// The next run that there is news of; inner None: other news; None: some were missed.
async fn hear(bell: &mut Receiver<Topic>) -> Option<Option<i64>> {
    match bell.recv().await {
        Ok(Topic::Run(run)) => Some(Some(run)),
        Ok(_) => Some(None),
        Err(RecvError::Lagged(_)) => None,
        Err(RecvError::Closed) => std::future::pending().await,
    }
}

struct Project {
    server: Server,
    id: i64,
    bell: Receiver<Topic>,
    /// To which project the runs belong that were heard of.
    known: HashMap<i64, bool>,
    sent: u64,
}

/// Tells that runs of a project changed: `changed` with the run's number, or without where that is not known.
pub(super) fn news_of_project(
    server: &Server,
    id: i64,
) -> impl Stream<Item = Result<Bytes, Infallible>> + use<> {
    let project = Project {
        bell: server.store.listen(),
        server: server.clone(),
        id,
        known: HashMap::new(),
        sent: 0,
    };
    unfold(project, |mut project| async {
        let data = project.next().await;
        project.sent += 1;
        let bytes = event("changed", &project.sent.to_string(), &data);
        Some((Ok(bytes.into()), project))
    })
}

impl Project {
    async fn next(&mut self) -> String {
        loop {
            match hear(&mut self.bell).await {
                None => return "{}".to_owned(),
                Some(Some(run)) if self.is_own(run).await => return format!("{{\"run\":{run}}}"),
                Some(_) => {}
            }
        }
    }

    async fn is_own(&mut self, run: i64) -> bool {
        if let Some(known) = self.known.get(&run) {
            return *known;
        }
        let row = self.server.store.run(run).await.ok().flatten();
        let own = row.is_some_and(|row| row.project_id == self.id);
        if self.known.len() > 10_000 {
            self.known.clear();
        }
        self.known.insert(run, own);
        own
    }
}
