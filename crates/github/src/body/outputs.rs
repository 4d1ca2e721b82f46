//! What a job tells at its end: its outputs, and where it deployed to.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::job::{Frame, JobRun};
use super::scope::RunScope;
use super::step::Stop;
use crate::workflow::Text;

/// The job's outputs; empty ones and those with a secret are left out.
pub(super) async fn job_outputs(job: &mut JobRun<'_>, frame: &Frame) -> IndexMap<String, String> {
    let mut outputs = IndexMap::new();
    for (name, text) in &job.plan.outputs {
        let value = RunScope::new(job, frame).text(text, &format!("outputs.{name}"));
        match value {
            Ok(value) if value.is_empty() => {}
            Ok(value) if job.body.host.is_secret(&value) => {
                let why = format!("Skip output '{name}' since it may contain secret.");
                job.log.warning(&why).await;
            }
            Ok(value) => {
                outputs.insert(name.clone(), value);
            }
            Err(stop) => wrong(job, stop).await,
        }
    }
    outputs
}

/// What can't be evaluated fails the job.
async fn wrong(job: &mut JobRun<'_>, stop: Stop) {
    job.log.stop(&stop).await;
    if let Stop::Failed(failure) | Stop::Told(failure) = stop {
        job.failure.get_or_insert(failure);
    }
}

/// `environment.url`, which may be known only now.
pub(super) async fn environment_url(job: &mut JobRun<'_>, frame: &Frame) -> Option<String> {
    let environment = job.plan.environment.as_ref()?;
    let Some(Json::String(url)) = environment.json.get("url") else {
        return None;
    };
    let url = RunScope::new(job, frame).text(&Text::new(url.as_str()), "environment.url");
    match url {
        Ok(url) if url.is_empty() => None,
        Ok(url) if job.body.host.is_secret(&url) => {
            let why = "Skip setting environment url as it may contain secret.";
            job.log.warning(why).await;
            None
        }
        Ok(url) if url.starts_with("https://") || url.starts_with("http://") => Some(url),
        Ok(url) => {
            let why = format!("'{url}' is no address of an environment: https://... is needed");
            job.log.warning(&why).await;
            None
        }
        Err(stop) => {
            wrong(job, stop).await;
            None
        }
    }
}
