//! Merge requests on hosted repositories.

use maillon_protocol::api::{Role, RunState};
use maillon_store::RunStand;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, TestServer, answer, eventually, refusal};
use crate::work::{Work, for_git, hosted, runs, set};

/// A project with a branch `feature` of the developer's.
struct Proposed {
    work: Work,
    developer: Client,
    maintainer: Client,
}

const ALL: &str = "/api/v1/projects/shop/merges";
const ONE: &str = "/api/v1/projects/shop/merges/1";

async fn propose(server: &TestServer) -> Proposed {
    hosted(server, "shop").await;
    let keeper = Work::new(server, "shop", &for_git(server, Role::Maintainer).await).await;
    keeper.commit("a", "1\n", "first").await;
    keeper.git(&["push", "origin", "main"]).await;
    let work = Work::new(server, "shop", &for_git(server, Role::Developer).await).await;
    work.git(&["pull", "--quiet", "origin", "main"]).await;
    work.git(&["switch", "--quiet", "--create", "feature"])
        .await;
    work.commit("b", "new\n", "Adds b").await;
    work.git(&["push", "origin", "feature"]).await;
    let developer = server.as_role(Role::Developer).await;
    let made = answer(
        developer
            .post(ALL, &json!({"source_branch": "feature"}))
            .await,
    )
    .await;
    assert_eq!(
        (&made["number"], &made["title"], &made["target_branch"]),
        (&json!(1), &json!("Adds b"), &json!("main"))
    );
    let maintainer = server.as_role(Role::Maintainer).await;
    Proposed {
        work,
        developer,
        maintainer,
    }
}

/// Ends a run of the project as wished, whatever its definition says.
async fn end_run(server: &TestServer, number: u64, state: RunState) {
    let store = &server.server.store;
    let project = store.project("shop").await.unwrap().unwrap().id;
    eventually("the run's end", async || {
        let run = store.run_of(project, number).await.unwrap().unwrap();
        if run.state == state {
            return true;
        }
        let mut tx = store.begin().await.unwrap();
        let stand = RunStand {
            state,
            wake_at: None,
            reason: None,
        };
        tx.set_run(run.id, &stand).await.unwrap();
        tx.commit().await.unwrap();
        false
    })
    .await;
}

/// The number of the merge request's newest run.
async fn run_of(client: &Client) -> u64 {
    client.json(ONE).await["run"]["number"].as_u64().unwrap()
}

async fn obstacle(client: &Client) -> Value {
    client.json(ONE).await["obstacle"].clone()
}

#[tokio::test]
async fn a_green_and_approved_branch_is_merged_and_the_target_runs() {
    for server in TestServer::each().await {
        let Proposed {
            developer,
            maintainer,
            ..
        } = propose(&server).await;
        set(&server, "shop", &json!({"approvals": 1})).await;
        assert_eq!(
            runs(&server, "shop").await,
            [
                "1 push refs/heads/main by maintainer",
                "2 push refs/heads/feature by developer",
                "3 merge_request refs/merge-requests/1/head by developer",
            ]
        );
        let approve = format!("{ONE}/approve");
        assert_eq!(
            refusal(developer.post(&approve, &json!({})).await).await,
            "403 forbidden"
        );
        assert_eq!(obstacle(&developer).await, "it has 0 of 1 approvals");
        let old = json!({"sha": "0000000000000000000000000000000000000000"});
        assert_eq!(
            refusal(maintainer.post(&approve, &old).await).await,
            "409 conflict"
        );
        answer(maintainer.post(&approve, &json!({})).await).await;
        end_run(&server, 3, RunState::Failed).await;
        assert_eq!(obstacle(&developer).await, "run 3 is not green: failed");
        let merge = format!("{ONE}/merge");
        assert_eq!(
            refusal(maintainer.post(&merge, &json!({})).await).await,
            "409 conflict"
        );
        end_run(&server, 3, RunState::Success).await;
        assert_eq!(obstacle(&developer).await, Value::Null);
        assert_eq!(
            refusal(developer.post(&merge, &json!({})).await).await,
            "403 forbidden"
        );
        let merged = answer(maintainer.post(&merge, &json!({})).await).await;
        assert_eq!(merged["state"], "merged");
        assert_eq!(
            runs(&server, "shop").await[3],
            "4 push refs/heads/main by maintainer"
        );
        let clone = Work::new(&server, "shop", &for_git(&server, Role::Reporter).await).await;
        clone.git(&["pull", "--quiet", "origin", "main"]).await;
        let log = clone.git(&["log", "--format=%an|%s|%P", "-1"]).await;
        assert!(
            log.starts_with("maintainer|Merge branch 'feature' into 'main'|"),
            "{log}"
        );
        assert_eq!(log.split('|').nth(2).unwrap().split(' ').count(), 2);
        let diff = developer.json(&format!("{ONE}/diff")).await;
        assert_eq!(diff["files"][0]["path"], "b");
        assert_eq!(diff["files"][0]["patch"], "@@ -0,0 +1 @@\n+new\n");
    }
}

#[tokio::test]
async fn new_commits_take_approvals_and_wishes_back() {
    let server = TestServer::start().await;
    let Proposed {
        work,
        developer,
        maintainer,
    } = propose(&server).await;
    set(&server, "shop", &json!({"approvals": 1})).await;
    answer(maintainer.post(&format!("{ONE}/approve"), &json!({})).await).await;
    let wished = answer(
        maintainer
            .post(&format!("{ONE}/merge"), &json!({"when": "green"}))
            .await,
    )
    .await;
    assert_eq!(wished["state"], "when_green");
    work.commit("b", "newer\n", "Changes b").await;
    let said = work.push("feature").await;
    assert_eq!(said.told()[2], "run 5 for merge request 1:", "{}", said.err);
    let now = developer.json(ONE).await;
    assert_eq!(
        (&now["state"], &now["approvals"]),
        (&json!("open"), &json!([]))
    );
    assert_eq!(run_of(&developer).await, 5);
}

#[tokio::test]
async fn it_is_merged_as_soon_as_it_is_green() {
    let server = TestServer::start().await;
    let Proposed {
        work, maintainer, ..
    } = propose(&server).await;
    let order = json!({"when": "green", "how": "fast_forward"});
    answer(maintainer.post(&format!("{ONE}/merge"), &order).await).await;
    end_run(&server, 3, RunState::Success).await;
    eventually("the merge", async || {
        maintainer.json(ONE).await["state"] == "merged"
    })
    .await;
    let main = work.git(&["ls-remote", "origin", "refs/heads/main"]).await;
    assert!(
        main.starts_with(&work.git(&["rev-parse", "feature"]).await),
        "{main}"
    );
}

#[tokio::test]
async fn conflicts_and_other_obstacles_are_named() {
    let server = TestServer::start().await;
    let Proposed {
        work,
        developer,
        maintainer,
    } = propose(&server).await;
    end_run(&server, 3, RunState::Success).await;
    let keeper = Work::new(&server, "shop", &for_git(&server, Role::Maintainer).await).await;
    keeper.git(&["pull", "--quiet", "origin", "main"]).await;
    keeper.commit("c", "beside\n", "Adds c").await;
    keeper.git(&["push", "origin", "main"]).await;
    let forward = json!({"how": "fast_forward"});
    let refused = maintainer.post(&format!("{ONE}/merge"), &forward).await;
    let text: Value = refused.json().await.unwrap();
    assert!(
        text["message"].as_str().unwrap().contains("rebase feature"),
        "{text}"
    );
    keeper.commit("b", "old\n", "Adds another b").await;
    keeper.git(&["push", "origin", "main"]).await;
    assert_eq!(
        obstacle(&developer).await,
        "feature conflicts with main in b: merge main into feature, or rebase"
    );
    answer(
        developer
            .send(
                Method::PUT,
                ONE,
                &json!({"title": "Draft: b", "description": ""}),
            )
            .await,
    )
    .await;
    assert_eq!(
        obstacle(&developer).await,
        "it is a draft, as its title says"
    );
    work.git(&["push", "origin", "--delete", "feature"]).await;
    answer(
        developer
            .send(Method::PUT, ONE, &json!({"title": "b", "description": ""}))
            .await,
    )
    .await;
    assert_eq!(
        obstacle(&developer).await,
        "feature or main does not exist any more"
    );
    let closed = answer(developer.post(&format!("{ONE}/close"), &json!({})).await).await;
    assert_eq!(closed["state"], "closed");
    assert_eq!(
        refusal(developer.post(&format!("{ONE}/close"), &json!({})).await).await,
        "409 conflict"
    );
}

#[tokio::test]
async fn what_makes_no_sense_is_not_proposed() {
    let server = TestServer::start().await;
    let Proposed { developer, .. } = propose(&server).await;
    for (new, code) in [
        (json!({"source_branch": "feature"}), "409 conflict"),
        (json!({"source_branch": "main"}), "422 invalid"),
        (json!({"source_branch": "nowhere"}), "422 invalid"),
        (
            json!({"source_branch": "main", "target_branch": "feature"}),
            "422 invalid",
        ),
        (json!({"source_branch": "--help"}), "422 invalid"),
        (
            json!({"source_branch": "feature", "title": "a\nb"}),
            "409 conflict",
        ),
    ] {
        assert_eq!(
            refusal(developer.post(ALL, &new).await).await,
            code,
            "{new}"
        );
    }
    let reporter = server.as_role(Role::Reporter).await;
    let list = reporter.json(ALL).await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_merge_by_hand_ends_it_too() {
    let server = TestServer::start().await;
    let Proposed {
        work, developer, ..
    } = propose(&server).await;
    let keeper = Work::new(&server, "shop", &for_git(&server, Role::Maintainer).await).await;
    keeper.git(&["pull", "--quiet", "origin", "feature"]).await;
    keeper.git(&["push", "origin", "HEAD:main"]).await;
    assert_eq!(developer.json(ONE).await["state"], "merged");
    drop(work);
}
