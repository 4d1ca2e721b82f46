//! The stages of a Jenkinsfile: one job runs them, a plan shows them.

use std::fmt::Write as _;
use std::sync::Arc;

use maillon_jenkins::Outline;
use maillon_model::job::{Body, Needs, Work};
use maillon_model::pipeline::StageIndex;
use maillon_model::{Job, JobName, Pipeline};

use crate::console::{Painter, Tone};

/// The tree of stages.
pub(crate) fn render(stages: &[Outline], painter: Painter) -> String {
    let mut text = String::new();
    branch(stages, "", painter, &mut text);
    text
}

fn branch(stages: &[Outline], before: &str, painter: Painter, text: &mut String) {
    for (index, stage) in stages.iter().enumerate() {
        let last = index + 1 == stages.len();
        let (stem, below) = if last {
            ("└─", "   ")
        } else {
            ("├─", "│  ")
        };
        let stem = painter.paint(Tone::Dim, format!("{before}{stem}"));
        let name = painter.paint(Tone::Active, &stage.name);
        let notes = notes(stage);
        let notes = if notes.is_empty() {
            String::new()
        } else {
            format!("  {}", painter.paint(Tone::Dim, notes.join(" · ")))
        };
        let _ = writeln!(text, "{stem} {name}{notes}");
        branch(&stage.stages, &format!("{before}{below}"), painter, text);
    }
}

fn notes(stage: &Outline) -> Vec<String> {
    let mut notes = Vec::new();
    if !stage.of.is_empty() {
        notes.push(stage.of.clone());
    }
    if !stage.agent.is_empty() {
        notes.push(format!("agent {}", stage.agent));
    }
    if !stage.when.is_empty() {
        notes.push(format!("when {}", stage.when));
    }
    notes
}

/// For pictures: a column for each stage at the top, with the stages in it that do something.
pub(crate) fn as_pipeline(pipeline: &Pipeline, stages: &[Outline]) -> Pipeline {
    let mut picture = Pipeline {
        stages: stages
            .iter()
            .map(|stage| Arc::from(stage.name.as_str()))
            .collect(),
        jobs: Vec::new(),
        ..pipeline.clone()
    };
    for (index, stage) in stages.iter().enumerate() {
        let column = StageIndex(u32::try_from(index).unwrap_or(u32::MAX));
        leaves(stage, "", &mut |name| {
            let mut job = Job::new(unique(&picture.jobs, &name), Work::Body(Body::default()));
            job.stage = Some(column);
            job.needs = Needs::StageOrder;
            picture.jobs.push(job);
        });
    }
    picture
}

fn leaves(stage: &Outline, before: &str, with: &mut dyn FnMut(String)) {
    let name = match before {
        "" => stage.name.clone(),
        before => format!("{before} / {}", stage.name),
    };
    if stage.stages.is_empty() {
        return with(name);
    }
    for below in &stage.stages {
        // Stages of the same name stand in every cell.
        let cell = below.name.strip_prefix("Matrix - ");
        leaves(below, cell.unwrap_or(before), with);
    }
}

fn unique(jobs: &[Job], name: &str) -> JobName {
    let taken = |name: &str| jobs.iter().any(|job| job.name.as_str() == name);
    let mut found = name.to_owned();
    let mut number = 2;
    while taken(&found) {
        found = format!("{name} ({number})");
        number += 1;
    }
    found.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(name: &str, of: &str, stages: Vec<Outline>) -> Outline {
        Outline {
            name: name.to_owned(),
            of: of.to_owned(),
            stages,
            ..Outline::default()
        }
    }

    #[test]
    fn stages_stand_in_each_other() {
        let leaf = |name| stage(name, "", Vec::new());
        let stages = [
            Outline {
                agent: "docker maven:3".to_owned(),
                ..leaf("Build")
            },
            stage("Test", "parallel", vec![leaf("unit"), leaf("it")]),
        ];
        let text = render(&stages, Painter::PLAIN);
        let expected = "\
├─ Build  agent docker maven:3
└─ Test  parallel
   ├─ unit
   └─ it
";
        assert_eq!(text, expected);
    }
}
