//! Shows diagnostics: `file:line:column: code: text`, with the source line under it.

use std::fmt::Write as _;

use maillon_model::{Diagnostic, Severity};

use crate::console::{Painter, Tone};

/// All of them as one text; empty for none.
pub(crate) fn render(diagnostics: &[Diagnostic], painter: Painter) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| one(diagnostic, painter))
        .collect()
}

fn one(diagnostic: &Diagnostic, painter: Painter) -> String {
    let mut text = String::new();
    if let Some(place) = &diagnostic.place {
        text += &painter.paint(Tone::Strong, format_args!("{place}: "));
    }
    let tone = match diagnostic.severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warn,
    };
    let code = painter.paint(
        tone,
        format_args!("{}: {}", diagnostic.severity, diagnostic.code),
    );
    let _ = writeln!(text, "{code}: {}", diagnostic.message);
    if let Some(place) = &diagnostic.place {
        let _ = writeln!(text, "  {}", place.source.trim_end());
    }
    if let Some(hint) = &diagnostic.hint {
        let _ = writeln!(text, "  hint: {hint}");
    }
    text
}
