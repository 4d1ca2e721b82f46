//! The jobs of a run as people see them: a job whose place a pipeline took stands for the jobs of that pipeline,
//! and is not seen itself.

use std::collections::{HashMap, HashSet};

use maillon_protocol::api::JobSummary;
use maillon_store::JobRow;

/// Stages in their order, over all pipelines, each once.
pub(crate) fn stages(jobs: &[JobRow]) -> Vec<String> {
    let mut ordered: Vec<&JobRow> = jobs.iter().filter(|job| !job.inlined).collect();
    ordered.sort_by_key(|job| (job.summary.parent, job.stage_order));
    let mut seen = HashSet::new();
    let stages = ordered.iter().filter_map(|job| job.summary.stage.as_ref());
    stages
        .filter(|stage| seen.insert(stage.as_str()))
        .cloned()
        .collect()
}

/// The jobs that are seen; edges to those that are not lead to the jobs that took their places.
pub(crate) fn shown(jobs: &[JobRow]) -> Vec<JobSummary> {
    let shape = Shape::new(jobs);
    let seen = jobs.iter().filter(|job| !shape.is_replaced(job));
    seen.map(|job| shape.summary(job)).collect()
}

struct Shape<'a> {
    by_id: HashMap<u32, &'a JobRow>,
    by_name: HashMap<&'a str, &'a JobRow>,
    children: HashMap<u32, Vec<&'a JobRow>>,
}

impl<'a> Shape<'a> {
    fn new(jobs: &'a [JobRow]) -> Self {
        let mut children: HashMap<u32, Vec<&JobRow>> = HashMap::new();
        for job in jobs {
            if let Some(parent) = job.summary.parent {
                children.entry(parent).or_default().push(job);
            }
        }
        Self {
            by_id: jobs.iter().map(|job| (job.summary.id, job)).collect(),
            // Where names are shared, the job that came first is meant: the one whose place was taken.
            by_name: jobs
                .iter()
                .rev()
                .map(|job| (job.summary.name.as_str(), job))
                .collect(),
            children,
        }
    }

    fn is_replaced(&self, job: &JobRow) -> bool {
        job.inlined && self.children.contains_key(&job.summary.id)
    }

    fn parent(&self, job: &JobRow) -> Option<&'a JobRow> {
        self.by_id.get(&job.summary.parent?).copied()
    }

    fn summary(&self, job: &JobRow) -> JobSummary {
        let mut summary = job.summary.clone();
        summary.needs = self.needs(job);
        summary.parent = self.visible_parent(job);
        summary
    }

    fn visible_parent(&self, job: &JobRow) -> Option<u32> {
        let parent = self.parent(job)?;
        if self.is_replaced(parent) {
            return self.visible_parent(parent);
        }
        Some(parent.summary.id)
    }

    /// Whom a job waits for; one at the beginning of a pipeline that took a job's place waits as that job did.
    fn needs(&self, job: &JobRow) -> Option<Vec<String>> {
        let own = job.summary.needs.as_ref();
        let replaced = self.parent(job).filter(|parent| self.is_replaced(parent));
        match (own, replaced) {
            (Some(needs), Some(parent)) if needs.is_empty() => self.needs(parent),
            (Some(needs), _) => {
                let names = needs.iter().flat_map(|need| self.seen(need));
                Some(names.collect())
            }
            (None, _) => None,
        }
    }

    /// The names of the jobs that are seen for one.
    fn seen(&self, name: &str) -> Vec<String> {
        match self.by_name.get(name) {
            Some(job) if self.is_replaced(job) => self.leaves(job),
            _ => vec![name.to_owned()],
        }
    }

    fn leaves(&self, job: &JobRow) -> Vec<String> {
        let children = self.children.get(&job.summary.id).into_iter().flatten();
        children
            .flat_map(|child| {
                if self.is_replaced(child) {
                    self.leaves(child)
                } else {
                    vec![child.summary.name.clone()]
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use maillon_protocol::api::JobState;

    use super::*;

    fn row(id: u32, name: &str, parent: Option<u32>, needs: &[&str], inlined: bool) -> JobRow {
        JobRow {
            run: 1,
            summary: JobSummary {
                id,
                name: name.to_owned(),
                stage: Some("test".to_owned()),
                parent,
                needs: Some(needs.iter().map(|need| (*need).to_owned()).collect()),
                state: JobState::Waiting,
                allow_failure: false,
                reason: None,
                attempt: 0,
                agent: None,
                exit_code: None,
                queued_at: None,
                started_at: None,
                finished_at: None,
                coverage: None,
                environment: None,
            },
            stage_order: 0,
            inlined,
            resource_group: None,
            turn: None,
            delayed_until: None,
            played: None,
            task: None,
        }
    }

    #[test]
    fn a_job_whose_place_was_taken_is_not_seen() {
        let rows = [
            row(0, "build", None, &[], false),
            row(1, "test", None, &["build"], true),
            row(2, "publish", None, &["test"], false),
            row(3, "test (a)", Some(1), &[], false),
            row(4, "test (b)", Some(1), &[], false),
        ];
        let shown = shown(&rows);
        let told: Vec<String> = shown
            .iter()
            .map(|job| format!("{}: {:?} {:?}", job.name, job.needs, job.parent))
            .collect();
        assert_eq!(
            told,
            [
                r"build: Some([]) None",
                r#"publish: Some(["test (a)", "test (b)"]) None"#,
                r#"test (a): Some(["build"]) None"#,
                r#"test (b): Some(["build"]) None"#,
            ]
        );
    }
}
