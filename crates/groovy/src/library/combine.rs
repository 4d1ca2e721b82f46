//! Lists of lists: `combinations`, `permutations`, `transpose`, `subsequences`.

use super::iterate::invoke_spread;
use super::support::{charge, items, list, set};
use super::table::{Args, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{ListKind, Value};

pub(super) const TYPES: &[Type] = &[Type::new("java.lang.Iterable").methods(&[
    method("combinations", &[], |cx, this, _| {
        let all = combinations(cx, this)?;
        list(cx, lists(all))
    }),
    method("combinations", &[Param::Closure], |cx, this, args| {
        let all = combinations(cx, this)?;
        each(cx, all, args)
    }),
    method("eachCombination", &[Param::Closure], |cx, this, args| {
        let all = combinations(cx, this)?;
        each(cx, all, args).map(|_| Value::Null)
    }),
    method("permutations", &[], |cx, this, _| {
        let all = permutations(cx, this)?;
        set(cx, ListKind::HashSet, lists(all))
    }),
    method("permutations", &[Param::Closure], |cx, this, args| {
        let all = permutations(cx, this)?;
        each(cx, all, args)
    }),
    method("eachPermutation", &[Param::Closure], |cx, this, args| {
        let all = permutations(cx, this)?;
        each(cx, all, args).map(|_| Value::Null)
    }),
    method("subsequences", &[], |cx, this, _| {
        let all = subsequences(cx, this)?;
        set(cx, ListKind::HashSet, all)
    }),
    method("transpose", &[], transpose),
])];

type Rows = Vec<Vec<Value>>;

fn lists(rows: Rows) -> Vec<Value> {
    rows.into_iter().map(Value::list).collect()
}

fn each(cx: &mut Cx, rows: Rows, args: Args<'_>) -> Eval<Value> {
    let rows = lists(rows);
    let results = rows.iter().map(|row| invoke_spread(cx, args.get(0), row));
    let results = results.collect::<Eval<_>>()?;
    list(cx, results)
}

/// What one could choose, one of each list, the first changing fastest. What is no list is the only choice.
fn combinations(cx: &mut Cx, this: &Value) -> Eval<Rows> {
    let mut rows: Rows = vec![Vec::new()];
    for column in items(cx, this)? {
        let choices = match &column {
            several if super::table::has_items(several) => items(cx, several)?,
            one => vec![one.clone()],
        };
        let width = rows.first().map_or(1, |row| row.len() + 1);
        charge(
            cx,
            rows.len()
                .saturating_mul(choices.len())
                .saturating_mul(width),
        )?;
        let append = |item| rows.iter().map(move |row| extended(row, item));
        rows = choices.iter().flat_map(append).collect();
    }
    Ok(rows)
}

fn extended(row: &[Value], item: &Value) -> Vec<Value> {
    row.iter().chain([item]).cloned().collect()
}

/// All orders, those first that move late items.
fn permutations(cx: &mut Cx, this: &Value) -> Eval<Rows> {
    let items = items(cx, this)?;
    let count = (1..=items.len()).try_fold(1_usize, usize::checked_mul);
    let count = count.unwrap_or(usize::MAX);
    charge(cx, count.saturating_mul(items.len()))?;
    let mut rows: Rows = vec![Vec::new()];
    let mut places: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..items.len() {
        places = places
            .iter()
            .flat_map(|row| longer(row, items.len()))
            .collect();
    }
    if !items.is_empty() {
        let pick = |row: &Vec<usize>| {
            row.iter()
                .filter_map(|at| items.get(*at).cloned())
                .collect()
        };
        rows = places.iter().map(pick).collect();
    }
    Ok(rows)
}

/// A row with each place behind it that is not in it yet.
fn longer(row: &[usize], size: usize) -> impl Iterator<Item = Vec<usize>> {
    let left = (0..size).filter(move |at| !row.contains(at));
    left.map(|at| row.iter().copied().chain([at]).collect())
}

/// All choices of items but none, in the order in which Groovy's sets give them.
fn subsequences(cx: &mut Cx, this: &Value) -> Eval<Vec<Value>> {
    let mut rows = Vec::new();
    for item in items(cx, this)? {
        charge(cx, rows.len().saturating_mul(3))?;
        let mut next = Vec::with_capacity(rows.len() * 2 + 1);
        for row in &rows {
            let row = items(cx, row)?;
            next.push(Value::list(extended(&row, &item)));
        }
        next.append(&mut rows);
        next.push(Value::list([item]));
        let buckets = super::hash::buckets(next.len());
        super::hash::arrange(&mut next, buckets);
        rows = next;
    }
    Ok(rows)
}

/// Rows become columns, as far as all rows go.
fn transpose(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let rows = items(cx, this)?;
    let rows = rows.iter().map(|row| items(cx, row));
    let rows = rows.collect::<Eval<Rows>>()?;
    let width = rows.iter().map(Vec::len).min().unwrap_or(0);
    let columns = (0..width).map(|at| {
        let column = rows.iter().filter_map(|row| row.get(at).cloned());
        Value::list(column)
    });
    list(cx, columns.collect())
}
