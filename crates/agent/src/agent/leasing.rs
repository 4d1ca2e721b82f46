//! Asking for work: one long call at a time, repeated in the same words until it is answered.

use std::io;
use std::sync::Arc;

use maillon_protocol::VERSION;
use maillon_protocol::agent::{Lease, LeaseReply, LeaseRequest};

use super::{Shared, disk, random_id};
use crate::assignment::Assignment;
use crate::blocking;
use crate::client::{Backoff, CallError};
use crate::event::AgentEvent;
use crate::folder::TaskFolder;
use crate::task::Attention;

/// What the asking remembers.
struct Leasing {
    backoff: Backoff,
    request_id: String,
    standing: Standing,
    obstacle: Option<String>,
    /// The server wishes that no more work is taken.
    drain: bool,
}

/// How the server stands to this agent, as people were told.
#[derive(PartialEq, Eq)]
enum Standing {
    Unknown,
    Good,
    Bad(String),
}

impl Shared {
    /// Asks for work until none is wanted any more.
    pub(super) async fn lease_until_drained(self: &Arc<Self>) {
        let mut leasing = Leasing {
            backoff: Backoff::new(&self.settings.pace),
            request_id: random_id(),
            standing: Standing::Unknown,
            obstacle: None,
            drain: false,
        };
        while !leasing.drain {
            tokio::select! {
                biased;
                () = self.stop.leave.cancelled() => return,
                () = self.stop.cancel.cancelled() => break,
                () = self.stop.drain.cancelled() => break,
                () = self.lease_once(&mut leasing) => {}
            }
        }
        self.tell(&AgentEvent::Draining);
        self.ask_what_was_given(&mut leasing).await;
    }

    async fn lease_once(self: &Arc<Self>, leasing: &mut Leasing) {
        let request = self.request(leasing);
        let full = request.free == 0;
        let within = self.settings.pace.lease_wait + self.settings.pace.call;
        let call = self.client.lease(&self.settings.token, &request, within);
        // A call that wants nothing may be given up when a place becomes free.
        let answer = tokio::select! {
            answer = call => answer,
            () = self.changed.notified(), if full => return,
        };
        match answer {
            Ok(reply) => {
                let forgets = !reply.forget.is_empty();
                self.answered(leasing, reply).await;
                if forgets {
                    // They take a moment to end; until then the answer stays the same.
                    tokio::time::sleep(self.settings.pace.first_pause).await;
                }
            }
            Err(error) => self.failed(leasing, &error).await,
        }
        if full && leasing.obstacle.is_some() {
            tokio::time::sleep(self.settings.pace.first_pause).await;
        }
    }

    fn request(&self, leasing: &mut Leasing) -> LeaseRequest {
        let held = self.held();
        let capacity = self.settings.capacity.get();
        let free = capacity.saturating_sub(u32::try_from(held.len()).unwrap_or(capacity));
        self.look_at_disk(leasing);
        let wait = self.settings.pace.lease_wait.as_millis();
        LeaseRequest {
            version: VERSION,
            program: self.settings.program.clone(),
            session: self.session.clone(),
            request_id: leasing.request_id.clone(),
            labels: self.settings.labels.clone(),
            free: if leasing.obstacle.is_some() { 0 } else { free },
            capacity,
            held,
            wait_ms: u64::try_from(wait).unwrap_or(u64::MAX),
            obstacle: leasing.obstacle.clone(),
        }
    }

    fn look_at_disk(&self, leasing: &mut Leasing) {
        let found = disk::obstacle(&self.settings.data, self.settings.limits.free);
        match (&leasing.obstacle, &found) {
            (None, Some(why)) => self.tell(&AgentEvent::Obstructed { why: why.clone() }),
            (Some(_), None) => self.tell(&AgentEvent::Unobstructed),
            _ => {}
        }
        leasing.obstacle = found;
    }

    async fn answered(self: &Arc<Self>, leasing: &mut Leasing, reply: LeaseReply) {
        leasing.request_id = random_id();
        leasing.backoff.reset();
        if leasing.standing != Standing::Good {
            leasing.standing = Standing::Good;
            self.tell(&AgentEvent::Connected);
        }
        leasing.drain |= reply.drain;
        for held in reply.forget {
            self.forget(held);
        }
        if let Some(lease) = reply.lease {
            self.take(*lease).await;
        }
    }

    /// Writes it down durably and looks after it. What can't be written is not begun: the server
    /// gives it to somebody else when it is not started in time.
    async fn take(self: &Arc<Self>, lease: Lease) {
        let (task, name) = (lease.task, lease.order.name.clone());
        let assignment = Assignment::new(lease, &self.settings);
        let held = assignment.held();
        if self.held.lock().contains_key(&held) {
            return;
        }
        let folder = TaskFolder::of(&self.tasks(), held);
        if let Err(error) = write_down(&folder, &assignment).await {
            let why = format!("it can't be written down, so it is not begun: {error}");
            return self.tell(&AgentEvent::Trouble { task, why });
        }
        self.tell(&AgentEvent::Took { task, name });
        self.begin(Attention::new(folder, assignment));
    }

    async fn failed(&self, leasing: &mut Leasing, error: &CallError) {
        let why = error.to_string();
        let standing = Standing::Bad(why.clone());
        if leasing.standing != standing {
            leasing.standing = standing;
            self.tell(&match error {
                CallError::Refused { .. } => AgentEvent::Refused { why },
                CallError::Transport(_) | CallError::Nonsense(_) => AgentEvent::Unreachable { why },
            });
        }
        leasing.backoff.wait().await;
    }

    /// The call that was given up may have been answered with work: the same one again tells.
    async fn ask_what_was_given(self: &Arc<Self>, leasing: &mut Leasing) {
        let request = LeaseRequest {
            free: 0,
            wait_ms: 0,
            ..self.request(leasing)
        };
        let pace = &self.settings.pace;
        let asking = self
            .client
            .lease(&self.settings.token, &request, pace.goodbye);
        let answer = tokio::select! {
            answer = asking => answer,
            () = self.stop.leave.cancelled() => return,
        };
        if let Ok(reply) = answer {
            self.answered(leasing, reply).await;
        }
    }
}

async fn write_down(folder: &TaskFolder, assignment: &Assignment) -> io::Result<()> {
    let (folder, assignment) = (folder.clone(), assignment.clone());
    blocking(move || {
        folder.create(&assignment).inspect_err(|_| {
            let _ = folder.remove();
        })
    })
    .await
}
