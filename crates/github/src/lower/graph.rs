//! Jobs find each other: names become unique, and needs become edges.

use maillon_model::JobName;
use maillon_model::job::{Job, Need, Needs};
use rustc_hash::FxHashMap;

use super::Draft;
use super::names::Unique;

/// The jobs of a pipeline, workflow by workflow.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    names: Unique,
    jobs: Vec<Job>,
}

impl Graph {
    /// Adds the jobs of one workflow, which need only each other.
    pub(crate) fn add(&mut self, mut drafts: Vec<Draft>) {
        let mut cells: FxHashMap<String, Vec<JobName>> = FxHashMap::default();
        for draft in &mut drafts {
            let name = self.names.claim(draft.job.name.as_str());
            draft.job.name = name.into();
            let id = draft.job.template.as_str().to_ascii_lowercase();
            cells.entry(id).or_default().push(draft.job.name.clone());
        }
        let of = |id: &str| cells.get(&id.to_ascii_lowercase());
        self.jobs.extend(drafts.into_iter().map(|draft| {
            let needed = draft.needs.iter().filter_map(|id| of(id)).flatten();
            Job {
                needs: Needs::Jobs(needed.map(need).collect()),
                ..draft.job
            }
        }));
    }

    /// All jobs, in the order in which they came.
    pub(crate) fn into_jobs(self) -> Vec<Job> {
        self.jobs
    }
}

fn need(job: &JobName) -> Need {
    Need {
        job: job.clone(),
        artifacts: false,
        optional: false,
    }
}
