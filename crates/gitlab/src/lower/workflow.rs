//! `workflow`: whether a pipeline is made at all, its name, and what a failure cancels.

use maillon_model::Diagnostic;
use maillon_model::pipeline::OnJobFailure;
use maillon_model::trace::RulesTrace;
use maillon_model::variable::{Layer, Variable};
use maillon_source::yaml::Node;

use super::cursor::{Cursor, Origin, Report};
use crate::rules::{self, Context, OnlyDefault, Owner, Rule, Verdict};
use crate::variables::Scope;

/// `workflow` as written.
#[derive(Default)]
pub(super) struct Workflow<'a> {
    node: Option<&'a Node>,
    name: Option<String>,
    rules: Option<Vec<Rule>>,
    on_job_failure: OnJobFailure,
}

/// What `workflow` decided.
pub(super) enum Decision {
    /// A pipeline is made.
    Create(Created),
    /// None is made, for this reason.
    Filtered(Diagnostic),
}

/// What `workflow` adds to the pipeline.
#[derive(Default)]
pub(super) struct Created {
    pub(super) name: Option<String>,
    pub(super) on_job_failure: OnJobFailure,
    /// They win over the global variables.
    pub(super) variables: Vec<Variable>,
}

impl<'a> Workflow<'a> {
    /// What a job without `rules` and `only` means beside these rules.
    pub(super) fn only_default(&self) -> OnlyDefault {
        match self.rules {
            Some(_) => OnlyDefault::Everything,
            None => OnlyDefault::BranchesAndTags,
        }
    }

    /// Reads `workflow`.
    pub(super) fn read(node: Option<&'a Node>, report: &'a Report<'a>) -> Self {
        let Some(node) = node.filter(|node| !node.is_null()) else {
            return Self::default();
        };
        let origin = Origin::new(report, "workflow", node);
        let Some(fields) = Cursor::new(node, &origin).map("workflow") else {
            return Self::default();
        };
        Self {
            node: Some(node),
            name: fields
                .get("name")
                .and_then(Cursor::filled)
                .map(|name| name.to_string()),
            rules: fields
                .get("rules")
                .map(|rules| read_rules(rules.node, report)),
            on_job_failure: fields
                .get("auto_cancel")
                .and_then(auto_cancel)
                .unwrap_or_default(),
        }
    }

    /// Decides; the scope has the global variables.
    pub(super) fn decide(&self, context: &Context<'_>, report: &Report<'_>) -> Decision {
        let scope = context.scope;
        let Some(rules) = &self.rules else {
            return Decision::Create(self.created(scope, Vec::new()));
        };
        let mut found = Vec::new();
        let verdict = rules::evaluate(rules, context, &mut found);
        report.extend(found);
        let Verdict::In(admission) = verdict else {
            return Decision::Filtered(self.filtered(&rules::trace(rules, context), report));
        };
        let global = |variable: &Variable| Variable {
            layer: Layer::Global,
            ..variable.clone()
        };
        let variables = admission
            .effects
            .variables
            .iter()
            .map(global)
            .collect::<Vec<_>>();
        let mut created = self.created(&scope.with(variables.iter().cloned()), variables);
        if let Some(node) = &admission.effects.auto_cancel {
            let origin = Origin::new(report, "workflow.rules", node);
            let own = auto_cancel(Cursor::new(node, &origin));
            created.on_job_failure = own.unwrap_or(created.on_job_failure);
        }
        Decision::Create(created)
    }

    fn created(&self, scope: &Scope, variables: Vec<Variable>) -> Created {
        Created {
            name: self.name.as_ref().map(|name| scope.expand_shown(name)),
            on_job_failure: self.on_job_failure,
            variables,
        }
    }

    fn filtered(&self, trace: &RulesTrace, report: &Report<'_>) -> Diagnostic {
        let message = format!("no pipeline is made: {}", trace.summary);
        let diagnostic = Diagnostic::warning("gitlab/pipeline-filtered", message)
            .under("workflow.rules")
            .hint(format!("it saw {}", seen(trace)));
        match self.node {
            Some(node) => diagnostic.at(report.files().place(node.span)),
            None => diagnostic,
        }
    }
}

fn read_rules(node: &Node, report: &Report<'_>) -> Vec<Rule> {
    let mut found = Vec::new();
    let rules = rules::parse(
        Owner::Workflow,
        node,
        report.files(),
        "workflow.rules",
        &mut found,
    );
    report.extend(found);
    rules
}

fn auto_cancel(cursor: Cursor<'_>) -> Option<OnJobFailure> {
    let fields = cursor.map("workflow:auto_cancel")?;
    let commits = ["conservative", "interruptible", "none", "disabled"].map(|word| (word, ()));
    fields
        .get("on_new_commit")
        .and_then(|word| word.choice(&commits));
    let failures = [
        ("none", OnJobFailure::Continue),
        ("all", OnJobFailure::Cancel),
    ];
    fields.get("on_job_failure")?.choice(&failures)
}

/// The variables that rules saw: `$CI_COMMIT_TAG = null, $CI_COMMIT_BRANCH = main`.
pub(super) fn seen(trace: &RulesTrace) -> String {
    let clauses = trace.rules.iter().flat_map(|rule| &rule.clauses);
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in clauses.flat_map(|clause| &clause.values) {
        let shown = format!("{name} = {}", value.as_deref().unwrap_or("null"));
        if !seen.contains(&shown) {
            seen.push(shown);
        }
    }
    if seen.is_empty() {
        "no variables".to_owned()
    } else {
        seen.join(", ")
    }
}
