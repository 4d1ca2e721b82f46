//! What waits, and the machines that it waits for.

use askama::Template;
use maillon_protocol::api::{Agent, AgentState, Waiting};

use crate::Frame;
use crate::status::Status as _;

/// Why is it waiting?
#[derive(Debug, Template)]
#[template(path = "queue.html")]
pub struct QueuePage {
    /// What surrounds it.
    pub frame: Frame,
    /// The jobs that wait.
    pub waiting: Vec<Waiting>,
}

/// The agents.
#[derive(Debug, Template)]
#[template(path = "agents.html")]
pub struct AgentsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The agents.
    pub agents: Vec<Agent>,
    /// The token of an agent that was just made.
    pub token: Option<String>,
}

impl AgentsPage {
    fn busy(&self) -> u32 {
        self.agents.iter().map(|agent| agent.busy).sum()
    }

    fn capacity(&self) -> u32 {
        let online = self
            .agents
            .iter()
            .filter(|agent| agent.state == AgentState::Online);
        online.map(|agent| agent.capacity).sum()
    }
}
