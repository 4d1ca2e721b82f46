//! `strategy`: the cells of a job, each with its contexts.

use std::num::NonZeroU32;

use maillon_model::job::{FailFast, Strategy};
use serde_json::{Value as Json, json};

use super::evaluate::{Evaluated, Evaluator};
use super::matrix::{self, Cell};
use crate::expression::Value;
use crate::workflow::{self, Text, Tree};

/// What a job becomes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cells {
    /// How they run beside each other; None without a matrix.
    pub(crate) strategy: Option<Strategy>,
    fail_fast: bool,
    /// None: just one job.
    combinations: Option<Vec<Cell>>,
}

/// A cell's contexts and name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variation {
    /// The `strategy` context.
    pub(crate) strategy: Json,
    /// The `matrix` context; null without a matrix.
    pub(crate) matrix: Json,
    /// What the name shows.
    pub(crate) shown: Vec<String>,
}

impl Cells {
    /// Evaluates a job's `strategy`.
    pub(crate) fn of(
        written: Option<&workflow::Strategy>,
        with: &Evaluator<'_>,
    ) -> Evaluated<Self> {
        let written = match written {
            Some(written) => spelled_out(written, with)?,
            None => Parts::default(),
        };
        let fail_fast = match &written.fail_fast {
            Some(text) => with.boolean("strategy.fail-fast", text)?,
            None => true,
        };
        let max_parallel = match &written.max_parallel {
            Some(text) => NonZeroU32::new(with.count("strategy.max-parallel", text)?),
            None => None,
        };
        let cells = match &written.matrix {
            Some(tree) => Some(cells(tree, with)?).filter(|cells| !cells.is_empty()),
            None => None,
        };
        let strategy = Strategy {
            fail_fast: if fail_fast {
                FailFast::Cancel
            } else {
                FailFast::Continue
            },
            max_parallel,
        };
        Ok(Self {
            strategy: cells.is_some().then_some(strategy),
            fail_fast,
            combinations: cells,
        })
    }

    /// The cells in their order; one without a matrix.
    pub(crate) fn variations(self) -> impl Iterator<Item = Variation> {
        let parallel = self.strategy.and_then(|strategy| strategy.max_parallel);
        let cells = self.combinations.unwrap_or_default();
        let total = cells.len().max(1);
        let context = move |index: usize| {
            json!({
                "fail-fast": self.fail_fast,
                "job-index": index,
                "job-total": total,
                "max-parallel": parallel.map_or(json!(total), |parallel| json!(parallel)),
            })
        };
        let alone = cells.is_empty().then(|| Variation {
            strategy: context(0),
            matrix: Json::Null,
            shown: Vec::new(),
        });
        let cells = cells.into_iter().enumerate();
        alone
            .into_iter()
            .chain(cells.map(move |(index, cell)| Variation {
                strategy: context(index),
                matrix: Json::Object(cell.values),
                shown: cell.shown,
            }))
    }
}

/// `strategy` as three parts.
#[derive(Default)]
struct Parts {
    matrix: Option<Tree>,
    fail_fast: Option<Text>,
    max_parallel: Option<Text>,
}

/// The parts as written, or those of the mapping that one expression gives.
fn spelled_out(written: &workflow::Strategy, with: &Evaluator<'_>) -> Evaluated<Parts> {
    let Some(whole) = &written.whole else {
        return Ok(Parts {
            matrix: written.matrix.clone(),
            fail_fast: written.fail_fast.clone(),
            max_parallel: written.max_parallel.clone(),
        });
    };
    let place = &whole.place;
    let value = with.value("strategy", whole)?.to_json();
    let Json::Object(fields) = value else {
        return Err(with.wrong("strategy", place.as_ref(), "is no mapping"));
    };
    let part = |key: &str| fields.get(key).filter(|value| !value.is_null());
    let text = |key: &str| {
        let value = part(key)?;
        Some(Text {
            raw: Value::from(value).to_text(),
            place: place.clone(),
        })
    };
    Ok(Parts {
        matrix: part("matrix").map(|json| Tree {
            json: json.clone(),
            place: place.clone(),
        }),
        fail_fast: text("fail-fast"),
        max_parallel: text("max-parallel"),
    })
}

fn cells(tree: &Tree, with: &Evaluator<'_>) -> Evaluated<Vec<Cell>> {
    let evaluated = with.tree("strategy.matrix", tree)?;
    matrix::cells(&evaluated).map_err(|problem| {
        let key = "strategy.matrix";
        with.wrong(
            key,
            tree.place.as_ref(),
            &format!("can't be used: {problem}"),
        )
    })
}
