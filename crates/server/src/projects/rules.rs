//! What names and settings may be.

use maillon_protocol::api::ProjectSettings;
use maillon_source::repository::bare::is_ref_name;

use crate::http::Fault;

/// Names that stand for something else in addresses.
const RESERVED: [&str; 4] = ["new", "api", "git", "hooks"];
/// The longest name, in bytes.
const LONGEST: usize = 64;
/// The shortest time between two looks at a remote repository, in seconds.
const SHORTEST_POLL: u32 = 10;

pub(super) fn check_name(name: &str) -> Result<(), Fault> {
    let refuse = |why: &str| {
        Err(Fault::invalid(format!(
            "{name:?} can't be the name of a project: {why}. A name is made of lower-case letters, digits, \
             `.`, `_` and `-`, begins with a letter or digit, and has at most {LONGEST} characters"
        )))
    };
    let usual = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if name.len() > LONGEST {
        return refuse("it is too long");
    }
    if !name.starts_with(usual) {
        return refuse("it does not begin with a lower-case letter or digit");
    }
    if let Some(odd) = name.chars().find(|c| !usual(*c) && !"._-".contains(*c)) {
        return refuse(&format!("it contains {odd:?}"));
    }
    if name.contains("..") || name.ends_with('.') {
        return refuse("its dots would not survive as a file's name");
    }
    if [".git", ".lock", ".removed"]
        .iter()
        .any(|end| name.ends_with(end))
    {
        return refuse("its end is git's own");
    }
    if RESERVED.contains(&name) {
        return refuse("that word has another meaning in addresses");
    }
    Ok(())
}

/// `group/name`, as forges have it.
pub(super) fn check_path(path: &str) -> Result<(), Fault> {
    let usual = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.contains("..")
            && part.chars().all(usual)
    };
    if path.len() <= 200 && path.split('/').all(part) {
        return Ok(());
    }
    Err(Fault::invalid(format!(
        "{path:?} can't be a project's path: it is like `group/name`, of letters, digits, `.`, `_` and `-`"
    )))
}

/// Whether settings make sense for a project whose repository is at `url` (None: on this server).
pub(super) fn check(settings: &ProjectSettings, url: Option<&str>) -> Result<(), Fault> {
    check_branch(&settings.default_branch)?;
    settings
        .definition
        .iter()
        .try_for_each(|file| check_definition(file))?;
    settings
        .protected
        .iter()
        .try_for_each(|glob| check_glob(glob))?;
    settings
        .default_labels
        .iter()
        .try_for_each(|label| check_label(label))?;
    check_numbers(settings)?;
    match (url, settings.poll_seconds) {
        (None, Some(_)) => Err(Fault::invalid(
            "this server hosts the repository itself and sees every push: `poll_seconds` must be empty",
        )),
        (_, Some(seconds)) if seconds < SHORTEST_POLL => Err(Fault::invalid(format!(
            "`poll_seconds` is {seconds}: at least {SHORTEST_POLL}, so that the remote is not overrun. Webhooks \
             are quicker"
        ))),
        (None, _) if settings.forge.is_some() || settings.report_statuses => Err(Fault::invalid(
            "this server hosts the repository itself: there is no forge to tell",
        )),
        (Some(_), _) if settings.report_statuses && settings.forge.is_none() => Err(
            Fault::invalid("`report_statuses` needs `forge`: which kind of forge is to be told?"),
        ),
        _ => Ok(()),
    }
}

pub(crate) fn check_branch(name: &str) -> Result<(), Fault> {
    if is_ref_name(name) {
        return Ok(());
    }
    Err(Fault::invalid(format!(
        "git takes no branch of the name {name:?}"
    )))
}

fn check_definition(file: &str) -> Result<(), Fault> {
    let inside =
        !file.starts_with('/') && file.split('/').all(|part| part != ".." && !part.is_empty());
    if inside && !file.is_empty() && !file.contains(['\0', '\n', '\\']) {
        return Ok(());
    }
    Err(Fault::invalid(format!(
        "{file:?} can't be the definition: it is a path from the repository's top, like `ci/pipeline.yml`"
    )))
}

fn check_glob(glob: &str) -> Result<(), Fault> {
    if is_ref_name(&glob.replace('*', "x")) {
        return Ok(());
    }
    Err(Fault::invalid(format!(
        "{glob:?} can't protect anything: it is the name of a branch or tag, where `*` stands for anything"
    )))
}

fn check_label(label: &str) -> Result<(), Fault> {
    if !label.trim().is_empty()
        && label.trim() == label
        && label.len() <= 100
        && !label.contains(',')
    {
        return Ok(());
    }
    Err(Fault::invalid(format!(
        "{label:?} can't be an agent's label"
    )))
}

fn check_numbers(settings: &ProjectSettings) -> Result<(), Fault> {
    if settings.approvals > 100 {
        return Err(Fault::invalid("`approvals` is at most 100"));
    }
    let retention = &settings.retention;
    if retention.days == Some(0) || retention.runs == Some(0) || retention.bytes == Some(0) {
        return Err(Fault::invalid(
            "a limit of `retention` is at least 1; without a limit it is empty",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_as_addresses_and_files() {
        for good in ["shop", "a.b_c-d", "0x", &"a".repeat(64)] {
            check_name(good).unwrap();
        }
        for bad in [
            "",
            "Shop",
            "-a",
            ".a",
            "a..b",
            "a.",
            "a/b",
            "a.git",
            "a.lock",
            "new",
            "ä",
            "a b",
            &"a".repeat(65),
        ] {
            check_name(bad).unwrap_err();
        }
        insta::assert_snapshot!(check_name("Shop").unwrap_err().message, @r#""Shop" can't be the name of a project: it does not begin with a lower-case letter or digit. A name is made of lower-case letters, digits, `.`, `_` and `-`, begins with a letter or digit, and has at most 64 characters"#);
    }

    #[test]
    fn paths_have_groups() {
        for good in ["shop", "group/shop", "Group/sub.x/shop"] {
            check_path(good).unwrap();
        }
        for bad in ["", "/a", "a/", "a//b", "../a", "a b"] {
            check_path(bad).unwrap_err();
        }
    }

    #[test]
    fn globs_are_names_with_stars() {
        for good in ["main", "release/*", "v*", "*"] {
            check_glob(good).unwrap();
        }
        for bad in ["", "a b", "-x", "a..b", "/x"] {
            check_glob(bad).unwrap_err();
        }
    }
}
