//! A plan as a Mermaid flowchart, to be pasted into a README or a merge request.

use std::collections::HashMap;
use std::fmt::Write as _;

use maillon_model::job::{Needs, When};
use maillon_model::{JobName, Pipeline};

use super::stages::{self, Stage};

/// The plan as a flowchart. Stage order is an edge between stages, a need one between jobs.
pub(crate) fn render(pipeline: &Pipeline) -> String {
    let ids: HashMap<&JobName, usize> =
        pipeline.jobs.iter().map(|job| &job.name).zip(0..).collect();
    let mut text = "flowchart LR\n".to_owned();
    let stages = stages::with_jobs(pipeline);
    for (index, stage) in stages.iter().enumerate() {
        subgraph(&mut text, index, stage, &ids);
    }
    for (index, stage) in stages.iter().enumerate().skip(1) {
        if stage.jobs.iter().any(|job| job.needs == Needs::StageOrder) {
            let _ = writeln!(text, "  s{} ==> s{index}", index - 1);
        }
    }
    for (id, job) in pipeline.jobs.iter().enumerate() {
        let Needs::Jobs(needs) = &job.needs else {
            continue;
        };
        for needed in needs.iter().filter_map(|need| ids.get(&need.job)) {
            let _ = writeln!(text, "  j{needed} --> j{id}");
        }
    }
    text + "  classDef manual stroke-dasharray: 4 3\n  classDef failure stroke: #c33\n"
}

fn subgraph(text: &mut String, index: usize, stage: &Stage<'_>, ids: &HashMap<&JobName, usize>) {
    if !stage.name.is_empty() {
        let _ = writeln!(text, "  subgraph s{index}[\"{}\"]", escape(stage.name));
    }
    for job in &stage.jobs {
        let id = ids.get(&job.name).copied().unwrap_or_default();
        let class = match job.when {
            When::Manual => ":::manual",
            When::OnFailure => ":::failure",
            _ => "",
        };
        let _ = writeln!(text, "    j{id}[\"{}\"]{class}", escape(job.name.as_str()));
    }
    if !stage.name.is_empty() {
        text.push_str("  end\n");
    }
}

/// Mermaid's entities are `#name;` and `#number;`.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' => {
                let _ = write!(escaped, "#{};", u32::from(character));
            }
            character if character.is_control() => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::example;

    #[test]
    fn a_plan_is_a_flowchart() {
        assert_eq!(
            render(&example()),
            "\
flowchart LR
  subgraph s0[\"build\"]
    j0[\"compile\"]
    j1[\"lint\"]
  end
  subgraph s1[\"test\"]
    j2[\"unit: [a]\"]
    j3[\"docs\"]
  end
  subgraph s2[\"deploy\"]
    j4[\"production\"]:::manual
  end
  j0 --> j2
  j0 --> j4
  j2 --> j4
  classDef manual stroke-dasharray: 4 3
  classDef failure stroke: #c33
"
        );
    }

    #[test]
    fn names_can_t_break_out_of_their_quotes() {
        assert_eq!(escape("a\"]; x#`"), "a#34;]; x#35;#96;");
    }
}
