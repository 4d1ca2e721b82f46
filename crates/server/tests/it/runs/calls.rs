//! Runs through the API.

use maillon_model::trigger::{TriggerEvent, User};
use maillon_protocol::api::Role;
use maillon_server::runs::{NewOrder, RunOrder};
use serde_json::json;

use crate::support::TestServer;

async fn runs(test: &TestServer, branches: &[&str]) {
    let project = test.server.store.project("demo").await.unwrap().unwrap();
    let mut tx = test.server.store.begin().await.unwrap();
    for branch in branches {
        let new = NewOrder {
            project: project.id,
            git_ref: format!("refs/heads/{branch}"),
            sha: "a".repeat(40),
            title: "a commit".to_owned(),
            author: "jane".to_owned(),
            merge: None,
            rerun_of: None,
            priority: 0,
            protected: false,
            trusted: true,
            order: RunOrder::new(TriggerEvent::Push, User::default()),
        };
        test.server.runs.create(&mut tx, &new).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_list_is_filtered_and_paged() {
    for test in TestServer::each().await {
        runs(&test, &["main", "other", "main", "main"]).await;
        let guest = test.as_role(Role::Guest).await;
        let all = "/api/v1/projects/demo/runs";
        let first = guest.json(&format!("{all}?git_ref=main&limit=2")).await;
        let numbers = |page: &serde_json::Value| -> Vec<u64> {
            let items = page["items"].as_array().unwrap();
            items
                .iter()
                .map(|run| run["number"].as_u64().unwrap())
                .collect()
        };
        assert_eq!(numbers(&first), [4, 3]);
        let next = first["next"].as_str().unwrap();
        let path = format!("{all}?git_ref=main&limit=2&before={next}");
        let second = guest.json(&path).await;
        assert_eq!((numbers(&second), &second["next"]), (vec![1], &json!(null)));
        let one = guest.json(&format!("{all}/2")).await;
        assert_eq!(
            (&one["git_ref"], &one["author"]),
            (&json!("other"), &json!("jane"))
        );
    }
}

#[tokio::test]
async fn a_run_is_canceled_once_and_it_is_written_down() {
    for test in TestServer::each().await {
        runs(&test, &["main"]).await;
        let run = test.server.store.pending_runs(9).await.unwrap();
        let developer = test.as_role(Role::Developer).await;
        let cancel = "/api/v1/projects/demo/runs/1/cancel";
        let answer = developer.post(cancel, &json!({})).await.status().as_u16();
        let row = developer.json("/api/v1/projects/demo/runs/1").await;
        // Its repository is empty: it may have ended by itself before.
        match answer {
            204 => assert_eq!(row["reason"], json!("canceled by developer"), "{run:?}"),
            _ => assert_eq!((answer, &row["state"]), (409, &json!("errored"))),
        }
        let again = developer.post(cancel, &json!({})).await;
        assert_eq!(again.status().as_u16(), 409);
    }
}
