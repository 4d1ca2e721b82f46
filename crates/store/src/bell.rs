//! Wakes who waits for news. A bell only wakes: whoever hears it, or misses it, asks the database.

use tokio::sync::broadcast;

/// What there is news about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A run's jobs or its state.
    Run(i64),
    /// Something is on its way to a run.
    Letters(i64),
    /// A task's log, cancellation or answers.
    Task(i64),
    /// There may be work for agents.
    Queue,
}

impl Topic {
    /// As PostgreSQL carries it to other servers.
    pub(crate) fn encode(self) -> String {
        match self {
            Self::Run(id) => format!("run {id}"),
            Self::Letters(id) => format!("letters {id}"),
            Self::Task(id) => format!("task {id}"),
            Self::Queue => "queue".to_owned(),
        }
    }

    pub(crate) fn decode(text: &str) -> Option<Self> {
        match text.split_once(' ') {
            Some(("run", id)) => Some(Self::Run(id.parse().ok()?)),
            Some(("letters", id)) => Some(Self::Letters(id.parse().ok()?)),
            Some(("task", id)) => Some(Self::Task(id.parse().ok()?)),
            None if text == "queue" => Some(Self::Queue),
            _ => None,
        }
    }
}

/// Rings for everybody in this process.
#[derive(Clone, Debug)]
pub(crate) struct Bell(broadcast::Sender<Topic>);

/// A listener that is further behind than this many rings is told so, and asks the database.
const RINGS: usize = 4096;

impl Bell {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(RINGS).0)
    }

    pub(crate) fn ring(&self, topic: Topic) {
        // Nobody listens: nobody is woken.
        let _ = self.0.send(topic);
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Topic> {
        self.0.subscribe()
    }
}
