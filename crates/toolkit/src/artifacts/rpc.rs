//! `ArtifactService`: what `@actions/artifact` calls.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Announced, Artifacts, Claimed, Record};
use crate::auth::{Access, Store};
use crate::fault::Fault;
use crate::shelf::Item;
use crate::twirp::{Caller, Int64, Time, answer, question};

#[derive(Deserialize)]
struct CreateArtifact {
    #[serde(flatten)]
    from: From,
    name: String,
    #[serde(default, alias = "expiresAt")]
    expires_at: Option<Time>,
    #[serde(default, alias = "mimeType")]
    mime_type: Option<String>,
}

#[derive(Serialize)]
struct Created {
    ok: bool,
    signed_upload_url: String,
}

#[derive(Deserialize)]
struct FinalizeArtifact {
    #[serde(flatten)]
    from: From,
    name: String,
    #[serde(default)]
    size: Int64,
    #[serde(default)]
    hash: Option<String>,
}

#[derive(Deserialize)]
struct ListArtifacts {
    #[serde(flatten)]
    from: From,
    #[serde(default, alias = "nameFilter")]
    name_filter: Option<String>,
    #[serde(default, alias = "idFilter")]
    id_filter: Option<Int64>,
}

#[derive(Serialize)]
struct Listed {
    artifacts: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    workflow_run_backend_id: String,
    workflow_job_run_backend_id: String,
    database_id: Int64,
    name: String,
    size: Int64,
    created_at: Time,
    digest: String,
}

/// `GetSignedArtifactURL` and `DeleteArtifact`.
#[derive(Deserialize)]
struct Named {
    #[serde(flatten)]
    from: From,
    name: String,
}

#[derive(Serialize)]
struct SignedUrl {
    signed_url: String,
}

#[derive(Serialize)]
struct Done {
    ok: bool,
    artifact_id: Int64,
}

/// Whose artifacts a request is about, by its own words.
#[derive(Deserialize)]
struct From {
    #[serde(alias = "workflowRunBackendId")]
    workflow_run_backend_id: String,
}

impl From {
    /// A token is good for the artifacts of its own run.
    fn check(&self, caller: &Caller) -> Result<(), Fault> {
        if self.workflow_run_backend_id == caller.grant.run.as_str() {
            return Ok(());
        }
        let text = format!(
            "the token is good for run {}, not for {}",
            caller.grant.run, self.workflow_run_backend_id
        );
        Err(Fault::Denied(text))
    }
}

/// Answers a call of the service.
pub(crate) fn call(method: &str, request: Value, caller: &Caller) -> Result<Value, Fault> {
    match method {
        "CreateArtifact" => create(question(request)?, caller),
        "FinalizeArtifact" => finalize(&question(request)?, caller),
        "ListArtifacts" => list(&question(request)?, caller),
        "GetSignedArtifactURL" => signed_url(&question(request)?, caller),
        "DeleteArtifact" => delete(&question(request)?, caller),
        _ => Err(Fault::NotFound(format!(
            "ArtifactService has no method {method}"
        ))),
    }
}

fn create(request: CreateArtifact, caller: &Caller) -> Result<Value, Fault> {
    request.from.check(caller)?;
    let announced = Announced {
        name: request.name,
        media_type: request.mime_type,
        expires: request.expires_at.map(|time| time.0),
    };
    let uploads = &caller.shared.uploads;
    let upload = artifacts(caller).begin(&caller.grant, announced, uploads, caller.now())?;
    let signed_upload_url = caller.link(&Store::Upload(upload), Access::Write);
    answer(&Created {
        ok: true,
        signed_upload_url,
    })
}

fn finalize(request: &FinalizeArtifact, caller: &Caller) -> Result<Value, Fault> {
    request.from.check(caller)?;
    let claimed = Claimed {
        name: request.name.clone(),
        size: request.size.0,
        digest: request.hash.clone(),
    };
    let uploads = &caller.shared.uploads;
    let id = artifacts(caller).finish(&caller.grant, &claimed, uploads, caller.now())?;
    done(id)
}

fn list(request: &ListArtifacts, caller: &Caller) -> Result<Value, Fault> {
    request.from.check(caller)?;
    let living = artifacts(caller).living(&caller.grant.run, caller.now())?;
    let asked = |item: &Item<Record>| {
        request
            .name_filter
            .as_ref()
            .is_none_or(|name| *name == item.meta.name)
            && request.id_filter.is_none_or(|id| id.0 == item.id)
    };
    let entry = |item: Item<Record>| Entry {
        workflow_run_backend_id: caller.grant.run.to_string(),
        workflow_job_run_backend_id: item.meta.job.to_string(),
        database_id: Int64(item.id),
        name: item.meta.name,
        size: Int64(item.meta.size),
        created_at: Time(item.meta.created),
        digest: item.meta.digest,
    };
    let artifacts = living.into_iter().filter(asked).map(entry).collect();
    answer(&Listed { artifacts })
}

fn signed_url(request: &Named, caller: &Caller) -> Result<Value, Fault> {
    request.from.check(caller)?;
    let run = &caller.grant.run;
    let id = artifacts(caller).find(run, &request.name, caller.now())?.id;
    let signed_url = caller.link(&Store::Artifact(run.clone(), id), Access::Read);
    answer(&SignedUrl { signed_url })
}

fn delete(request: &Named, caller: &Caller) -> Result<Value, Fault> {
    request.from.check(caller)?;
    done(artifacts(caller).delete(&caller.grant, &request.name, caller.now())?)
}

fn done(id: u64) -> Result<Value, Fault> {
    answer(&Done {
        ok: true,
        artifact_id: Int64(id),
    })
}

fn artifacts(caller: &Caller) -> &Artifacts {
    &caller.shared.artifacts
}
