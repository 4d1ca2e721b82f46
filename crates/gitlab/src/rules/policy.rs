//! `only` and `except`, the older language.
//!
//! Every key of `only` must hold, and no key of `except` may. Without them (and without
//! `workflow:rules`) a job is in pipelines for branches and tags, and so not in those for merge
//! requests. Semantics: <https://docs.gitlab.com/ci/yaml/deprecated_keywords/#only--except>.

use std::sync::Arc;

use maillon_model::trace::{ClauseTrace, Match, RuleTrace, RulesTrace};
use maillon_model::trigger::{GitRef, TriggerEvent};
use maillon_model::{Diagnostic, Trigger};
use maillon_source::yaml::{Map, Node, Value};
use maillon_source::{Files, Span};

use super::clause::{Changes, Condition};
use super::reader::{Reader, present};
use super::trace::{condition_trace, paths_trace};
use super::{Admission, Context, Verdict};
use crate::expression;

/// Whether a job that says nothing is in pipelines for branches and tags only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnlyDefault {
    /// As it is without `workflow:rules`.
    BranchesAndTags,
    /// Where `workflow:rules` decide, they decide alone.
    Everything,
}

/// What `only` and `except` of a job say.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    only: Option<Filter>,
    except: Option<Filter>,
}

/// One of the two.
#[derive(Clone, Debug, Default)]
struct Filter {
    refs: Option<Vec<Arc<str>>>,
    variables: Option<Vec<Condition>>,
    changes: Option<Changes>,
    kubernetes: Option<Span>,
    span: Option<Span>,
}

/// The name of a key, and whether it holds.
type Held = (&'static str, bool);

impl Policy {
    pub(super) fn parse(
        job: &Map,
        default: OnlyDefault,
        files: &Files,
        breadcrumb: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut reader = Reader {
            files,
            diagnostics,
            base: breadcrumb,
            index: None,
        };
        let written = |key: &str| present(job, key);
        let only = written("only").and_then(|node| filter("only", node, &mut reader));
        let branches_and_tags = || vec![Arc::from("branches"), Arc::from("tags")];
        let only = match only {
            Some(mut only) => {
                only.refs.get_or_insert_with(branches_and_tags);
                Some(only)
            }
            None if default == OnlyDefault::BranchesAndTags => Some(Filter {
                refs: Some(branches_and_tags()),
                ..Filter::default()
            }),
            None => None,
        };
        let except = written("except").and_then(|node| filter("except", node, &mut reader));
        Self { only, except }
    }

    pub(super) fn evaluate(
        &self,
        context: &Context<'_>,
        trigger: &Trigger,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Verdict {
        let mut held = |filter: &Option<Filter>| match filter {
            Some(filter) => filter.evaluate(context, trigger, diagnostics),
            None => Vec::new(),
        };
        let in_only = held(&self.only).into_iter().all(|(_, holds)| holds);
        let in_except = held(&self.except).into_iter().any(|(_, holds)| holds);
        if !in_only || in_except {
            return Verdict::Out;
        }
        Verdict::In(Box::new(Admission {
            reason: self.reason(),
            effects: super::Effects::default(),
        }))
    }

    fn reason(&self) -> String {
        let is_written =
            |filter: &Option<Filter>| filter.as_ref().is_some_and(|f| f.span.is_some());
        match (is_written(&self.only), is_written(&self.except)) {
            (true, true) => "only and except",
            (true, false) => "only",
            (false, true) => "except",
            (false, false) => "no rules",
        }
        .to_owned()
    }

    pub(super) fn trace(&self, context: &Context<'_>, trigger: &Trigger) -> RulesTrace {
        let mut ignored = Vec::new();
        let included = matches!(
            self.evaluate(context, trigger, &mut ignored),
            Verdict::In(_)
        );
        let only = self.only.as_ref().map(|only| {
            let clauses = only.clauses(context, trigger);
            let matched = clauses.iter().all(|clause| clause.matched == Match::Yes);
            only.trace("only", clauses, matched, context)
        });
        let except = self.except.as_ref().map(|except| {
            let clauses = except.clauses(context, trigger);
            let matched = clauses.iter().any(|clause| clause.matched == Match::Yes);
            except.trace("except", clauses, matched, context)
        });
        RulesTrace {
            rules: only.into_iter().chain(except).collect(),
            summary: format!(
                "{}: {}",
                self.reason(),
                if included { "let in" } else { "left out" }
            ),
        }
    }
}

fn filter(key: &'static str, node: &Node, reader: &mut Reader<'_>) -> Option<Filter> {
    match &node.value {
        Value::Seq(_) => Some(Filter {
            refs: Some(refs(node, key, reader)),
            span: Some(node.span),
            ..Filter::default()
        }),
        Value::String(name) => Some(Filter {
            refs: Some(vec![Arc::clone(name)]),
            span: Some(node.span),
            ..Filter::default()
        }),
        Value::Map(map) => Some(complex(key, node, map, reader)),
        _ => {
            reader.wrong(
                node,
                key,
                "a list of refs, or a mapping with `refs`, `variables` or `changes`",
            );
            None
        }
    }
}

fn complex(key: &'static str, node: &Node, map: &Map, reader: &mut Reader<'_>) -> Filter {
    reader.check_keys(map, key, &["refs", "kubernetes", "variables", "changes"]);
    let way = |part: &str| format!("{key}.{part}");
    Filter {
        refs: present(map, "refs").map(|node| refs(node, &way("refs"), reader)),
        variables: present(map, "variables").map(|node| {
            let items = node.as_seq().unwrap_or_default();
            if node.as_seq().is_none() {
                reader.wrong(node, &way("variables"), "a list of conditions");
            }
            let condition = |item| reader.condition(item, &way("variables"));
            items.iter().filter_map(condition).collect()
        }),
        changes: present(map, "changes").map(|node| Changes {
            paths: reader.texts(node, &way("changes"), usize::MAX),
            compare_to: None,
            span: node.span,
        }),
        kubernetes: present(map, "kubernetes").map(|node| {
            kubernetes(node, &way("kubernetes"), reader);
            node.span
        }),
        span: Some(node.span),
    }
}

/// No cluster is connected to a local run, so that `kubernetes: active` never holds.
fn kubernetes(node: &Node, way: &str, reader: &mut Reader<'_>) {
    if node.as_str() == Some("active") {
        let message = "`kubernetes: active` never holds here: no cluster is connected";
        let diagnostic = Diagnostic::warning("gitlab/no-effect", message);
        reader.report(
            node.span,
            way,
            diagnostic.hint("use `rules` with a variable"),
        );
        return;
    }
    let message = "`kubernetes` has only the value `active`".to_owned();
    reader.error(node.span, way, "gitlab/unknown-value", message);
}

fn refs(node: &Node, way: &str, reader: &mut Reader<'_>) -> Vec<Arc<str>> {
    if let Value::String(name) = &node.value {
        return vec![Arc::clone(name)];
    }
    let names = reader.texts(node, way, usize::MAX);
    for name in &names {
        let (pattern, _) = split_path(name);
        if let Some(Err(problem)) = expression::pattern_in(pattern) {
            let message = format!("`{name}`: {problem}");
            reader.error(node.span, way, "gitlab/bad-pattern", message);
        }
    }
    names
}

impl Filter {
    fn evaluate(
        &self,
        context: &Context<'_>,
        trigger: &Trigger,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Held> {
        let mut held = Vec::with_capacity(4);
        if let Some(refs) = &self.refs {
            held.push(("refs", refs.iter().any(|name| is_ref(name, trigger))));
        }
        if self.kubernetes.is_some() {
            held.push(("kubernetes", false));
        }
        if let Some(conditions) = &self.variables {
            let holds = |condition: &Condition| condition.expression.holds(context.scope);
            held.push(("variables", conditions.iter().any(holds)));
        }
        if let Some(changes) = &self.changes {
            let found = changes.find(context);
            held.push(("changes", matches!(&found, Ok(finding) if finding.holds())));
            if let Err(problem) = found {
                diagnostics.push(problem.diagnostic(context.files, context.breadcrumb));
            }
        }
        held
    }

    fn clauses(&self, context: &Context<'_>, trigger: &Trigger) -> Vec<ClauseTrace> {
        let mut clauses = Vec::new();
        if let Some(refs) = &self.refs {
            let matching = refs.iter().find(|name| is_ref(name, trigger));
            clauses.push(ClauseTrace {
                keyword: "refs",
                text: refs.join(", "),
                matched: matching.is_some().into(),
                why: refs_why(matching, trigger),
                values: Vec::new(),
            });
        }
        for condition in self.variables.iter().flatten() {
            clauses.push(condition_trace("variables", condition, true, context));
        }
        if let Some(changes) = &self.changes {
            let found = Some(changes.find(context));
            clauses.push(paths_trace("changes", changes.paths.join(", "), found));
        }
        if self.kubernetes.is_some() {
            clauses.push(ClauseTrace {
                keyword: "kubernetes",
                text: "active".to_owned(),
                matched: Match::No,
                why: "no cluster is connected".to_owned(),
                values: Vec::new(),
            });
        }
        clauses
    }

    fn trace(
        &self,
        name: &str,
        clauses: Vec<ClauseTrace>,
        matched: bool,
        context: &Context<'_>,
    ) -> RuleTrace {
        RuleTrace {
            name: name.to_owned(),
            place: self.span.map(|span| context.files.place(span)),
            matched: matched.into(),
            clauses,
            effect: String::new(),
        }
    }
}

fn refs_why(matching: Option<&Arc<str>>, trigger: &Trigger) -> String {
    let what = match (trigger.event.merge_request(), &trigger.git_ref) {
        (Some(_), _) => "merge request".to_owned(),
        (_, GitRef::Tag(name)) => format!("tag {name}"),
        (_, GitRef::Branch(name)) => format!("branch {name}"),
    };
    let source = source(&trigger.event);
    match matching {
        Some(name) => format!("a pipeline for {what} (source {source}) is {name}"),
        None => format!("a pipeline for {what} (source {source}) is none of these"),
    }
}

/// `CI_PIPELINE_SOURCE` of an event.
pub(crate) fn source(event: &TriggerEvent) -> &'static str {
    match event {
        TriggerEvent::Push => "push",
        TriggerEvent::MergeRequest(_) => "merge_request_event",
        TriggerEvent::Schedule => "schedule",
        TriggerEvent::Manual => "web",
        TriggerEvent::Api => "api",
        TriggerEvent::TriggerToken => "trigger",
        TriggerEvent::Forge => "external",
        TriggerEvent::Pipeline => "pipeline",
        TriggerEvent::ParentPipeline(_) => "parent_pipeline",
    }
}

/// `pattern@group/project`
fn split_path(text: &str) -> (&str, Option<&str>) {
    match text.split_once('@') {
        Some((pattern, path)) => (pattern, Some(path)),
        None => (text, None),
    }
}

/// Whether an entry of `refs` names the pipeline: by keyword, by source, by the ref's name, or by a
/// pattern for it.
fn is_ref(entry: &str, trigger: &Trigger) -> bool {
    let (pattern, path) = split_path(entry);
    if path.is_some_and(|path| path != trigger.project.path) {
        return false;
    }
    let source = source(&trigger.event);
    let source = source.strip_suffix("_event").unwrap_or(source);
    if pattern == source || pluralised(source) == pattern {
        return true;
    }
    let is_request = trigger.event.merge_request().is_some();
    if matches!(trigger.event, TriggerEvent::MergeRequest(_)) {
        return false;
    }
    let name = trigger.git_ref.name();
    match (&trigger.git_ref, pattern) {
        (GitRef::Branch(_), "branches") | (GitRef::Tag(_), "tags") => !is_request,
        _ => match expression::pattern_in(pattern) {
            Some(Ok(regex)) => regex.is_match(name),
            Some(Err(_)) => false,
            None => pattern == name,
        },
    }
}

/// The plural of a source's name: `pushes`, `schedules`.
fn pluralised(source: &str) -> String {
    match source {
        "push" => "pushes".to_owned(),
        other => format!("{other}s"),
    }
}

/// A job has `rules`, or `only` and `except`, not both.
pub(super) fn refuse_beside_rules(
    job: &Map,
    files: &Files,
    breadcrumb: &str,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for key in ["only", "except"] {
        let is_written = job.get(key).is_some_and(|node| !node.is_null());
        if let Some(at) = job.key(key).filter(|_| is_written) {
            let message = format!("`{key}` may not stand beside `rules`");
            let diagnostic = Diagnostic::error("gitlab/conflicting-keys", message)
                .at(files.place(at.span))
                .under(format!("{breadcrumb}.{key}"))
                .hint(format!(
                    "write its condition as a rule, or set `{key}: null`"
                ));
            diagnostics.push(diagnostic);
        }
    }
}
