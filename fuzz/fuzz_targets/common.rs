//! What the targets share: a repository with one definition, and a push to `main`.

use maillon_gitlab::LoadRequest;
use maillon_model::trigger::{Commit, GitRef, Project, Trigger, TriggerEvent, User};
use maillon_model::Timestamp;
use maillon_source::memory::MemorySource;

/// Loads a definition. No pipeline without a diagnostic that says why.
pub fn load(text: &str) {
    let source = MemorySource::new([(".gitlab-ci.yml", text), ("ci/other.yml", "other: {script: echo}")]);
    let trigger = trigger();
    let request =
        LoadRequest { source: &source, file: ".gitlab-ci.yml", trigger: &trigger, explain: None };
    let loaded = maillon_gitlab::load(&request);
    assert!(loaded.pipeline.is_some() || !loaded.diagnostics.is_empty());
}

pub fn trigger() -> Trigger {
    Trigger {
        event: TriggerEvent::Push,
        git_ref: GitRef::Branch("main".into()),
        commit: Commit { sha: "1".repeat(40), before_sha: "0".repeat(40), ..Commit::default() },
        project: Project { path: "group/name".into(), default_branch: "main".into(), ..Project::default() },
        user: User::default(),
        variables: Vec::new(),
        inputs: Default::default(),
        created_at: Timestamp(0),
        number: 1,
        lineage: Vec::new(),
        definition: ".gitlab-ci.yml".into(),
        environment: Default::default(),
        site: None,
        forge: None,
    }
}
