//! What was done, by whom, from where.

use maillon_protocol::api::{AuditEntry, Page};
use maillon_store::access::AuditFilter;
use serde::Deserialize;

use crate::http::Fault;
use crate::server::Server;

/// Entries in one answer, at most.
const LIMIT: u32 = 100;

/// What is asked for, as it stands in an address.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct AuditQuery {
    /// Of whom.
    #[serde(default)]
    pub actor: Option<String>,
    /// What, or the beginning of what.
    #[serde(default)]
    pub action: Option<String>,
    /// In which project.
    #[serde(default)]
    pub project: Option<String>,
    /// The cursor.
    #[serde(default)]
    pub before: Option<i64>,
    /// How many.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Entries, newest first.
pub async fn list(server: &Server, query: AuditQuery) -> Result<Page<AuditEntry>, Fault> {
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, LIMIT);
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let filter = AuditFilter {
        actor: given(query.actor),
        action: given(query.action),
        project: given(query.project),
        before: query.before,
    };
    let mut items = server.store.audit(&filter, i64::from(limit) + 1).await?;
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = items.last().map(|entry| entry.id.to_string());
    Ok(Page {
        next: next.filter(|_| more),
        items,
    })
}
