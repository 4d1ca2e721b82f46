//! The jobs of a pipeline by stage, as all pictures show them.

use maillon_model::{Job, Pipeline};

/// A stage that has jobs.
pub(crate) struct Stage<'a> {
    /// Its name; empty where the dialect has no stages.
    pub name: &'a str,
    /// In the order of the definition.
    pub jobs: Vec<&'a Job>,
}

/// The stages in their order, without those that have no job.
pub(crate) fn with_jobs(pipeline: &Pipeline) -> Vec<Stage<'_>> {
    let mut stages: Vec<Stage<'_>> = pipeline
        .stages
        .iter()
        .map(|name| Stage::named(name))
        .collect();
    let mut rest = Stage::named("");
    for job in &pipeline.jobs {
        let index = job.stage.and_then(|stage| usize::try_from(stage.0).ok());
        let stage = index.and_then(|index| stages.get_mut(index));
        stage.unwrap_or(&mut rest).jobs.push(job);
    }
    stages.push(rest);
    stages.retain(|stage| !stage.jobs.is_empty());
    stages
}

impl<'a> Stage<'a> {
    fn named(name: &'a str) -> Self {
        Self {
            name,
            jobs: Vec::new(),
        }
    }
}
