//! Versions of components that leave something open: `~latest`, `1`, `1.2`.

/// Whether a name may stand for the highest of several versions.
pub(super) fn is_open(name: &str) -> bool {
    name == "~latest" || (name.split('.').count() < 3 && numbers(name).is_some())
}

/// The ref that a name stands for: itself, where there is a tag or branch of that name, else the
/// highest released version that begins with it.
pub(super) fn choose<'a>(wanted: &str, refs: impl Iterator<Item = &'a str>) -> Option<String> {
    let refs: Vec<&str> = refs.collect();
    let exact = [
        format!("refs/tags/{wanted}"),
        format!("refs/heads/{wanted}"),
    ];
    if let Some(name) = exact.into_iter().find(|name| refs.contains(&name.as_str())) {
        return Some(name);
    }
    let prefix = match wanted {
        "~latest" => Vec::new(),
        _ => numbers(wanted)?,
    };
    let versions = refs.iter().filter_map(|name| {
        let tag = name.strip_prefix("refs/tags/")?;
        let version = numbers(tag.strip_prefix('v').unwrap_or(tag))?;
        (version.len() == 3 && version.starts_with(&prefix)).then_some((version, name))
    });
    versions.max().map(|(_, name)| (*name).to_owned())
}

fn numbers(version: &str) -> Option<Vec<u64>> {
    version
        .split('.')
        .map(|number| number.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_version_is_chosen() {
        let refs = [
            "refs/heads/main",
            "refs/heads/3",
            "refs/tags/1.2.0",
            "refs/tags/1.10.1",
            "refs/tags/v2.0.0",
            "refs/tags/2.1.0-rc1",
            "refs/tags/other",
        ];
        let choose = |wanted| choose(wanted, refs.into_iter()).unwrap_or_default();
        assert_eq!(choose("~latest"), "refs/tags/v2.0.0");
        assert_eq!(choose("1"), "refs/tags/1.10.1");
        assert_eq!(choose("1.2"), "refs/tags/1.2.0");
        assert_eq!(choose("3"), "refs/heads/3");
        assert_eq!(choose("4"), "");
        assert!(is_open("1.2") && !is_open("1.2.3") && !is_open("main"));
    }
}
