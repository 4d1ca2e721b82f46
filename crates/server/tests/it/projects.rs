//! Projects and schedules through the API; statuses for forges.

use std::sync::Arc;

use axum::http::{HeaderMap, Uri};
use axum::{Json, Router};
use maillon_protocol::api::{Role, RunEvent};
use maillon_store::FreshRun;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use crate::support::{TestServer, answer, eventually, refusal};
use crate::work::{Work, for_git, hosted, runs, set};

#[tokio::test]
async fn everybody_sees_what_they_may() {
    for server in TestServer::each().await {
        hosted(&server, "shop").await;
        let names = async |who: &str| {
            let list = server.as_user(who).await.json("/api/v1/projects").await;
            let names = list.as_array().unwrap().iter();
            names
                .map(|p| {
                    format!(
                        "{} {}",
                        p["name"].as_str().unwrap(),
                        p["role"].as_str().unwrap()
                    )
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(names("outsider").await, Vec::<String>::new());
        assert_eq!(names("guest").await, ["demo guest", "shop guest"]);
        assert_eq!(names("root").await, ["demo maintainer", "shop maintainer"]);
        set(&server, "shop", &json!({"visibility": "internal"})).await;
        assert_eq!(names("outsider").await, ["shop guest"]);
        let stranger = server.as_stranger().get("/api/v1/projects/shop").await;
        assert_eq!(stranger.status(), 401);
    }
}

#[tokio::test]
async fn projects_are_made_by_rules() {
    let server = TestServer::start().await;
    let (jane, root) = (server.as_outsider().await, server.as_admin().await);
    let path = "/api/v1/projects";
    assert_eq!(
        answer(jane.post(path, &json!({"name": "mine"})).await).await["role"],
        "maintainer"
    );
    for (new, code) in [
        (json!({"name": "mine"}), "409 conflict"),
        (json!({"name": "Mine"}), "422 invalid"),
        (json!({"name": "x", "path": "/x"}), "422 invalid"),
        (json!({"name": "x", "url": "/etc"}), "403 forbidden"),
    ] {
        assert_eq!(refusal(jane.post(path, &new).await).await, code, "{new}");
    }
    for url in ["ext::sh -c true", "git://h/x", "-x", "nothing"] {
        let new = json!({"name": "x", "url": url});
        assert_eq!(
            refusal(root.post(path, &new).await).await,
            "422 invalid",
            "{url}"
        );
    }
    let settings = "/api/v1/projects/mine/settings";
    for (key, value) in [
        ("default_branch", json!("a b")),
        ("protected", json!(["a..b"])),
        ("poll_seconds", json!(60)),
        ("definition", json!("../x")),
        ("retention", json!({"days": 0, "runs": null, "bytes": null})),
        ("report_statuses", json!(true)),
        ("approvals", json!(1000)),
    ] {
        let mut all = jane.json(settings).await;
        all[key] = value;
        assert_eq!(
            refusal(jane.send(Method::PUT, settings, &all).await).await,
            "422 invalid",
            "{key}"
        );
    }
    assert_eq!(
        jane.send(Method::DELETE, "/api/v1/projects/mine", &json!({}))
            .await
            .status(),
        204
    );
    assert!(!server.data().join("repositories/mine.git").exists());
    answer(jane.post(path, &json!({"name": "mine"})).await).await;
}

#[tokio::test]
async fn runs_are_started_by_hand() {
    let server = TestServer::start().await;
    hosted(&server, "shop").await;
    let work = Work::new(&server, "shop", &for_git(&server, Role::Maintainer).await).await;
    work.commit("a", "1", "first").await;
    work.git(&["push", "origin", "main", "main:side"]).await;
    let path = "/api/v1/projects/shop/runs";
    let developer = server.as_role(Role::Developer).await;
    let started = answer(developer.post(path, &json!({})).await).await;
    assert_eq!(
        (&started["number"], &started["git_ref"], &started["author"]),
        (&json!(3), &json!("main"), &json!("developer"))
    );
    for (new, code) in [
        (json!({"git_ref": "nowhere"}), "422 invalid"),
        (json!({"variables": {"1A": "x"}}), "422 invalid"),
        (json!({"priority": 1000}), "422 invalid"),
        // They could make a protected branch's jobs tell its secrets.
        (json!({"variables": {"A": "x"}}), "403 forbidden"),
    ] {
        assert_eq!(
            refusal(developer.post(path, &new).await).await,
            code,
            "{new}"
        );
    }
    answer(
        developer
            .post(path, &json!({"git_ref": "side", "variables": {"A": "x"}}))
            .await,
    )
    .await;
    let reporter = server.as_role(Role::Reporter).await;
    assert_eq!(
        refusal(reporter.post(path, &json!({})).await).await,
        "403 forbidden"
    );
}

#[tokio::test]
async fn a_schedule_that_is_due_makes_one_run() {
    for server in TestServer::each().await {
        hosted(&server, "shop").await;
        let work = Work::new(&server, "shop", &for_git(&server, Role::Maintainer).await).await;
        work.commit("a", "1", "first").await;
        work.git(&["push", "origin", "main"]).await;
        let path = "/api/v1/projects/shop/schedules";
        let maintainer = server.as_role(Role::Maintainer).await;
        let new = json!({
            "description": "nightly", "cron": "30 4 * * *", "timezone": "Europe/Paris", "git_ref": "main",
            "active": true,
        });
        let made = answer(maintainer.post(path, &new).await).await;
        let id = made["id"].as_i64().unwrap();
        let next = made["next_at"].as_u64().unwrap();
        for (key, value) in [
            ("cron", "* * *"),
            ("timezone", "Mars"),
            ("git_ref", "nowhere"),
            ("description", ""),
        ] {
            let mut bad = new.clone();
            bad[key] = value.into();
            assert_eq!(
                refusal(maintainer.post(path, &bad).await).await,
                "422 invalid",
                "{key}"
            );
        }
        // It was due several times while no server was there.
        let mut tx = server.server.store.begin().await.unwrap();
        let owner = server
            .server
            .store
            .user("maintainer")
            .await
            .unwrap()
            .unwrap();
        let due = serde_json::from_value(new.clone()).unwrap();
        let long_ago = maillon_model::Timestamp(1_700_000_000_000);
        tx.change_schedule(id, owner.id, &due, Some(long_ago))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        eventually("the run", async || runs(&server, "shop").await.len() == 2).await;
        assert_eq!(
            runs(&server, "shop").await[1],
            "2 schedule refs/heads/main by maintainer"
        );
        let now = maintainer.json(&format!("{path}/{id}")).await;
        assert_eq!(
            (&now["last_run"], &now["next_at"]),
            (&json!(2), &json!(next))
        );
        answer(
            maintainer
                .post(&format!("{path}/{id}/play"), &json!({}))
                .await,
        )
        .await;
        assert_eq!(runs(&server, "shop").await.len(), 3);
        let gone = maintainer
            .send(Method::DELETE, &format!("{path}/{id}"), &json!({}))
            .await;
        assert_eq!(gone.status(), 204);
    }
}

/// What a forge was told: `POST /path token {...}`.
type Told = Arc<Mutex<Vec<(String, Value)>>>;

/// A forge that fails the first time.
async fn forge() -> (String, Told) {
    let told = Told::default();
    let kept = Arc::clone(&told);
    let hear = async move |uri: Uri, headers: HeaderMap, Json(body): Json<Value>| {
        let token = headers
            .get("private-token")
            .map(|value| value.to_str().unwrap().to_owned());
        let mut told = kept.lock().await;
        told.push((
            format!("{} {}", uri.path(), token.unwrap_or_default()),
            body,
        ));
        if told.len() == 1 {
            StatusCode::INTERNAL_SERVER_ERROR
        } else {
            StatusCode::CREATED
        }
    };
    let router = Router::new().route("/api/{*rest}", axum::routing::post(hear));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, told)
}

#[tokio::test]
async fn the_forge_is_told_until_it_hears() {
    for server in TestServer::each().await {
        let (forge, told) = forge().await;
        let new = json!({
            "name": "shop", "url": format!("{forge}/group/shop.git"), "forge": "gitlab",
            "credentials": {"token": "sesame"},
        });
        answer(server.as_admin().await.post("/api/v1/projects", &new).await).await;
        let store = &server.server.store;
        let project = store.project("shop").await.unwrap().unwrap().id;
        let run = FreshRun {
            project,
            event: RunEvent::Push,
            git_ref: "refs/heads/main".to_owned(),
            sha: "1234567890123456789012345678901234567890".to_owned(),
            title: "first".to_owned(),
            author: "jane".to_owned(),
            rerun_of: None,
            merge: None,
            priority: 0,
            protected: false,
            trusted: true,
            sealed: None,
        };
        let mut tx = store.begin().await.unwrap();
        tx.create_run(&run).await.unwrap();
        tx.commit().await.unwrap();
        eventually("both tries", async || told.lock().await.len() >= 2).await;
        for (call, body) in told.lock().await.iter() {
            let expected = format!("/api/v4/projects/group%2Fshop/statuses/{} sesame", run.sha);
            assert_eq!(*call, expected);
            assert_eq!(
                (&body["name"], &body["ref"]),
                (&json!("maillon"), &json!("main"))
            );
            assert_eq!(
                body["target_url"],
                format!("{}/projects/shop/runs/1", server.url)
            );
        }
        eventually("no more", async || {
            store
                .reports_due(maillon_model::Timestamp(u64::MAX / 2))
                .await
                .unwrap()
                .is_empty()
        })
        .await;
    }
}
