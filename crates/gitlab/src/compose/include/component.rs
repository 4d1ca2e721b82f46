//! Addresses of components: `gitlab.com/group/project/name@1.0.0`.

use super::super::interpolation::Component;

/// An address of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) host: String,
    /// The path of its project.
    pub(super) project: String,
    pub(super) name: String,
    /// A commit, tag, branch, partial version or `~latest`.
    pub(super) version: String,
}

impl Address {
    /// Takes an address apart. None where something is missing.
    pub(super) fn parse(address: &str) -> Option<Self> {
        let (path, version) = address.split_once('@')?;
        let (host, path) = path.split_once('/')?;
        let (project, name) = path.rsplit_once('/')?;
        let parts = [host, project, name, version];
        if parts.iter().any(|part| part.is_empty()) {
            return None;
        }
        let [host, project, name, version] = parts.map(str::to_owned);
        Some(Self {
            host,
            project,
            name,
            version,
        })
    }

    /// Where the component's file may lie in its project.
    pub(super) fn paths(&self) -> [String; 2] {
        let name = &self.name;
        [
            format!("templates/{name}.yml"),
            format!("templates/{name}/template.yml"),
        ]
    }

    /// What the file may say about itself.
    pub(super) fn describe(&self, sha: Option<String>) -> Component {
        Component {
            name: self.name.clone(),
            sha,
            version: is_version(&self.version).then(|| self.version.clone()),
            reference: self.version.clone(),
        }
    }
}

/// Whether a ref is a whole version, `1.2.3` or `1.2.3-rc.1`.
fn is_version(reference: &str) -> bool {
    let core = reference.split(['-', '+']).next().unwrap_or_default();
    let core = core.strip_prefix('v').unwrap_or(core);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    core.split('.').count() == 3 && core.split('.').all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let address = Address::parse("gitlab.com/a/b/lint@1.0").unwrap();
        assert_eq!(
            (
                &*address.host,
                &*address.project,
                &*address.name,
                &*address.version
            ),
            ("gitlab.com", "a/b", "lint", "1.0")
        );
        for broken in [
            "gitlab.com/a/lint",
            "a@1",
            "h/lint@1",
            "/a/b/lint@1",
            "h/a/b@",
        ] {
            assert_eq!(Address::parse(broken), None, "{broken}");
        }
    }

    #[test]
    fn only_a_whole_version_is_one() {
        assert!(is_version("1.2.3") && is_version("v1.2.3-rc.1"));
        assert!(!is_version("1.2") && !is_version("main") && !is_version("~latest"));
    }
}
