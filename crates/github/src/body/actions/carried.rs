//! Variables of JavaScript actions in containers.
//!
//! A shell starts the commands of a container, and shells drop variables with names that they can't have
//! (`INPUT_FETCH-DEPTH`). Those travel under other names, and node gives them back before the action's
//! script: never in arguments, for they may be secrets.

use crate::body::BodyRun;

/// Begins the names that variables travel under.
const CARRIED: &str = "MAILLON_CARRIED_";
/// The script that gives the names back, in the job's private folder.
const FILE: &str = "_carried.js";
const SCRIPT: &str = "for (const [name, text] of Object.entries(process.env)) {
  if (!name.startsWith('MAILLON_CARRIED_')) continue;
  const at = text.indexOf('=');
  process.env[text.slice(0, at)] = text.slice(at + 1);
  delete process.env[name];
}
";

/// Variables under names that every shell keeps.
pub(super) fn under_plain_names(env: Vec<(String, String)>) -> Vec<(String, String)> {
    let numbered = env.into_iter().zip(0..);
    numbered
        .map(|((name, value), number)| {
            if is_plain(&name) {
                (name, value)
            } else {
                (format!("{CARRIED}{number}"), format!("{name}={value}"))
            }
        })
        .collect()
}

/// Writes the script, and says where the job finds it.
pub(super) fn preload(body: &BodyRun<'_>) -> Result<String, String> {
    std::fs::write(body.host.private().join(FILE), SCRIPT)
        .map_err(|error| format!("write {FILE}: {error}"))?;
    Ok(body.sandbox.private().join(FILE).display().to_string())
}

fn is_plain(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.bytes().all(fits) && !name.starts_with(|first: char| first.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_shell_would_drop_are_carried() {
        let env = [
            ("INPUT_REF", "main"),
            ("INPUT_FETCH-DEPTH", "a=b"),
            ("1X", ""),
        ];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let carried = under_plain_names(env.into());
        let carried: Vec<String> = carried.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let expected = [
            "INPUT_REF=main",
            "MAILLON_CARRIED_1=INPUT_FETCH-DEPTH=a=b",
            "MAILLON_CARRIED_2=1X=",
        ];
        assert_eq!(carried, expected);
        assert!(SCRIPT.contains(CARRIED));
    }
}
