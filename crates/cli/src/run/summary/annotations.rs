//! What jobs pointed at: files and lines, by how bad it is.

use std::fmt::Write as _;

use maillon_model::event::{Annotation, AnnotationLevel};

use super::Summary;
use crate::console::{Tone, Verbosity};
use crate::run::board::JobState;
use crate::run::text::plural;

/// How many are shown; the report has all.
const SHOWN: usize = 20;

impl Summary<'_> {
    /// The annotations of all jobs, the worst first. Notices are left out where little is asked for.
    pub(super) fn annotations(&self, out: &mut String) {
        let jobs = self.board.jobs.values();
        let all = jobs.flat_map(|job| job.annotations.iter().map(move |one| (job, one)));
        let wanted = |one: &Annotation| {
            self.verbosity == Verbosity::Normal || one.level == AnnotationLevel::Error
        };
        let mut all: Vec<_> = all.filter(|(_, one)| wanted(one)).collect();
        if all.is_empty() {
            return;
        }
        all.sort_by_key(|(_, one)| std::cmp::Reverse(one.level));
        out.push('\n');
        for (job, one) in all.iter().take(SHOWN) {
            self.annotation(job, one, out);
        }
        if all.len() > SHOWN {
            let more = plural(all.len() - SHOWN, "more annotation");
            let _ = writeln!(out, "  {}", self.painter.paint(Tone::Dim, more));
        }
    }

    fn annotation(&self, job: &JobState, one: &Annotation, out: &mut String) {
        let (tone, word) = match one.level {
            AnnotationLevel::Error => (Tone::Bad, "error"),
            AnnotationLevel::Warning => (Tone::Warn, "warning"),
            AnnotationLevel::Notice => (Tone::Dim, "notice"),
        };
        let place = place(one).map_or_else(String::new, |place| format!("{place}: "));
        let title = one
            .title
            .as_ref()
            .map_or_else(String::new, |title| format!("{title}: "));
        let mut lines = one.message.lines();
        let _ = writeln!(
            out,
            "{} {place}{title}{}  {}",
            self.painter.paint(tone, word),
            lines.next().unwrap_or_default(),
            self.painter.paint(Tone::Dim, &job.entry.name)
        );
        for line in lines {
            let _ = writeln!(out, "  {line}");
        }
    }
}

/// `src/main.rs:3:7`
fn place(one: &Annotation) -> Option<String> {
    let file = one.file.as_ref()?;
    Some(match (one.line, one.column) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        (Some(line), None) => format!("{file}:{line}"),
        (None, _) => file.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_as_much_as_is_known() {
        let one = |file: Option<&str>, line, column| Annotation {
            level: AnnotationLevel::Error,
            message: String::new(),
            title: None,
            file: file.map(str::to_owned),
            line,
            end_line: None,
            column,
            end_column: None,
        };
        assert_eq!(
            place(&one(Some("a.rs"), Some(3), Some(7))).as_deref(),
            Some("a.rs:3:7")
        );
        assert_eq!(
            place(&one(Some("a.rs"), Some(3), None)).as_deref(),
            Some("a.rs:3")
        );
        assert_eq!(place(&one(None, Some(3), None)), None);
    }
}
