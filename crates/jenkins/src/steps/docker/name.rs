//! Names of images.

/// The name with its registry, as `docker.withRegistry` has it.
pub(super) fn qualified(name: &str, registry: Option<&str>) -> String {
    let url = registry.map(str::trim).unwrap_or_default();
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    if host.is_empty() || host == "index.docker.io" || name.starts_with(&format!("{host}/")) {
        return name.to_owned();
    }
    format!("{host}/{name}")
}

/// User and repository, and the tag: `latest` where there is none.
pub(super) fn tokens(id: &str) -> (&str, &str) {
    let whole = id.split('@').next().unwrap_or(id);
    match whole.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (whole, "latest"),
    }
}

/// Whether it can be the name of an image; others could be options of `docker`.
pub(super) fn is_valid(id: &str) -> bool {
    let starts = id.starts_with(|c: char| c.is_ascii_alphanumeric());
    let fine = |c: char| c.is_ascii_alphanumeric() || "._-/:@+".contains(c);
    starts && id.chars().all(fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries() {
        let registry = Some("https://reg.example.com:5000/v2/");
        assert_eq!(qualified("a/b:1", registry), "reg.example.com:5000/a/b:1");
        assert_eq!(
            qualified("reg.example.com:5000/a", registry),
            "reg.example.com:5000/a"
        );
        assert_eq!(qualified("a", Some("https://index.docker.io/v1/")), "a");
        assert_eq!(qualified("a", Some("")), "a");
        assert_eq!(qualified("a", None), "a");
    }

    #[test]
    fn parts() {
        assert_eq!(tokens("a/b:1.2"), ("a/b", "1.2"));
        assert_eq!(tokens("host:5000/a"), ("host:5000/a", "latest"));
        assert_eq!(tokens("a@sha256:00"), ("a", "latest"));
    }

    #[test]
    fn what_is_no_name() {
        assert!(is_valid("host:5000/a/b_c:1-x@sha256:00"));
        assert!(!is_valid("-v") && !is_valid("a b") && !is_valid("") && !is_valid("$(x)"));
    }
}
