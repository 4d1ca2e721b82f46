//! What a try takes from earlier jobs and runs, and what it keeps for later ones.

use std::sync::Arc;

use maillon_model::Outcome;
use maillon_model::event::Phase;
use maillon_model::outcome::{Failure, FailureKind};
use maillon_model::spec::Leftovers;

use super::stopped::Stopped;
use super::{Place, Try, blocking};
use crate::archive::Store;
use crate::artifacts::{self, Collected, Collecting};
use crate::cache::Caching;

impl Try<'_> {
    /// Brings in caches and what earlier jobs left.
    pub(super) async fn restore(&self, place: &Place<'_>) -> Result<(), Stopped> {
        if !place.job.caches.is_empty() {
            self.reporter.phase(Phase::CacheRestore).await;
            let caching = self.caching(place);
            let lines = blocking(move || caching.restore()).await?;
            place.log.all(lines).await;
        }
        if self
            .spec
            .upstream
            .iter()
            .any(|job| job.left.archive.is_some())
        {
            self.reporter.phase(Phase::ArtifactsDownload).await;
            let store = Store::new(self.context.places.store());
            let (upstream, into) = (self.spec.upstream.clone(), place.workspace.path.clone());
            let restored = blocking(move || artifacts::restore(&store, &upstream, &into)).await?;
            place.log.all(restored?).await;
        }
        Ok(())
    }

    fn caching(&self, place: &Place<'_>) -> Caching {
        Caching {
            caches: place.job.caches.clone(),
            folder: self.context.places.caches(),
            root: place.workspace.path.clone(),
            guest: place.guest.to_path_buf(),
            tracked: Arc::clone(&place.workspace.tracked),
        }
    }

    /// Keeps what the definition wants kept. Nothing is kept of a job that has no verdict.
    pub(super) async fn save(
        &self,
        place: &Place<'_>,
        outcome: Outcome,
    ) -> Result<(Outcome, Leftovers), Stopped> {
        if matches!(outcome, Outcome::Errored { .. } | Outcome::Canceled) {
            return Ok((outcome, Leftovers::default()));
        }
        if !place.job.caches.is_empty() {
            self.reporter.phase(Phase::CacheSave).await;
            let (caching, ended) = (self.caching(place), outcome.clone());
            let lines = blocking(move || caching.save(&ended)).await?;
            place.log.all(lines).await;
        }
        if place.job.artifacts.is_none() {
            return Ok((outcome, Leftovers::default()));
        }
        self.reporter.phase(Phase::ArtifactsUpload).await;
        match self.collect(place, &outcome).await {
            Ok(collected) => {
                place.log.all(collected.lines).await;
                Ok((verdict(outcome, collected.refused), collected.left))
            }
            Err(stopped) if outcome.is_success() => Err(stopped),
            Err(stopped) => {
                place.log.line(format!("ERROR: {stopped}")).await;
                Ok((outcome, Leftovers::default()))
            }
        }
    }

    async fn collect(&self, place: &Place<'_>, outcome: &Outcome) -> Result<Collected, Stopped> {
        let Some(artifacts) = place.job.artifacts.clone() else {
            return Ok(Collected::default());
        };
        let (job, outcome) = (self.name.clone(), outcome.clone());
        let (root, guest) = (place.workspace.path.clone(), place.guest.to_path_buf());
        let tracked = Arc::clone(&place.workspace.tracked);
        let places = self.context.places.clone();
        let work = move || {
            artifacts::collect(&Collecting {
                job: &job,
                artifacts: &artifacts,
                outcome: &outcome,
                root: &root,
                guest: &guest,
                tracked: &tracked,
                places: &places,
            })
        };
        blocking(work)
            .await?
            .map_err(|error| Stopped::io("keep the artifacts", &error))
    }
}

/// A report that GitLab would not take fails a job that was fine.
fn verdict(outcome: Outcome, refused: Option<String>) -> Outcome {
    match refused {
        Some(message) if outcome.is_success() => Outcome::Failed(Failure {
            kind: FailureKind::Script,
            exit_code: None,
            message,
            command: None,
        }),
        _ => outcome,
    }
}
