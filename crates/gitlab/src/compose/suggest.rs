//! `Did you mean ...?`

/// The candidate that is most like `wanted`, where one is near enough to be meant.
pub(crate) fn closest<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let near = (wanted.chars().count() + 1) / 3;
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(wanted.len()) <= 4 * near)
        .map(|candidate| (distance(wanted, candidate), candidate))
        .filter(|(distance, _)| *distance <= near)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many characters must be changed, added or taken away (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (done, a) in left.chars().enumerate() {
        let mut next = vec![done + 1];
        let mut before = done + 1;
        for ((b, above), above_left) in right.iter().zip(row.iter().skip(1)).zip(&row) {
            before = (above_left + usize::from(a != *b))
                .min(above + 1)
                .min(before + 1);
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested() {
        let names = ["build", ".base", "test-unit"];
        assert_eq!(closest("biuld", names), Some("build"));
        assert_eq!(closest(".bse", names), Some(".base"));
        assert_eq!(closest("test_unit", names), Some("test-unit"));
        assert_eq!(closest("deploy", names), None);
        assert_eq!(closest("c", ["s", "n"]), None);
    }
}
