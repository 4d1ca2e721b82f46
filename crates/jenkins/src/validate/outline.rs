//! What a plan shows of a declarative pipeline.

use maillon_groovy::Code;
use maillon_groovy::ast::{Arg, Expr};

use crate::declarative::{cell_name, combinations};
use crate::definition::{Agent, Condition, Content, Declarative, Matrix, Stage, When};
use crate::load::Outline;

/// More cells than these are not shown one by one.
const SHOWN_CELLS: usize = 64;

/// The stages of a pipeline.
pub(crate) fn outline(definition: &Declarative, code: &Code) -> Vec<Outline> {
    Drawing(code).stages(&definition.stages)
}

struct Drawing<'a>(&'a Code);

impl Drawing<'_> {
    fn stages(&self, stages: &[Stage]) -> Vec<Outline> {
        stages.iter().map(|stage| self.stage(stage)).collect()
    }

    fn stage(&self, stage: &Stage) -> Outline {
        let (of, stages) = match &stage.content {
            Content::Steps(_) => ("", Vec::new()),
            Content::Stages(stages) => ("", self.stages(stages)),
            Content::Parallel(stages) => ("parallel", self.stages(stages)),
            Content::Matrix(matrix) => ("matrix", self.cells(matrix)),
        };
        Outline {
            name: stage.name.to_string(),
            of: of.to_owned(),
            agent: self.agent(stage.agent.as_ref()),
            when: self.when(stage.when.as_ref()),
            stages,
        }
    }

    fn cells(&self, matrix: &Matrix) -> Vec<Outline> {
        let cells = combinations(matrix);
        let shown = cells
            .iter()
            .take(SHOWN_CELLS)
            .map(|cell| self.cell(matrix, cell_name(cell)));
        let hidden = cells.len().saturating_sub(SHOWN_CELLS);
        let more = (hidden > 0).then(|| Outline {
            name: format!("and {hidden} more"),
            ..Outline::default()
        });
        shown.chain(more).collect()
    }

    fn cell(&self, matrix: &Matrix, name: String) -> Outline {
        Outline {
            name,
            of: String::new(),
            agent: self.agent(matrix.agent.as_ref()),
            when: self.when(matrix.when.as_ref()),
            stages: self.stages(&matrix.stages),
        }
    }

    fn agent(&self, agent: Option<&Agent>) -> String {
        match agent {
            None => String::new(),
            Some(Agent::Any) => "any".to_owned(),
            Some(Agent::None) => "none".to_owned(),
            Some(Agent::Kind { kind, args, .. }) => {
                let main = args
                    .iter()
                    .find(|arg| is_main(arg))
                    .map(|arg| self.text(&arg.value));
                let kind = if &*kind.name == "node" {
                    "label"
                } else {
                    &kind.name
                };
                main.map_or(kind.to_owned(), |main| format!("{kind} {main}"))
            }
        }
    }

    fn when(&self, when: Option<&When>) -> String {
        let conditions = when.iter().flat_map(|when| &when.conditions);
        conditions
            .map(|condition| self.condition(condition))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn condition(&self, condition: &Condition) -> String {
        let all = |conditions: &[Condition]| {
            conditions
                .iter()
                .map(|it| self.condition(it))
                .collect::<Vec<_>>()
                .join(", ")
        };
        match condition {
            Condition::Not(inner) => format!("not {}", self.condition(inner)),
            Condition::AllOf(inner) => format!("all of ({})", all(inner)),
            Condition::AnyOf(inner) => format!("any of ({})", all(inner)),
            Condition::Expression(block) => one_line(self.0.slice(block.span)),
            Condition::Kind { name, args } => {
                let args: Vec<String> = args.iter().map(|arg| self.argument(arg)).collect();
                format!("{} {}", name.name, args.join(", "))
                    .trim_end()
                    .to_owned()
            }
        }
    }

    fn argument(&self, arg: &Arg) -> String {
        let value = one_line(self.0.slice(arg.value.span));
        match &arg.key {
            Some(key) => format!("{}: {value}", self.0.slice(key.span)),
            None => value,
        }
    }

    /// A text without its quotes.
    fn text(&self, expr: &Expr) -> String {
        super::literal::Literal::of(expr).map_or_else(
            || one_line(self.0.slice(expr.span)),
            |literal| literal.shown(),
        )
    }
}

/// The argument that says most of an agent.
fn is_main(arg: &Arg) -> bool {
    match arg.key.as_ref().and_then(super::syntax::text) {
        Some(key) => matches!(
            &**key,
            "image" | "label" | "filename" | "inheritFrom" | "yamlFile"
        ),
        None => true,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
