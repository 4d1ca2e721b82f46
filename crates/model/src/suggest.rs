//! `Did you mean ...?`

/// How many letters have to be changed, added, left out or swapped with their neighbour.
pub use strsim::osa_distance as distance;

/// The word that was probably meant, where one is like it at all.
pub fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let letters = word.chars().count();
    let limit = (letters / 3).clamp(usize::from(letters > 1), 3);
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_found() {
        let words = ["script", "stage", "services", "before_script", "jobs"];
        let near = |word| nearest(word, words.iter().copied());
        assert_eq!(near("scirpt"), Some("script"));
        assert_eq!(near("stages"), Some("stage"));
        assert_eq!(near("befor_script"), Some("before_script"));
        assert_eq!(near("job"), Some("jobs"));
        assert_eq!(near("rocket"), None);
    }

    #[test]
    fn the_whole_word_may_not_be_another() {
        assert_eq!(nearest("c", ["s", "n"]), None);
        assert_eq!(nearest("fo", ["foo"]), Some("foo"));
    }
}
