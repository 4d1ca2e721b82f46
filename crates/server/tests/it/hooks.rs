//! Remote repositories: polled, and told of by webhooks.

use hmac::{Hmac, Mac as _};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{TestServer, answer, eventually};
use crate::work::{Work, git, runs};

/// A repository elsewhere with a project for it.
struct Elsewhere {
    work: Work,
    secret: String,
    _upstream: tempfile::TempDir,
}

async fn elsewhere(server: &TestServer) -> Elsewhere {
    let upstream = tempfile::tempdir().unwrap();
    git(
        upstream.path(),
        &[
            "init",
            "--quiet",
            "--bare",
            "--initial-branch=trunk",
            "up.git",
        ],
    )
    .await;
    let url = upstream.path().join("up.git").display().to_string();
    let work = Work::at(&url).await;
    work.commit("a", "1", "first").await;
    work.git(&["push", "--quiet", "origin", "main:trunk", "main:side"])
        .await;
    let admin = server.as_admin().await;
    let new = json!({"name": "shop", "url": url});
    answer(admin.post("/api/v1/projects", &new).await).await;
    eventually("the first look", async || {
        !runs(server, "shop").await.is_empty()
    })
    .await;
    let hook = answer(admin.post("/api/v1/projects/shop/hook", &json!({})).await).await;
    Elsewhere {
        work,
        secret: hook["secret"].as_str().unwrap().to_owned(),
        _upstream: upstream,
    }
}

impl Elsewhere {
    /// Calls as GitHub does.
    async fn github(&self, server: &TestServer, event: &str, id: &str, body: &Value) -> Response {
        let body = body.to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        mac.update(body.as_bytes());
        let signature: String = mac
            .finalize()
            .into_bytes()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        let request = server.as_stranger().request(Method::POST, "/hooks/shop");
        request
            .header("x-github-event", event)
            .header("x-github-delivery", id)
            .header("x-hub-signature-256", format!("sha256={signature}"))
            .body(body)
            .send()
            .await
            .unwrap()
    }
}

fn push(git_ref: &str) -> Value {
    json!({"ref": git_ref, "sender": {"login": "octo"}, "pusher": {"name": "Octo", "email": "o@x"}})
}

#[tokio::test]
async fn a_push_elsewhere_is_run_once_however_often_it_is_told() {
    for server in TestServer::each().await {
        let there = elsewhere(&server).await;
        // What was there before is not run, but for the default branch, which the remote tells.
        assert_eq!(
            runs(&server, "shop").await,
            ["1 push refs/heads/trunk by Jane Doe"]
        );
        there.work.commit("a", "2", "second").await;
        there
            .work
            .git(&["push", "--quiet", "origin", "main:trunk"])
            .await;
        let body = push("refs/heads/trunk");
        assert_eq!(
            there.github(&server, "push", "1", &body).await.status(),
            202
        );
        eventually("the run", async || runs(&server, "shop").await.len() == 2).await;
        assert_eq!(
            runs(&server, "shop").await[1],
            "2 push refs/heads/trunk by octo"
        );
        for id in ["1", "2"] {
            let again = there.github(&server, "push", id, &body).await;
            assert_eq!(
                again.text().await.unwrap(),
                r#"{"message":"this was heard before"}"#
            );
        }
        // The same id with another body is no news either; nothing new is there to be run anyway.
        let other = push("refs/heads/side");
        assert_eq!(
            there.github(&server, "push", "1", &other).await.status(),
            200
        );
        assert_eq!(runs(&server, "shop").await.len(), 2);
    }
}

#[tokio::test]
async fn who_does_not_know_the_secret_is_not_heard() {
    let server = TestServer::start().await;
    let mut there = elsewhere(&server).await;
    assert_eq!(
        there
            .github(&server, "ping", "1", &json!({}))
            .await
            .status(),
        200
    );
    there.secret.push('x');
    assert_eq!(
        there
            .github(&server, "ping", "1", &json!({}))
            .await
            .status(),
        401
    );
    let post = |path: &'static str, name: &'static str, value: &'static str| {
        server
            .as_stranger()
            .request(Method::POST, path)
            .header(name, value)
            .body("{}")
            .send()
    };
    assert_eq!(
        post("/hooks/shop", "x-gitlab-event", "Push Hook")
            .await
            .unwrap()
            .status(),
        401
    );
    assert_eq!(
        post("/hooks/shop", "x-gitlab-token", "")
            .await
            .unwrap()
            .status(),
        401
    );
    // Whether there is a project is not told.
    let nowhere = post("/hooks/nowhere", "x-gitlab-event", "x").await.unwrap();
    assert_eq!(nowhere.status(), 401);
    assert_eq!(
        post("/hooks/demo", "x-gitlab-event", "x")
            .await
            .unwrap()
            .status(),
        401
    );
}

fn pull(number: u64, sha: &str, from: &str) -> Value {
    json!({
        "action": "opened", "sender": {"login": "octo"},
        "pull_request": {
            "number": number, "title": "T", "body": "B",
            "head": {"ref": "feature", "sha": sha, "repo": {"full_name": from}},
            "base": {"ref": "trunk", "repo": {"full_name": "group/shop"}},
        },
    })
}

#[tokio::test]
async fn merge_requests_from_forks_are_not_trusted() {
    let server = TestServer::start().await;
    let there = elsewhere(&server).await;
    let sha = there.work.commit("a", "3", "theirs").await;
    there
        .work
        .git(&[
            "push",
            "--quiet",
            "origin",
            "main:refs/pull/7/head",
            "main:refs/pull/8/head",
        ])
        .await;
    for (number, from) in [(7, "stranger/shop"), (8, "group/shop")] {
        let id = number.to_string();
        let told = there
            .github(&server, "pull_request", &id, &pull(number, &sha, from))
            .await;
        assert_eq!(told.status(), 202);
    }
    eventually("the runs", async || runs(&server, "shop").await.len() == 3).await;
    let store = &server.server.store;
    let project = store.project("shop").await.unwrap().unwrap().id;
    for (merge, trusted) in [(7, false), (8, true)] {
        let number = store
            .run_of_merge(project, merge, &sha)
            .await
            .unwrap()
            .unwrap();
        let run = store.run_of(project, number).await.unwrap().unwrap();
        assert_eq!((run.trusted, run.protected), (trusted, false), "{merge}");
        assert_eq!(run.git_ref, format!("refs/pull/{merge}/head"));
    }
}

#[tokio::test]
async fn polling_finds_what_nobody_told() {
    let server = TestServer::start().await;
    let there = elsewhere(&server).await;
    there.work.git(&["tag", "v1"]).await;
    there.work.git(&["push", "--quiet", "origin", "v1"]).await;
    let admin = server.as_admin().await;
    let look = admin.post("/api/v1/projects/shop/look", &json!({})).await;
    assert_eq!(look.status(), 202);
    eventually("the run", async || runs(&server, "shop").await.len() == 2).await;
    assert_eq!(
        runs(&server, "shop").await[1],
        "2 push refs/tags/v1 by Jane Doe"
    );
}

#[tokio::test]
async fn a_remote_that_is_away_is_told_and_tried_again() {
    let server = TestServer::start().await;
    let admin = server.as_admin().await;
    let new = json!({"name": "shop", "url": "http://user:sesame@127.0.0.1:1/x.git"});
    let made = answer(admin.post("/api/v1/projects", &new).await).await;
    assert_eq!(made["repository"]["url"], "http://127.0.0.1:1/x.git");
    let path = "/api/v1/projects/shop";
    eventually("trouble", async || {
        admin.json(path).await["trouble"].is_string()
    })
    .await;
    let trouble = admin.json(path).await["trouble"].to_string();
    assert!(
        trouble.contains("127.0.0.1:1") && !trouble.contains("sesame"),
        "{trouble}"
    );
    let row = server.server.store.project("shop").await.unwrap().unwrap();
    assert_eq!(row.polling.failures, 1);
    assert!(row.polling.next_at.is_some());
    assert!(!String::from_utf8_lossy(&row.sealed.unwrap()).contains("sesame"));
}
