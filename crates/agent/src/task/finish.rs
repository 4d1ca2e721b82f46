//! The end of a task: what the job left goes to the server, then how it ended, until the server knows.

use std::path::PathBuf;

use maillon_model::spec::ArchiveId;
use maillon_protocol::agent::FinishRequest;

use super::upload::Log;
use super::{Care, Failed, Refusals};
use crate::assignment::Ended;
use crate::client::{Backoff, CallError, FinishAnswer};
use crate::{blocking, durable, uploads};

impl Care<'_> {
    /// Tells the end until it is known, over any outage.
    pub(super) async fn finish(&self, log: &mut Log) -> Result<(), Failed> {
        log.flush(self).await?;
        let body = self.last_call(log).await?;
        let mut backoff = Backoff::new(&self.shared.settings.pace);
        let mut refusals = Refusals::default();
        loop {
            match self.client.finish(body.clone()).await {
                Ok(FinishAnswer::Known) => return Ok(()),
                Ok(FinishAnswer::LogShort(from)) => {
                    log.rewind(self, from);
                    log.flush(self).await?;
                    backoff.wait().await;
                }
                Err(error) if error.is_over() => return Err(Failed::Gone(error.to_string())),
                Err(error) => {
                    refusals.count("its end", &error)?;
                    backoff.wait().await;
                }
            }
        }
    }

    /// The same words each time, also after a restart: the server compares them.
    async fn last_call(&self, log: &mut Log) -> Result<Vec<u8>, Failed> {
        let path = self.attention.folder.finish();
        if let Ok(body) = std::fs::read(&path) {
            return Ok(body);
        }
        let folder = self.attention.folder.clone();
        let ended = blocking(move || folder.ended()).await?;
        let ended = ended.unwrap_or_else(|| Ended::errored("the job's result is lost"));
        let ended = self.deliver(ended).await?;
        let (log_len, sha256) = log.summary().await?;
        let request = FinishRequest {
            attempt: self.attention.held().attempt,
            result: ended.result,
            shown: ended.shown,
            log_len,
            sha256,
        };
        self.attention.folder.use_reserve();
        let body = serde_json::to_vec(&request).map_err(std::io::Error::from)?;
        let written = body.clone();
        blocking(move || durable::write(&path, &written)).await?;
        Ok(body)
    }

    /// Brings what the job left. What the server never takes makes the job errored.
    async fn deliver(&self, ended: Ended) -> Result<Ended, Failed> {
        let mut backoff = Backoff::new(&self.shared.settings.pace);
        loop {
            match self.deliver_all(&ended).await {
                Ok(()) => return Ok(ended),
                Err(Undelivered::Missing(what)) => {
                    return Ok(Ended::errored(format!(
                        "{what} is lost: it is not on the agent"
                    )));
                }
                Err(Undelivered::Call(_, error)) if error.status() == Some(409) => {
                    return Err(Failed::Gone(error.to_string()));
                }
                Err(Undelivered::Call(what, error)) if error.is_final() => {
                    return Ok(Ended::errored(format!(
                        "the server does not take {what}: {error}"
                    )));
                }
                Err(Undelivered::Call(..)) => backoff.wait().await,
            }
        }
    }

    async fn deliver_all(&self, ended: &Ended) -> Result<(), Undelivered> {
        let left = &ended.result.left;
        for id in left.archive.iter().chain(left.reports.values()) {
            self.deliver_archive(id).await?;
        }
        let uploads = uploads::of(&self.attention.folder, &left.uploads);
        for (info, file) in uploads.map_err(Undelivered::Missing)? {
            let what = format!("the artifact {}", info.name);
            let brought = self.client.put_upload(&info, &file).await;
            brought.map_err(|error| Undelivered::Call(what, error))?;
        }
        Ok(())
    }

    async fn deliver_archive(&self, id: &ArchiveId) -> Result<(), Undelivered> {
        let file = self.archive(id);
        let what = "an archive of artifacts".to_owned();
        if !file.exists() {
            return Err(Undelivered::Missing(what));
        }
        let brought = match self.client.has_archive(&id.0).await {
            Ok(true) => Ok(()),
            Ok(false) => self.client.put_archive(&id.0, &file).await,
            Err(error) => Err(error),
        };
        brought.map_err(|error| Undelivered::Call(what, error))
    }

    fn archive(&self, id: &ArchiveId) -> PathBuf {
        let store = self.attention.folder.state().join("store");
        maillon_runner::archive::Store::new(store).path(id)
    }
}

enum Undelivered {
    Missing(String),
    Call(String, CallError),
}
