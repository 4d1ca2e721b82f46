//! Has an image ready.

use std::collections::HashMap;

use bollard::auth::DockerCredentials;
use bollard::models::{CreateImageInfo, ImageInspect};
use bollard::query_parameters::CreateImageOptionsBuilder;
use futures_util::StreamExt;
use maillon_model::event::Phase;
use maillon_model::job::{Image, PullPolicy};
use tokio_util::sync::CancellationToken;

use super::auth::{Registries, login};
use super::connect::{Engine, status, words};
use crate::{ProgressSink, SandboxError};

/// Progress is told in steps of this many bytes.
const STEP: u64 = 1024 * 1024;

/// Where an image is pulled from and who hears of it.
pub(super) struct Puller<'a> {
    pub(super) engine: &'a Engine,
    pub(super) registries: &'a Registries,
    pub(super) progress: &'a dyn ProgressSink,
    pub(super) cancel: &'a CancellationToken,
}

impl Puller<'_> {
    /// Makes sure, by the image's pull policy, that the engine has it; returns what it is.
    pub(super) async fn ensure(&self, image: &Image) -> Result<ImageInspect, SandboxError> {
        let present = match image.pull_policy {
            PullPolicy::Always => None,
            PullPolicy::IfNotPresent | PullPolicy::Never => self.inspect(image).await?,
        };
        match present {
            Some(found) if fits(image, &found) => return Ok(found),
            _ if image.pull_policy == PullPolicy::Never => {
                return Err(failed(
                    image,
                    "the engine does not have it, and its pull policy is never",
                ));
            }
            _ => {}
        }
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => return Err(SandboxError::Canceled),
            pulled = self.pull(image) => pulled?,
        }
        let pulled = self.inspect(image).await?;
        pulled.ok_or_else(|| failed(image, "the engine pulled it, but does not have it"))
    }

    async fn inspect(&self, image: &Image) -> Result<Option<ImageInspect>, SandboxError> {
        match self.engine.docker.inspect_image(&image.name).await {
            Ok(found) => Ok(Some(found)),
            Err(error) if status(&error) == Some(404) => Ok(None),
            Err(error) => Err(failed(image, words(&error))),
        }
    }

    async fn pull(&self, image: &Image) -> Result<(), SandboxError> {
        self.progress
            .line(&format!("Pulling image {} ...", image.name));
        let platform = image.platform.as_deref().unwrap_or_default();
        let reference = with_tag(&image.name);
        let options = CreateImageOptionsBuilder::new()
            .from_image(&reference)
            .platform(platform);
        let credentials = self.credentials(image);
        let mut news = self
            .engine
            .docker
            .create_image(Some(options.build()), None, credentials);
        let mut layers = Layers::default();
        while let Some(news) = news.next().await {
            let news = news.map_err(|error| self.refused(image, &words(&error)))?;
            if let Some((done, total)) = layers.hear(news) {
                self.progress.progress(Phase::Pull, done, Some(total));
            }
        }
        Ok(())
    }

    /// Those that the definition has for this image come first.
    fn credentials(&self, image: &Image) -> Option<DockerCredentials> {
        let own = image.extras.credentials.as_ref();
        own.map(|own| login(own, &image.name))
            .or_else(|| self.registries.credentials(&image.name))
    }

    fn refused(&self, image: &Image, why: &str) -> SandboxError {
        let known = self.credentials(image).is_some();
        let helper = self.registries.helper(&image.name).filter(|_| !known);
        let hint = helper.map_or_else(String::new, |helper| {
            format!(
                " (its credentials may be with the helper `{helper}`, which is not asked: \
                 put them into DOCKER_AUTH_CONFIG)"
            )
        });
        failed(image, format!("{why}{hint}"))
    }
}

fn failed(image: &Image, why: impl Into<String>) -> SandboxError {
    SandboxError::Image {
        image: image.name.clone(),
        why: why.into(),
    }
}

/// Without a tag an engine would pull all of them.
fn with_tag(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    if last.contains([':', '@']) {
        name.to_owned()
    } else {
        format!("{name}:latest")
    }
}

/// Whether an image is for the platform that is asked for.
fn fits(image: &Image, found: &ImageInspect) -> bool {
    let Some(platform) = &image.platform else {
        return true;
    };
    let mut parts = platform.split('/');
    let fits = |have: &Option<String>, want: Option<&str>| {
        want.is_none_or(|want| have.as_deref().is_none_or(|have| have == want))
    };
    fits(&found.os, parts.next()) && fits(&found.architecture, parts.next())
}

/// The layers of an image on their way.
#[derive(Default)]
struct Layers {
    sizes: HashMap<String, (u64, u64)>,
    told: u64,
}

impl Layers {
    /// Returns the sum of all layers where that is worth telling.
    fn hear(&mut self, news: CreateImageInfo) -> Option<(u64, u64)> {
        let id = news.id?;
        let detail = news.progress_detail.unwrap_or_default();
        let bytes = |count: Option<i64>| count.and_then(|count| u64::try_from(count).ok());
        match news.status.as_deref()? {
            "Downloading" => {
                let sizes = (bytes(detail.current)?, bytes(detail.total)?);
                self.sizes.insert(id, sizes);
            }
            "Download complete" | "Pull complete" => {
                let (done, total) = self.sizes.get_mut(&id)?;
                *done = *total;
            }
            _ => return None,
        }
        self.worth_telling()
    }

    fn worth_telling(&mut self) -> Option<(u64, u64)> {
        let done = self.sizes.values().map(|(done, _)| done).sum();
        let total = self.sizes.values().map(|(_, total)| total).sum();
        let tells = done >= self.told + STEP || (done == total && done > self.told);
        tells.then(|| {
            self.told = done;
            (done, total)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bollard::models::ProgressDetail;

    #[test]
    fn a_name_without_a_tag_means_the_latest() {
        assert_eq!(with_tag("busybox"), "busybox:latest");
        assert_eq!(with_tag("host:5000/a/b"), "host:5000/a/b:latest");
        assert_eq!(with_tag("a/b:1"), "a/b:1");
        assert_eq!(with_tag("a@sha256:1"), "a@sha256:1");
    }

    #[test]
    fn the_platform_must_fit() {
        let mut image = Image::named("a");
        let found = ImageInspect {
            os: Some("linux".to_owned()),
            architecture: Some("amd64".to_owned()),
            ..ImageInspect::default()
        };
        assert!(fits(&image, &found));
        image.platform = Some("linux/arm64/v8".to_owned());
        assert!(!fits(&image, &found));
        image.platform = Some("linux/amd64".to_owned());
        assert!(fits(&image, &found));
    }

    #[test]
    fn progress_is_the_sum_of_the_layers() {
        let mut layers = Layers::default();
        let mut hear = |id: &str, status: &str, current: i64, total: i64| {
            layers.hear(CreateImageInfo {
                id: Some(id.to_owned()),
                status: Some(status.to_owned()),
                progress_detail: Some(ProgressDetail {
                    current: Some(current),
                    total: Some(total),
                }),
                ..CreateImageInfo::default()
            })
        };
        assert_eq!(
            hear("a", "Downloading", 1_500_000, 4_000_000),
            Some((1_500_000, 4_000_000))
        );
        assert_eq!(hear("b", "Downloading", 100, 1_000), None);
        assert_eq!(
            hear("a", "Pull complete", 0, 0),
            Some((4_000_100, 4_001_000))
        );
        assert_eq!(
            hear("b", "Download complete", 0, 0),
            Some((4_001_000, 4_001_000))
        );
        assert_eq!(hear("b", "Extracting", 10, 1_000), None);
    }
}
