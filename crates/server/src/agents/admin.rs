//! Agents' administration.

use std::time::Duration;

use axum::http::StatusCode;
use maillon_protocol::api::{Agent, AgentState, MadeAgent};
use maillon_store::{Admission, AgentRow, Duty, Tx};

use crate::access::Person;
use crate::access::keys::KeyKind;
use crate::http::Fault;
use crate::server::Server;

/// An agent that was not heard for so long is offline: it asks for work at least every half of that.
const SILENCE: Duration = Duration::from_mins(1);

/// Every agent, by name.
pub async fn agents(server: &Server) -> Result<Vec<Agent>, Fault> {
    let now = server.store.now().await?;
    let rows = server.store.agents().await?;
    let heard = |row: &AgentRow| row.seen_at.is_some_and(|at| now.since(at) < SILENCE);
    Ok(rows
        .into_iter()
        .map(|row| shown(heard(&row), row))
        .collect())
}

fn shown(heard: bool, row: AgentRow) -> Agent {
    let state = match () {
        () if row.blocked => AgentState::Blocked,
        () if row.draining => AgentState::Draining,
        () if heard => AgentState::Online,
        () => AgentState::Offline,
    };
    Agent {
        id: row.id,
        name: row.name,
        labels: row.labels,
        capacity: row.capacity,
        busy: row.busy,
        state,
        program: row.program,
        seen_at: row.seen_at.map(|at| at.0),
        obstacle: row.obstacle,
    }
}

/// Makes an agent; its token is shown this once.
pub async fn make(server: &Server, person: &Person, name: &str) -> Result<MadeAgent, Fault> {
    valid(name)?;
    let key = KeyKind::Agent.make()?;
    let mut tx = server.store.begin().await?;
    let made = tx.make_agent(name, &key.hash).await;
    let id = made.map_err(|error| {
        if error.is_duplicate() {
            Fault::conflict(format!("there is an agent named {name} already"))
        } else {
            error.into()
        }
    })?;
    tx.audit(&person.did("agent.make").on(name)).await?;
    tx.commit().await?;
    Ok(MadeAgent {
        id,
        name: name.to_owned(),
        token: key.text.expose().to_owned(),
    })
}

fn valid(name: &str) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if (1..=64).contains(&name.len()) && name.chars().all(allowed) {
        return Ok(());
    }
    Err(Fault::invalid(
        "an agent's name is 1 to 64 letters, digits, `-`, `_` and `.`",
    ))
}

/// It finishes what it has, and gets nothing new.
pub async fn drain(server: &Server, person: &Person, agent: i64) -> Result<(), Fault> {
    let mut tx = server.store.begin().await?;
    let found = tx.set_duty(agent, Duty::Draining).await?;
    done(tx, found, person, "agent.drain", agent).await
}

/// It gets work again.
pub async fn resume(server: &Server, person: &Person, agent: i64) -> Result<(), Fault> {
    let mut tx = server.store.begin().await?;
    let found = tx.set_duty(agent, Duty::Working).await?;
    done(tx, found, person, "agent.resume", agent).await
}

/// Its token opens nothing any more. What it has goes on to its end.
pub async fn block(server: &Server, person: &Person, agent: i64) -> Result<(), Fault> {
    let mut tx = server.store.begin().await?;
    let found = tx.set_admission(agent, Admission::Blocked).await?;
    done(tx, found, person, "agent.block", agent).await
}

/// Its token opens what it opened before.
pub async fn unblock(server: &Server, person: &Person, agent: i64) -> Result<(), Fault> {
    let mut tx = server.store.begin().await?;
    let found = tx.set_admission(agent, Admission::Admitted).await?;
    done(tx, found, person, "agent.unblock", agent).await
}

/// Removes it; refused while it has tasks.
pub async fn remove(server: &Server, person: &Person, agent: i64) -> Result<(), Fault> {
    let rows = server.store.agents().await?;
    let row = rows.into_iter().find(|row| row.id == agent);
    let row = row.ok_or_else(|| Fault::not_found("agent"))?;
    if row.busy > 0 {
        let message = format!(
            "{} has {} jobs: drain it first, or cancel them",
            row.name, row.busy
        );
        return Err(Fault::new(StatusCode::CONFLICT, "busy", message));
    }
    let mut tx = server.store.begin().await?;
    let found = tx.remove_agent(agent).await?;
    done(tx, found, person, "agent.remove", agent).await
}

async fn done(
    mut tx: Tx,
    found: bool,
    person: &Person,
    action: &'static str,
    agent: i64,
) -> Result<(), Fault> {
    if !found {
        return Err(Fault::not_found("agent"));
    }
    tx.audit(&person.did(action).on(format!("agent {agent}")))
        .await?;
    Ok(tx.commit().await?)
}
