//! `strategy`: the cells of a job, each with its contexts.

use std::num::NonZeroU32;

use maillon_model::job::{FailFast, Strategy};
use serde_json::{Value as Json, json};

use super::evaluate::{Evaluated, Evaluator};
use super::matrix::{self, Cell};
use crate::workflow;

/// What a job becomes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cells {
    /// How they run beside each other; None without a matrix.
    pub(crate) strategy: Option<Strategy>,
    fail_fast: bool,
    /// None: just one job.
    cells: Option<Vec<Cell>>,
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
        let part =
            |text: fn(&workflow::Strategy) -> Option<&workflow::Text>| written.and_then(text);
        let fail_fast = match part(|written| written.fail_fast.as_ref()) {
            Some(text) => with.boolean("strategy.fail-fast", text)?,
            None => true,
        };
        let max_parallel = match part(|written| written.max_parallel.as_ref()) {
            Some(text) => NonZeroU32::new(with.count("strategy.max-parallel", text)?),
            None => None,
        };
        let cells = cells(written, with)?.filter(|cells| !cells.is_empty());
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
            cells,
        })
    }

    /// The cells in their order; one without a matrix.
    pub(crate) fn variations(self) -> impl Iterator<Item = Variation> {
        let parallel = self.strategy.and_then(|strategy| strategy.max_parallel);
        let cells = self.cells.unwrap_or_default();
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

fn cells(
    written: Option<&workflow::Strategy>,
    with: &Evaluator<'_>,
) -> Evaluated<Option<Vec<Cell>>> {
    let Some(tree) = written.and_then(|written| written.matrix.as_ref()) else {
        return Ok(None);
    };
    let evaluated = with.tree("strategy.matrix", tree)?;
    matrix::cells(&evaluated).map(Some).map_err(|problem| {
        let key = "strategy.matrix";
        with.wrong(
            key,
            tree.place.as_ref(),
            &format!("can't be used: {problem}"),
        )
    })
}
