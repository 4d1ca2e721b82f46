//! A run as a picture: a panel for each stage, a box for each job, a curve for each need; child pipelines below
//! the one that started them. The copies of a matrix are one box until they are opened.
//!
//! Everything is said by attributes and classes; the page's style gives the colours, its script the highlights.

mod drawing;
mod layout;
mod nodes;

use maillon_protocol::api::Run;

use crate::html::Html;

/// How a picture is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wishes<'a> {
    /// The address of the run's page: jobs lie below it.
    pub(crate) base: &'a str,
    /// The matrices that are open.
    pub(crate) open: &'a [String],
    /// The present, for jobs that go on.
    pub(crate) now: u64,
}

/// The picture of a run.
pub(crate) fn render(run: &Run, wishes: &Wishes<'_>) -> Html {
    let pipelines = nodes::pipelines(run, wishes.open);
    drawing::draw(&pipelines, wishes)
}

#[cfg(test)]
mod tests;
