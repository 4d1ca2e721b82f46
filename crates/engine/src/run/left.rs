//! What jobs left, and who takes it.

use std::collections::{BTreeMap, HashSet};

use indexmap::IndexMap;
use maillon_model::event::JobResult;
use maillon_model::job::{Dependencies, Needs};
use maillon_model::pipeline::StageIndex;
use maillon_model::spec::{ArchiveId, Leftovers, Upstream};
use maillon_model::{Job, JobName, Outcome, Pipeline};

use super::jobs::positions;

/// What the jobs of one pipeline left, in this run or in an earlier one that it builds on.
/// In the order of the definition: that is the order of unpacking.
#[derive(Debug, Default)]
pub(super) struct Left {
    all: BTreeMap<usize, One>,
    positions: rustc_hash::FxHashMap<JobName, usize>,
}

#[derive(Debug)]
struct One {
    job: JobName,
    stage: Option<StageIndex>,
    outcome: Outcome,
    left: Leftovers,
}

impl Left {
    /// Begins with what an earlier run left, also by jobs that do not take part in this one.
    pub(super) fn new(
        whole: &Pipeline,
        prefix: &str,
        earlier: &IndexMap<JobName, JobResult>,
    ) -> Self {
        let mut left = Self {
            all: BTreeMap::new(),
            positions: positions(whole),
        };
        if earlier.is_empty() {
            return left;
        }
        for job in &whole.jobs {
            if let Some(result) = earlier.get(format!("{prefix}{}", job.name).as_str()) {
                left.keep(job, result.clone());
            }
        }
        left
    }

    pub(super) fn keep(&mut self, job: &Job, result: JobResult) {
        let Some(at) = self.positions.get(&job.name) else {
            return;
        };
        let one = One {
            job: job.name.clone(),
            stage: job.stage,
            outcome: result.outcome,
            left: result.left,
        };
        self.all.insert(*at, one);
    }

    /// What a job takes: from its needs, or without needs from all jobs of earlier stages; where it
    /// names dependencies, only from these.
    pub(super) fn taken_by(&self, job: &Job) -> Vec<Upstream> {
        let named: Option<HashSet<_>> = match &job.dependencies {
            Dependencies::Everything => None,
            Dependencies::Jobs(names) => Some(names.iter().collect()),
        };
        let wanted = |one: &&One| named.as_ref().is_none_or(|named| named.contains(&one.job));
        self.before(job)
            .into_iter()
            .filter(wanted)
            .filter(|one| one.left.archive.is_some() || !one.left.dotenv.is_empty())
            .map(One::upstream)
            .collect()
    }

    /// What a job of a pipeline further down takes from a job of this one; None where it did not succeed, or has not yet.
    pub(super) fn inherited(&self, job: &JobName) -> Option<Upstream> {
        let one = self.all.get(self.positions.get(job)?)?;
        one.outcome.is_success().then(|| one.upstream())
    }

    fn before(&self, job: &Job) -> Vec<&One> {
        match &job.needs {
            Needs::StageOrder => {
                let earlier = |one: &&One| one.stage < job.stage;
                self.all.values().filter(earlier).collect()
            }
            Needs::Jobs(needs) => {
                let with_artifacts = needs.iter().filter(|need| need.artifacts);
                let mut at: Vec<_> = with_artifacts
                    .filter_map(|need| self.positions.get(&need.job))
                    .collect();
                at.sort_unstable();
                at.into_iter().filter_map(|at| self.all.get(at)).collect()
            }
        }
    }

    /// The values that a job gave to later ones.
    pub(super) fn outputs(&self, job: &JobName) -> IndexMap<String, String> {
        let one = self.positions.get(job).and_then(|at| self.all.get(at));
        one.map(|one| one.left.outputs.clone()).unwrap_or_default()
    }

    /// The archives of all jobs that left one.
    pub(super) fn archives(&self) -> IndexMap<JobName, ArchiveId> {
        let archive = |one: &One| Some((one.job.clone(), one.left.archive.clone()?));
        self.all.values().filter_map(archive).collect()
    }
}

impl One {
    fn upstream(&self) -> Upstream {
        Upstream {
            job: self.job.clone(),
            left: self.left.clone(),
        }
    }
}

/// A job of a pipeline further up that a job takes artifacts from has not succeeded.
#[derive(Debug, thiserror::Error)]
#[error(
    "it takes artifacts of `{0}` of a parent pipeline, which has not succeeded (yet): let the \
     trigger job need `{0}`"
)]
pub(super) struct NotThere(pub(super) JobName);

#[cfg(test)]
mod tests {
    use maillon_model::job::{Body, Need, Work};
    use maillon_model::pipeline::{Dialect, OnJobFailure};

    use super::*;

    fn job(name: &str, stage: u32) -> Job {
        let mut job = Job::new(name, Work::Body(Body::default()));
        job.stage = Some(StageIndex(stage));
        job
    }

    fn pipeline(jobs: Vec<Job>) -> Pipeline {
        Pipeline {
            shared: maillon_model::job::Body::default(),
            dialect: Dialect::Gitlab,
            name: None,
            stages: vec!["build".into(), "test".into(), "deploy".into()],
            jobs,
            on_job_failure: OnJobFailure::Continue,
        }
    }

    fn success(id: &str) -> JobResult {
        let left = Leftovers {
            archive: Some(ArchiveId(id.to_owned())),
            ..Leftovers::default()
        };
        JobResult {
            left,
            ..JobResult::bare(Outcome::Success)
        }
    }

    fn check(change: impl FnOnce(&mut Job), expected: &[&str]) {
        let mut last = job("last", 2);
        change(&mut last);
        let whole = pipeline(vec![
            job("a", 0),
            job("b", 0),
            job("c", 1),
            job("same", 2),
            last,
        ]);
        let earlier = IndexMap::from([(JobName::new("b"), success("b"))]);
        let mut left = Left::new(&whole, "", &earlier);
        for at in [3, 2, 0] {
            left.keep(&whole.jobs[at], success("x"));
        }
        let taken = left.taken_by(&whole.jobs[4]);
        let names: Vec<_> = taken.iter().map(|one| one.job.as_str()).collect();
        assert_eq!(names, expected);
    }

    fn need(job: &str, artifacts: bool) -> Need {
        Need {
            job: JobName::new(job),
            artifacts,
            optional: false,
        }
    }

    #[test]
    fn artifacts_come_from_needs_or_earlier_stages() {
        check(|_| {}, &["a", "b", "c"]);
        check(
            |job| job.needs = Needs::Jobs(vec![need("c", true), need("b", true), need("a", false)]),
            &["b", "c"],
        );
        check(|job| job.needs = Needs::Jobs(Vec::new()), &[]);
        check(
            |job| job.dependencies = Dependencies::Jobs(vec!["c".into()]),
            &["c"],
        );
        check(|job| job.dependencies = Dependencies::Jobs(Vec::new()), &[]);
    }
}
