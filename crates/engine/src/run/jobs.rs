//! The jobs of a run, over all of its pipelines.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::event::{JobEntry, JobResult};
use maillon_model::job::{ChildStrategy, Needs, Work};
use maillon_model::spec::{Settled, Upstream};
use maillon_model::{Job, JobId, JobName, JobStatus, Pipeline};
use rustc_hash::FxHashMap;

use super::ends::Ends;
use super::left::{Left, NotThere};

/// Every job by its id.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    entries: Vec<Entry>,
    pipelines: Vec<Known>,
}

#[derive(Debug)]
struct Entry {
    pipeline: usize,
    index: usize,
}

/// A pipeline that joined the run.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) pipeline: Arc<Pipeline>,
    /// The job whose child it is.
    pub(super) parent: Option<JobId>,
    /// `trigger/`, or nothing.
    prefix: String,
    /// What its jobs left so far.
    pub(super) left: Left,
    /// How its jobs ended so far.
    pub(super) ends: Ends,
}

impl Jobs {
    /// Adds a pipeline, with what an earlier run left for it.
    pub(super) fn add(
        &mut self,
        parent: Option<JobId>,
        first: JobId,
        pipeline: &Arc<Pipeline>,
        whole: &Pipeline,
        earlier: &IndexMap<JobName, JobResult>,
    ) {
        let prefix = parent.map_or(String::new(), |parent| self.prefix_below(parent));
        let at = self.pipelines.len();
        let entry = |index| Entry {
            pipeline: at,
            index,
        };
        self.entries.truncate(first.0 as usize);
        self.entries.extend((0..pipeline.jobs.len()).map(entry));
        self.pipelines.push(Known {
            pipeline: Arc::clone(pipeline),
            parent,
            left: Left::new(whole, &prefix, earlier),
            ends: Ends::default(),
            prefix,
        });
    }

    /// What stands before the names of the jobs that a job became. Those that take its place have
    /// whole names.
    fn prefix_below(&self, parent: JobId) -> String {
        match self.get(parent) {
            Some((known, job)) if is_inline(job) => known.prefix.clone(),
            _ => format!("{}/", self.name(parent)),
        }
    }

    /// The jobs of the last pipeline as the stream of events introduces them.
    pub(super) fn introduce(&self, first: JobId) -> Vec<JobEntry> {
        let Some(known) = self.pipelines.last() else {
            return Vec::new();
        };
        let jobs = known.pipeline.jobs.iter().zip(first.0..);
        jobs.map(|(job, id)| known.introduce(job, JobId(id)))
            .collect()
    }

    pub(super) fn get(&self, id: JobId) -> Option<(&Known, &Job)> {
        let entry = self.entries.get(id.0 as usize)?;
        let known = self.pipelines.get(entry.pipeline)?;
        Some((known, known.pipeline.jobs.get(entry.index)?))
    }

    /// What a job takes: from its own pipeline, and from those above it.
    pub(super) fn upstream(&self, id: JobId) -> Result<Vec<Upstream>, NotThere> {
        let Some((known, job)) = self.get(id) else {
            return Ok(Vec::new());
        };
        let mut taken = known.left.taken_by(job);
        for inherited in &job.inherited {
            let above = self.above(known, inherited.up);
            let left = above.and_then(|above| above.left.inherited(&inherited.job));
            taken.push(left.ok_or_else(|| NotThere(inherited.job.clone()))?);
        }
        Ok(taken)
    }

    /// The pipeline so many above another.
    fn above<'a>(&'a self, known: &'a Known, up: u32) -> Option<&'a Known> {
        (0..up).try_fold(known, |known, _| Some(self.get(known.parent?)?.0))
    }

    /// The full name: `trigger/child`.
    pub(super) fn name(&self, id: JobId) -> JobName {
        self.get(id).map_or_else(
            || JobName::new("?"),
            |(known, job)| known.full_name(&job.name),
        )
    }

    /// The pipeline that took a job's place.
    pub(super) fn in_place_of(&self, id: JobId) -> Option<&Known> {
        let (_, job) = self.get(id)?;
        is_inline(job).then_some(())?;
        self.pipelines.iter().find(|known| known.parent == Some(id))
    }

    /// How the jobs ended that a job needs, in the order in which they did.
    pub(super) fn needed(&self, id: JobId) -> Vec<Settled> {
        let Some((known, job)) = self.get(id) else {
            return Vec::new();
        };
        match &job.needs {
            Needs::StageOrder => Vec::new(),
            Needs::Jobs(needs) => known.ends.of(needs.iter().map(|need| &need.job)),
        }
    }

    /// Notes how a job ended.
    pub(super) fn settle(
        &mut self,
        id: JobId,
        status: JobStatus,
        allowed: bool,
        outputs: Option<IndexMap<String, String>>,
    ) {
        let Some(entry) = self.entries.get(id.0 as usize) else {
            return;
        };
        let index = entry.index;
        if let Some(known) = self.pipelines.get_mut(entry.pipeline)
            && let Some(job) = known.pipeline.jobs.get(index)
        {
            known.ends.add(Settled {
                job: job.name.clone(),
                template: job.template.clone(),
                status,
                allowed,
                outputs: outputs.unwrap_or_else(|| known.left.outputs(&job.name)),
            });
        }
    }

    /// Keeps what a job left for those after it.
    pub(super) fn keep(&mut self, id: JobId, result: JobResult) {
        let Some(entry) = self.entries.get(id.0 as usize) else {
            return;
        };
        let index = entry.index;
        if let Some(known) = self.pipelines.get_mut(entry.pipeline)
            && let Some(job) = known.pipeline.jobs.get(index)
        {
            known.left.keep(job, result);
        }
    }
}

impl Known {
    fn full_name(&self, name: &JobName) -> JobName {
        if self.prefix.is_empty() {
            return name.clone();
        }
        JobName::from(format!("{}{name}", self.prefix))
    }

    fn introduce(&self, job: &Job, id: JobId) -> JobEntry {
        let needs = match &job.needs {
            Needs::StageOrder => None,
            Needs::Jobs(needs) => {
                Some(needs.iter().map(|need| self.full_name(&need.job)).collect())
            }
        };
        JobEntry {
            inline: is_inline(job),
            id,
            name: self.full_name(&job.name),
            template: (job.template != job.name).then(|| self.full_name(&job.template)),
            stage: self.pipeline.stage_of(job).map(Arc::from),
            needs,
            allow_failure: job.allow_failure.clone(),
        }
    }
}

/// Whether a pipeline takes the job's place.
fn is_inline(job: &Job) -> bool {
    let Work::Child { strategy, .. } = &job.work else {
        return false;
    };
    *strategy == ChildStrategy::Inline
}

/// The position of each job by its name.
pub(super) fn positions(pipeline: &Pipeline) -> FxHashMap<JobName, usize> {
    let jobs = pipeline.jobs.iter().enumerate();
    jobs.map(|(at, job)| (job.name.clone(), at)).collect()
}
