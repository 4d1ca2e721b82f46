//! `plan --explain`: why a job runs or does not, rule by rule, and what it waits for.

use std::fmt::Write as _;

use maillon_model::job::{AllowFailure, Needs, When};
use maillon_model::trace::{ClauseTrace, JobTrace, Match, RuleTrace};
use maillon_model::{Job, Pipeline};

use crate::console::{Painter, Tone};

/// All that is known about the jobs that were asked for.
pub(crate) fn render(traces: &[JobTrace], pipeline: &Pipeline, painter: Painter) -> String {
    let parts: Vec<String> = traces
        .iter()
        .map(|trace| one(trace, pipeline, painter))
        .collect();
    parts.join("\n")
}

fn one(trace: &JobTrace, pipeline: &Pipeline, painter: Painter) -> String {
    let (tone, verdict) = if trace.included {
        (Tone::Good, "is in the pipeline")
    } else {
        (Tone::Bad, "is not in the pipeline")
    };
    let name = painter.paint(Tone::Strong, &trace.job);
    let mut text = format!(
        "{name} {}: {}\n",
        painter.paint(tone, verdict),
        trace.rules.summary
    );
    for rule in &trace.rules.rules {
        text += &explain_rule(rule, painter);
    }
    for job in copies(trace, pipeline) {
        text += &explain_start(job, pipeline, painter);
    }
    text
}

fn explain_rule(rule: &RuleTrace, painter: Painter) -> String {
    let place = rule.place.as_ref();
    let place = place.map_or_else(String::new, |place| format!("  {place}"));
    let mut text = format!(
        "\n  {} {}{}\n",
        mark(rule.matched, painter),
        painter.paint(Tone::Strong, &rule.name),
        painter.paint(Tone::Dim, place)
    );
    for clause in &rule.clauses {
        text += &explain_clause(clause, painter);
    }
    if rule.matched == Match::Yes && !rule.effect.is_empty() {
        let _ = writeln!(text, "      → {}", rule.effect);
    }
    text
}

fn explain_clause(clause: &ClauseTrace, painter: Painter) -> String {
    let mut text = format!(
        "      {} {}: {}",
        mark(clause.matched, painter),
        clause.keyword,
        clause.text
    );
    if !clause.why.is_empty() {
        text += &painter.paint(Tone::Dim, format_args!("  ({})", clause.why));
    }
    text.push('\n');
    for (name, value) in &clause.values {
        let value = match value {
            Some(value) => format!("{name} = {value:?}"),
            None => format!("{name} = null"),
        };
        let _ = writeln!(text, "          {}", painter.paint(Tone::Dim, value));
    }
    text
}

fn mark(matched: Match, painter: Painter) -> String {
    match matched {
        Match::Yes => painter.paint(Tone::Good, "✓"),
        Match::No => painter.paint(Tone::Bad, "✗"),
        Match::NotReached => painter.paint(Tone::Dim, "·"),
    }
}

/// The jobs that the definition's job became.
fn copies<'a>(trace: &JobTrace, pipeline: &'a Pipeline) -> Vec<&'a Job> {
    let jobs = pipeline.jobs.iter();
    jobs.filter(|job| job.template == trace.job || job.name == trace.job)
        .collect()
}

fn explain_start(job: &Job, pipeline: &Pipeline, painter: Painter) -> String {
    let mut text = format!("\n  {}\n", painter.paint(Tone::Strong, &job.name));
    if let Some(stage) = pipeline.stage_of(job) {
        let _ = writeln!(text, "      stage: {stage}");
    }
    if !job.reason.is_empty() {
        let _ = writeln!(text, "      here because: {}", job.reason);
    }
    let _ = writeln!(text, "      waits for: {}", waits_for(job));
    match &job.skipped {
        Some(why) => writeln!(text, "      is skipped: {why}"),
        None => writeln!(text, "      runs: {}", runs(job)),
    }
    .unwrap_or_default();
    for blocker in &job.blockers {
        let _ = writeln!(text, "      can't run here: {}", blocker.message);
    }
    text
}

fn waits_for(job: &Job) -> String {
    match &job.needs {
        Needs::StageOrder => "all jobs of earlier stages".to_owned(),
        Needs::Jobs(needs) if needs.is_empty() => "nothing".to_owned(),
        Needs::Jobs(needs) => {
            let names: Vec<&str> = needs.iter().map(|need| need.job.as_str()).collect();
            names.join(", ")
        }
    }
}

fn runs(job: &Job) -> String {
    let blocks = job.allow_failure != AllowFailure::Always;
    match job.when {
        When::OnSuccess => "when all of these succeeded, or failed with permission".to_owned(),
        When::OnFailure => "when one of these failed".to_owned(),
        When::Late => "as its condition says when these have ended".to_owned(),
        When::Always => "whatever became of these".to_owned(),
        When::Manual if blocks => "when somebody plays it; until then later stages wait".to_owned(),
        When::Manual => "when somebody plays it; later stages go on without it".to_owned(),
        When::Delayed(delay) => format!("{} s after these succeeded", delay.as_secs()),
        When::Never => "never".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::example;
    use maillon_model::trace::RulesTrace;

    fn clause(text: &str, matched: Match, value: Option<&str>) -> ClauseTrace {
        ClauseTrace {
            keyword: "if",
            text: text.to_owned(),
            matched,
            why: String::new(),
            values: vec![("$CI_COMMIT_TAG".to_owned(), value.map(str::to_owned))],
        }
    }

    #[test]
    fn every_rule_is_told_with_what_it_saw() {
        let rule = |name: &str, matched, clauses| RuleTrace {
            name: name.to_owned(),
            place: None,
            matched,
            clauses,
            effect: "when: manual".to_owned(),
        };
        let trace = JobTrace {
            job: "production".into(),
            included: true,
            rules: RulesTrace {
                rules: vec![
                    rule(
                        "rules[0]",
                        Match::No,
                        vec![clause("$CI_COMMIT_TAG", Match::No, None)],
                    ),
                    rule("rules[1]", Match::Yes, Vec::new()),
                ],
                summary: "rules[1] matched: let in".to_owned(),
            },
        };
        assert_eq!(
            render(&[trace], &example(), Painter::PLAIN),
            "\
production is in the pipeline: rules[1] matched: let in

  ✗ rules[0]
      ✗ if: $CI_COMMIT_TAG
          $CI_COMMIT_TAG = null

  ✓ rules[1]
      → when: manual

  production
      stage: deploy
      waits for: compile, unit: [a]
      runs: when somebody plays it; until then later stages wait
"
        );
    }
}
