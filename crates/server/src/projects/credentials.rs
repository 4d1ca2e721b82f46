//! What opens a remote repository and its forge's API.

use maillon_model::Secret;
use maillon_protocol::api::Credentials;
use maillon_store::ProjectRow;

use crate::http::Fault;
use crate::server::Server;

/// What opens a remote repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) token: Secret,
}

/// What forges take as a user beside a token.
const ANY_USER: &str = "x-access-token";

fn context(project: i64) -> String {
    format!("credentials of project {project}")
}

pub(super) fn seal(server: &Server, project: i64, given: &Credentials) -> Result<Vec<u8>, Fault> {
    if given.token.is_empty() || given.token.contains(['\n', '\r', '\0']) {
        return Err(Fault::invalid("the token is empty or has line breaks"));
    }
    let text = serde_json::to_vec(given).map_err(|error| Fault::internal(error.to_string()))?;
    Ok(server.sealer.seal(&context(project), &text)?)
}

/// What opens a project's remote; None: whatever the server's own configuration says.
pub(crate) fn login(server: &Server, project: &ProjectRow) -> Result<Option<Login>, Fault> {
    let Some(sealed) = &project.sealed else {
        return Ok(None);
    };
    let opened = server.sealer.open(&context(project.id), sealed)?;
    let given: Credentials = serde_json::from_slice(&opened)
        .map_err(|error| Fault::internal(format!("credentials of {}: {error}", project.name)))?;
    Ok(Some(Login {
        user: given.user.unwrap_or_else(|| ANY_USER.to_owned()),
        token: Secret::new(given.token),
    }))
}
