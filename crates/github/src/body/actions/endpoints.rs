//! The runner's services for artifacts and caches, as actions find them.

use super::super::host::Endpoints;
use super::super::job::JobRun;

/// The variables by which the toolkit's packages find the services. They are started when the first
/// action could need them; without them actions run, and only what needs them fails.
pub(super) async fn variables(job: &mut JobRun<'_>) -> Vec<(String, String)> {
    if let Some(known) = &job.actions.endpoints {
        return known.clone();
    }
    let variables = match job.body.host.endpoints().await {
        Ok(endpoints) => named(&endpoints),
        Err(why) => {
            let message = format!("there are no services for artifacts and caches: {why}");
            job.log.warning(&message).await;
            Vec::new()
        }
    };
    job.actions.endpoints.insert(variables).clone()
}

/// The packages take every other server for a GitHub Enterprise Server, and refuse to talk to services as new as
/// these.
const SERVER: (&str, &str) = ("GITHUB_SERVER_URL", "https://github.com");

fn named(endpoints: &Endpoints) -> Vec<(String, String)> {
    let url = &endpoints.url;
    let entries = [
        ("ACTIONS_RUNTIME_URL", url.as_str()),
        ("ACTIONS_RESULTS_URL", url),
        ("ACTIONS_CACHE_URL", url),
        ("ACTIONS_RUNTIME_TOKEN", &endpoints.token),
        ("ACTIONS_CACHE_SERVICE_V2", "true"),
        SERVER,
    ];
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    entries.map(owned).to_vec()
}
