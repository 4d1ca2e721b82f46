//! Signs of life. They wait for nothing but time and the server.

use std::sync::Arc;
use std::time::Duration;

use maillon_protocol::agent::{Answered, BeatReply};
use tokio::task::AbortHandle;

use super::{Attention, Care, process};
use crate::blocking;
use crate::client::TaskClient;
use crate::contact::Contact;
use crate::durable;
use crate::settings::Pace;

/// With open questions a person waits for what follows.
const QUICK: Duration = Duration::from_secs(1);

/// A task that ends with this.
pub(super) struct Beside(AbortHandle);

impl Drop for Beside {
    fn drop(&mut self) {
        self.0.abort();
    }
}

struct Beat {
    attention: Arc<Attention>,
    client: TaskClient,
    pace: Pace,
}

impl Care<'_> {
    /// Beats from now on, beside everything else.
    pub(super) fn beat_beside(&self) -> Beside {
        let beat = Beat {
            attention: Arc::clone(self.attention),
            client: self.client.clone(),
            pace: self.shared.settings.pace,
        };
        Beside(tokio::spawn(beat.for_ever()).abort_handle())
    }
}

impl Beat {
    async fn for_ever(self) {
        loop {
            let begun = tokio::time::Instant::now();
            let third = self.attention.ttl() / 3;
            let next = match self.once(third).await {
                Some(()) => begun + self.pause(third),
                // The next try comes sooner, but never at once.
                None => tokio::time::Instant::now() + self.again(third),
            };
            let mut open = self.attention.open.subscribe();
            open.mark_unchanged();
            tokio::select! {
                () = tokio::time::sleep_until(next) => {}
                _ = open.changed() => {}
            }
        }
    }

    fn pause(&self, third: Duration) -> Duration {
        match *self.attention.open.borrow() {
            0 => third,
            _ => third.min(QUICK),
        }
    }

    fn again(&self, third: Duration) -> Duration {
        (third / 4).clamp(Duration::from_millis(10), self.pace.longest_pause)
    }

    async fn once(&self, within: Duration) -> Option<()> {
        let contact = Contact::now(Duration::ZERO);
        match self.client.beat(within).await {
            Ok(reply) => {
                self.heard(contact, reply).await;
                Some(())
            }
            Err(error) => {
                if error.is_over() {
                    self.attention.forget(&error.to_string());
                }
                None
            }
        }
    }

    async fn heard(&self, contact: Contact, reply: BeatReply) {
        let contact = Contact {
            ttl: Duration::from_millis(reply.ttl_ms.max(1)),
            ..contact
        };
        // Where it can't be noted the job is stopped like one without contact, which is safe.
        let _ = contact.note(&self.attention.folder.contact());
        self.attention.acknowledged.send_if_modified(|known| {
            let news = reply.acknowledged > *known;
            *known = reply.acknowledged.max(*known);
            news
        });
        process::wish(&self.attention.folder, reply.cancel).await;
        for answer in reply.answers {
            self.answered(answer).await;
        }
    }

    /// The first answer counts.
    async fn answered(&self, answer: Answered) {
        let path = self
            .attention
            .folder
            .questions()
            .join(format!("{}.answer.json", answer.number));
        if !path.exists() {
            // What can't be written comes again with the next beat.
            let _ = blocking(move || durable::write_json(&path, &answer)).await;
        }
    }
}
