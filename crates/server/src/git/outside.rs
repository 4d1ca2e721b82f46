//! What forges tell by webhooks, on its way to runs.

use std::sync::Arc;

use maillon_model::trigger::{ForgeEvent, MergeRequest, TriggerEvent, User};
use maillon_store::{DeliveryRow, ProjectRow};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::blocking;
use super::mirror::Elsewhere;
use super::pushed::forge_event;
use crate::http::Fault;
use crate::projects::order_for;
use crate::runs::{self, NewOrder, RunOrder};
use crate::server::Server;

/// What a forge told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Heard {
    /// Commits or a tag were pushed there.
    Push(HeardPush),
    /// A merge request was opened or got commits there.
    Merge(HeardMerge),
}

/// A push elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct HeardPush {
    /// `push`, in the forge's words.
    pub(crate) name: String,
    /// `refs/heads/main`
    pub(crate) git_ref: String,
    /// Who pushed.
    pub(crate) user: User,
    /// All that the forge told.
    pub(crate) payload: Arc<Value>,
}

impl HeardPush {
    /// The ref, and the event in the forge's words.
    pub(super) fn event(&self) -> (String, ForgeEvent) {
        (self.git_ref.clone(), forge_event(&self.name, &self.payload))
    }
}

/// A merge request elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct HeardMerge {
    /// `pull_request`, in the forge's words.
    pub(crate) name: String,
    /// The merge request.
    pub(crate) request: MergeRequest,
    /// Its newest commit.
    pub(crate) sha: String,
    /// Where the forge keeps that: `refs/pull/7/head`.
    pub(crate) head: String,
    /// Where it comes from.
    pub(crate) origin: Origin,
    /// Who did it.
    pub(crate) user: User,
    /// All that the forge told.
    pub(crate) payload: Arc<Value>,
}

/// Where a merge request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Origin {
    /// A branch of the repository itself: whoever made it may push there.
    Inside,
    /// Another repository: anybody can have made it. Its runs get no secrets.
    Fork,
}

/// What a delivery is about. One that an older server kept, and that means nothing any more, is left out.
pub(super) fn read(delivery: &DeliveryRow) -> Option<(&DeliveryRow, Heard)> {
    let heard = serde_json::from_str(&delivery.body).ok()?;
    Some((delivery, heard))
}

/// Makes the run of a merge request elsewhere, if its commit has none.
pub(super) async fn merge(
    server: &Server,
    project: &ProjectRow,
    elsewhere: &Elsewhere,
    told: &HeardMerge,
) -> Result<(), Fault> {
    let head = told.head.clone();
    elsewhere
        .ask(move |bare, remote| bare.fetch_ref(remote, &head))
        .await?;
    let (bare, sha, head) = (
        elsewhere.bare().clone(),
        told.sha.clone(),
        told.head.clone(),
    );
    let found = blocking(move || match bare.commit(&sha)? {
        Some(commit) => Ok(Some(commit)),
        // A newer one has taken its place.
        None => bare.commit(&head),
    })
    .await?;
    let commit =
        found.ok_or_else(|| Fault::internal(format!("{} leads to no commit", told.head)))?;
    let number = told.request.number;
    if server
        .store
        .run_of_merge(project.id, number, &commit.sha)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let mut order = RunOrder::new(
        TriggerEvent::MergeRequest(told.request.clone()),
        told.user.clone(),
    );
    order.forge = Some(forge_event(&told.name, &told.payload));
    let new = NewOrder {
        author: told.user.login.clone(),
        merge: Some(number),
        trusted: told.origin == Origin::Inside,
        protected: false,
        ..order_for(project, &told.head, &commit, order)
    };
    let mut tx = server.store.begin().await?;
    runs::create(server, &mut tx, &new).await?;
    Ok(tx.commit().await?)
}
