//! Text that is HTML already.

use std::fmt::{self, Write as _};

/// Text that is HTML already: templates do not escape it. Whoever makes one has escaped what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Nothing.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds what is HTML already.
    pub(crate) fn raw(&mut self, html: &str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// Adds what is HTML already.
    pub(crate) fn raw_fmt(&mut self, html: fmt::Arguments<'_>) -> &mut Self {
        let _ = self.0.write_fmt(html);
        self
    }

    /// Adds text, escaped.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        escape_into(&mut self.0, text);
        self
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// Adds text, fit for elements and for attributes in either quotes. Characters that HTML has not become U+FFFD.
pub(crate) fn escape_into(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\t' | '\n' => html.push(character),
            _ if character.is_control() => html.push('\u{fffd}'),
            _ => html.push(character),
        }
    }
}

/// Escaped text.
pub(crate) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape_into(&mut html, text);
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_leave_neither_an_element_nor_an_attribute() {
        assert_eq!(
            escape("<a b=\"c\" d='e'>&\u{7}"),
            "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\u{fffd}"
        );
    }
}
