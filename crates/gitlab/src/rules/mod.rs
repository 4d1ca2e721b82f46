//! What lets a job (or an include, or a whole pipeline) in, and why: `rules`, and the older
//! `only`/`except`.
//!
//! [`parse`] reads rules once; [`evaluate`] finds the first one that matches, and [`trace`] tells
//! the same for a person, with the values that were seen. [`Conditions`] is what a job says in one
//! of the two languages, or in neither.
//!
//! Semantics: <https://docs.gitlab.com/ci/yaml/#rules>,
//! <https://docs.gitlab.com/ci/yaml/deprecated_keywords/#only--except>.

mod clause;
pub(crate) mod glob;
mod parse;
mod policy;
mod reader;
#[cfg(test)]
mod tests;
mod trace;

use std::sync::Arc;

use maillon_model::job::When;
use maillon_model::trace::RulesTrace;
use maillon_model::variable::Variable;
use maillon_model::{Diagnostic, Trigger};
use maillon_source::yaml::{Map, Node};
use maillon_source::{Files, Source, Span};

use crate::variables::Scope;
use clause::Clause;
pub(crate) use clause::Memo;
pub(crate) use parse::parse;
pub(crate) use policy::{OnlyDefault, Policy, source};

/// Where rules stand: each place knows other keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// `JOB.rules`
    Job,
    /// `workflow.rules`
    Workflow,
    /// `include[n].rules`
    Include,
}

/// One entry of `rules`.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    clauses: Vec<Clause>,
    effects: Effects,
    span: Span,
}

/// What a rule changes where it matches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effects {
    /// `when`, with `start_in`; None: as the job says.
    pub(crate) when: Option<When>,
    /// `allow_failure`; None: as the job says.
    pub(crate) allow_failure: Option<bool>,
    /// `variables`, in [`maillon_model::variable::Layer::Rule`].
    pub(crate) variables: Arc<Vec<Variable>>,
    /// `needs` as written, in place of the job's own.
    pub(crate) needs: Option<Node>,
    /// `interruptible`; None: as the job says.
    pub(crate) interruptible: Option<bool>,
    /// `auto_cancel` as written (only in `workflow`).
    pub(crate) auto_cancel: Option<Node>,
}

/// What rules say.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// Let in.
    In(Box<Admission>),
    /// Left out: no rule matched, or one with `when: never`.
    Out,
}

/// Why something is let in, and what changes by that.
#[derive(Clone, Debug, Default)]
pub(crate) struct Admission {
    /// In a few words: `rules[1]: $CI_COMMIT_TAG == null`.
    pub(crate) reason: String,
    /// What the rule changes.
    pub(crate) effects: Effects,
}

/// What the evaluation of rules may see.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The variables.
    pub(crate) scope: &'a Scope,
    /// The repository, for `changes` and `exists`.
    pub(crate) source: &'a dyn Source,
    /// The files of the definition, for messages.
    pub(crate) files: &'a Files,
    /// The way to the rules: `build.rules`.
    pub(crate) breadcrumb: &'a str,
    /// What one load has found already; one for all its rules.
    pub(crate) memo: &'a Memo,
}

/// Finds the first rule that matches. What can't be evaluated (a `compare_to` that does not exist,
/// say) goes to `diagnostics` and lets nothing in.
pub(crate) fn evaluate(
    rules: &[Rule],
    context: &Context<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Verdict {
    for (index, rule) in rules.iter().enumerate() {
        match rule.matches(context) {
            Ok(false) => {}
            Ok(true) => return rule.verdict(index),
            Err(problem) => {
                let breadcrumb = format!("{}[{index}]", context.breadcrumb);
                diagnostics.push(problem.diagnostic(context.files, &breadcrumb));
                return Verdict::Out;
            }
        }
    }
    Verdict::Out
}

/// Evaluates rules again, for a person.
pub(crate) fn trace(rules: &[Rule], context: &Context<'_>) -> RulesTrace {
    trace::rules(rules, context)
}

impl Rule {
    fn matches(&self, context: &Context<'_>) -> Result<bool, clause::Problem> {
        for clause in &self.clauses {
            if !clause.holds(context)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn verdict(&self, index: usize) -> Verdict {
        if self.effects.when == Some(When::Never) {
            return Verdict::Out;
        }
        Verdict::In(Box::new(Admission {
            reason: self.reason(index),
            effects: self.effects.clone(),
        }))
    }

    fn reason(&self, index: usize) -> String {
        let clauses: Vec<String> = self.clauses.iter().map(Clause::summary).collect();
        if clauses.is_empty() {
            return format!("rules[{index}]");
        }
        format!("rules[{index}]: {}", clauses.join(" and "))
    }
}

/// What a job says about when it is in the pipeline.
#[derive(Clone, Debug)]
pub(crate) enum Conditions {
    /// `rules`.
    Rules(Vec<Rule>),
    /// `only` and `except`, or neither: then in pipelines for branches and tags.
    Policy(Box<Policy>),
}

impl Conditions {
    /// Reads `rules`, `only` and `except` of a job; what is wrong goes to `diagnostics`.
    pub(crate) fn parse(
        job: &Map,
        default: OnlyDefault,
        files: &Files,
        breadcrumb: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let Some(rules) = job.get("rules").filter(|node| !node.is_null()) else {
            let policy = Policy::parse(job, default, files, breadcrumb, diagnostics);
            return Self::Policy(Box::new(policy));
        };
        policy::refuse_beside_rules(job, files, breadcrumb, diagnostics);
        let breadcrumb = format!("{breadcrumb}.rules");
        Self::Rules(parse(Owner::Job, rules, files, &breadcrumb, diagnostics))
    }

    /// Whether the job is in the pipeline of this trigger. `context.breadcrumb` is the job's name.
    pub(crate) fn evaluate(
        &self,
        context: &Context<'_>,
        trigger: &Trigger,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Verdict {
        match self {
            Self::Rules(rules) => {
                let breadcrumb = format!("{}.rules", context.breadcrumb);
                let context = Context {
                    breadcrumb: &breadcrumb,
                    ..*context
                };
                evaluate(rules, &context, diagnostics)
            }
            Self::Policy(policy) => policy.evaluate(context, trigger, diagnostics),
        }
    }

    /// Evaluates again, for a person.
    pub(crate) fn trace(&self, context: &Context<'_>, trigger: &Trigger) -> RulesTrace {
        match self {
            Self::Rules(rules) => trace(rules, context),
            Self::Policy(policy) => policy.trace(context, trigger),
        }
    }
}
