//! Links that allow one thing to whoever has them, for a while.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use maillon_model::{RunId, Timestamp};

use super::Key;

/// How long a link works. Uploads of large files over slow disks take their time.
const LIFE: Duration = Duration::from_hours(6);

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Store {
    /// An upload under way.
    Upload(u64),
    /// An artifact of a run.
    Artifact(RunId, u64),
    /// A cache.
    Cache(u64),
}

impl Store {
    /// What a path of at least three parts names: Azure's clients look for an account, a container and a blob.
    pub(crate) fn parse(parts: &[&str]) -> Option<Self> {
        match *parts {
            ["blobs", "uploads", id] => Some(Self::Upload(id.parse().ok()?)),
            ["blobs", "artifacts", run, id] => {
                Some(Self::Artifact(RunId::new(run), id.parse().ok()?))
            }
            ["blobs", "caches", id] => Some(Self::Cache(id.parse().ok()?)),
            _ => None,
        }
    }
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Upload(id) => write!(f, "blobs/uploads/{id}"),
            Self::Artifact(run, id) => write!(f, "blobs/artifacts/{run}/{id}"),
            Self::Cache(id) => write!(f, "blobs/caches/{id}"),
        }
    }
}

/// What a link allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

impl Access {
    fn letter(self) -> &'static str {
        match self {
            Self::Read => "r",
            Self::Write => "w",
        }
    }
}

/// A signed address. The parameters are named as in Azure's, because the clients mask `sig` in logs.
pub(crate) struct Link<'a> {
    pub(crate) store: &'a Store,
    pub(crate) access: Access,
}

impl Link<'_> {
    /// The address, for a client that calls this service by the given host and port.
    pub(crate) fn address(&self, host: &str, key: &Key, now: Timestamp) -> String {
        let expires = now.after(LIFE).0;
        let signature = BASE64.encode(key.sign(&self.text(expires)));
        let (store, letter) = (self.store, self.access.letter());
        format!("http://{host}/{store}?sp={letter}&se={expires}&sig={signature}")
    }

    /// Whether the parameters of a request are this link's.
    pub(crate) fn allows(&self, expires: &str, signature: &str, key: &Key, now: Timestamp) -> bool {
        let (Ok(expires), Ok(signature)) = (expires.parse(), BASE64.decode(signature)) else {
            return false;
        };
        now.0 <= expires && key.verify(&self.text(expires), &signature)
    }

    fn text(&self, expires: u64) -> String {
        format!("{} {} {expires}", self.access.letter(), self.store)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1000);

    fn check(store: &Store, access: Access, now: Timestamp) -> bool {
        let key = Key::random().unwrap();
        let made = Link {
            store: &Store::Cache(7),
            access: Access::Read,
        };
        let address = made.address("localhost:1", &key, NOW);
        let (path, query) = address.split_once('?').unwrap();
        assert_eq!(path, "http://localhost:1/blobs/caches/7");
        let value = |name: &str| {
            let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
            pairs.find(|(key, _)| *key == name).unwrap().1
        };
        Link { store, access }.allows(value("se"), value("sig"), &key, now)
    }

    #[test]
    fn a_link_allows_what_it_was_made_for() {
        assert!(check(&Store::Cache(7), Access::Read, NOW));
        assert!(check(&Store::Cache(7), Access::Read, NOW.after(LIFE)));
    }

    #[test]
    fn and_nothing_else() {
        assert!(!check(&Store::Cache(8), Access::Read, NOW));
        assert!(!check(&Store::Upload(7), Access::Read, NOW));
        assert!(!check(&Store::Cache(7), Access::Write, NOW));
        let late = NOW.after(LIFE + Duration::from_millis(1));
        assert!(!check(&Store::Cache(7), Access::Read, late));
    }

    #[test]
    fn a_path_names_what_it_was_made_of() {
        for store in [
            Store::Upload(1),
            Store::Artifact(RunId::new("a-b"), 2),
            Store::Cache(3),
        ] {
            let path = store.to_string();
            let parts: Vec<_> = path.split('/').collect();
            assert_eq!(Store::parse(&parts), Some(store));
        }
        assert_eq!(Store::parse(&["blobs", "caches", "../1"]), None);
    }
}
