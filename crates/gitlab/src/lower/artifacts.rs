//! `artifacts`, and the folder of `pages`.

use indexmap::IndexMap;
use maillon_model::Diagnostic;
use maillon_model::job::{Artifacts, SaveWhen};
use maillon_source::yaml::Value;

use super::cursor::{Cursor, Fields};
use super::job::JobFields;

/// The words of `artifacts:when` and `cache:when`.
pub(super) const SAVE_WHEN: &[(&str, SaveWhen)] = &[
    ("on_success", SaveWhen::OnSuccess),
    ("on_failure", SaveWhen::OnFailure),
    ("always", SaveWhen::Always),
];

/// What the job leaves, with the folder that it publishes.
pub(super) fn of_job(name: &str, fields: &JobFields<'_>) -> Option<Artifacts> {
    let artifacts = fields.get("artifacts").and_then(artifacts);
    let Some(folder) = pages_folder(name, fields) else {
        return artifacts;
    };
    let mut artifacts = artifacts.unwrap_or_else(nothing);
    if !artifacts.paths.contains(&folder) {
        artifacts.paths.push(folder);
    }
    Some(artifacts)
}

fn nothing() -> Artifacts {
    Artifacts {
        name: None,
        paths: Vec::new(),
        exclude: Vec::new(),
        untracked: false,
        when: SaveWhen::OnSuccess,
        expire_in: None,
        reports: IndexMap::new(),
    }
}

fn artifacts(cursor: Cursor<'_>) -> Option<Artifacts> {
    let fields = cursor.map("artifacts")?;
    check_access(fields);
    let texts = |key| fields.get(key).and_then(Cursor::texts).unwrap_or_default();
    Some(Artifacts {
        name: fields
            .get("name")
            .and_then(Cursor::text)
            .map(|name| name.to_string()),
        paths: texts("paths"),
        exclude: texts("exclude"),
        untracked: fields
            .get("untracked")
            .and_then(Cursor::boolean)
            .unwrap_or(false),
        when: fields
            .get("when")
            .and_then(|when| when.choice(SAVE_WHEN))
            .unwrap_or_default(),
        expire_in: fields
            .get("expire_in")
            .and_then(Cursor::duration)
            .filter(|d| !d.is_zero()),
        reports: fields.get("reports").and_then(reports).unwrap_or_default(),
    })
}

/// Who may see them is the server's matter, but the words are checked.
fn check_access(fields: Fields<'_>) {
    let levels = ["none", "developer", "maintainer", "all"].map(|level| (level, ()));
    fields
        .get("access")
        .and_then(|access| access.choice(&levels));
    fields.get("public").and_then(Cursor::boolean);
    if let (Some(_), Some(public)) = (fields.get("access"), fields.get("public")) {
        public.error(
            "gitlab/conflicting-keys",
            "`public` and `access` exclude each other",
        );
    }
    if let (Some(link), None) = (fields.get("expose_as"), fields.get("paths")) {
        link.error(
            "gitlab/missing-key",
            "`expose_as` needs the key `paths` beside it",
        );
    }
}

fn reports(cursor: Cursor<'_>) -> Option<IndexMap<String, Vec<String>>> {
    let fields = cursor.map("artifacts:reports")?;
    let kinds = fields.map.iter().filter(|(_, _, node)| !node.is_null());
    let files = kinds.filter_map(|(kind, _, node)| {
        let cursor = cursor.at(node);
        let files = match (&**kind, &node.value) {
            ("coverage_report", _) => coverage_report(cursor),
            _ => cursor.text_or_texts(),
        };
        Some((kind.to_string(), files?))
    });
    Some(files.collect())
}

fn coverage_report(cursor: Cursor<'_>) -> Option<Vec<String>> {
    let Value::Map(_) = &cursor.node.value else {
        let message = "`coverage_report` should be a mapping with `coverage_format` and `path`";
        cursor.report(Diagnostic::error("gitlab/wrong-type", message));
        return None;
    };
    let fields = cursor.map("artifacts:reports:coverage_report")?;
    let formats = ["cobertura", "jacoco"].map(|format| (format, ()));
    fields.require("coverage_format")?.choice(&formats);
    Some(vec![fields.require("path")?.filled()?.to_string()])
}

/// The folder that a job publishes: `pages:publish`, `publish`, or `public`.
fn pages_folder(name: &str, fields: &JobFields<'_>) -> Option<String> {
    let pages = fields.own("pages");
    let publishes = match pages.map(|pages| &pages.node.value) {
        Some(Value::Bool(publishes)) => *publishes,
        Some(_) => true,
        None => name == "pages",
    };
    let described = pages
        .filter(|pages| !matches!(pages.node.value, Value::Bool(_)))
        .and_then(|pages| pages.map("pages")?.get("publish")?.filled());
    let publish = fields.own("publish");
    if let (Some(publish), false) = (publish, publishes) {
        publish.error(
            "gitlab/misplaced-key",
            "`publish` stands only in a `pages` job",
        );
    }
    if let (Some(publish), Some(_)) = (publish, &described) {
        let message = "`publish` and `pages:publish` exclude each other";
        publish.error("gitlab/conflicting-keys", message);
    }
    let folder = described.or_else(|| publish?.filled());
    publishes.then(|| folder.map_or_else(|| "public".to_owned(), |folder| folder.to_string()))
}
