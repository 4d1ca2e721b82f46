//! `trigger`: a job that becomes a pipeline of its own.

use std::sync::Arc;

use maillon_model::Diagnostic;
use maillon_model::job::{Body, ChildStrategy, Work};
use maillon_source::yaml::{Node, Value};
use maillon_source::{Source, Span};
use serde_json::{Map, Value as Json, json};

use super::cursor::{Cursor, Fields};
use crate::variables::Scope;

/// GitLab's limit of files in `trigger:include`.
const MAX_INCLUDES: usize = 3;

/// The keys that a trigger job may have.
pub(super) const KEYS: &[&str] = &[
    "trigger",
    "extends",
    "stage",
    "type",
    "only",
    "except",
    "rules",
    "variables",
    "inherit",
    "allow_failure",
    "when",
    "needs",
    "resource_group",
    "environment",
    "interruptible",
    "parallel",
    "manual_confirmation",
];

/// What a trigger job makes.
pub(super) struct Trigger {
    pub(super) work: Work,
    /// Jobs whose artifacts hold the child's definition.
    pub(super) artifact_jobs: Vec<(String, Span)>,
    /// The other project whose pipeline it is.
    pub(super) project: Option<OtherProject>,
}

/// A project whose pipeline is triggered, before its texts are expanded.
pub(super) struct OtherProject {
    path: Arc<str>,
    branch: Option<Arc<str>>,
    place: Diagnostic,
}

impl OtherProject {
    /// Why it can't run here: nothing stands in for its working tree.
    pub(super) fn blocker(&self, scope: &Scope, source: &dyn Source) -> Option<Diagnostic> {
        let path = scope.expand(&self.path);
        let branch = self.branch.as_ref().map(|branch| scope.expand(branch));
        if source.worktree(&path, branch.as_deref()).is_some() {
            return None;
        }
        let message =
            format!("it triggers a pipeline of another project, `{path}`, which is not here");
        let hint = format!("say where its working tree is: --override {path}=FOLDER");
        let blocker = Diagnostic {
            message,
            ..self.place.clone()
        };
        Some(blocker.hint(hint))
    }
}

/// `trigger`: a project, or a mapping.
pub(super) fn trigger(cursor: Cursor<'_>) -> Option<Trigger> {
    if let Value::String(_) = &cursor.node.value {
        let project = cursor.filled()?;
        let request = Map::from_iter([("project".to_owned(), json!(*project))]);
        return Some(other_project(cursor, project, None, request));
    }
    let fields = cursor.map("trigger")?;
    check_forward(fields);
    let request = json(cursor.node);
    match (fields.get("include"), fields.get("project")) {
        (Some(include), None) => Some(child(include, fields, request)),
        (None, Some(project)) => {
            let Json::Object(request) = request else {
                return None;
            };
            let branch = fields.get("branch").and_then(Cursor::filled);
            Some(other_project(cursor, project.filled()?, branch, request))
        }
        _ => {
            let message = "`trigger` should have one of the keys `include` and `project`";
            cursor.error("gitlab/missing-key", message);
            None
        }
    }
}

fn check_forward(fields: Fields<'_>) {
    let forward = fields
        .get("forward")
        .and_then(|forward| forward.map("trigger:forward"));
    for key in ["yaml_variables", "pipeline_variables"] {
        forward
            .and_then(|forward| forward.get(key))
            .and_then(Cursor::boolean);
    }
}

fn strategy(fields: Fields<'_>) -> ChildStrategy {
    let strategies = [
        ("depend", ChildStrategy::Depend),
        ("mirror", ChildStrategy::Depend),
    ];
    let strategy = fields
        .get("strategy")
        .and_then(|strategy| strategy.choice(&strategies));
    strategy.unwrap_or_default()
}

fn child(include: Cursor<'_>, fields: Fields<'_>, request: Json) -> Trigger {
    let items = match &include.node.value {
        Value::Seq(_) => include.list().unwrap_or_default(),
        _ => vec![include],
    };
    if items.len() > MAX_INCLUDES {
        let message = format!("`trigger:include` has at most {MAX_INCLUDES} files");
        include.error("gitlab/too-many", message);
    }
    Trigger {
        work: work(request, strategy(fields)),
        artifact_jobs: items.into_iter().filter_map(included).collect(),
        project: None,
    }
}

/// Checks one file of a child pipeline; gives the job that makes it, if one does.
fn included(item: Cursor<'_>) -> Option<(String, Span)> {
    if let Value::String(_) = &item.node.value {
        item.filled();
        return None;
    }
    let fields = item.map("trigger:include")?;
    fields.get("artifact")?;
    let job = fields.require("job")?;
    Some((job.filled()?.to_string(), job.node.span))
}

fn work(request: Json, strategy: ChildStrategy) -> Work {
    Work::Child {
        request: Body::from_iter([("trigger".to_owned(), request)]),
        strategy,
    }
}

fn other_project(
    cursor: Cursor<'_>,
    path: Arc<str>,
    branch: Option<Arc<str>>,
    request: Map<String, Json>,
) -> Trigger {
    let place = Diagnostic::error("gitlab/other-project", "")
        .at(cursor.place())
        .under(cursor.breadcrumb());
    let depends = request.get("strategy").is_some();
    let strategy = if depends {
        ChildStrategy::Depend
    } else {
        ChildStrategy::Detached
    };
    Trigger {
        work: work(Json::Object(request), strategy),
        artifact_jobs: Vec::new(),
        project: Some(OtherProject {
            path,
            branch,
            place,
        }),
    }
}

/// A YAML value as JSON. A tagged value loses its tag: those that mean something were replaced
/// when the definition was composed.
pub(super) fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Float { value, .. } => json!(value),
        Value::String(text) => json!(**text),
        Value::Seq(items) => Json::Array(items.iter().map(json).collect()),
        Value::Map(map) => {
            let entries = map
                .iter()
                .map(|(key, _, node)| (key.to_string(), json(node)));
            Json::Object(entries.collect())
        }
        Value::Tagged { node, .. } => json(node),
    }
}
