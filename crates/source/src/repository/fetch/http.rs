//! Files from addresses.

use std::fs;
use std::sync::Arc;

use super::super::address::without_secrets;
use super::{Fetcher, lock, override_hint, write};
use crate::contract::SourceError;

/// A definition is never larger; what is, is something else.
const LARGEST: u64 = 10 << 20;

/// Gets an address from the cache or the network. An old copy is better than none.
pub(super) fn get(fetcher: &Fetcher, url: &str) -> Result<Arc<[u8]>, SourceError> {
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return Err(unreachable(url, "only https:// and http:// can be fetched"));
    }
    let place = fetcher.place(url)?;
    let _lock = lock(&place)?;
    if fetcher.is_fresh(&place)
        && let Ok(content) = fs::read(&place)
    {
        return Ok(content.into());
    }
    if fetcher.is_offline() {
        return Err(unreachable(
            url,
            "it is not in the cache, and maillon works offline",
        ));
    }
    match download(fetcher, url) {
        Ok(content) => {
            write(&place, &content)?;
            Ok(content.into())
        }
        Err(error) => fs::read(&place).map(Into::into).map_err(|_| error),
    }
}

fn download(fetcher: &Fetcher, url: &str) -> Result<Vec<u8>, SourceError> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(fetcher.options.timeout))
        .user_agent("maillon")
        .build();
    let agent: ureq::Agent = config.into();
    let response = agent.get(url).call();
    let body = response.and_then(|mut response| {
        response
            .body_mut()
            .with_config()
            .limit(LARGEST)
            .read_to_vec()
    });
    body.map_err(|error| match error {
        ureq::Error::BodyExceedsLimit(_) => SourceError::TooLarge {
            what: without_secrets(url),
            limit: LARGEST,
        },
        ureq::Error::StatusCode(code) => unreachable(url, &format!("the server answers {code}")),
        other => unreachable(url, &other.to_string()),
    })
}

fn unreachable(url: &str, why: &str) -> SourceError {
    let what = without_secrets(url);
    SourceError::Unreachable {
        hint: override_hint(&what, "FILE"),
        why: why.to_owned(),
        what,
    }
}
