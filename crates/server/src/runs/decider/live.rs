//! A run in memory: its engine, and what is beside it. Made of the journal, and lost at any moment.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::Arc;

use maillon_engine::{Effect, Happening, Opening, Run as Engine, TurnsAmong, Unplayed};
use maillon_model::job::Work as JobWork;
use maillon_model::{Attempt, Job, JobId, RunId, Timestamp};
use maillon_protocol::api::RunState;
use maillon_store::{RunRow, RunStand};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::changes::Changes;
use crate::http::Fault;
use crate::runs::maker::{Made, Mind};
use crate::runs::order::RunOrder;

/// What a run was told: the journal holds these, in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "entry")]
pub(crate) enum Entry {
    /// It begins.
    Begin,
    /// Something happened.
    Happened {
        /// What.
        what: Happening,
        /// The maker's own, with a decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Value>,
    },
}

impl From<Happening> for Entry {
    fn from(what: Happening) -> Self {
        Self::Happened { what, note: None }
    }
}

/// How soon an expansion is asked for again, where the server that asked may be gone.
const ASK_AGAIN: std::time::Duration = std::time::Duration::from_secs(30);

/// The id of a run, as its jobs and their artifacts know it.
pub fn run_id(id: i64) -> RunId {
    RunId::new(&format!("run-{id}"))
}

/// The run of such an id; None: it is of no run of a server.
pub fn id_of(run: &RunId) -> Option<i64> {
    run.as_str().strip_prefix("run-")?.parse().ok()
}

/// Whether anything can happen any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    Open,
    Done,
}

/// A run that goes on.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) run: RunRow,
    pub(crate) mind: Arc<dyn Mind>,
    /// How many entries its journal has.
    pub(crate) seq: u64,
    /// As the database has it.
    pub(crate) stand: RunStand,
    engine: Engine,
    state: RunState,
    course: Course,
    wakes: BTreeSet<Timestamp>,
    /// Jobs whose child pipelines are being made.
    asked: BTreeSet<JobId>,
    /// The tries that agents have, or will have.
    tries: BTreeMap<JobId, Attempt>,
}

impl Live {
    /// A run before its first entry.
    pub(crate) fn new(
        run: RunRow,
        order: &RunOrder,
        made: &Made,
        mind: Arc<dyn Mind>,
    ) -> Result<Self, Fault> {
        let chosen = order.again.selection().apply(&made.pipeline);
        let chosen = chosen.map_err(|error| Fault::invalid(error.to_string()))?;
        let engine = Engine::new(Opening {
            run: run_id(run.id),
            pipeline: Arc::clone(&made.pipeline),
            chosen,
            slots: NonZeroUsize::MAX,
            masks: made.masks.clone(),
            earlier: order.again.earlier.clone(),
            unplayed: Unplayed::Wait,
            turns: TurnsAmong::AllRuns,
        });
        let stand = RunStand {
            state: run.state,
            wake_at: run.wake_at,
            reason: None,
        };
        Ok(Self {
            run,
            mind,
            seq: 0,
            stand,
            engine,
            state: RunState::Running,
            course: Course::Open,
            wakes: BTreeSet::new(),
            asked: BTreeSet::new(),
            tries: BTreeMap::new(),
        })
    }

    /// Goes through an entry that was kept; what follows from it is done already.
    pub(crate) fn replay(&mut self, entry: &Entry, at: Timestamp) {
        let effects = self.apply(entry, at);
        for effect in effects {
            self.note(&effect);
        }
    }

    /// Tells the engine something new, and collects what follows from it.
    pub(crate) fn happen(&mut self, entry: Entry, at: Timestamp, changes: &mut Changes) {
        let effects = self.apply(&entry, at);
        changes.entries.push(entry);
        for effect in effects {
            self.note(&effect);
            changes.take(effect, &self.engine, at);
        }
    }

    fn apply(&mut self, entry: &Entry, at: Timestamp) -> Vec<Effect> {
        let Entry::Happened { what, note } = entry else {
            return self.engine.begin(at, &*self.mind);
        };
        match what {
            Happening::Expanded { job, decision } => {
                self.asked.remove(job);
                if let Ok(decision) = decision {
                    self.mind.adopt(*job, decision, note.as_ref());
                }
            }
            Happening::Finished { job, attempt, .. } if self.tries.get(job) == Some(attempt) => {
                self.tries.remove(job);
            }
            Happening::Tick => self.wakes.retain(|wake| *wake > at),
            _ => {}
        }
        // A run that only waited for somebody goes on, unless the engine says otherwise.
        if self.course == Course::Open {
            self.state = RunState::Running;
        }
        self.engine.on(what.clone(), at, &*self.mind)
    }

    fn note(&mut self, effect: &Effect) {
        match effect {
            Effect::Start(work) => {
                self.tries.insert(work.spec.id, work.spec.attempt);
            }
            Effect::Expand(job) => {
                self.asked.insert(*job);
            }
            Effect::WakeAt(at) => {
                self.wakes.insert(*at);
            }
            Effect::Idle(standstill) => self.state = super::changes::idle(*standstill),
            Effect::Done(status) => {
                self.state = super::changes::over(*status);
                self.course = Course::Done;
            }
            _ => {}
        }
    }

    /// How the run stands, for its row.
    pub(crate) fn now_stands(&self, now: Timestamp, reason: Option<String>) -> RunStand {
        let ask = (!self.asked.is_empty()).then(|| now.after(ASK_AGAIN));
        let wake = self.wakes.first().copied();
        RunStand {
            state: self.state,
            wake_at: wake.into_iter().chain(ask).min(),
            reason,
        }
    }

    /// Whether nothing can happen any more.
    pub(crate) fn is_done(&self) -> bool {
        self.course == Course::Done
    }

    /// Whether the engine wants to hear of the time.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.wakes.first().is_some_and(|wake| *wake <= now)
    }

    /// The try of a job that an agent has, or will have.
    pub(crate) fn current_try(&self, job: JobId) -> Option<Attempt> {
        self.tries.get(&job).copied()
    }

    /// Whether the run waits for a decision over this job.
    pub(crate) fn waits_for(&self, job: JobId) -> bool {
        self.asked.contains(&job)
    }

    /// The jobs whose child pipelines are being made.
    pub(crate) fn asked(&self) -> impl Iterator<Item = JobId> {
        self.asked.iter().copied()
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// A job by its id.
    pub(crate) fn job(&self, id: JobId) -> Option<&Job> {
        self.engine.job(id)
    }

    /// Whether a job becomes a pipeline.
    pub(crate) fn becomes_pipeline(&self, id: JobId) -> bool {
        let job = self.engine.job(id);
        job.is_some_and(|job| matches!(job.work, JobWork::Child { .. }))
    }

    /// The jobs whose child pipelines a job stands in, the nearest first.
    pub(crate) fn ancestors(&self, id: JobId) -> Vec<JobId> {
        let above = |id: &JobId| self.engine.parent(*id);
        std::iter::successors(above(&id), above).collect()
    }
}
