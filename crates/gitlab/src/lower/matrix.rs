//! `parallel`: copies of a job, by number or by values; and the choice of such copies by `needs`.

use indexmap::IndexMap;
use maillon_model::Diagnostic;
use maillon_source::yaml::Value;

use super::cursor::Cursor;
use super::needs::Selector;

/// GitLab's limit of copies.
const MAX_COPIES: usize = 200;

/// How many copies a job has.
#[derive(Clone, Debug, Default)]
pub(super) enum Parallel {
    /// One, under its own name.
    #[default]
    Once,
    /// Some: `job 1/2`.
    Count(u32),
    /// One for each row of values: `job: [a, b]`.
    Matrix(Vec<Cell>),
}

/// The values of a matrix cell.
pub(super) type Cell = IndexMap<String, String>;

impl Parallel {
    /// The names of the copies, in their order.
    pub(super) fn names(&self, job: &str) -> Vec<String> {
        match self {
            Self::Once => vec![job.to_owned()],
            Self::Count(total) => (1..=*total).map(|n| format!("{job} {n}/{total}")).collect(),
            Self::Matrix(cells) => cells.iter().map(|cell| cell_name(job, cell)).collect(),
        }
    }

    /// The values of a copy.
    pub(super) fn cell(&self, at: usize) -> Option<&Cell> {
        match self {
            Self::Matrix(cells) => cells.get(at),
            Self::Once | Self::Count(_) => None,
        }
    }
}

/// `job: [a, b]`
pub(super) fn cell_name(job: &str, cell: &Cell) -> String {
    let values: Vec<&str> = cell.values().map(String::as_str).collect();
    format!("{job}: [{}]", values.join(", "))
}

/// `parallel`: a number, or a mapping with `matrix`.
pub(super) fn parallel(cursor: Cursor<'_>) -> Option<Parallel> {
    let Value::Map(_) = &cursor.node.value else {
        let count = cursor.integer(&(1..=200))?;
        return Some(Parallel::Count(u32::try_from(count).ok()?));
    };
    let matrix = cursor.map("parallel")?.require("matrix")?;
    let cells: Vec<Cell> = selectors(matrix).iter().flat_map(cells).collect();
    if cells.len() > MAX_COPIES {
        let message = format!("the matrix makes more than {MAX_COPIES} jobs");
        matrix.error("gitlab/too-many", message);
        return None;
    }
    Some(Parallel::Matrix(unique(cells)))
}

/// The rows of a matrix: lists of values by variable.
pub(super) fn selectors(cursor: Cursor<'_>) -> Vec<Selector> {
    let rows = cursor.list().unwrap_or_default();
    if rows.is_empty() && cursor.node.as_seq().is_some() {
        cursor.error("gitlab/empty", "`matrix` is empty");
    }
    rows.into_iter().filter_map(selector).collect()
}

fn selector(row: Cursor<'_>) -> Option<Selector> {
    let entries = row.entries()?;
    let selector: Selector = entries
        .map(|(key, _, value)| (key.to_string(), values(value)))
        .collect();
    if selector.is_empty() {
        row.error("gitlab/empty", "a row of the matrix is empty");
    }
    Some(selector)
}

fn values(cursor: Cursor<'_>) -> Vec<String> {
    let items = match &cursor.node.value {
        Value::Seq(_) => cursor.list().unwrap_or_default(),
        _ => vec![cursor],
    };
    if items.is_empty() {
        cursor.error(
            "gitlab/empty",
            format!("`{}` has no values", cursor.label()),
        );
    }
    items
        .into_iter()
        .filter_map(|item| Some(item.scalar()?.to_string()))
        .collect()
}

/// Every combination of a row's values, the first variable changing slowest. Ends one above the
/// limit, so that a huge row costs nothing.
pub(super) fn cells(row: &Selector) -> Vec<Cell> {
    let mut cells = vec![Cell::new()];
    for (name, values) in row {
        let combine = |cell: &Cell| {
            let with = |value: &String| {
                let mut cell = cell.clone();
                cell.insert(name.clone(), value.clone());
                cell
            };
            values.iter().map(with).collect::<Vec<_>>()
        };
        cells = cells
            .iter()
            .flat_map(combine)
            .take(MAX_COPIES + 1)
            .collect();
    }
    cells
}

/// Two cells with the same values would have the same name: the first one stays.
fn unique(cells: Vec<Cell>) -> Vec<Cell> {
    let named = cells.into_iter().map(|cell| (cell_name("", &cell), cell));
    let mut unique: IndexMap<String, Cell> = IndexMap::new();
    for (name, cell) in named {
        unique.entry(name).or_insert(cell);
    }
    unique.into_values().collect()
}

/// Replaces `$[[ matrix.NAME ]]` by the value of the job's own cell.
pub(super) fn interpolate(row: &Selector, own: Option<&Cell>) -> Result<Selector, Box<Diagnostic>> {
    let replaced = |(name, list): (&String, &Vec<String>)| {
        let values: Result<_, _> = list.iter().map(|value| replace(value, own)).collect();
        Ok((name.clone(), values?))
    };
    row.iter().map(replaced).collect()
}

fn replace(text: &str, own: Option<&Cell>) -> Result<String, Box<Diagnostic>> {
    let Some((before, rest)) = text.split_once("$[[") else {
        return Ok(text.to_owned());
    };
    let Some((expression, after)) = rest.split_once("]]") else {
        return Ok(text.to_owned());
    };
    let value = value(expression.trim(), own)?;
    Ok(format!("{before}{value}{}", replace(after, own)?))
}

fn value<'c>(expression: &str, own: Option<&'c Cell>) -> Result<&'c str, Box<Diagnostic>> {
    let error = |message: String| Diagnostic::error("gitlab/bad-matrix-expression", message);
    let Some(name) = expression.strip_prefix("matrix.") else {
        let message = format!("`$[[ {expression} ]]` is not a matrix expression");
        return Err(Box::new(error(message).hint("write `$[[ matrix.NAME ]]`")));
    };
    let Some(cell) = own else {
        let message = format!("`matrix.{name}` has no value: this job has no `parallel:matrix`");
        let hint = "give the job a matrix, or write the value itself";
        return Err(Box::new(error(message).hint(hint)));
    };
    cell.get(name).map(String::as_str).ok_or_else(|| {
        let known: Vec<&str> = cell.keys().map(String::as_str).collect();
        let message = format!("`matrix.{name}` has no value: the job's own matrix has no `{name}`");
        Box::new(error(message).hint(format!("it has {}", known.join(", "))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(entries: &[(&str, &[&str])]) -> Selector {
        let texts = |values: &[&str]| values.iter().map(ToString::to_string).collect();
        entries
            .iter()
            .map(|(name, values)| ((*name).to_owned(), texts(values)))
            .collect()
    }

    #[test]
    fn every_combination_in_the_order_of_the_definition() {
        let cells = cells(&row(&[("A", &["1", "2"]), ("B", &["x", "y"])]));
        let names: Vec<String> = cells.iter().map(|cell| cell_name("t", cell)).collect();
        assert_eq!(names, ["t: [1, x]", "t: [1, y]", "t: [2, x]", "t: [2, y]"]);
    }

    #[test]
    fn an_expression_takes_the_value_of_the_own_cell() {
        let own: Cell = [("OS".to_owned(), "linux".to_owned())]
            .into_iter()
            .collect();
        let replaced = |text| replace(text, Some(&own)).map_err(|error| error.message);
        assert_eq!(replaced("$[[ matrix.OS ]]").as_deref(), Ok("linux"));
        assert_eq!(replaced("a-$[[matrix.OS]]-b").as_deref(), Ok("a-linux-b"));
        assert!(replaced("$[[ matrix.NOPE ]]").is_err_and(|error| error.contains("NOPE")));
        assert!(replaced("$[[ inputs.x ]]").is_err());
        assert!(replace("$[[ matrix.OS ]]", None).is_err());
    }
}
