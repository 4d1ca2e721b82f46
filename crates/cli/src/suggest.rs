//! `did you mean ...?`

/// The candidate that is most like a word, where one is like it at all.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let limit = (word.chars().count() / 2).clamp(1, 3);
    let rated = candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate));
    let (found, candidate) = rated.min_by_key(|(distance, _)| *distance)?;
    (found <= limit).then_some(candidate)
}

/// Levenshtein's: how many characters to change, add or leave out.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut left = i + 1;
        let mut next = vec![left];
        for (to, above) in b.iter().zip(row.windows(2)) {
            let &[diagonal, up] = above else { continue };
            left = (diagonal + usize::from(from != *to))
                .min(up + 1)
                .min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let near = |word| nearest(word, ["executor", "jobs", "variables"]);
        assert_eq!(
            (near("executer"), near("job"), near("rocket")),
            (Some("executor"), Some("jobs"), None)
        );
    }
}
