//! What is known of a merge request.

use maillon_model::Trigger;
use maillon_model::trigger::{Home, MergeRequest};

use super::{Entry, Subject, entries};

/// The merge request and its trigger.
pub(super) struct Facts<'a> {
    request: &'a MergeRequest,
    trigger: &'a Trigger,
}

/// GitLab's limit, in characters.
const MAX_DESCRIPTION: usize = 2700;

impl<'a> Facts<'a> {
    /// None where the pipeline is for no merge request.
    pub(super) fn of(trigger: &'a Trigger) -> Option<Self> {
        let request = trigger.event.merge_request()?;
        Some(Self { request, trigger })
    }

    fn number(&self) -> String {
        self.request.number.max(1).to_string()
    }

    fn project_url(&self) -> String {
        let site = self.trigger.site.as_ref();
        if let Some(site) = site.filter(|site| site.repository == Home::Here) {
            return site.project_url();
        }
        let project = &self.trigger.project;
        format!("https://{}/{}", project.host, project.path)
    }

    fn is_protected(&self, branch: &str) -> String {
        (branch == self.trigger.project.default_branch).to_string()
    }

    fn diff_base(&self) -> Option<String> {
        let sha = &self.trigger.commit.before_sha;
        (sha.contains(|c| c != '0')).then(|| sha.clone())
    }

    fn description(&self) -> String {
        self.request
            .description
            .chars()
            .take(MAX_DESCRIPTION)
            .collect()
    }
}

/// The variables of a merge request's pipeline.
pub(super) enum OfMergeRequest {}

impl Subject for OfMergeRequest {
    type Facts<'a> = Facts<'a>;
}

pub(super) const TABLE: &[Entry<OfMergeRequest>] = entries! {
    "CI_MERGE_REQUEST_ID", "The merge request's number", |f| f.number();
    "CI_MERGE_REQUEST_IID", "The merge request's number", |f| f.number();
    "CI_MERGE_REQUEST_EVENT_TYPE", "`detached`", |_| "detached";
    "CI_MERGE_REQUEST_TITLE", "Its title", |f| &*f.request.title;
    "CI_MERGE_REQUEST_DESCRIPTION", "Its description, at most 2700 characters", |f| f.description();
    "CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED", "Whether the description was longer", |f| (f.request.description.chars().count() > MAX_DESCRIPTION).to_string();
    "CI_MERGE_REQUEST_LABELS", "Its labels, with commas between; not there without labels", |f| (!f.request.labels.is_empty()).then(|| f.request.labels.join(","));
    "CI_MERGE_REQUEST_DRAFT", "Whether it is a draft", |f| f.request.draft.to_string();
    "CI_MERGE_REQUEST_REF_PATH", "`refs/merge-requests/N/head`", |f| format!("refs/merge-requests/{}/head", f.number());
    "CI_MERGE_REQUEST_DIFF_BASE_SHA", "The commit that its changes are compared with", |f| f.diff_base();
    "CI_MERGE_REQUEST_DIFF_ID", "`1`", |_| "1";
    "CI_MERGE_REQUEST_SQUASH_ON_MERGE", "`false`", |_| "false";
    "CI_MERGE_REQUEST_PROJECT_ID", "`1`", |_| "1";
    "CI_MERGE_REQUEST_PROJECT_PATH", "The project's path", |f| &*f.trigger.project.path;
    "CI_MERGE_REQUEST_PROJECT_URL", "The project's address", |f| f.project_url();
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "The branch with the changes", |f| &*f.request.source_branch;
    "CI_MERGE_REQUEST_SOURCE_BRANCH_PROTECTED", "Whether that is the default branch", |f| f.is_protected(&f.request.source_branch);
    "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "Empty: only merged results have it", |_| "";
    "CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "`1`", |_| "1";
    "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", "The project's path", |f| &*f.trigger.project.path;
    "CI_MERGE_REQUEST_SOURCE_PROJECT_URL", "The project's address", |f| f.project_url();
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "The branch that gets the changes", |f| &*f.request.target_branch;
    "CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED", "Whether that is the default branch", |f| f.is_protected(&f.request.target_branch);
    "CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "Empty: only merged results have it", |_| "";
    "CI_OPEN_MERGE_REQUESTS", "The merge requests of the branch: `group/project!1`", |f| format!("{}!{}", f.trigger.project.path, f.number());
};
