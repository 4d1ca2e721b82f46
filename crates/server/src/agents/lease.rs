//! `POST /agent/v1/lease`: an agent asks for work, and waits for it.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use maillon_model::Secret;
use maillon_protocol::VERSION;
use maillon_protocol::agent::{Held, Lease, LeaseReply, LeaseRequest};
use maillon_store::{Asking, Duty, Greeting, Leased, StoreError, Ticket, Topic};
use tokio::sync::broadcast::Receiver;
use tokio::time::{Instant, sleep_until};

use super::{limits, room};
use crate::access::Actor;
use crate::access::keys::KeyKind;
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

/// The longest that an agent waits for an answer.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Bells only wake: the queue is looked at this often in any case.
const LOOK: Duration = Duration::from_secs(5);

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::wire(Method::Post, "/agent/v1/lease", Needs::Agent, lease)
            .does("An agent asks for work"),
    ]
}

async fn lease(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Json(request): Json<LeaseRequest>,
) -> Result<Json<LeaseReply>, Fault> {
    let Actor::Agent { id, .. } = actor else {
        return Err(Fault::forbidden(
            "this is for agents: an agent's token opens it",
        ));
    };
    speaks(request.version)?;
    let mut bell = server.store.listen();
    let mut reply = greet(&server, id, &request).await?;
    let takes = request.free > 0 && request.obstacle.is_none() && !reply.drain;
    if takes {
        room::check(&server.settings)?;
    }
    let until = Instant::now() + Duration::from_millis(request.wait_ms).min(LONGEST_WAIT);
    while reply.forget.is_empty() && !reply.drain {
        if takes {
            reply.lease = give(&server, id, &request).await?.map(Box::new);
        }
        if reply.lease.is_some() || !wait(&server, &mut bell, until).await {
            break;
        }
    }
    Ok(Json(reply))
}

/// Servers talk to agents of their own version, and of those one before and after.
fn speaks(version: u32) -> Result<(), Fault> {
    if version.abs_diff(VERSION) <= 1 {
        return Ok(());
    }
    let older = if version < VERSION { "agent" } else { "server" };
    Err(Fault::new(
        StatusCode::UPGRADE_REQUIRED,
        "version",
        format!(
            "the agent speaks version {version} of the protocol and this server version {VERSION}; they may be \
             one apart: update the {older}"
        ),
    ))
}

/// Writes down that the agent lives; what it holds without a right to, and whether it is to end.
async fn greet(server: &Server, agent: i64, request: &LeaseRequest) -> Result<LeaseReply, Fault> {
    let greeting = Greeting {
        session: request.session.clone(),
        labels: request.labels.clone(),
        capacity: request.capacity,
        program: request.program.clone(),
        version: request.version,
        obstacle: request.obstacle.clone(),
    };
    let held: Vec<_> = request
        .held
        .iter()
        .map(|held| (held.task, held.attempt))
        .collect();
    let mut tx = server.store.begin().await?;
    let duty = tx.greet(agent, &greeting).await?;
    let forget = tx.without_right(agent, &held).await?;
    tx.commit().await?;
    let forget = forget
        .into_iter()
        .map(|(task, attempt)| Held { task, attempt });
    Ok(LeaseReply {
        lease: None,
        forget: forget.collect(),
        drain: duty != Some(Duty::Working),
    })
}

/// A task, where there is one.
async fn give(server: &Server, agent: i64, request: &LeaseRequest) -> Result<Option<Lease>, Fault> {
    if !server.store.has_work(agent, &request.request_id).await? {
        return Ok(None);
    }
    loop {
        match take(server, agent, request).await {
            // Another server took a task of the same resource group at the same time.
            Err(error) if error.is_duplicate() => {}
            Err(error) => return Err(error.into()),
            Ok(leased) => return leased.map(|leased| open(server, &leased)).transpose(),
        }
    }
}

async fn take(
    server: &Server,
    agent: i64,
    request: &LeaseRequest,
) -> Result<Option<Leased>, StoreError> {
    let asking = Asking {
        agent,
        session: request.session.clone(),
        request: request.request_id.clone(),
        labels: request.labels.clone(),
    };
    let ticket = ticket(server).map_err(|fault| StoreError::Content {
        what: "a token",
        why: fault.message,
    })?;
    let mut tx = server.store.begin().await?;
    tx.greet_again(agent).await?;
    let leased = tx.lease(&asking, ticket, &limits(&server.settings)).await?;
    if let Some(leased) = &leased {
        tx.tell(Topic::Run(leased.run));
    }
    let now = tx.now().await?;
    tx.commit().await?;
    if let Some(leased) = &leased {
        server.metrics.leased(now.since(leased.queued_at));
    }
    Ok(leased)
}

fn ticket(server: &Server) -> Result<Ticket, Fault> {
    let key = KeyKind::Task.make()?;
    let sealed = server
        .sealer
        .seal(&context(&key.hash), key.text.expose().as_bytes())?;
    Ok(Ticket {
        hash: key.hash,
        sealed,
    })
}

fn context(hash: &str) -> String {
    format!("token of a task {hash}")
}

fn open(server: &Server, leased: &Leased) -> Result<Lease, Fault> {
    let token = server
        .sealer
        .open(&context(&leased.ticket.hash), &leased.ticket.sealed)?;
    let token =
        String::from_utf8(token).map_err(|_| Fault::internal("a task's token is no text"))?;
    let order = server
        .runs
        .open_order(leased.run, leased.job, leased.attempt, &leased.sealed)?;
    Ok(Lease {
        task: leased.id,
        attempt: leased.fence,
        token: Secret::new(token),
        ttl_ms: u64::try_from(server.settings.ttl.as_millis()).unwrap_or(u64::MAX),
        class: leased.class,
        order,
    })
}

/// Until there may be work, or the queue is to be looked at in any case; false: the time is over.
async fn wait(server: &Server, bell: &mut Receiver<Topic>, until: Instant) -> bool {
    let look = (Instant::now() + LOOK).min(until);
    loop {
        tokio::select! {
            () = sleep_until(look) => return look < until,
            () = server.stop.cancelled() => return false,
            // Who is behind has missed something.
            heard = bell.recv() => match heard {
                Ok(Topic::Queue) | Err(_) => return true,
                Ok(_) => {}
            },
        }
    }
}
