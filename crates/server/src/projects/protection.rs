//! Which branches and tags are protected.

use maillon_protocol::api::ProjectSettings;

/// Whether only maintainers push to a branch or tag (`refs/heads/main`); its runs get protected secrets.
pub fn is_protected(settings: &ProjectSettings, git_ref: &str) -> bool {
    let branch = git_ref.strip_prefix("refs/heads/");
    let name = branch.or_else(|| git_ref.strip_prefix("refs/tags/"));
    name.is_some_and(|name| settings.protected.iter().any(|glob| matches(glob, name)))
}

/// `*` stands for any characters, also `/`, as at GitLab.
fn matches(glob: &str, name: &str) -> bool {
    let Some((first, rest)) = glob.split_once('*') else {
        return glob == name;
    };
    let Some(mut name) = name.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match name.find(part) {
            Some(at) => name = &name[at + part.len()..],
            None => return false,
        }
    }
    name.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_anything() {
        for (glob, name) in [
            ("main", "main"),
            ("*", "a/b"),
            ("release/*", "release/1/2"),
            ("v*.*", "v1.2"),
            ("*-x", "a-x-x"),
            ("a*b*c", "abc"),
            ("a**b", "ab"),
        ] {
            assert!(matches(glob, name), "{glob} {name}");
        }
        for (glob, name) in [
            ("main", "main2"),
            ("release/*", "release"),
            ("a*a", "a"),
            ("v*.*", "v1"),
            ("a*b*c", "acb"),
        ] {
            assert!(!matches(glob, name), "{glob} {name}");
        }
    }
}
