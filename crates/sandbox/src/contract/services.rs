//! Services beside a job.

use std::collections::BTreeMap;
use std::fmt;

use async_trait::async_trait;

use super::SandboxError;

/// The services of one try of a job whose commands run elsewhere.
///
/// Life: [`super::Executor::open_services`], `close`.
#[async_trait]
pub trait Services: Send + Sync + fmt::Debug {
    /// Those that run, in the order of the definition.
    fn running(&self) -> &[RunningService];

    /// Their network; None where there are none.
    fn network(&self) -> Option<&str>;

    /// What each of them printed last. Empty after `close`.
    async fn logs(&self) -> Vec<ServiceLog>;

    /// Ends and removes them. Idempotent; not cancellable, but bounded in time.
    async fn close(&self) -> Result<(), SandboxError>;
}

/// A service that runs beside a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningService {
    /// The first name by which the job reaches it.
    pub alias: String,
    /// Its container.
    pub container: String,
    /// Ports in the container, each with the one of this machine that leads there.
    pub ports: BTreeMap<u16, u16>,
}

/// What a service printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceLog {
    /// Its image.
    pub service: String,
    /// The last lines.
    pub lines: Vec<String>,
}
