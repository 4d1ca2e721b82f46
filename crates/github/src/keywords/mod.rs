//! Every key of GitHub's workflow and action syntax, and what maillon does with it.

/// The reference page, in Markdown.
pub fn reference() -> String {
    String::new()
}
