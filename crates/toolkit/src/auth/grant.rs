//! What a job's token allows, and the token's form: a JSON web token with the claims that GitHub's clients read.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use maillon_model::{JobId, RunId, Secret};
use serde::{Deserialize, Serialize};

use super::Key;

const HEADER: &str = r#"{"typ":"JWT","alg":"HS256"}"#;

/// What a job's token allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The run whose artifacts the job sees and adds to.
    pub run: RunId,
    /// The job.
    pub job: JobId,
    /// The caches that it sees and adds to.
    pub caches: CacheScopes,
}

/// The scopes of caches: on GitHub refs such as `refs/heads/main`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CacheScopes {
    /// Where new caches go and where a cache is looked for first. None: the job may not save any.
    pub own: Option<String>,
    /// Where a cache is looked for next, in this order: the base of a pull request, the default branch.
    pub others: Vec<String>,
}

impl CacheScopes {
    /// One scope to read and write.
    pub fn only(scope: impl Into<String>) -> Self {
        Self {
            own: Some(scope.into()),
            others: Vec::new(),
        }
    }

    /// One more scope to read from.
    #[must_use]
    pub fn and(mut self, scope: impl Into<String>) -> Self {
        self.others.push(scope.into());
        self
    }

    /// All scopes to read from, first the own one.
    pub(crate) fn readable(&self) -> impl Iterator<Item = &str> {
        self.own.iter().chain(&self.others).map(String::as_str)
    }
}

impl Grant {
    /// A job's grant with one scope of caches for everybody.
    pub fn new(run: RunId, job: JobId) -> Self {
        let caches = CacheScopes::only("local");
        Self { run, job, caches }
    }

    /// The same with other scopes of caches.
    #[must_use]
    pub fn caches(mut self, scopes: CacheScopes) -> Self {
        self.caches = scopes;
        self
    }

    pub(crate) fn sign(&self, key: &Key) -> Secret {
        // Maps of texts always serialise.
        let claims = serde_json::to_string(&Claims::of(self)).unwrap_or_default();
        let text = format!("{}.{}", BASE64.encode(HEADER), BASE64.encode(claims));
        let signature = BASE64.encode(key.sign(&text));
        Secret::new(format!("{text}.{signature}"))
    }

    /// The grant of a token that the key signed.
    pub(crate) fn verify(token: &str, key: &Key) -> Option<Self> {
        let (text, signature) = token.rsplit_once('.')?;
        if !key.verify(text, &BASE64.decode(signature).ok()?) {
            return None;
        }
        let (_, claims) = text.split_once('.')?;
        let claims: Claims = serde_json::from_slice(&BASE64.decode(claims).ok()?).ok()?;
        claims.grant()
    }
}

/// The claims as GitHub has them.
#[derive(Serialize, Deserialize)]
struct Claims {
    /// `Actions.Results:RUN:JOB`: the clients take the two ids from here.
    scp: String,
    /// A JSON text: the scopes of caches.
    ac: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Scope {
    scope: String,
    permission: u8,
}

const READ: u8 = 1;
const READ_AND_WRITE: u8 = 3;

impl Claims {
    fn of(grant: &Grant) -> Self {
        let scope = |permission| {
            move |scope: &String| Scope {
                scope: scope.clone(),
                permission,
            }
        };
        let own = grant.caches.own.iter().map(scope(READ_AND_WRITE));
        let others = grant.caches.others.iter().map(scope(READ));
        let scopes: Vec<_> = own.chain(others).collect();
        Self {
            scp: format!("Actions.Results:{}:{}", grant.run, grant.job),
            ac: serde_json::to_string(&scopes).unwrap_or_default(),
        }
    }

    fn grant(&self) -> Option<Grant> {
        let (run, job) = self.scp.strip_prefix("Actions.Results:")?.split_once(':')?;
        let mut caches = CacheScopes::default();
        for scope in serde_json::from_str::<Vec<Scope>>(&self.ac).ok()? {
            match scope.permission {
                READ_AND_WRITE => caches.own = Some(scope.scope),
                _ => caches.others.push(scope.scope),
            }
        }
        let job = JobId(job.parse().ok()?);
        Some(Grant::new(RunId::new(run), job).caches(caches))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant() -> Grant {
        let scopes = CacheScopes::only("refs/heads/topic").and("refs/heads/main");
        Grant::new(RunId::new("2026-11-20"), JobId(7)).caches(scopes)
    }

    #[test]
    fn a_token_carries_its_grant() {
        let key = Key::random().unwrap();
        let token = grant().sign(&key);
        assert_eq!(Grant::verify(token.expose(), &key), Some(grant()));
    }

    #[test]
    fn a_token_has_the_claims_that_clients_read() {
        let token = grant().sign(&Key::random().unwrap());
        let claims = token.expose().split('.').nth(1).unwrap();
        let claims: serde_json::Value =
            serde_json::from_slice(&BASE64.decode(claims).unwrap()).unwrap();
        assert_eq!(claims["scp"], "Actions.Results:2026-11-20:7");
        assert_eq!(
            claims["ac"],
            r#"[{"Scope":"refs/heads/topic","Permission":3},{"Scope":"refs/heads/main","Permission":1}]"#
        );
    }

    #[test]
    fn a_changed_or_foreign_token_is_none() {
        let key = Key::random().unwrap();
        let token = grant().sign(&key);
        let claims = BASE64.encode(r#"{"scp":"Actions.Results:other:7","ac":"[]"}"#);
        let signature = token.expose().rsplit('.').next().unwrap();
        let forged = format!("{}.{claims}.{signature}", BASE64.encode(HEADER));
        assert_eq!(Grant::verify(&forged, &key), None);
        assert_eq!(Grant::verify(token.expose(), &Key::random().unwrap()), None);
        assert_eq!(Grant::verify("", &key), None);
    }
}
