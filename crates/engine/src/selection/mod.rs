//! Which jobs of a pipeline take part in a run.

mod closure;
mod names;

use std::collections::BTreeMap;
use std::sync::Arc;

use maillon_model::job::{Dependencies, Needs, When};
use maillon_model::{Job, JobName, JobStatus, Pipeline};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

/// What somebody asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// Which jobs.
    pub jobs: SelectedJobs,
    /// Whether what they wait for runs too.
    pub needs: NeededJobs,
    /// What happens to manual jobs that nobody named.
    pub manual: ManualJobs,
    /// Results of an earlier run: these jobs take part with them, and do not run.
    pub settled: BTreeMap<JobName, Earlier>,
}

/// Which jobs somebody asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SelectedJobs {
    /// All of the pipeline.
    #[default]
    All,
    /// These, by name or by the name that the cells of a matrix share.
    Named(Vec<JobName>),
}

/// Whether named jobs bring along what they wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NeededJobs {
    /// Their needs, or without needs the jobs of earlier stages, and so on.
    #[default]
    With,
    /// Just the named jobs.
    Without,
}

/// What happens to manual jobs that nobody named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ManualJobs {
    /// They wait for somebody to play them.
    #[default]
    Wait,
    /// They run as if somebody played them at once.
    Play,
}

/// How a job ended in an earlier run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Where it stood.
    pub status: JobStatus,
    /// Whether it failed and that was allowed.
    pub allowed: bool,
}

/// A name that fits no job.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no job `{name}` in this pipeline")]
pub struct SelectionError {
    /// The name.
    pub name: JobName,
    /// Names that are like it, the best first.
    pub similar: Vec<JobName>,
}

/// A pipeline with just the jobs that take part, and how each of them starts.
#[derive(Clone, Debug)]
pub struct Chosen {
    pipeline: Arc<Pipeline>,
    /// When each job runs; differs from the job's own where somebody played it.
    whens: Vec<When>,
    /// Positions of jobs that an earlier run decided.
    settled: Vec<(usize, Earlier)>,
    manual: ManualJobs,
}

impl Chosen {
    /// All jobs of a pipeline.
    pub(crate) fn all(pipeline: &Arc<Pipeline>, manual: ManualJobs) -> Self {
        let fates = fates_of_all(pipeline, manual);
        Self::of(pipeline, &fates, manual)
    }

    fn of(pipeline: &Arc<Pipeline>, fates: &[Fate], manual: ManualJobs) -> Self {
        let jobs = pipeline.jobs.iter().zip(fates);
        Self {
            whens: jobs.filter_map(|(job, fate)| fate.when(job.when)).collect(),
            pipeline: restrict(pipeline, fates),
            settled: Vec::new(),
            manual,
        }
    }

    fn with_settled(mut self, settled: &BTreeMap<JobName, Earlier>) -> Self {
        let jobs = self.pipeline.jobs.iter().enumerate();
        self.settled = jobs
            .filter_map(|(index, job)| Some((index, *settled.get(&job.name)?)))
            .collect();
        self
    }

    /// The jobs that take part. Needs and dependencies on others are gone.
    pub fn pipeline(&self) -> &Arc<Pipeline> {
        &self.pipeline
    }

    pub(crate) fn whens(&self) -> &[When] {
        &self.whens
    }

    pub(crate) fn settled(&self) -> &[(usize, Earlier)] {
        &self.settled
    }

    pub(crate) fn manual(&self) -> ManualJobs {
        self.manual
    }
}

impl Selection {
    /// Applies the selection to a pipeline.
    pub fn apply(&self, pipeline: &Arc<Pipeline>) -> Result<Chosen, SelectionError> {
        let fates = match &self.jobs {
            SelectedJobs::All => fates_of_all(pipeline, self.manual),
            SelectedJobs::Named(names) => {
                let positions = names::find_all(pipeline, names)?;
                closure::fates(pipeline, &positions, self)
            }
        };
        Ok(Chosen::of(pipeline, &fates, self.manual).with_settled(&self.settled))
    }
}

/// What becomes of a job of the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It takes no part.
    Out,
    /// It takes part as the definition says.
    In,
    /// It takes part, and runs also where it is manual.
    Played,
    /// Somebody wants just this job: nothing that it waits for could keep it back.
    Alone,
}

impl Fate {
    /// When a job with this fate runs; None where it takes no part.
    fn when(self, own: When) -> Option<When> {
        match (self, own) {
            (Self::Out, _) => None,
            (Self::Played | Self::Alone, When::Manual) => Some(When::OnSuccess),
            (Self::Alone, When::OnFailure) => Some(When::Always),
            (_, own) => Some(own),
        }
    }
}

fn fates_of_all(pipeline: &Pipeline, manual: ManualJobs) -> Vec<Fate> {
    let fate = |job: &Job| match (job.when, manual) {
        (When::Never, _) => Fate::Out,
        (_, ManualJobs::Play) => Fate::Played,
        (_, ManualJobs::Wait) => Fate::In,
    };
    pipeline.jobs.iter().map(fate).collect()
}

/// The pipeline without the jobs that take no part, and without needs and dependencies on them.
fn restrict(pipeline: &Arc<Pipeline>, fates: &[Fate]) -> Arc<Pipeline> {
    if fates.iter().all(|fate| *fate != Fate::Out) {
        return Arc::clone(pipeline);
    }
    let jobs = pipeline.jobs.iter().zip(fates);
    let kept: Vec<&Job> = jobs
        .filter(|(_, fate)| **fate != Fate::Out)
        .map(|(job, _)| job)
        .collect();
    let names: FxHashSet<&JobName> = kept.iter().map(|job| &job.name).collect();
    Arc::new(Pipeline {
        dialect: pipeline.dialect,
        name: pipeline.name.clone(),
        stages: pipeline.stages.clone(),
        jobs: kept.iter().map(|job| restrict_job(job, &names)).collect(),
        on_job_failure: pipeline.on_job_failure,
        shared: pipeline.shared.clone(),
    })
}

fn restrict_job(job: &Job, names: &FxHashSet<&JobName>) -> Job {
    let mut job = job.clone();
    if let Needs::Jobs(needs) = &mut job.needs {
        needs.retain(|need| names.contains(&need.job));
    }
    if let Dependencies::Jobs(jobs) = &mut job.dependencies {
        jobs.retain(|name| names.contains(name));
    }
    job
}
