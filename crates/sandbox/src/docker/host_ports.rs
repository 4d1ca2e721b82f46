//! The ports of this machine that jobs take for their services.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Gate, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

use crate::{ProgressSink, SandboxError};

/// A port that is a job's own until this is dropped.
pub(super) type Held = OwnedMutexGuard<()>;

/// Who has which port. Jobs that run at the same time and name the same port, as the cells of a
/// matrix do, have it one after the other.
#[derive(Debug, Default)]
pub(super) struct HostPorts(Mutex<BTreeMap<u16, Arc<Gate<()>>>>);

impl HostPorts {
    /// Waits until all are free. Every job takes them in the same order, so that no two jobs wait for
    /// each other.
    pub(super) async fn hold(
        &self,
        ports: BTreeSet<u16>,
        progress: &dyn ProgressSink,
        cancel: &CancellationToken,
    ) -> Result<Vec<Held>, SandboxError> {
        let mut held = Vec::new();
        for port in ports {
            let gate = self.gate(port);
            if let Ok(free) = Arc::clone(&gate).try_lock_owned() {
                held.push(free);
                continue;
            }
            progress.line(&format!(
                "Waiting for port {port}, which another job has ..."
            ));
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(SandboxError::Canceled),
                free = gate.lock_owned() => held.push(free),
            }
        }
        Ok(held)
    }

    fn gate(&self, port: u16) -> Arc<Gate<()>> {
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(port).or_default())
    }
}
