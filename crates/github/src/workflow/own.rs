//! `uses: $/path`: an action in the repository of the file that says it, at the same commit.
//!
//! In the own repository it is the folder in the workspace, which needs no checkout step then; in files of
//! other repositories it is named in full when they are read.

use super::{JobKind, Step, StepWork, Workflow};

impl Workflow {
    /// Names the actions of the repository that the workflow was read from.
    pub(crate) fn name_own_actions(&mut self, repository: &str, git_ref: &str) {
        for job in self.jobs.values_mut() {
            if let JobKind::Steps(job) = &mut job.kind {
                name_own_actions(&mut job.steps, repository, git_ref);
            }
        }
    }
}

/// Names the actions of the repository that the steps were read from.
pub(crate) fn name_own_actions(steps: &mut [Step], repository: &str, git_ref: &str) {
    for step in steps {
        let StepWork::Uses { uses, .. } = &mut step.work else {
            continue;
        };
        if let Some(path) = own_path(uses) {
            *uses = match path {
                "" => format!("{repository}@{git_ref}"),
                path => format!("{repository}/{path}@{git_ref}"),
            };
        }
    }
}

/// The path of `$/path`, without slashes at its ends.
pub(crate) fn own_path(uses: &str) -> Option<&str> {
    let path = uses.strip_prefix("$/")?;
    Some(path.trim_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_of_the_same_repository_is_named_in_full() {
        let steps =
            serde_json::json!([{"uses": "$/a/b"}, {"uses": "$/"}, {"uses": "./a"}, {"run": "x"}]);
        let mut steps: Vec<Step> = serde_json::from_value(steps).unwrap();
        name_own_actions(&mut steps, "o/r", "v1");
        let named = steps.iter().filter_map(|step| match &step.work {
            StepWork::Uses { uses, .. } => Some(uses.as_str()),
            StepWork::Run { .. } => None,
        });
        assert_eq!(named.collect::<Vec<_>>(), ["o/r/a/b@v1", "o/r@v1", "./a"]);
    }
}
