//! Step summaries: Markdown, for a terminal.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use unicode_width::UnicodeWidthStr;

use super::Summary;
use crate::console::{Colors, Painter, Tone};
use crate::run::text;

/// A longer document is shown as far as this; the report has all of it.
const LINES: usize = 60;

impl Summary<'_> {
    /// What steps wrote for people, job by job.
    pub(super) fn documents(&self) -> String {
        let mut out = String::new();
        let jobs = self.board.jobs.values();
        for job in jobs.filter(|job| !job.summary.is_empty()) {
            let name = format!("summary of {}", job.entry.name);
            let _ = writeln!(out, "\n{}", self.painter.paint(Tone::Dim, name));
            let document = render(&job.summary, self.painter);
            for line in document.lines().take(LINES) {
                let _ = writeln!(out, "  {line}");
            }
            if document.lines().count() > LINES {
                let _ = writeln!(out, "  {}", self.painter.paint(Tone::Dim, "⋮"));
            }
        }
        out
    }
}

/// Markdown as text for a terminal. What it holds of control codes is dropped.
fn render(markdown: &str, painter: Painter) -> String {
    let mut clean = Vec::new();
    text::clean(markdown, Colors::Off, &mut clean);
    let markdown = String::from_utf8_lossy(&clean);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let mut page = Page::new(painter);
    for event in Parser::new_ext(&markdown, options) {
        page.event(event);
    }
    page.finish()
}

struct Page {
    painter: Painter,
    out: String,
    /// The text of the block that is being read.
    line: String,
    /// How texts are painted, the innermost last.
    tones: Vec<Tone>,
    /// Of each list that is open, the number of its next item; None where items have none.
    lists: Vec<Option<u64>>,
    links: Vec<String>,
    /// The rows of the table that is being read.
    table: Vec<Vec<String>>,
}

impl Page {
    fn new(painter: Painter) -> Self {
        Self {
            painter,
            out: String::new(),
            line: String::new(),
            tones: Vec::new(),
            lists: Vec::new(),
            links: Vec::new(),
            table: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.line += &self.painter.paint(Tone::Active, &*code),
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.line.push('\n'),
            Event::Rule => self.block("────────"),
            Event::TaskListMarker(done) => self.line += if done { "[x] " } else { "[ ] " },
            // Of HTML only the text matters, which comes as text.
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } | Tag::Strong => self.tones.push(Tone::Strong),
            Tag::CodeBlock(_) | Tag::BlockQuote(_) => self.tones.push(Tone::Dim),
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::Link { dest_url, .. } => self.links.push(dest_url.to_string()),
            Tag::TableHead | Tag::TableRow => self.table.push(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => drop(self.tones.pop()),
            TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::BlockQuote(_) => {
                self.tones.pop();
                self.paragraph();
            }
            TagEnd::Paragraph if self.lists.is_empty() => self.paragraph(),
            TagEnd::Paragraph | TagEnd::Item => self.flush(),
            TagEnd::List(_) => self.end_of_list(),
            TagEnd::Link => self.end_of_link(),
            TagEnd::TableCell => self.cell(),
            TagEnd::Table => self.end_of_table(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        match self.tones.last() {
            Some(tone) => {
                let lines: Vec<String> = text
                    .split('\n')
                    .map(|line| match line {
                        "" => String::new(),
                        line => self.painter.paint(*tone, line),
                    })
                    .collect();
                self.line += &lines.join("\n");
            }
            None => self.line += text,
        }
    }

    fn item(&mut self) {
        self.flush();
        let depth = self.lists.len().saturating_sub(1);
        let sign = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "• ".to_owned(),
        };
        self.line = format!("{}{sign}", "  ".repeat(depth));
    }

    fn end_of_list(&mut self) {
        self.flush();
        self.lists.pop();
        if self.lists.is_empty() {
            self.out.push('\n');
        }
    }

    fn end_of_link(&mut self) {
        if let Some(address) = self
            .links
            .pop()
            .filter(|to| !self.line.ends_with(to.as_str()))
        {
            let address = format!(" ({address})");
            self.line += &self.painter.paint(Tone::Dim, address);
        }
    }

    fn cell(&mut self) {
        let cell = std::mem::take(&mut self.line);
        if let Some(row) = self.table.last_mut() {
            row.push(cell);
        }
    }

    fn end_of_table(&mut self) {
        let rows = std::mem::take(&mut self.table);
        let width_of = |text: &str| {
            let mut plain = Vec::new();
            text::clean(text, Colors::Off, &mut plain);
            String::from_utf8_lossy(&plain).width()
        };
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|at| {
                rows.iter()
                    .filter_map(|row| row.get(at))
                    .map(|cell| width_of(cell))
                    .max()
            })
            .map(Option::unwrap_or_default)
            .collect();
        for (number, row) in rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).map(|(cell, width)| {
                let cell = if number == 0 {
                    self.painter.paint(Tone::Strong, cell)
                } else {
                    cell.clone()
                };
                let padding = " ".repeat(width.saturating_sub(width_of(&cell)));
                format!("{cell}{padding}")
            });
            let line = cells.collect::<Vec<_>>().join("  ");
            let _ = writeln!(self.out, "{}", line.trim_end());
        }
        self.out.push('\n');
    }

    /// Ends a block, with an empty line behind it.
    fn paragraph(&mut self) {
        self.flush();
        self.out.push('\n');
    }

    fn block(&mut self, text: &str) {
        text.clone_into(&mut self.line);
        self.paragraph();
    }

    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            let _ = writeln!(self.out, "{}", line.trim_end());
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        self.out.trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_text() {
        let text = "# Results\n\nAll **well**, see [log](http://x/l).\n\n- one\n- two\n  1. deep\n\n\
            | name | ms |\n|---|---|\n| echo | 1 |\n| compile | 2000 |\n\n```\ncode\n```\n\x1b[31mred\n";
        insta::assert_snapshot!(render(text, Painter::PLAIN), @r"
        Results

        All well, see log (http://x/l).

        • one
        • two
          1. deep

        name     ms
        echo     1
        compile  2000

        code

        red
        ");
    }

    #[test]
    fn broken_markdown_is_shown_all_the_same() {
        for text in [
            "| a |\n|---|\n| b | c |",
            "[x](",
            "- \n-",
            "```\nopen",
            "<b>html</b>",
        ] {
            let _ = render(text, Painter::PLAIN);
        }
    }
}
