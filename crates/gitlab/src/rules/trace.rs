//! What the evaluation of rules saw, for `plan --explain`.

use maillon_model::job::When;
use maillon_model::trace::{ClauseTrace, Match, RuleTrace, RulesTrace};

use super::clause::{Clause, Condition, Finding, Problem};
use super::{Context, Effects, Rule};

pub(super) fn rules(rules: &[Rule], context: &Context<'_>) -> RulesTrace {
    let mut decided = None;
    let mut traces = Vec::with_capacity(rules.len());
    for (index, rule) in rules.iter().enumerate() {
        let trace = rule_trace(rule, index, decided.is_some(), context);
        if trace.matched == Match::Yes {
            decided = Some(index);
        }
        traces.push(trace);
    }
    let excludes = |index: usize| {
        let rule = rules.get(index);
        rule.is_some_and(|rule| rule.effects.when == Some(When::Never))
    };
    let summary = match decided {
        None => "no rule matched: left out".to_owned(),
        Some(index) if excludes(index) => {
            format!("rules[{index}] matched with when: never: left out")
        }
        Some(index) => format!("rules[{index}] matched: let in"),
    };
    RulesTrace {
        rules: traces,
        summary,
    }
}

fn rule_trace(rule: &Rule, index: usize, decided: bool, context: &Context<'_>) -> RuleTrace {
    let mut open = !decided;
    let mut clauses = Vec::with_capacity(rule.clauses.len());
    for clause in &rule.clauses {
        let trace = clause_trace(clause, open, context);
        open = open && trace.matched == Match::Yes;
        clauses.push(trace);
    }
    RuleTrace {
        name: format!("rules[{index}]"),
        place: Some(context.files.place(rule.span)),
        matched: if decided {
            Match::NotReached
        } else {
            open.into()
        },
        clauses,
        effect: effect(&rule.effects),
    }
}

fn clause_trace(clause: &Clause, reached: bool, context: &Context<'_>) -> ClauseTrace {
    match clause {
        Clause::If(condition) => condition_trace("if", condition, reached, context),
        Clause::Changes(changes) => {
            let found = reached.then(|| changes.find(context));
            paths_trace("changes", changes.paths.join(", "), found)
        }
        Clause::Exists(exists) => {
            let found = reached.then(|| exists.find(context));
            paths_trace("exists", exists.paths.join(", "), found)
        }
    }
}

/// What a condition saw.
pub(super) fn condition_trace(
    keyword: &'static str,
    condition: &Condition,
    reached: bool,
    context: &Context<'_>,
) -> ClauseTrace {
    let shown = |name: &str| {
        let variable = context.scope.variable(name);
        variable.map(|variable| variable.value.shown().to_owned())
    };
    let names = condition.expression.variables().into_iter();
    let matched = if reached {
        condition.expression.holds(context.scope).into()
    } else {
        Match::NotReached
    };
    ClauseTrace {
        keyword,
        text: condition.text.trim().to_owned(),
        matched,
        why: String::new(),
        values: names
            .map(|name| (format!("${name}"), shown(name)))
            .collect(),
    }
}

/// What a comparison of paths with globs came to; None where it was not made.
pub(super) fn paths_trace(
    keyword: &'static str,
    text: String,
    found: Option<Result<Finding, Problem>>,
) -> ClauseTrace {
    let (matched, why) = match found {
        None => (Match::NotReached, String::new()),
        Some(Err(problem)) => (Match::No, problem.message().to_owned()),
        Some(Ok(finding)) => (finding.holds().into(), why(keyword, &finding)),
    };
    ClauseTrace {
        keyword,
        text,
        matched,
        why,
        values: Vec::new(),
    }
}

fn why(keyword: &str, finding: &Finding) -> String {
    match finding {
        Finding::Matched { path, glob } if path == glob => format!("{path} is there"),
        Finding::Matched { path, glob } => format!("{path} matches {glob}"),
        Finding::Unmatched { paths: 0 } if keyword == "changes" => "nothing changed".to_owned(),
        Finding::Unmatched { paths } if keyword == "changes" => {
            format!("none of {paths} changed files matches")
        }
        Finding::Unmatched { paths } => format!("none of {paths} files matches"),
        Finding::NothingToCompare => {
            "there is nothing to compare with, so everything counts as changed".to_owned()
        }
        Finding::TooMany => "too many files to compare: taken for a match".to_owned(),
    }
}

/// What a rule changes, as written.
fn effect(effects: &Effects) -> String {
    let mut parts = Vec::new();
    match effects.when {
        Some(When::Delayed(delay)) => {
            parts.push(format!("when: delayed, start_in: {} s", delay.as_secs()));
        }
        Some(when) => parts.push(format!("when: {}", when_word(when))),
        None => {}
    }
    if let Some(allowed) = effects.allow_failure {
        parts.push(format!("allow_failure: {allowed}"));
    }
    if let Some(interruptible) = effects.interruptible {
        parts.push(format!("interruptible: {interruptible}"));
    }
    if effects.needs.is_some() {
        parts.push("needs".to_owned());
    }
    let variables = effects.variables.iter();
    parts.extend(variables.map(|v| format!("{}: {}", v.name, v.value.shown())));
    parts.join(", ")
}

fn when_word(when: When) -> &'static str {
    match when {
        When::OnSuccess => "on_success",
        When::OnFailure => "on_failure",
        When::Late => "late",
        When::Always => "always",
        When::Manual => "manual",
        When::Delayed(_) => "delayed",
        When::Never => "never",
    }
}
