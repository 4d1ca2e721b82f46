//! The calls themselves: commit statuses of GitLab, GitHub, Gitea and Forgejo.

use std::time::Duration;

use maillon_model::Secret;
use maillon_protocol::api::{Forge, RunEvent, RunState};
use maillon_store::ReportRow;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};
use serde_json::{Value, json};

use crate::http::Fault;
use crate::projects::{Login, RemoteUrl};

/// How long a forge may take.
const LONGEST: Duration = Duration::from_secs(20);
/// What is read of a refusal.
const SHOWN: usize = 300;

/// A status to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) url: String,
    pub(super) body: Value,
    forge: Forge,
    token: Secret,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answered {
    /// The forge knows, or never will.
    Settled,
    /// It is to be tried again.
    Failed {
        why: String,
        /// Not before.
        after: Option<Duration>,
    },
}

/// A client that follows nobody elsewhere: the token is for the forge alone.
pub(super) fn client() -> Result<Client, Fault> {
    // Another part of the program may have set it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .timeout(LONGEST)
        .redirect(redirect::Policy::none())
        .user_agent("maillon");
    client
        .build()
        .map_err(|error| Fault::internal(format!("HTTP: {error}")))
}

impl Call {
    /// For a run; None: its repository is on no site.
    pub(super) fn new(
        forge: Forge,
        remote: &RemoteUrl,
        login: &Login,
        report: &ReportRow,
        link: &str,
    ) -> Option<Self> {
        let site = remote.site.as_deref()?;
        let (path, sha) = (&remote.path, &report.sha);
        let url = match forge {
            Forge::Gitlab => {
                let path = utf8_percent_encode(path, NON_ALPHANUMERIC);
                format!("{site}/api/v4/projects/{path}/statuses/{sha}")
            }
            Forge::Github if site == "https://github.com" => {
                format!("https://api.github.com/repos/{path}/statuses/{sha}")
            }
            Forge::Github => format!("{site}/api/v3/repos/{path}/statuses/{sha}"),
            Forge::Gitea => format!("{site}/api/v1/repos/{path}/statuses/{sha}"),
        };
        Some(Self {
            url,
            body: body(forge, report, link),
            forge,
            token: login.token.clone(),
        })
    }

    /// Tells it.
    pub(super) async fn send(&self, client: &Client) -> Answered {
        match self.request(client).send().await {
            Ok(response) => judge(self.forge, response).await,
            Err(error) => Answered::Failed {
                why: error.without_url().to_string(),
                after: None,
            },
        }
    }

    fn request(&self, client: &Client) -> RequestBuilder {
        let request = client.post(&self.url).json(&self.body);
        let token = self.token.expose();
        match self.forge {
            Forge::Gitlab => request.header("PRIVATE-TOKEN", token),
            Forge::Github => request
                .bearer_auth(token)
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", "2022-11-28"),
            Forge::Gitea => request.header("Authorization", format!("token {token}")),
        }
    }
}

/// Runs of merge requests have a status of their own: a commit may have both.
fn name(event: RunEvent) -> &'static str {
    match event {
        RunEvent::MergeRequest => "maillon/merge-request",
        _ => "maillon",
    }
}

fn body(forge: Forge, report: &ReportRow, link: &str) -> Value {
    let description = format!("run {}: {}", report.number, report.state.as_str());
    let state = match forge {
        Forge::Gitlab => for_gitlab(report.state),
        Forge::Github | Forge::Gitea => for_github(report.state),
    };
    let name = name(report.event);
    match forge {
        Forge::Gitlab => {
            let git_ref = short(&report.git_ref);
            let mut body = json!({
                "state": state, "name": name, "target_url": link, "description": description,
            });
            if let Some(git_ref) = git_ref {
                body["ref"] = git_ref.into();
            }
            body
        }
        Forge::Github | Forge::Gitea => json!({
            "state": state, "context": name, "target_url": link, "description": description,
        }),
    }
}

fn short(git_ref: &str) -> Option<&str> {
    let branch = git_ref.strip_prefix("refs/heads/");
    branch.or_else(|| git_ref.strip_prefix("refs/tags/"))
}

fn for_gitlab(state: RunState) -> &'static str {
    match state {
        RunState::Pending => "pending",
        RunState::Running | RunState::Manual => "running",
        RunState::Success => "success",
        RunState::Skipped => "skipped",
        RunState::Aborted => "canceled",
        RunState::Failed | RunState::Unstable | RunState::Invalid | RunState::Errored => "failed",
    }
}

fn for_github(state: RunState) -> &'static str {
    match state {
        RunState::Pending | RunState::Running | RunState::Manual => "pending",
        RunState::Success | RunState::Skipped => "success",
        RunState::Failed | RunState::Unstable => "failure",
        RunState::Aborted | RunState::Invalid | RunState::Errored => "error",
    }
}

async fn judge(forge: Forge, response: Response) -> Answered {
    let status = response.status();
    if status.is_success() {
        return Answered::Settled;
    }
    let after = response.headers().get(RETRY_AFTER);
    let after = after
        .and_then(|after| after.to_str().ok()?.parse().ok())
        .map(Duration::from_secs);
    let mut text = response.text().await.unwrap_or_default();
    // GitLab refuses to be told what it knows.
    if forge == Forge::Gitlab
        && status == StatusCode::BAD_REQUEST
        && text.contains("Cannot transition status")
    {
        return Answered::Settled;
    }
    if let Some((cut, _)) = text.char_indices().nth(SHOWN) {
        text.truncate(cut);
    }
    Answered::Failed {
        why: format!("{status}: {text}"),
        after,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(forge: Forge, url: &str, state: RunState, event: RunEvent) -> String {
        let remote = RemoteUrl::parse(url).unwrap();
        let login = Login {
            user: "x".to_owned(),
            token: Secret::new("sesame"),
        };
        let report = ReportRow {
            run: 1,
            project: 1,
            number: 12,
            sha: "abc".to_owned(),
            git_ref: "refs/heads/main".to_owned(),
            event,
            state,
            tries: 0,
        };
        let call = Call::new(forge, &remote, &login, &report, "http://x/12").unwrap();
        format!("{} {}", call.url, call.body)
    }

    #[test]
    fn each_forge_is_told_in_its_own_words() {
        let calls = [
            check(
                Forge::Gitlab,
                "git@gitlab.com:group/sub/x.git",
                RunState::Aborted,
                RunEvent::Push,
            ),
            check(
                Forge::Github,
                "https://github.com/o/x",
                RunState::Failed,
                RunEvent::MergeRequest,
            ),
            check(
                Forge::Github,
                "https://ghe.example.com/o/x.git",
                RunState::Running,
                RunEvent::Push,
            ),
            check(
                Forge::Gitea,
                "https://codeberg.org/o/x.git",
                RunState::Errored,
                RunEvent::Push,
            ),
        ];
        insta::assert_snapshot!(calls.join("\n"), @r#"
        https://gitlab.com/api/v4/projects/group%2Fsub%2Fx/statuses/abc {"state":"canceled","name":"maillon","target_url":"http://x/12","description":"run 12: aborted","ref":"main"}
        https://api.github.com/repos/o/x/statuses/abc {"state":"failure","context":"maillon/merge-request","target_url":"http://x/12","description":"run 12: failed"}
        https://ghe.example.com/api/v3/repos/o/x/statuses/abc {"state":"pending","context":"maillon","target_url":"http://x/12","description":"run 12: running"}
        https://codeberg.org/api/v1/repos/o/x/statuses/abc {"state":"error","context":"maillon","target_url":"http://x/12","description":"run 12: errored"}
        "#);
    }
}
