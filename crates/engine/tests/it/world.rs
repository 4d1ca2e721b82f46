//! Carries a scheduler's commands out, without time and without anything that runs.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use maillon_engine::{
    Command, Expansion, Input, Limits, Scheduler, Selection, Standstill, TurnsAmong, Unplayed,
};
use maillon_model::job::Work;
use maillon_model::{Attempt, Job, JobId, JobStatus, Outcome, Pipeline, RunStatus, Timestamp};

use crate::notation::{self, Scripted};

pub(crate) struct World {
    pub(crate) scheduler: Scheduler,
    pub(crate) now: Timestamp,
    pub(crate) jobs: Vec<(Job, Option<JobId>)>,
    pub(crate) running: Vec<(JobId, Attempt)>,
    pub(crate) expanding: Vec<JobId>,
    pub(crate) wakes: Vec<Timestamp>,
    pub(crate) settled: BTreeMap<JobId, (JobStatus, bool, Option<String>)>,
    pub(crate) done: Option<RunStatus>,
    /// How it stood when it last waited for somebody.
    pub(crate) idle: Option<Standstill>,
    /// What happened, in short: `+a` started, `-a` ended.
    pub(crate) log: Vec<String>,
    pub(crate) commands: Vec<Command>,
    outcomes: BTreeMap<String, Vec<Outcome>>,
    skips: BTreeMap<String, String>,
    children: BTreeMap<String, Result<Arc<Pipeline>, String>>,
}

impl World {
    pub(crate) fn new(slots: usize) -> Self {
        Self::with_unplayed(slots, Unplayed::End)
    }

    pub(crate) fn with_unplayed(slots: usize, unplayed: Unplayed) -> Self {
        let slots = NonZeroUsize::new(slots).unwrap();
        Self {
            scheduler: Scheduler::new(Limits {
                slots,
                unplayed,
                turns: TurnsAmong::ThisRun,
            }),
            now: Timestamp(0),
            jobs: Vec::new(),
            running: Vec::new(),
            expanding: Vec::new(),
            wakes: Vec::new(),
            settled: BTreeMap::new(),
            done: None,
            idle: None,
            log: Vec::new(),
            commands: Vec::new(),
            outcomes: BTreeMap::new(),
            skips: BTreeMap::new(),
            children: BTreeMap::new(),
        }
    }

    pub(crate) fn child(&mut self, name: &str, text: &str) -> &mut Self {
        let (pipeline, scripted) = notation::parse(text);
        self.script(&scripted);
        self.children
            .insert(name.to_owned(), Ok(Arc::new(pipeline)));
        self
    }

    pub(crate) fn script(&mut self, scripted: &[Scripted]) {
        for one in scripted {
            self.outcomes
                .insert(one.job.name.to_string(), one.outcomes.clone());
            if let Some(reason) = &one.skip {
                self.skips.insert(one.job.name.to_string(), reason.clone());
            }
        }
    }

    pub(crate) fn begin(&mut self, text: &str) -> &mut Self {
        self.begin_with(text, &Selection::default())
    }

    pub(crate) fn begin_with(&mut self, text: &str, selection: &Selection) -> &mut Self {
        let (pipeline, scripted) = notation::parse(text);
        self.script(&scripted);
        self.begin_pipeline(pipeline, selection)
    }

    pub(crate) fn begin_pipeline(
        &mut self,
        pipeline: Pipeline,
        selection: &Selection,
    ) -> &mut Self {
        let chosen = selection.apply(&Arc::new(pipeline)).unwrap();
        self.send(Input::Begin(chosen));
        self
    }

    pub(crate) fn send(&mut self, input: Input) {
        for command in self.scheduler.on(input, self.now) {
            self.carry_out(&command);
            self.commands.push(command);
        }
    }

    fn carry_out(&mut self, command: &Command) {
        assert!(self.done.is_none(), "{command:?} after the end");
        match command {
            Command::Added {
                parent,
                first,
                pipeline,
            } => {
                assert_eq!(first.0 as usize, self.jobs.len());
                self.jobs
                    .extend(pipeline.jobs.iter().map(|job| (job.clone(), *parent)));
            }
            Command::Start { job, attempt } => {
                self.log.push(format!("+{}", self.name(*job)));
                self.running.push((*job, *attempt));
            }
            Command::Expand { job } => self.expanding.push(*job),
            Command::Cancel { job } => self.log.push(format!("x{}", self.name(*job))),
            Command::Queued { .. }
            | Command::Waits { .. }
            | Command::AskTurn { .. }
            | Command::LeaveTurn { .. } => {}
            Command::WakeAt(at) => self.wakes.push(*at),
            Command::Settled {
                job,
                status,
                allowed,
                reason,
            } => {
                self.settled
                    .insert(*job, (*status, *allowed, reason.clone()));
            }
            Command::Idle(standstill) => self.idle = Some(*standstill),
            Command::Done(status) => self.done = Some(*status),
        }
    }

    /// The name, in a child pipeline behind its parents'.
    pub(crate) fn name(&self, id: JobId) -> String {
        let (job, parent) = &self.jobs[id.0 as usize];
        match parent {
            Some(parent) => format!("{}/{}", self.name(*parent), job.name),
            None => job.name.to_string(),
        }
    }

    pub(crate) fn id(&self, name: &str) -> JobId {
        let ids = (0..self.jobs.len()).map(|id| JobId(u32::try_from(id).unwrap()));
        ids.into_iter().find(|id| self.name(*id) == name).unwrap()
    }

    /// Ends the running try at this position as the script says.
    pub(crate) fn finish_nth(&mut self, position: usize) {
        let (job, attempt) = self.running.remove(position);
        let outcomes = &self.outcomes[self.jobs[job.0 as usize].0.name.as_str()];
        let index = (attempt.0 as usize - 1).min(outcomes.len() - 1);
        self.finish_with(job, attempt, outcomes[index].clone());
    }

    pub(crate) fn finish(&mut self, name: &str) -> &mut Self {
        let id = self.id(name);
        let position = self.running.iter().position(|(job, _)| *job == id);
        self.finish_nth(position.unwrap_or_else(|| panic!("{name} does not run")));
        self
    }

    pub(crate) fn finish_with(&mut self, job: JobId, attempt: Attempt, outcome: Outcome) {
        self.log.push(format!("-{}", self.name(job)));
        self.send(Input::Finished {
            job,
            attempt,
            outcome,
        });
    }

    pub(crate) fn expand_nth(&mut self, position: usize) {
        let job = self.expanding.remove(position);
        let result = self.expansion(&self.jobs[job.0 as usize].0);
        self.send(Input::Expanded { job, result });
    }

    fn expansion(&self, job: &Job) -> Result<Expansion, String> {
        if let Some(reason) = self.skips.get(job.name.as_str()) {
            return Ok(Expansion::Skip(reason.clone()));
        }
        let Work::Child { request, .. } = &job.work else {
            return Ok(Expansion::Run);
        };
        let child = request.0["child"].as_str().unwrap();
        let missing = || Err(format!("no file `{child}`"));
        let pipeline = self.children.get(child).cloned().unwrap_or_else(missing)?;
        Ok(Expansion::Child(pipeline))
    }

    pub(crate) fn expand(&mut self, name: &str) -> &mut Self {
        let id = self.id(name);
        let position = self.expanding.iter().position(|job| *job == id);
        self.expand_nth(position.unwrap_or_else(|| panic!("{name} is not expanded")));
        self
    }

    /// Answers everything that is asked.
    pub(crate) fn expand_all(&mut self) -> &mut Self {
        while !self.expanding.is_empty() {
            self.expand_nth(0);
        }
        self
    }

    pub(crate) fn so_far(&self) -> String {
        self.log.join(" ")
    }

    pub(crate) fn tick(&mut self) {
        let next = self.wakes.iter().min().copied().unwrap();
        self.wakes.retain(|at| *at != next);
        self.now = self.now.max(next);
        self.send(Input::Tick);
    }

    /// How many things may happen next.
    pub(crate) fn choices(&self) -> usize {
        self.running.len() + self.expanding.len() + usize::from(!self.wakes.is_empty())
    }

    pub(crate) fn choose(&mut self, choice: usize) {
        let (running, expanding) = (self.running.len(), self.expanding.len());
        match choice {
            n if n < running => self.finish_nth(n),
            n if n < running + expanding => self.expand_nth(n - running),
            _ => self.tick(),
        }
    }

    /// Goes on to the end, always with what may happen first.
    pub(crate) fn run(&mut self) -> &mut Self {
        while self.done.is_none() {
            assert!(self.choices() > 0, "stuck: {:?}", self.scheduler);
            self.choose(0);
        }
        self
    }

    /// `failed: a success, b failed, c failed (allowed)`
    pub(crate) fn result(&self) -> String {
        let jobs = self.settled.iter().map(|(id, (status, allowed, _))| {
            let allowed = if *allowed { " (allowed)" } else { "" };
            format!("{} {status}{allowed}", self.name(*id))
        });
        let status = self.done.map_or("running", RunStatus::as_str);
        format!("{status}: {}", jobs.collect::<Vec<_>>().join(", "))
    }

    pub(crate) fn reason(&self, name: &str) -> &str {
        self.settled[&self.id(name)]
            .2
            .as_deref()
            .unwrap_or_default()
    }
}

/// Runs a pipeline to its end.
pub(crate) fn check(text: &str, expected: &str) {
    check_with(text, &Selection::default(), expected);
}

pub(crate) fn check_with(text: &str, selection: &Selection, expected: &str) {
    let mut world = World::new(2);
    world.begin_with(text, selection).run();
    assert_eq!(world.result(), expected, "{text}");
}

pub(crate) fn check_reason(text: &str, job: &str, expected: &str) {
    let mut world = World::new(2);
    world.begin(text).run();
    assert_eq!(world.reason(job), expected, "{text}");
}
