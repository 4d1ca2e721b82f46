//! Addresses of remotes, in all forms that git takes.

/// The address of a remote repository, without credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    transport: Transport,
    /// With the port, where that is part of the name (https).
    pub(super) host: String,
    /// `group/name`
    pub(super) path: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Transport {
    /// `https` or `http`
    Web(String),
    /// `git@host:path`, with what stands before the host.
    Scp(String),
    /// `ssh://git@host:2222/path`: what stands before the host, and the port.
    Ssh(String, Option<String>),
}

impl Address {
    /// Parses an address; None for a path on this machine.
    pub(super) fn parse(url: &str) -> Option<Self> {
        match url.split_once("://") {
            Some((scheme @ ("https" | "http"), rest)) => {
                let (_, host, path) = split(rest)?;
                Self::new(Transport::Web(scheme.to_owned()), host, path)
            }
            Some(("ssh" | "git+ssh", rest)) => {
                let (user, host, path) = split(rest)?;
                let (host, port) = match host.split_once(':') {
                    Some((host, port)) => (host, Some(port.to_owned())),
                    None => (host, None),
                };
                Self::new(Transport::Ssh(user.to_owned(), port), host, path)
            }
            Some(_) => None,
            None => {
                let (server, path) = url.split_once(':')?;
                let (user, host) = server.rsplit_once('@').unwrap_or(("", server));
                let local = server.contains('/') || host.len() < 2;
                let parsed = Self::new(Transport::Scp(user.to_owned()), host, path);
                parsed.filter(|_| !local)
            }
        }
    }

    fn new(transport: Transport, host: &str, path: &str) -> Option<Self> {
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        (!host.is_empty() && !path.is_empty()).then(|| Self {
            transport,
            host: host.to_owned(),
            path: path.to_owned(),
        })
    }

    /// The address of another project, on the same host by the same transport, elsewhere by https.
    pub(super) fn sibling(&self, host: &str, path: &str) -> Self {
        let transport = if host == self.host {
            self.transport.clone()
        } else {
            Transport::Web("https".to_owned())
        };
        Self {
            transport,
            host: host.to_owned(),
            path: path.to_owned(),
        }
    }

    /// Whether it is reached by https or http.
    pub(super) fn is_web(&self) -> bool {
        matches!(self.transport, Transport::Web(_))
    }

    /// The address of a project without an own address to start from.
    pub(super) fn web(host: &str, path: &str) -> Self {
        let transport = Transport::Web("https".to_owned());
        Self {
            transport,
            host: host.to_owned(),
            path: path.to_owned(),
        }
    }

    /// As git takes it.
    pub(super) fn url(&self) -> String {
        let Self { host, path, .. } = self;
        let at = |user: &str| {
            if user.is_empty() {
                String::new()
            } else {
                format!("{user}@")
            }
        };
        match &self.transport {
            Transport::Web(scheme) => format!("{scheme}://{host}/{path}.git"),
            Transport::Scp(user) => format!("{}{host}:{path}.git", at(user)),
            Transport::Ssh(user, port) => {
                let port = port
                    .as_ref()
                    .map(|port| format!(":{port}"))
                    .unwrap_or_default();
                format!("ssh://{}{host}{port}/{path}.git", at(user))
            }
        }
    }
}

/// `user:password@host:port/path` → user, host with port, path.
fn split(rest: &str) -> Option<(&str, &str, &str)> {
    let (server, path) = rest.split_once('/')?;
    let (credentials, host) = server.rsplit_once('@').unwrap_or(("", server));
    let user = credentials.split(':').next().unwrap_or_default();
    Some((user, host, path))
}

/// An address without what may be a secret: credentials, query, fragment.
pub(super) fn without_secrets(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = url.get(..end).unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (server, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let host = server.rsplit_once('@').map_or(server, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_address() {
        for (url, expected) in [
            (
                "git@gitlab.com:group/sub/name.git",
                "gitlab.com group/sub/name git@gitlab.com:group/sub/name.git",
            ),
            (
                "ssh://git@h.example:2222/a/b.git",
                "h.example a/b ssh://git@h.example:2222/a/b.git",
            ),
            (
                "https://me:secret@h.example:8443/a/b",
                "h.example:8443 a/b https://h.example:8443/a/b.git",
            ),
            (
                "http://h.example/a/b.git/",
                "h.example a/b http://h.example/a/b.git",
            ),
            ("host:a/b", "host a/b host:a/b.git"),
        ] {
            let address = Address::parse(url).unwrap();
            let shown = format!("{} {} {}", address.host, address.path, address.url());
            assert_eq!(shown, expected, "{url}");
        }
        for local in [
            "/srv/git/a.git",
            "../a",
            "file:///srv/a",
            "C:/a",
            "./a:b",
            "",
        ] {
            assert_eq!(Address::parse(local), None, "{local}");
        }
    }

    #[test]
    fn a_sibling_is_reached_the_same_way() {
        let own = Address::parse("git@gitlab.com:group/name.git").unwrap();
        assert_eq!(
            own.sibling("gitlab.com", "x/y").url(),
            "git@gitlab.com:x/y.git"
        );
        assert_eq!(
            own.sibling("other.com", "x/y").url(),
            "https://other.com/x/y.git"
        );
    }

    #[test]
    fn secrets_are_not_shown() {
        let url = "https://me:pass@h.example/f.yml?private_token=x#y";
        assert_eq!(without_secrets(url), "https://h.example/f.yml");
    }
}
