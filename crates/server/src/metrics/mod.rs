//! How the server does, for programs that watch it: Prometheus, and whether it lives and is ready.

mod health;
mod middleware;
mod scrape;

use std::time::Duration;

use maillon_protocol::api::Health;
use parking_lot::Mutex;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use crate::http::Route;
use crate::http::route::Method::Get;
use crate::http::route::Needs;

pub(crate) use middleware::measured;

/// What is counted while the server runs.
#[derive(Debug)]
pub struct Metrics {
    registry: Mutex<Registry>,
    http: Family<Called, Histogram>,
    leases: Histogram,
    log_bytes: Counter,
}

/// A call, without what makes it one of many.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Called {
    method: String,
    route: String,
    status: u16,
}

/// From one millisecond to half a minute.
fn durations() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 2.0, 16))
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("maillon");
        let http = Family::new_with_constructor(durations as fn() -> Histogram);
        let leases = Histogram::new(exponential_buckets(0.01, 2.0, 18));
        let log_bytes = Counter::default();
        let (calls, waits) = (
            "Seconds that calls took",
            "Seconds that tasks waited for an agent",
        );
        registry.register("http_request_duration_seconds", calls, http.clone());
        registry.register("task_wait_seconds", waits, leases.clone());
        registry.register("log_bytes", "Bytes of logs that arrived", log_bytes.clone());
        Self {
            registry: Mutex::new(registry),
            http,
            leases,
            log_bytes,
        }
    }
}

impl Metrics {
    /// A task was handed out after it waited so long.
    pub fn leased(&self, waited: Duration) {
        self.leases.observe(waited.as_secs_f64());
    }

    /// So many bytes of a log arrived.
    pub fn log_arrived(&self, bytes: u64) {
        self.log_bytes.inc_by(bytes);
    }
}

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(Get, "/metrics", Needs::Administrator, scrape::metrics)
            .does("Gives metrics as Prometheus reads them; for an administrator's token"),
        Route::wire(Get, "/healthz", Needs::Nobody, health::alive)
            .does("Says that the process lives"),
        Route::wire(Get, "/readyz", Needs::Nobody, health::ready)
            .does("Says whether database and storage answer, and whether the server stays")
            .gives::<Health>(),
    ]
}
