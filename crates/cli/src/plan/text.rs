//! A plan for people: stages with their jobs, what each waits for, and when it runs.

use std::fmt::Write as _;

use maillon_model::job::{AllowFailure, ChildStrategy, Needs, When, Work};
use maillon_model::{Job, Pipeline};
use unicode_width::UnicodeWidthStr;

use super::stages::Stage;
use crate::console::{Painter, Tone};
use crate::run::text::plural;

/// Longer names do not push the notes of all others to the right.
const NAME_WIDTH: usize = 44;
/// How many needs are named.
const NAMED_NEEDS: usize = 4;

/// The plan as a tree.
pub(crate) fn render(pipeline: &Pipeline, painter: Painter) -> String {
    let widths = pipeline.jobs.iter().map(|job| job.name.as_str().width());
    let width = widths.max().unwrap_or_default().min(NAME_WIDTH);
    let mut text = headline(pipeline, painter);
    for stage in super::stages::with_jobs(pipeline) {
        text.push('\n');
        if !stage.name.is_empty() {
            let _ = writeln!(text, "{}", painter.paint(Tone::Strong, stage.name));
        }
        text += &branch(&stage, width, painter);
    }
    text
}

fn headline(pipeline: &Pipeline, painter: Painter) -> String {
    let jobs = pipeline.jobs.len();
    let stages = super::stages::with_jobs(pipeline);
    let named = stages.iter().filter(|stage| !stage.name.is_empty()).count();
    let counts = match named {
        0 => plural(jobs, "job"),
        named => format!("{} in {}", plural(jobs, "job"), plural(named, "stage")),
    };
    match &pipeline.name {
        Some(name) => format!("{}: {counts}\n", painter.paint(Tone::Strong, name)),
        None => counts + "\n",
    }
}

fn branch(stage: &Stage<'_>, width: usize, painter: Painter) -> String {
    let mut text = String::new();
    for (index, job) in stage.jobs.iter().enumerate() {
        let last = index + 1 == stage.jobs.len();
        let stem = painter.paint(Tone::Dim, if last { "└─" } else { "├─" });
        let name = painter.paint(name_tone(job), &job.name);
        let notes = notes(job);
        if notes.is_empty() {
            let _ = writeln!(text, "{stem} {name}");
        } else {
            let gap = " ".repeat(width.saturating_sub(job.name.as_str().width()) + 2);
            let _ = writeln!(
                text,
                "{stem} {name}{gap}{}",
                painter.paint(Tone::Dim, notes.join(" · "))
            );
        }
    }
    text
}

fn name_tone(job: &Job) -> Tone {
    match job.when {
        When::Manual => Tone::Warn,
        When::Never => Tone::Dim,
        _ if job.skipped.is_some() => Tone::Dim,
        _ => Tone::Active,
    }
}

/// What is remarkable about a job.
fn notes(job: &Job) -> Vec<String> {
    if let Some(why) = &job.skipped {
        return vec![format!("is skipped: {why}")];
    }
    let mut notes = Vec::new();
    notes.extend(when(job));
    notes.extend(needs(job));
    if let Work::Child { strategy, .. } = &job.work {
        notes.push(child(*strategy).to_owned());
    }
    notes.extend(allowed(job));
    if let Some(image) = &job.image {
        notes.push(format!("image {}", image.name));
    }
    if let Some(environment) = &job.environment {
        notes.push(format!("environment {}", environment.name));
    }
    if let Some(group) = &job.resource_group {
        notes.push(format!("resource group {group}"));
    }
    if job.retry.max > 0 {
        notes.push(format!("retry {}", job.retry.max));
    }
    if !job.blockers.is_empty() {
        notes.push("can't run here".to_owned());
    }
    notes
}

fn when(job: &Job) -> Option<String> {
    match job.when {
        When::OnSuccess | When::Late => None,
        When::Manual if job.allow_failure == AllowFailure::Always => Some("manual".to_owned()),
        When::Manual => Some("manual, blocks what follows".to_owned()),
        When::OnFailure => Some("on failure".to_owned()),
        When::Always => Some("always".to_owned()),
        When::Never => Some("never".to_owned()),
        When::Delayed(delay) => Some(format!("after {} s", delay.as_secs())),
    }
}

fn needs(job: &Job) -> Option<String> {
    let Needs::Jobs(needs) = &job.needs else {
        return None;
    };
    let names = needs.iter().take(NAMED_NEEDS).map(|need| need.job.as_str());
    let names = names.collect::<Vec<_>>().join(", ");
    Some(match needs.len().saturating_sub(NAMED_NEEDS) {
        _ if needs.is_empty() => "starts at once".to_owned(),
        0 => format!("needs {names}"),
        more => format!("needs {names} and {more} more"),
    })
}

fn allowed(job: &Job) -> Option<String> {
    match &job.allow_failure {
        AllowFailure::Always if job.when != When::Manual => Some("may fail".to_owned()),
        AllowFailure::Never | AllowFailure::Always => None,
        AllowFailure::ExitCodes(codes) => {
            let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
            Some(format!("may fail with {}", codes.join(", ")))
        }
    }
}

fn child(strategy: ChildStrategy) -> &'static str {
    match strategy {
        ChildStrategy::Detached => "starts a child pipeline",
        ChildStrategy::Depend => "waits for its child pipeline",
        ChildStrategy::Inline => "becomes several jobs when it starts",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::example;

    #[test]
    fn a_plan_is_a_tree_of_stages() {
        assert_eq!(
            render(&example(), Painter::PLAIN),
            "\
5 jobs in 3 stages

build
├─ compile
└─ lint        may fail

test
├─ unit: [a]   needs compile
└─ docs        starts at once

deploy
└─ production  manual, blocks what follows · needs compile, unit: [a]
"
        );
    }
}
