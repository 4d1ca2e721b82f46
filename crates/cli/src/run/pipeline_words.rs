//! Jenkins' own words in a build's log: which block begins and ends. The log keeps them; people are shown the stages.

/// How a line of a log is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown<'l> {
    /// As it is.
    Line,
    /// As the name of a stage or branch.
    Heading(&'l str),
    /// Not.
    Hidden,
}

/// What every such line begins with.
const MARK: &str = "[Pipeline] ";

/// How a line is shown.
pub(crate) fn shown(line: &str) -> Shown<'_> {
    let Some(words) = line.strip_prefix(MARK) else {
        return Shown::Line;
    };
    let name = words
        .strip_prefix("{ (")
        .and_then(|rest| rest.strip_suffix(')'));
    match name {
        Some(name) if !name.starts_with("Branch: ") => Shown::Heading(name),
        _ => Shown::Hidden,
    }
}

/// Whether the line begins the stage.
pub(crate) fn begins(line: &str, stage: &str) -> bool {
    shown(line) == Shown::Heading(stage)
}

/// Whether the line ends a stage.
pub(crate) fn ends_stage(line: &str) -> bool {
    line.strip_prefix(MARK) == Some("// stage")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_shown_and_other_marks_are_not() {
        assert_eq!(shown("hello [Pipeline]"), Shown::Line);
        assert_eq!(
            shown("[Pipeline] { (Build (x))"),
            Shown::Heading("Build (x)")
        );
        assert_eq!(shown("[Pipeline] { (Branch: a)"), Shown::Hidden);
        assert_eq!(shown("[Pipeline] sh"), Shown::Hidden);
        assert!(ends_stage("[Pipeline] // stage") && begins("[Pipeline] { (a)", "a"));
    }
}
