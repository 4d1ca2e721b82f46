//! Finds jobs by the names that people type.

use maillon_model::suggest::distance;
use maillon_model::{JobName, Pipeline};
use rustc_hash::FxHashMap;

use super::SelectionError;

/// How many similar names an error names.
const SIMILAR: usize = 3;

/// The positions of the named jobs.
pub(super) fn find_all(
    pipeline: &Pipeline,
    names: &[JobName],
) -> Result<Vec<usize>, SelectionError> {
    let known = index(pipeline);
    let mut found = Vec::new();
    for name in names {
        let positions = known.get(name).ok_or_else(|| unknown(pipeline, name))?;
        found.extend_from_slice(positions);
    }
    Ok(found)
}

/// Positions by name; a job's own name goes before the name that it shares with others.
fn index(pipeline: &Pipeline) -> FxHashMap<&JobName, Vec<usize>> {
    let mut known: FxHashMap<&JobName, Vec<usize>> = FxHashMap::default();
    for (position, job) in pipeline.jobs.iter().enumerate() {
        known.entry(&job.template).or_default().push(position);
    }
    for (position, job) in pipeline.jobs.iter().enumerate() {
        known.insert(&job.name, vec![position]);
    }
    known
}

fn unknown(pipeline: &Pipeline, name: &JobName) -> SelectionError {
    let known = pipeline
        .jobs
        .iter()
        .flat_map(|job| [&job.name, &job.template]);
    let mut near: Vec<(usize, &JobName)> = known
        .filter_map(|known| Some((unlikeness(name.as_str(), known.as_str())?, known)))
        .collect();
    near.sort_unstable();
    near.dedup();
    SelectionError {
        name: name.clone(),
        similar: near
            .into_iter()
            .take(SIMILAR)
            .map(|(_, known)| known.clone())
            .collect(),
    }
}

/// How little a known name is like the one that somebody typed; None where it is not. A name of
/// which only the end was left out comes right after slips of a finger.
fn unlikeness(typed: &str, known: &str) -> Option<usize> {
    let limit = 1 + typed.chars().count() / 3;
    let distance = distance(&typed.to_lowercase(), &known.to_lowercase());
    if distance <= limit {
        return Some(distance);
    }
    (typed.len() > 1 && known.starts_with(typed)).then_some(limit + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_beginnings_are_like_a_name() {
        assert_eq!(unlikeness("tset", "Test"), Some(1));
        assert_eq!(unlikeness("deploy", "deploy-staging"), Some(4));
        assert_eq!(unlikeness("x", "deploy"), None);
        assert_eq!(unlikeness("rocket", "deploy"), None);
    }
}
