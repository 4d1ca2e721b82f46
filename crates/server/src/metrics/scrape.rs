//! Metrics as Prometheus reads them.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maillon_store::Gauges;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use tokio::time::Instant;

use crate::http::Fault;
use crate::server::Server;

const TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(super) async fn metrics(State(server): State<Server>) -> Result<Response, Fault> {
    let begun = Instant::now();
    server.store.now().await?;
    let answered = begun.elapsed().as_secs_f64();
    let gauges = server.store.gauges().await?;
    let agents = agents(&server).await?;
    let mut text = String::new();
    let failed = |error: std::fmt::Error| Fault::internal(error.to_string());
    encode_registry(&mut text, &server.metrics.registry.lock()).map_err(failed)?;
    write(&mut text, &gauges, agents, answered).map_err(failed)?;
    gauge(
        &mut text,
        "logs_followed",
        "Logs that are followed live",
        server.live.len(),
    )
    .map_err(failed)?;
    encode_eof(&mut text).map_err(failed)?;
    Ok(([(header::CONTENT_TYPE, TYPE)], text).into_response())
}

/// Those that were heard within a minute, and all.
async fn agents(server: &Server) -> Result<(usize, usize), Fault> {
    let now = server.store.now().await?;
    let agents = server.store.agents().await?;
    let heard = |at| now.since(at) < server.settings.ttl;
    let online = agents
        .iter()
        .filter(|agent| agent.seen_at.is_some_and(heard));
    Ok((online.count(), agents.len()))
}

fn write(
    text: &mut String,
    gauges: &Gauges,
    (online, agents): (usize, usize),
    answered: f64,
) -> std::fmt::Result {
    writeln!(text, "# HELP maillon_runs Runs by their state.")?;
    writeln!(text, "# TYPE maillon_runs gauge")?;
    for (state, count) in &gauges.runs {
        writeln!(text, "maillon_runs{{state=\"{state}\"}} {count}")?;
    }
    gauge(
        text,
        "tasks_queued",
        "Tasks that wait for an agent",
        gauges.queued,
    )?;
    let oldest = gauges.oldest.as_secs_f64();
    gauge(
        text,
        "tasks_queued_oldest_seconds",
        "How long the first of them waits",
        oldest,
    )?;
    gauge(
        text,
        "tasks_running",
        "Tasks that agents have",
        gauges.running,
    )?;
    gauge(text, "agents", "Agents", agents)?;
    gauge(
        text,
        "agents_online",
        "Agents that were heard lately",
        online,
    )?;
    gauge(
        text,
        "artifact_bytes",
        "Bytes of archives and uploads",
        gauges.artifact_bytes,
    )?;
    gauge(
        text,
        "database_seconds",
        "How long the database took to answer",
        answered,
    )
}

fn gauge(
    text: &mut String,
    name: &str,
    help: &str,
    value: impl std::fmt::Display,
) -> std::fmt::Result {
    writeln!(text, "# HELP maillon_{name} {help}.")?;
    writeln!(text, "# TYPE maillon_{name} gauge\nmaillon_{name} {value}")
}
