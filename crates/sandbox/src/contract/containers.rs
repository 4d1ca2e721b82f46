//! Containers beside a job.

use std::fmt;
use std::path::PathBuf;

use async_trait::async_trait;
use maillon_model::job::Image;
use tokio_util::sync::CancellationToken;

use super::{Belongs, Ending, Exit, Mount, Output, SandboxError};

/// Runs containers beside a job that end by themselves: those of docker actions.
#[async_trait]
pub trait Containers: Send + Sync + fmt::Debug {
    /// Builds an image from a folder of this machine, without what its `.dockerignore` names. What the
    /// engine prints goes to `output`; an exit code other than 0 says that the build failed.
    async fn build(
        &self,
        order: BuildOrder,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError>;

    /// Runs a container to its end and removes it, also where this is dropped before. Pulls and what
    /// keeps it from starting go to `output`, as lines; a program that does not exist is no error, as
    /// for [`super::Sandbox::exec`].
    async fn run(
        &self,
        order: ContainerOrder,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError>;
}

/// What an image is built from.
#[derive(Clone, Debug)]
pub struct BuildOrder {
    /// The folder, on this machine.
    pub context: PathBuf,
    /// The Dockerfile, relative to the folder.
    pub dockerfile: PathBuf,
    /// The name that the image gets.
    pub tag: String,
}

/// A container that runs to its end.
#[derive(Clone)]
pub struct ContainerOrder {
    /// The run, job, try and process that it belongs to: labels.
    pub belongs: Belongs,
    /// What it runs, with its entrypoint.
    pub image: Image,
    /// Instead of the image's own command.
    pub args: Option<Vec<String>>,
    /// Its environment.
    pub env: Vec<(String, String)>,
    /// Where it starts, in the container.
    pub workdir: PathBuf,
    /// Folders of this machine that it sees.
    pub mounts: Vec<Mount>,
    /// A network that it joins; see [`super::Sandbox::network`].
    pub network: Option<String>,
    /// How it is ended when it is canceled.
    pub ending: Ending,
}

impl fmt::Debug for ContainerOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not env and args: they may hold secrets.
        f.debug_struct("ContainerOrder")
            .field("belongs", &self.belongs)
            .field("image", &self.image)
            .finish_non_exhaustive()
    }
}
