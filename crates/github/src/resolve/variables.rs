//! The variables that GitHub's runner sets for every job.
//!
//! Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/variables>.

use std::path::Path;

use maillon_model::spec::ResolvedVariable;
use maillon_model::variable::{Delivery, Value as VariableValue};
use serde_json::Value as Json;

use super::Start;
use crate::expression::Value;

/// Fields of the `github` context that are variables too.
const FIELDS: [&str; 28] = [
    "actor",
    "actor_id",
    "api_url",
    "base_ref",
    "event_name",
    "graphql_url",
    "head_ref",
    "ref",
    "ref_name",
    "ref_protected",
    "ref_type",
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
    "retention_days",
    "run_attempt",
    "run_id",
    "run_number",
    "server_url",
    "sha",
    "triggering_actor",
    "workflow",
    "workflow_ref",
    "workflow_sha",
    "secret_source",
    "repository_visibility",
    "enterprise",
];

impl Start<'_> {
    /// What all steps of the job see.
    pub(super) fn variables(&self) -> Vec<ResolvedVariable> {
        let own = self.own().into_iter();
        let github = self.github().into_iter();
        own.chain(github)
            .map(|(name, value)| ResolvedVariable {
                name,
                value: VariableValue::Plain(value.into()),
                delivery: Delivery::Env,
            })
            .collect()
    }

    fn own(&self) -> Vec<(String, String)> {
        let runner = self.runner().into_iter();
        let runner = runner.map(|(name, value)| (format!("RUNNER_{}", name.to_uppercase()), value));
        let fixed = [
            ("CI", "true".to_owned()),
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_JOB", self.body.id.clone()),
            ("GITHUB_WORKSPACE", shown(self.context.workspace)),
            (
                "GITHUB_EVENT_PATH",
                shown(&self.context.private.join("_workflow/event.json")),
            ),
        ];
        let fixed = fixed.map(|(name, value)| (name.to_owned(), value));
        fixed.into_iter().chain(runner).collect()
    }

    /// The `runner` context.
    pub(super) fn runner(&self) -> Vec<(&'static str, String)> {
        let temp = self.context.private.join("_temp");
        vec![
            ("name", "maillon".to_owned()),
            ("os", self.os().to_owned()),
            ("arch", arch().to_owned()),
            ("environment", "self-hosted".to_owned()),
            ("temp", shown(&temp)),
            ("tool_cache", shown(self.context.tool_cache)),
        ]
    }

    /// Containers are Linux wherever they run.
    fn os(&self) -> &'static str {
        let is_container = self.context.executor == "docker";
        match std::env::consts::OS {
            "macos" if !is_container => "macOS",
            "windows" if !is_container => "Windows",
            _ => "Linux",
        }
    }

    fn github(&self) -> Vec<(String, String)> {
        let context = self.workflow().map(|workflow| &workflow.github);
        let field = |name: &&str| {
            let value = context?.get(*name).filter(|value| !value.is_null())?;
            let text = Value::from(value as &Json).to_text().to_string();
            Some((format!("GITHUB_{}", name.to_uppercase()), text))
        };
        FIELDS.iter().filter_map(field).collect()
    }
}

fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "X64",
        "aarch64" => "ARM64",
        "arm" => "ARM",
        "x86" => "X86",
        other => other,
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
