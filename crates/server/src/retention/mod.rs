//! What is not kept any longer: runs by age, count and size, artifacts whose time is over, bytes that nobody uses;
//! and small pieces of complete logs, which are merged. One server does it at a time.

use std::time::Duration;

use futures_util::TryStreamExt;
use maillon_model::Timestamp;
use maillon_store::retention::outlived;

use crate::duties::Duty;
use crate::http::Fault;
use crate::server::Server;

/// Between looks for logs to merge.
const PACKING: Duration = Duration::from_secs(5);

/// Between looks for what has outlived its time.
const REMOVING: Duration = Duration::from_mins(5);

/// How long the duty is another server's when this one is gone.
const KEEP: Duration = Duration::from_mins(15);

/// So many runs are removed in one transaction: others write between.
const AT_A_TIME: usize = 20;

/// Bytes in the storage that nobody knows of are left alone for this long: they may be on their way.
const ON_THEIR_WAY: Duration = Duration::from_hours(24);

/// The duties of this area.
pub(crate) fn duties() -> Vec<Duty> {
    vec![
        Duty {
            name: "merging of logs",
            run: |server| Box::pin(pack_always(server)),
        },
        Duty {
            name: "retention",
            run: |server| Box::pin(remove_always(server)),
        },
    ]
}

async fn pack_always(server: Server) -> Result<(), Fault> {
    let holder = holder()?;
    loop {
        if is_ours(&server, "packing", &holder).await? {
            pack(&server).await?;
        }
        tokio::time::sleep(PACKING).await;
    }
}

async fn remove_always(server: Server) -> Result<(), Fault> {
    let holder = holder()?;
    loop {
        if is_ours(&server, "retention", &holder).await? {
            remove(&server).await?;
        }
        tokio::time::sleep(REMOVING).await;
    }
}

/// Who this server is while it runs.
fn holder() -> Result<String, Fault> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|error| Fault::internal(error.to_string()))?;
    Ok(format!("{:016x}", u64::from_be_bytes(random)))
}

async fn is_ours(server: &Server, duty: &str, holder: &str) -> Result<bool, Fault> {
    let mut tx = server.store.begin().await?;
    let ours = tx.take_duty(duty, holder, KEEP).await?;
    tx.commit().await?;
    Ok(ours)
}

/// Ends logs that nobody ended, and merges the small pieces of complete ones.
pub async fn pack(server: &Server) -> Result<(), Fault> {
    for log in server.store.logs_to_close().await? {
        let mut tx = server.store.begin().await?;
        tx.close_log(log).await?;
        tx.commit().await?;
    }
    for log in server.store.logs_to_pack().await? {
        server.store.pack_log(log).await?;
    }
    Ok(())
}

/// Removes everything that is not kept any longer.
pub async fn remove(server: &Server) -> Result<(), Fault> {
    let now = server.store.now().await?;
    for project in server.store.projects().await? {
        let runs = server.store.kept_runs(project.id).await?;
        let gone = outlived(&runs, project.settings.retention, now);
        for some in gone.chunks(AT_A_TIME) {
            remove_runs(server, some).await?;
        }
    }
    forget_artifacts(server).await?;
    sweep(server, now).await
}

async fn remove_runs(server: &Server, runs: &[i64]) -> Result<(), Fault> {
    let mut tx = server.store.begin().await?;
    for run in runs {
        // One that somebody runs again meanwhile stays.
        tx.remove_run(*run).await?;
    }
    Ok(tx.commit().await?)
}

/// The rows go first: bytes without a row are swept later, a row without bytes would be a lie.
async fn forget_artifacts(server: &Server) -> Result<(), Fault> {
    loop {
        let mut tx = server.store.begin().await?;
        let places = tx.forget_artifacts().await?;
        tx.commit().await?;
        if places.is_empty() {
            return Ok(());
        }
        for place in places {
            server.artifacts.remove(&place).await?;
        }
    }
}

/// Removes bytes that nobody knows of: what a killed server left behind.
async fn sweep(server: &Server, now: Timestamp) -> Result<(), Fault> {
    let before = now
        .0
        .saturating_sub(u64::try_from(ON_THEIR_WAY.as_millis()).unwrap_or(u64::MAX));
    let mut places = server.artifacts.places_before(Timestamp(before));
    while let Some(place) = places.try_next().await? {
        if !server.store.is_place_known(&place).await? {
            server.artifacts.remove(&place).await?;
        }
    }
    Ok(())
}
