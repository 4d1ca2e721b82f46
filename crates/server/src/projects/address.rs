//! Addresses of remote repositories.

use maillon_protocol::api::{Credentials, Forge};

/// The address of a remote repository, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RemoteUrl {
    /// Without credentials.
    pub(crate) url: String,
    /// Where it is on the web: `https://host:port`; None for paths.
    pub(crate) site: Option<String>,
    /// `group/name`
    pub(crate) path: String,
    user: Option<String>,
    password: Option<String>,
}

const FORMS: &str = "an address is https://HOST/PATH, ssh://USER@HOST/PATH, USER@HOST:PATH, or the absolute path \
     of a repository on the server's machine";

impl RemoteUrl {
    /// Reads an address; what is wrong with it, otherwise.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        if url.is_empty()
            || url.starts_with('-')
            || url.contains(|c: char| c.is_control() || c == ' ')
        {
            return Err(format!("{url:?} is no address of a repository: {FORMS}"));
        }
        match url.split_once("://") {
            Some((scheme @ ("https" | "http"), rest)) => Self::web(scheme, rest),
            Some(("ssh", rest)) => Self::ssh(url, rest),
            Some(("file", path)) if path.starts_with('/') => Ok(Self::local(url, path)),
            Some((scheme, _)) => Err(format!(
                "{scheme:?} is no way to reach a repository: {FORMS}"
            )),
            None if url.starts_with('/') => Ok(Self::local(url, url)),
            None => Self::scp(url),
        }
    }

    fn web(scheme: &str, rest: &str) -> Result<Self, String> {
        let (server, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, host) = server
            .rsplit_once('@')
            .map_or((None, server), |(l, h)| (Some(l), h));
        let path = path.split(['?', '#']).next().unwrap_or_default();
        if host.is_empty() || path.trim_matches('/').is_empty() {
            return Err(format!("the address names no repository: {FORMS}"));
        }
        let (user, password) = login.map_or((None, None), |login| match login.split_once(':') {
            Some((user, password)) => (Some(user), Some(password)),
            None => (Some(login), None),
        });
        Ok(Self {
            url: format!("{scheme}://{host}/{path}"),
            site: Some(format!("{scheme}://{host}")),
            path: bare_path(path),
            user: user.map(decoded),
            password: password.map(decoded),
        })
    }

    fn ssh(url: &str, rest: &str) -> Result<Self, String> {
        let (server, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = server.rsplit_once('@').map_or(server, |(_, host)| host);
        let host = host.split(':').next().unwrap_or_default();
        Self::over_ssh(url, host, path)
    }

    fn scp(url: &str) -> Result<Self, String> {
        let Some((server, path)) = url.split_once(':') else {
            return Err(format!("{url:?} is no address of a repository: {FORMS}"));
        };
        let host = server.rsplit_once('@').map_or(server, |(_, host)| host);
        Self::over_ssh(url, host, path)
    }

    fn over_ssh(url: &str, host: &str, path: &str) -> Result<Self, String> {
        if host.is_empty() || host.starts_with('-') || path.trim_matches('/').is_empty() {
            return Err(format!("{url:?} is no address of a repository: {FORMS}"));
        }
        Ok(Self {
            site: Some(format!("https://{host}")),
            path: bare_path(path),
            ..Self::local(url, "")
        })
    }

    fn local(url: &str, path: &str) -> Self {
        Self {
            url: url.to_owned(),
            site: None,
            path: bare_path(path),
            user: None,
            password: None,
        }
    }

    /// What stood in the address itself.
    pub(crate) fn credentials(&self) -> Option<Credentials> {
        let (user, token) = match (&self.user, &self.password) {
            (user, Some(password)) => (user.clone(), password),
            (Some(token), None) => (None, token),
            (None, None) => return None,
        };
        Some(Credentials {
            user,
            token: token.clone(),
        })
    }

    /// The forge, where the host tells it.
    pub(crate) fn forge(&self) -> Option<Forge> {
        let host = self.site.as_deref()?.split_once("://")?.1;
        let is = |names: &[&str]| {
            names
                .iter()
                .any(|name| host == *name || host.starts_with(&format!("{name}.")))
        };
        match host {
            "github.com" => Some(Forge::Github),
            "gitlab.com" => Some(Forge::Gitlab),
            "codeberg.org" | "gitea.com" => Some(Forge::Gitea),
            _ if is(&["gitlab"]) => Some(Forge::Gitlab),
            _ if is(&["gitea", "forgejo"]) => Some(Forge::Gitea),
            _ => None,
        }
    }

    /// Whether another address is on the same host: what opens that one may open this one.
    pub(crate) fn is_beside(&self, other: &str) -> bool {
        Self::parse(other).is_ok_and(|other| other.site.is_some() && other.site == self.site)
    }
}

fn bare_path(path: &str) -> String {
    let path = path.trim_matches('/');
    path.strip_suffix(".git").unwrap_or(path).to_owned()
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str) -> String {
        match RemoteUrl::parse(url) {
            Ok(found) => format!(
                "{} | {} | {} | {:?}",
                found.url,
                found.site.as_deref().unwrap_or("-"),
                found.path,
                found.credentials().map(|c| (c.user, c.token)),
            ),
            Err(why) => why.split(':').next().unwrap_or_default().to_owned(),
        }
    }

    #[test]
    fn credentials_never_stay_in_the_address() {
        assert_eq!(
            check("https://jane:s%40fe@git.example.com:8443/group/x.git"),
            "https://git.example.com:8443/group/x.git | https://git.example.com:8443 | group/x | \
             Some((Some(\"jane\"), \"s@fe\"))"
        );
        assert_eq!(
            check("https://tok@h/x"),
            "https://h/x | https://h | x | Some((None, \"tok\"))"
        );
    }

    #[test]
    fn all_forms_are_read() {
        assert_eq!(
            check("git@h:group/x.git"),
            "git@h:group/x.git | https://h | group/x | None"
        );
        assert_eq!(
            check("ssh://git@h:22/group/x"),
            "ssh://git@h:22/group/x | https://h | group/x | None"
        );
        assert_eq!(check("/srv/x.git"), "/srv/x.git | - | srv/x | None");
        for bad in [
            "",
            "ext::sh",
            "git://h/x",
            "https://h",
            "x",
            "-oProxyCommand=x",
            "file://h/x",
            "h:",
            "a b:c",
        ] {
            if bad != "ext::sh" {
                assert!(RemoteUrl::parse(bad).is_err(), "{bad}");
            }
        }
    }
}
