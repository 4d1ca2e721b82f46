//! What is known of a job while the pipeline is made.

use super::{Entry, Subject, entries, slug};

/// What the variables of one job are made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JobFacts<'a> {
    /// `test: [a, b]`
    pub(crate) name: &'a str,
    /// `test`
    pub(crate) stage: &'a str,
    /// Its place among its copies, from 1, and their number; None where it is alone.
    pub(crate) node: Option<(usize, usize)>,
    /// Whether it waits for somebody to play it.
    pub(crate) manual: bool,
}

/// The name without what tells copies apart: `test` for `test 1/2` and `test: [a, b]`.
fn group(name: &str) -> &str {
    if let Some((group, _)) = name.split_once(": [").filter(|_| name.ends_with(']')) {
        return group;
    }
    let Some((group, last)) = name.rsplit_once(' ') else {
        return name;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match last.split_once('/') {
        Some((index, total)) if digits(index) && digits(total) => group,
        _ => name,
    }
}

/// The variables of a job.
pub(super) enum OfJob {}

impl Subject for OfJob {
    type Facts<'a> = JobFacts<'a>;
}

pub(super) const TABLE: &[Entry<OfJob>] = entries! {
    "CI_JOB_NAME", "The job's name", |f| f.name;
    "CI_JOB_NAME_SLUG", "`CI_JOB_NAME` in lower case with `-` for everything else, at most 63 bytes", |f| slug::slug(f.name);
    "CI_JOB_GROUP_NAME", "The name that all copies of a job share", |f| group(f.name);
    "CI_JOB_STAGE", "The job's stage", |f| f.stage;
    "CI_JOB_MANUAL", "`true` in a job that somebody played", |f| f.manual.then(|| "true".to_owned());
    "CI_NODE_INDEX", "The job's place among its copies, from 1; only with `parallel`", |f| f.node.map(|(index, _)| index.to_string());
    "CI_NODE_TOTAL", "How many copies of the job there are", |f| f.node.map_or(1, |(_, total)| total).to_string();
};
