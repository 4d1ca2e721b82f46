//! Secrets of projects.

use maillon_protocol::api::Role;
use maillon_server::secrets::{Trust, for_run};
use reqwest::Method;
use serde_json::json;

use crate::support::{TestServer, refusal};

const SECRETS: &str = "/api/v1/projects/demo/secrets";

/// The names of the secrets that a run gets.
async fn names(server: &TestServer, trust: Trust) -> Vec<String> {
    let demo = server.server.store.project("demo").await.unwrap().unwrap();
    let given = for_run(&server.server.store, &server.server.sealer, demo.id, trust)
        .await
        .unwrap();
    given
        .into_iter()
        .map(|secret| format!("{}={}", secret.name, secret.value.expose()))
        .collect()
}

#[tokio::test]
async fn runs_get_what_they_may_have() {
    for server in TestServer::each().await {
        let maintainer = server.as_role(Role::Maintainer).await;
        let set = [
            json!({"name": "TOKEN", "value": "one"}),
            json!({"name": "KEY", "value": "two", "protected": true}),
            json!({"name": "TOKEN", "value": "three", "environment": "production"}),
        ];
        for new in &set {
            assert_eq!(maintainer.post(SECRETS, new).await.status(), 204);
        }
        assert_eq!(
            names(&server, Trust::Protected).await,
            ["KEY=two", "TOKEN=one", "TOKEN=three"]
        );
        assert_eq!(
            names(&server, Trust::Inside).await,
            ["TOKEN=one", "TOKEN=three"]
        );
        assert!(names(&server, Trust::Outside).await.is_empty());
    }
}

#[tokio::test]
async fn values_are_never_shown_and_never_lie_in_the_open() {
    let server = TestServer::start().await;
    let maintainer = server.as_role(Role::Maintainer).await;
    let new = json!({"name": "TOKEN", "value": "swordfish"});
    maintainer.post(SECRETS, &new).await;
    let listed = maintainer.json(SECRETS).await;
    assert_eq!(listed[0]["name"], "TOKEN");
    assert!(!listed.to_string().contains("swordfish"));
    for file in std::fs::read_dir(server.data()).unwrap().flatten() {
        if file.path().is_file() {
            let bytes = std::fs::read(file.path()).unwrap();
            let found = bytes.windows(9).any(|window| window == b"swordfish");
            assert!(!found, "{}", file.path().display());
        }
    }
}

#[tokio::test]
async fn one_of_an_environment_is_removed_alone() {
    let server = TestServer::start().await;
    let maintainer = server.as_role(Role::Maintainer).await;
    for environment in [None, Some("production")] {
        let new = json!({"name": "TOKEN", "value": "x", "environment": environment});
        maintainer.post(SECRETS, &new).await;
    }
    let remove = |path: String| maintainer.request(Method::DELETE, &path).send();
    let one = format!("{SECRETS}/TOKEN?environment=production");
    assert_eq!(remove(one.clone()).await.unwrap().status(), 204);
    assert_eq!(refusal(remove(one).await.unwrap()).await, "404 not_found");
    assert_eq!(names(&server, Trust::Inside).await, ["TOKEN=x"]);
}

#[tokio::test]
async fn bad_names_and_empty_values_are_refused() {
    let server = TestServer::start().await;
    let maintainer = server.as_role(Role::Maintainer).await;
    for (name, value) in [
        ("1A", "x"),
        ("A-B", "x"),
        ("", "x"),
        ("A", ""),
        ("A=B", "x"),
    ] {
        let new = json!({"name": name, "value": value});
        let response = maintainer.post(SECRETS, &new).await;
        assert_eq!(refusal(response).await, "422 invalid", "{name}");
    }
}

#[tokio::test]
async fn a_row_that_was_moved_does_not_open() {
    let server = TestServer::start().await;
    let maintainer = server.as_role(Role::Maintainer).await;
    let new = json!({"name": "TOKEN", "value": "swordfish"});
    maintainer.post(SECRETS, &new).await;
    let store = &server.server.store;
    let demo = store.project("demo").await.unwrap().unwrap();
    let mut row = store.secrets(demo.id).await.unwrap().remove(0);
    row.name = "OTHER".to_owned();
    let mut tx = store.begin().await.unwrap();
    tx.set_secret(demo.id, &row).await.unwrap();
    tx.commit().await.unwrap();
    let given = for_run(
        &server.server.store,
        &server.server.sealer,
        demo.id,
        Trust::Protected,
    )
    .await;
    assert!(
        given
            .unwrap_err()
            .message
            .contains("moved from another place")
    );
}
