//! The workspace as cargo and the file system show it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// What `cargo metadata` says, as far as the checks need it.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
}

/// A package of the workspace or from a registry.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A dependency as a manifest declares it.
#[derive(Debug, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) kind: Option<String>,
    pub(crate) path: Option<PathBuf>,
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Asks cargo about all packages that the workspace is built of.
pub(crate) fn metadata() -> Result<Metadata, Vec<String>> {
    let output = run(
        "cargo",
        &["metadata", "--format-version", "1", "--all-features"],
    )?;
    serde_json::from_slice(&output).map_err(|error| vec![format!("cargo metadata: {error}")])
}

/// Runs a program in the root and gives its standard output.
#[expect(
    clippy::disallowed_methods,
    reason = "xtask is a build tool, not a part of the product"
)]
pub(crate) fn run(program: &str, arguments: &[&str]) -> Result<Vec<u8>, Vec<String>> {
    let name = || format!("{program} {}", arguments.join(" "));
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root())
        .output()
        .map_err(|error| vec![format!("{}: {error}", name())])?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(vec![format!(
        "{}: {}",
        name(),
        String::from_utf8_lossy(&output.stderr)
    )])
}

/// The files that git knows or would take, relative to the root.
pub(crate) fn files() -> Result<Vec<String>, Vec<String>> {
    let listed = run(
        "git",
        &["ls-files", "--cached", "--others", "--exclude-standard"],
    )?;
    let text = String::from_utf8_lossy(&listed);
    Ok(text
        .lines()
        .filter(|file| root().join(file).is_file())
        .map(str::to_owned)
        .collect())
}

/// The content of a file of the repository.
pub(crate) fn read(file: &str) -> Result<String, Vec<String>> {
    std::fs::read_to_string(root().join(file)).map_err(|error| vec![format!("{file}: {error}")])
}
