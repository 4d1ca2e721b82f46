//! Pages that are generated from the code: the command line and the keywords.

use crate::workspace::{read, root, run};

/// A generated page and the words that make `maillon` print it.
const PAGES: [(&str, &str); 6] = [
    ("docs/cli.md", "cli-reference"),
    ("docs/github.md", "github-reference"),
    ("docs/gitlab.md", "gitlab-reference"),
    ("docs/jenkins.md", "jenkins-reference"),
    ("docs/maillon.1", "man"),
    ("docs/openapi.json", "openapi"),
];

/// Writes all pages.
pub(crate) fn write() -> Result<String, Vec<String>> {
    for (file, what) in PAGES {
        let text = generate(what)?;
        std::fs::write(root().join(file), text).map_err(|e| vec![format!("{file}: {e}")])?;
    }
    Ok(format!("{} pages written", PAGES.len()))
}

/// Compares all pages with what is committed.
pub(crate) fn check() -> Result<String, Vec<String>> {
    let mut stale = Vec::new();
    for (file, what) in PAGES {
        if read(file).unwrap_or_default() != generate(what)? {
            stale.push(format!(
                "{file} is not what the code says: run `cargo xtask docs`"
            ));
        }
    }
    if stale.is_empty() {
        Ok(format!("{} pages are current", PAGES.len()))
    } else {
        Err(stale)
    }
}

fn generate(what: &str) -> Result<String, Vec<String>> {
    let page = run(
        "cargo",
        &[
            "run",
            "--quiet",
            "--package",
            "maillon",
            "--",
            "generate",
            what,
        ],
    )?;
    String::from_utf8(page).map_err(|error| vec![format!("generate {what}: {error}")])
}
