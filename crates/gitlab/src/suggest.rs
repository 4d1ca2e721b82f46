//! `Did you mean ...?`

/// The word that was probably meant.
pub(crate) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let letters = word.chars().count();
    let limit = (letters / 3).clamp(usize::from(letters > 1), 3);
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters have to be changed, added, left out or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let change = last.get(j).map_or(0, |cost| cost + usize::from(x != y));
            let add = row.get(j).map_or(0, |cost| cost + 1);
            let drop = last.get(j + 1).map_or(0, |cost| cost + 1);
            row.push(change.min(add).min(drop).min(swap(&a, &b, i, j, &before)));
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

fn swap(a: &[char], b: &[char], i: usize, j: usize, before: &[usize]) -> usize {
    let swapped = i > 0 && j > 0 && a.get(i) == b.get(j - 1) && a.get(i - 1) == b.get(j);
    match before.get(j.saturating_sub(1)) {
        Some(cost) if swapped => cost + 1,
        _ => usize::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_found() {
        let words = ["script", "stage", "services", "before_script"];
        let near = |word| nearest(word, words.iter().copied());
        assert_eq!(near("scirpt"), Some("script"));
        assert_eq!(near("stages"), Some("stage"));
        assert_eq!(near("befor_script"), Some("before_script"));
        assert_eq!(near("image"), None);
    }

    #[test]
    fn the_whole_word_may_not_be_another() {
        assert_eq!(nearest("c", ["s", "n"]), None);
        assert_eq!(nearest("fo", ["foo"]), Some("foo"));
    }
}
