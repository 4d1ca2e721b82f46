//! `strategy.matrix`: product, then `exclude`, then `include`, as GitHub's runner does it.
//!
//! Source: `MatrixBuilder` of <https://github.com/actions/runner>, and
//! <https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations>.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use crate::expression::Value;

/// How many jobs a matrix may make.
const LIMIT: usize = 256;

/// How many combinations are looked at before `exclude` is given up on.
const PRODUCT_LIMIT: usize = 100_000;

/// One combination of values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    /// The `matrix` context.
    pub(crate) values: Map<String, Json>,
    /// What the job's name shows: the values but those that `include` only added.
    pub(crate) shown: Vec<String>,
}

impl Cell {
    fn new(values: Map<String, Json>) -> Self {
        let mut shown = Vec::new();
        values
            .values()
            .for_each(|value| collect_texts(value, &mut shown));
        Self { values, shown }
    }
}

/// The cells of an evaluated matrix. None at all is possible: everything may be excluded.
pub(crate) fn cells(matrix: &Json) -> Result<Vec<Cell>, String> {
    let Json::Object(matrix) = matrix else {
        return Err(format!("the matrix is {}, not a mapping", kind(matrix)));
    };
    let axes = axes(matrix)?;
    let excludes = entries(matrix, "exclude")?;
    let includes = entries(matrix, "include")?;
    check_excludes(&excludes, &axes)?;
    if axes.is_empty() && includes.is_empty() {
        return Err("the matrix has no values".to_owned());
    }
    let mut cells = product(&axes, &excludes)?;
    include(&mut cells, &includes, &axes)?;
    if cells.len() > LIMIT {
        return Err(too_many());
    }
    Ok(cells)
}

fn too_many() -> String {
    format!("the matrix makes more than {LIMIT} jobs")
}

type Axes<'a> = IndexMap<&'a str, &'a [Json]>;

fn axes(matrix: &Map<String, Json>) -> Result<Axes<'_>, String> {
    let own = matrix
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "include" | "exclude"));
    let axis = |(name, values): (&'_ String, &'_ Json)| match values {
        Json::Array(values) if values.is_empty() => Err(format!("`{name}` has no values")),
        Json::Array(_) => Ok(()),
        other => Err(format!("`{name}` is {}, not a list", kind(other))),
    };
    own.clone().try_for_each(axis)?;
    Ok(own
        .filter_map(|(name, values)| Some((name.as_str(), values.as_array()?.as_slice())))
        .collect())
}

type Entry = Map<String, Json>;

fn entries<'a>(matrix: &'a Map<String, Json>, key: &str) -> Result<Vec<&'a Entry>, String> {
    let list = match matrix.get(key) {
        None | Some(Json::Null) => return Ok(Vec::new()),
        Some(Json::Array(list)) => list,
        Some(other) => return Err(format!("`{key}` is {}, not a list", kind(other))),
    };
    let entry = |entry: &'a Json| match entry {
        Json::Object(entry) if entry.is_empty() => {
            Err(format!("`{key}` has an entry without values"))
        }
        Json::Object(entry) => Ok(entry),
        other => Err(format!("`{key}` has {}, not a mapping", kind(other))),
    };
    list.iter().map(entry).collect()
}

fn check_excludes(excludes: &[&Entry], axes: &Axes<'_>) -> Result<(), String> {
    let mut names = excludes.iter().flat_map(|entry| entry.keys());
    match names.find(|name| !has(axes, name)) {
        Some(name) => Err(format!(
            "`exclude` names `{name}`, which the matrix has not"
        )),
        None => Ok(()),
    }
}

fn has(axes: &Axes<'_>, name: &str) -> bool {
    axes.keys().any(|axis| axis.eq_ignore_ascii_case(name))
}

/// Every combination in order (the last axis changes fastest), but those that are excluded.
fn product(axes: &Axes<'_>, excludes: &[&Entry]) -> Result<Vec<Cell>, String> {
    if axes.is_empty() {
        return Ok(Vec::new());
    }
    let sizes = axes.values().map(|values| values.len());
    let size = sizes.fold(1, usize::saturating_mul);
    if size > PRODUCT_LIMIT {
        return Err(too_many());
    }
    let mut cells = Vec::new();
    for index in 0..size {
        let values = combination(axes, size, index);
        if !excludes.iter().any(|entry| matches_all(entry, &values)) {
            cells.push(Cell::new(values));
        }
        if cells.len() > LIMIT {
            return Err(too_many());
        }
    }
    Ok(cells)
}

fn combination(axes: &Axes<'_>, size: usize, index: usize) -> Map<String, Json> {
    let mut block = size;
    let value = |(name, values): (&&str, &&[Json])| {
        block /= values.len();
        let value = values.get((index / block) % values.len());
        ((*name).to_owned(), value.cloned().unwrap_or_default())
    };
    axes.iter().map(value).collect()
}

/// Adds to each combination what fits it without overwriting a value of an axis; what fits none
/// becomes one of its own.
fn include(cells: &mut Vec<Cell>, includes: &[&Entry], axes: &Axes<'_>) -> Result<(), String> {
    let mut extra = Vec::new();
    for entry in includes {
        let pairs = entry
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()));
        let (filter, added): (Entry, Entry) = pairs.partition(|(name, _)| has(axes, name));
        let mut fits = false;
        for cell in cells
            .iter_mut()
            .filter(|cell| matches_all(&filter, &cell.values))
        {
            fits = true;
            cell.values.extend(added.clone());
        }
        if !fits {
            extra.push(Cell::new(filter.into_iter().chain(added).collect()));
        }
        if extra.len() > LIMIT {
            return Err(too_many());
        }
    }
    cells.append(&mut extra);
    Ok(())
}

fn matches_all(filter: &Entry, values: &Entry) -> bool {
    let value = |name: &str| {
        let mut found = values
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value)
    };
    filter
        .iter()
        .all(|(name, wanted)| matches(wanted, value(name).unwrap_or(&Json::Null)))
}

/// Whether every scalar of the filter stands at the same place in the value.
fn matches(wanted: &Json, value: &Json) -> bool {
    match wanted {
        Json::Object(wanted) => matches_all(wanted, value.as_object().unwrap_or(&Map::new())),
        Json::Array(wanted) => wanted
            .iter()
            .enumerate()
            .all(|(index, wanted)| matches(wanted, value.get(index).unwrap_or(&Json::Null))),
        wanted => Value::from(wanted).equals(&Value::from(value)),
    }
}

/// The scalars of a value, however deep, as texts; empty ones are left out.
fn collect_texts(value: &Json, texts: &mut Vec<String>) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| collect_texts(item, texts)),
        Json::Object(fields) => fields
            .values()
            .for_each(|value| collect_texts(value, texts)),
        scalar => {
            let text = Value::from(scalar).to_text();
            if !text.is_empty() {
                texts.push(text.to_string());
            }
        }
    }
}

fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "nothing",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "a mapping",
    }
}

#[cfg(test)]
mod tests;
