//! Logs for people: windows, search, text, steps; and who may read them.

use maillon_model::{EventKind, JobId, StepId, Timestamp};
use maillon_protocol::agent::{Fence, TaskId};
use maillon_protocol::api::{Role, StreamLine};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::rows::{self, Rows};
use crate::support::TestServer;

pub(crate) const FIRST: Fence = Fence(1);

pub(crate) const JOB: &str = "/api/v1/projects/demo/runs/1/jobs/0";

/// Run 1 of `demo` with a running job.
pub(crate) async fn running(server: &TestServer) -> Rows {
    let project = server.server.store.project("demo").await.unwrap().unwrap();
    rows::run(server.database(), project.id, 1).await
}

pub(crate) fn event(kind: EventKind) -> Vec<u8> {
    let line = StreamLine {
        at: Timestamp(1_700_000_000_000),
        kind,
    };
    let mut json = serde_json::to_vec(&line).unwrap();
    json.push(b'\n');
    json
}

pub(crate) fn log(text: &str) -> Vec<u8> {
    event(EventKind::Log {
        job: JobId(0),
        text: text.to_owned(),
    })
}

/// Adds to the end of a task's stream.
pub(crate) async fn append(server: &TestServer, task: TaskId, bytes: &[u8]) {
    let store = &server.server.store;
    let offset = store.log_state(task, FIRST).await.unwrap().len;
    let mut tx = store.begin().await.unwrap();
    tx.append_log(task, FIRST, offset, bytes).await.unwrap();
    tx.commit().await.unwrap();
}

/// Ends a task's stream.
pub(crate) async fn end(server: &TestServer, task: TaskId, stream: &[u8]) {
    let sha256 = format!("{:x}", Sha256::digest(stream));
    let mut tx = server.server.store.begin().await.unwrap();
    let ended = tx.end_log(task, FIRST, stream.len() as u64, &sha256);
    assert_eq!(ended.await.unwrap(), maillon_store::logs::LogEnd::Complete);
    tx.commit().await.unwrap();
}

fn stream() -> Vec<u8> {
    let (job, step) = (JobId(0), StepId(0));
    let started = EventKind::StepStarted {
        job,
        step,
        parent: None,
        name: "Build".to_owned(),
    };
    let finished = EventKind::StepFinished {
        job,
        step,
        status: maillon_model::JobStatus::Success,
        allowed: false,
    };
    [
        log("before\n"),
        event(started),
        log("\u{1b}[31mError\u{1b}[0m: one\n10 %\r100 %\n"),
        event(finished),
        log("section_start:5:pack\r\u{1b}[0KPacking\nan error\nsection_end:6:pack\r\u{1b}[0K\nlast\n"),
    ]
    .concat()
}

#[tokio::test]
async fn a_log_is_read_in_windows_searched_and_downloaded() {
    for server in TestServer::each().await {
        let task = running(&server).await.task;
        append(&server, task, &stream()).await;
        let reporter = server.as_role(Role::Reporter).await;
        let window = reporter.json(&format!("{JOB}/log?first=2&count=2")).await;
        let line = |at: u64| window["lines"][usize::try_from(at).unwrap()].clone();
        assert_eq!(line(0)["text"], "\u{1b}[31mError\u{1b}[0m: one");
        assert_eq!((&line(0)["step"], &window["total"]), (&json!(0), &json!(7)));
        assert_eq!(window["complete"], false);
        let last = reporter.json(&format!("{JOB}/log?last=2")).await;
        assert_eq!(
            (&last["first"], &last["lines"][1]["text"]),
            (&json!(6), &json!("last"))
        );
        assert_eq!(last["lines"][1]["step"], Value::Null);

        let found = reporter.json(&format!("{JOB}/log/search?text=ERROR")).await;
        let expected = json!({"matches": [{"number": 2, "text": "Error: one"}, {"number": 5, "text": "an error"}], "next": null});
        assert_eq!(found, expected);
        let found = reporter
            .json(&format!("{JOB}/log/search?text=error&limit=1"))
            .await;
        assert_eq!(
            (&found["matches"][0]["number"], &found["next"]),
            (&json!(2), &json!(3))
        );

        let text = reporter.text(&format!("{JOB}/log/text")).await;
        assert_eq!(text, "before\nError: one\n100 %\nPacking\nan error\nlast\n");
        let text = reporter
            .text(&format!("{JOB}/log/text?times=true&colors=true"))
            .await;
        assert!(
            text.starts_with(
                "2023-11-14T22:13:20.000Z before\n2023-11-14T22:13:20.000Z \u{1b}[31mError"
            ),
            "{text}"
        );

        end(&server, task, &stream()).await;
        let window = reporter.json(&format!("{JOB}/log?first=8")).await;
        assert_eq!(
            window,
            json!({"first": 8, "lines": [], "total": 7, "complete": true})
        );
        let log = server
            .server
            .store
            .log_of_job(1, 0)
            .await
            .unwrap()
            .unwrap()
            .log;
        let told = maillon_server::logs::told(&server.server, log)
            .await
            .unwrap();
        let steps: Vec<_> = told
            .steps
            .iter()
            .map(|step| (step.name.as_str(), step.line, step.end_line))
            .collect();
        assert_eq!(steps, [("Build", 2, Some(3)), ("Packing", 4, Some(6))]);

        let guest = server.as_role(Role::Guest).await;
        for path in [
            "log",
            "log/text",
            "log/search?text=x",
            "log/live",
            "artifacts",
            "tests",
        ] {
            let refused = guest.get(&format!("{JOB}/{path}")).await;
            assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{path}");
        }
        for path in [
            "runs/2/jobs/0/log",
            "runs/1/jobs/9/log",
            "runs/1/jobs/0/log?attempt=2",
        ] {
            let missing = reporter.get(&format!("/api/v1/projects/demo/{path}")).await;
            assert_eq!(missing.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}
