//! Whether the server lives, and whether it is ready.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use maillon_protocol::api::Health;

use crate::http::Fault;
use crate::server::Server;

/// What takes longer is not ready.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) async fn alive() -> &'static str {
    "alive\n"
}

pub(super) async fn ready(State(server): State<Server>) -> (StatusCode, Json<Health>) {
    let (database, storage, disk) = tokio::join!(
        within(async { Ok(server.store.now().await.map(drop)?) }),
        within(server.artifacts.check()),
        within(disk(&server)),
    );
    let staying = if server.stop.is_cancelled() {
        Some("the server is about to end".to_owned())
    } else {
        None
    };
    let troubles: Vec<String> = [database, storage, disk, staying]
        .into_iter()
        .flatten()
        .collect();
    let status = if troubles.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let ready = troubles.is_empty();
    (status, Json(Health { ready, troubles }))
}

/// What is wrong, where something is.
async fn within(checked: impl Future<Output = Result<(), Fault>>) -> Option<String> {
    match tokio::time::timeout(PATIENCE, checked).await {
        Ok(Ok(())) => None,
        Ok(Err(fault)) => Some(fault.message),
        Err(_) => Some(format!("no answer within {} s", PATIENCE.as_secs())),
    }
}

/// Whether files can be written where the server keeps its own.
async fn disk(server: &Server) -> Result<(), Fault> {
    let folder = server.settings.data.clone();
    let written = tokio::task::spawn_blocking(move || {
        let probe = folder.join(".ready");
        std::fs::write(&probe, [0; 4096])?;
        match std::fs::remove_file(&probe) {
            // Two checks at a time may meet.
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    });
    let failed = |why: String| Fault::internal(format!("the data folder: {why}"));
    let written = written.await.map_err(|error| failed(error.to_string()))?;
    written.map_err(|error| failed(error.to_string()))
}
