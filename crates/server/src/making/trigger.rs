//! What a run's pipeline is for, in the dialects' words.

use maillon_definition::Definition;
use maillon_model::Trigger;
use maillon_model::pipeline::Dialect;
use maillon_model::trigger::{
    Commit, ForgeEvent, GitRef, Home, Project, Protection, Site, TriggerEvent,
};
use maillon_model::variable::{Layer, Variable};
use maillon_source::repository::{Comparison, Facts};
use maillon_store::{ProjectRow, RunRow};

use crate::runs::RunOrder;

/// Everything that a trigger is made from.
pub(super) struct Makings<'a> {
    pub(super) url: &'a str,
    pub(super) run: &'a RunRow,
    pub(super) order: &'a RunOrder,
    pub(super) project: &'a ProjectRow,
    pub(super) definition: &'a Definition,
    pub(super) facts: &'a Facts,
    pub(super) remote_url: String,
    /// The message of the tag, where it is an annotated one.
    pub(super) tag_message: Option<String>,
    /// The project's own.
    pub(super) variables: Vec<Variable>,
}

impl Makings<'_> {
    pub(super) fn trigger(self) -> Trigger {
        let order = self.order;
        Trigger {
            event: order.event.clone(),
            git_ref: git_ref(&self.run.git_ref, &order.event),
            commit: self.commit(),
            project: self.project(),
            user: order.user.clone(),
            inputs: order.inputs.clone(),
            created_at: self.run.created_at,
            number: self.run.number,
            lineage: Vec::new(),
            definition: self.definition.name.clone(),
            forge: self.forge(),
            environment: std::collections::BTreeMap::new(),
            site: Some(self.site()),
            variables: self.variables(),
        }
    }

    fn commit(&self) -> Commit {
        let of_push = match self.order.event {
            TriggerEvent::Push => self.order.before_sha.clone(),
            _ => None,
        };
        let commit = self.facts.commit.clone();
        Commit {
            before_sha: of_push.unwrap_or_else(|| commit.before_sha.clone()),
            tag_message: self.tag_message.clone(),
            ..commit
        }
    }

    fn project(&self) -> Project {
        Project {
            host: self.host(),
            path: self.project.path.clone(),
            remote_url: self.remote_url.clone(),
            default_branch: self.project.settings.default_branch.clone(),
        }
    }

    /// Where what a definition names comes from: on GitHub actions, elsewhere projects.
    fn host(&self) -> String {
        match (self.definition.dialect, &self.project.url) {
            (Dialect::Github, None) => "github.com".to_owned(),
            (Dialect::Github, Some(_)) => maillon_definition::github_host(&self.facts.project),
            (_, None) => self.site().authority().to_owned(),
            (_, Some(_)) => self.facts.project.host.clone(),
        }
    }

    fn site(&self) -> Site {
        let unsigned = |id: i64| u64::try_from(id).unwrap_or_default();
        Site {
            url: self.url.to_owned(),
            project: self.project.name.clone(),
            project_id: unsigned(self.project.id),
            run_id: unsigned(self.run.id),
            repository: match self.project.url {
                None => Home::Here,
                Some(_) => Home::Elsewhere,
            },
            protection: if self.run.protected {
                Protection::Protected
            } else {
                Protection::Open
            },
        }
    }

    fn variables(self) -> Vec<Variable> {
        let given = self.order.variables.iter();
        let given = given
            .map(|(name, value)| Variable::new(Layer::Pipeline, name.as_str(), value.as_str()));
        self.variables.into_iter().chain(given).collect()
    }

    /// The event in GitHub's words.
    fn forge(&self) -> Option<ForgeEvent> {
        if self.definition.dialect != Dialect::Github {
            return None;
        }
        let told = self.order.forge.clone();
        Some(told.unwrap_or_else(|| ForgeEvent {
            name: on_github(&self.order.event).to_owned(),
            payload: None,
        }))
    }
}

/// Whoever asks this server by its API starts a workflow as whoever presses the button.
fn on_github(event: &TriggerEvent) -> &'static str {
    match event {
        TriggerEvent::Push => "push",
        TriggerEvent::MergeRequest(_) => "pull_request",
        TriggerEvent::Schedule => "schedule",
        TriggerEvent::Manual | TriggerEvent::Api => "workflow_dispatch",
        TriggerEvent::TriggerToken
        | TriggerEvent::Forge
        | TriggerEvent::Pipeline
        | TriggerEvent::ParentPipeline(_) => "repository_dispatch",
    }
}

/// The branch or tag; for what is neither, the branch that is proposed for merge.
fn git_ref(name: &str, event: &TriggerEvent) -> GitRef {
    if let Some(request) = event.merge_request() {
        return GitRef::Branch(request.source_branch.clone());
    }
    if let Some(tag) = name.strip_prefix("refs/tags/") {
        return GitRef::Tag(tag.to_owned());
    }
    let branch = name.strip_prefix("refs/heads/").unwrap_or(name);
    GitRef::Branch(branch.to_owned())
}

/// What `rules:changes` compares with: all commits of a push.
pub(super) fn comparison(trigger: &Trigger) -> Comparison {
    match maillon_definition::comparison(trigger) {
        Comparison::Push => Comparison::Since(trigger.commit.before_sha.clone()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use maillon_model::trigger::MergeRequest;

    use super::*;

    #[test]
    fn refs_have_short_names() {
        let check = |name: &str, expected| {
            assert_eq!(git_ref(name, &TriggerEvent::Push), expected);
        };
        check("refs/heads/a/b", GitRef::Branch("a/b".to_owned()));
        check("refs/tags/v1", GitRef::Tag("v1".to_owned()));
        let request = MergeRequest {
            source_branch: "feature".to_owned(),
            ..MergeRequest::default()
        };
        let event = TriggerEvent::MergeRequest(request);
        assert_eq!(
            git_ref("refs/merge-requests/1/head", &event),
            GitRef::Branch("feature".to_owned())
        );
    }
}
