//! The transitions: a task and what happens, in; the task afterwards, or a refusal, out.

use std::time::Duration;

use maillon_model::Timestamp;

use super::{Class, State};
use crate::agent::{CancelWish, Fence};

/// What decides over a task's future. Times are the database's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Where it stands.
    pub state: State,
    /// How often it was handed out.
    pub attempt: Fence,
    /// What becomes of it when its agent is silent.
    pub class: Class,
    /// Whether it is to end.
    pub cancel: CancelWish,
    /// When a cancelled one is given up.
    pub cancel_by: Option<Timestamp>,
    /// When the assignment, the lease, or the grace is over.
    pub expires_at: Option<Timestamp>,
    /// The hash of the accepted finish.
    pub finish: Option<String>,
}

/// How long what may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the assignment to the start.
    pub start: Duration,
    /// Between two signs of life.
    pub ttl: Duration,
    /// How long a lost one is waited for.
    pub grace: Duration,
    /// How often a task is handed out at most, where agents are lost with it again and again.
    pub attempts: u32,
}

impl Limits {
    /// The protocol's own, with the server's `ttl` and `grace`.
    pub fn new(ttl: Duration, grace: Duration) -> Self {
        Self {
            start: Duration::from_mins(1),
            ttl,
            grace,
            attempts: 5,
        }
    }
}

/// What happens to a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// An agent gets it.
    Lease,
    /// The agent begins.
    Start(Fence),
    /// The agent lives.
    Beat(Fence),
    /// The agent writes something of the task: a piece of log, a question, an archive.
    Write(Fence),
    /// The agent reports its end.
    Finish {
        /// Which time it was handed out.
        attempt: Fence,
        /// Where it stands then: an end.
        end: State,
        /// The hash of the whole report.
        body: String,
    },
    /// Somebody wishes it to end.
    Cancel {
        /// How.
        wish: CancelWish,
        /// How long the agent has for it.
        within: Duration,
    },
    /// Time passed.
    Time,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The task afterwards.
    pub task: Task,
    /// What that means.
    pub what: What,
}

/// What a change means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// All was known already, or is allowed and changes nothing.
    Nothing,
    /// An agent has it, and has not begun.
    Leased,
    /// It runs.
    Started,
    /// It lives on.
    Heard,
    /// It was lost and is back.
    Returned,
    /// Nothing was heard for too long.
    Lost,
    /// It waits for an agent again.
    Queued,
    /// Its agent is to end it.
    Cancelling,
    /// It is at its end.
    Ended(Ending),
}

/// Why a task is at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Its agent says so.
    Reported,
    /// It was cancelled before an agent had begun with it, or when its agent was not heard any more.
    Withdrawn,
    /// It was cancelled, and its agent did not report in time.
    GivenUp,
    /// Its agent is lost, and it must not be repeated.
    AgentLost,
    /// Its agents were lost again and again.
    LostTooOften,
}

/// Why a call is refused (409): the agent kills that attempt and forgets it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It was handed out again since, or never so often.
    #[error("attempt {asked} of the task is not the current one ({current})")]
    Stale {
        /// The caller's.
        asked: u32,
        /// The task's.
        current: u32,
    },
    /// It was not heard for too long and waits for an agent again.
    #[error("the task waits for an agent again")]
    Withdrawn,
    /// It was not started.
    #[error("the task was not started")]
    NotStarted,
    /// It waits for nobody.
    #[error("the task does not wait for an agent: it is {}", .0.as_str())]
    NotQueued(State),
    /// It is at its end.
    #[error("the task is over: {}", .0.as_str())]
    Over(State),
    /// It was cancelled, and its time for that is over.
    #[error("the task was cancelled and its time to end is over")]
    GivenUp,
    /// Another end was accepted.
    #[error("another end of the task was accepted before: {}", .0.as_str())]
    OtherEnd(State),
}

/// What becomes of `task`.
pub fn on(task: &Task, input: &Input, now: Timestamp, limits: &Limits) -> Result<Change, Refused> {
    match input {
        Input::Lease => lease(task, now, limits),
        Input::Start(attempt) => held(task, *attempt).map(|()| start(task, now, limits)),
        Input::Beat(attempt) => held(task, *attempt).and_then(|()| beat(task, now, limits)),
        Input::Write(attempt) => held(task, *attempt).and_then(|()| write(task)),
        Input::Finish { attempt, end, body } => finish(task, *attempt, *end, body),
        Input::Cancel { wish, within } => Ok(cancel(task, *wish, now.after(*within))),
        Input::Time => Ok(time(task, now, limits)),
    }
}

fn lease(task: &Task, now: Timestamp, limits: &Limits) -> Result<Change, Refused> {
    if task.state != State::Queued {
        return Err(Refused::NotQueued(task.state));
    }
    let next = Task {
        attempt: Fence(task.attempt.0 + 1),
        ..task.moved(State::Assigned, Some(now.after(limits.start)))
    };
    Ok(next.because(What::Leased))
}

/// Whether the caller's attempt is the one that an agent has.
fn held(task: &Task, attempt: Fence) -> Result<(), Refused> {
    current(task, attempt)?;
    match task.state {
        State::Queued => Err(Refused::Withdrawn),
        state if state.is_over() => Err(Refused::Over(state)),
        _ => Ok(()),
    }
}

fn current(task: &Task, attempt: Fence) -> Result<(), Refused> {
    if attempt == task.attempt {
        return Ok(());
    }
    Err(Refused::Stale {
        asked: attempt.0,
        current: task.attempt.0,
    })
}

fn start(task: &Task, now: Timestamp, limits: &Limits) -> Change {
    let running = || task.moved(State::Running, Some(now.after(limits.ttl)));
    match task.state {
        State::Assigned => running().because(What::Started),
        State::Lost => running().because(What::Returned),
        _ => task.clone().because(What::Nothing),
    }
}

fn beat(task: &Task, now: Timestamp, limits: &Limits) -> Result<Change, Refused> {
    let lives = |state| task.moved(state, Some(now.after(limits.ttl)));
    match task.state {
        State::Assigned => Err(Refused::NotStarted),
        State::Lost => Ok(lives(State::Running).because(What::Returned)),
        // Not renewed: a deploy ends by silence alone, so that none overlaps with the next one.
        State::Cancelling if task.is_given_up(now) => Err(Refused::GivenUp),
        state => Ok(lives(state).because(What::Heard)),
    }
}

fn write(task: &Task) -> Result<Change, Refused> {
    if task.state == State::Assigned {
        return Err(Refused::NotStarted);
    }
    Ok(task.clone().because(What::Nothing))
}

fn finish(task: &Task, attempt: Fence, end: State, body: &str) -> Result<Change, Refused> {
    current(task, attempt)?;
    if task.finish.as_deref() == Some(body) {
        return Ok(task.clone().because(What::Nothing));
    }
    match task.state {
        State::Queued => Err(Refused::Withdrawn),
        State::Assigned => Err(Refused::NotStarted),
        state if state.is_over() => Err(Refused::OtherEnd(state)),
        _ => {
            let mut ended = task.moved(end, None);
            ended.finish = Some(body.to_owned());
            Ok(ended.because(What::Ended(Ending::Reported)))
        }
    }
}

fn cancel(task: &Task, wish: CancelWish, by: Timestamp) -> Change {
    if wish == CancelWish::None {
        return task.clone().because(What::Nothing);
    }
    let wished = Task {
        cancel: task.cancel.max(wish),
        cancel_by: Some(task.cancel_by.map_or(by, |before| before.min(by))),
        ..task.clone()
    };
    match task.state {
        State::Queued | State::Assigned | State::Lost => {
            wished.ended(State::Canceled, Ending::Withdrawn)
        }
        State::Running => wished
            .moved(State::Cancelling, task.expires_at)
            .because(What::Cancelling),
        State::Cancelling if wished != *task => wished.because(What::Cancelling),
        _ => task.clone().because(What::Nothing),
    }
}

fn time(task: &Task, now: Timestamp, limits: &Limits) -> Change {
    let expired = task.expires_at.is_some_and(|at| at <= now);
    match task.state {
        State::Assigned if expired => task.moved(State::Queued, None).because(What::Queued),
        State::Running if expired => task
            .moved(State::Lost, Some(now.after(limits.grace)))
            .because(What::Lost),
        State::Cancelling if expired || task.may_end_unheard(now) => {
            task.ended(State::Canceled, Ending::GivenUp)
        }
        State::Lost if expired => lost(task, limits),
        _ => task.clone().because(What::Nothing),
    }
}

fn lost(task: &Task, limits: &Limits) -> Change {
    match task.class {
        Class::Deploy => task.ended(State::Errored, Ending::AgentLost),
        Class::Build if task.attempt.0 >= limits.attempts => {
            task.ended(State::Errored, Ending::LostTooOften)
        }
        Class::Build => task.moved(State::Queued, None).because(What::Queued),
    }
}

impl Task {
    /// A task that nobody had yet.
    pub fn queued(class: Class) -> Self {
        Self {
            state: State::Queued,
            attempt: Fence(0),
            class,
            cancel: CancelWish::None,
            cancel_by: None,
            expires_at: None,
            finish: None,
        }
    }

    fn moved(&self, state: State, expires_at: Option<Timestamp>) -> Self {
        Self {
            state,
            expires_at,
            ..self.clone()
        }
    }

    fn ended(&self, state: State, ending: Ending) -> Change {
        self.moved(state, None).because(What::Ended(ending))
    }

    fn because(self, what: What) -> Change {
        Change { task: self, what }
    }

    fn is_given_up(&self, now: Timestamp) -> bool {
        self.cancel_by.is_some_and(|by| by <= now)
    }

    /// A build may be given up while its agent still works on it; a deploy must have stopped.
    fn may_end_unheard(&self, now: Timestamp) -> bool {
        self.class == Class::Build && self.is_given_up(now)
    }
}
