//! Live streams: whoever follows gets every line once and in order, however slow.

use std::time::Duration;

use futures_util::StreamExt;
use maillon_model::{EventKind, JobId};
use maillon_protocol::api::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::logs::{JOB, append, end, log, running};
use crate::support::{Client, TestServer, eventually};

/// An event as it comes.
#[derive(Debug, PartialEq)]
struct Came {
    id: u64,
    name: String,
    data: Value,
}

/// Reads a stream until its end.
async fn read(
    client: &Client,
    path: &str,
    last: Option<u64>,
    mut slowly: impl FnMut() -> Duration,
) -> Vec<Came> {
    let mut request = client.request(Method::GET, path);
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut bytes = response.bytes_stream();
    let (mut text, mut came) = (String::new(), Vec::new());
    while let Some(piece) = bytes.next().await {
        text += std::str::from_utf8(&piece.unwrap()).unwrap();
        while let Some((event, rest)) = text.split_once("\n\n") {
            came.extend(parse(event));
            text = rest.to_owned();
        }
        tokio::time::sleep(slowly()).await;
    }
    came
}

fn parse(event: &str) -> Option<Came> {
    let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
    Some(Came {
        id: field("id: ")?.parse().unwrap(),
        name: field("event: ")?.to_owned(),
        data: serde_json::from_str(field("data: ")?).unwrap(),
    })
}

fn texts(came: &[Came], mut next: u64) -> Vec<String> {
    let mut texts = Vec::new();
    for piece in came.iter().filter(|came| came.name == "lines") {
        assert_eq!(piece.data["first"], next);
        let lines = piece.data["lines"].as_array().unwrap();
        next += lines.len() as u64;
        assert_eq!(piece.id, next);
        texts.extend(
            lines
                .iter()
                .map(|line| line["text"].as_str().unwrap().to_owned()),
        );
    }
    assert_eq!(came.last().unwrap().name, "end");
    texts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn followers_get_every_line_once_and_in_order() {
    for server in TestServer::each().await {
        let task = running(&server).await.task;
        append(&server, task, &log("0\n1\n2\n")).await;
        let reporter = server.as_role(Role::Reporter).await;
        let path = format!("{JOB}/log/live");
        let followers = async {
            let fast = (0..4).map(|_| read(&reporter, &path, None, || Duration::ZERO));
            let slow = read(&reporter, &path, None, || Duration::from_millis(3));
            tokio::join!(
                futures_util::future::join_all(fast),
                slow,
                read(&reporter, &path, Some(3), || Duration::ZERO)
            )
        };
        let writing = async {
            eventually("somebody follows", async || server.server.live.len() == 1).await;
            let mut stream = log("0\n1\n2\n");
            for number in (3..60_000).step_by(200) {
                let lines: String = (number..number + 200)
                    .map(|number| format!("{number}\n"))
                    .collect();
                append(&server, task, &log(&lines)).await;
                stream.extend(log(&lines));
            }
            end(&server, task, &stream).await;
        };
        let ((fast, slow, resumed), ()) = tokio::join!(followers, writing);
        let all: Vec<String> = (0..60_003).map(|number| number.to_string()).collect();
        for came in fast.iter().chain([&slow]) {
            assert!(texts(came, 1) == all, "lines are missing");
        }
        assert!(
            texts(&resumed, 3) == all[2..],
            "lines are missing after resuming"
        );
        let counted = read(
            &reporter,
            &format!("{path}?form=count&from=60000"),
            None,
            || Duration::ZERO,
        )
        .await;
        assert_eq!(counted[0].data, json!({"total": 60_003}));
        assert_eq!(counted[1].name, "end");
        eventually("nobody follows", async || server.server.live.is_empty()).await;
    }
}

#[tokio::test]
async fn events_of_a_run_go_on_where_they_were_cut_off() {
    for server in TestServer::each().await {
        let run = running(&server).await.run;
        let told = |number: u32| EventKind::JobQueued { job: JobId(number) };
        let tell = async |kinds: Vec<EventKind>| {
            let mut tx = server.server.store.begin().await.unwrap();
            tx.append_events(run, &kinds).await.unwrap();
            tx.tell(maillon_store::Topic::Run(run));
            tx.commit().await.unwrap();
        };
        tell(vec![told(0), told(1)]).await;
        let guest = server.as_role(Role::Guest).await;
        let path = "/api/v1/projects/demo/runs/1/events";
        let reading = async {
            tokio::join!(
                read(&guest, path, None, || Duration::ZERO),
                read(&guest, path, Some(2), || Duration::ZERO)
            )
        };
        let telling = async {
            tell(vec![told(2)]).await;
            let status = maillon_model::RunStatus::Success;
            tell(vec![EventKind::RunFinished { status }]).await;
        };
        let ((all, rest), ()) = tokio::join!(reading, telling);
        let ids = |came: &[Came]| {
            came.iter()
                .map(|came| (came.id, came.name.clone()))
                .collect::<Vec<_>>()
        };
        let expected: Vec<_> = [
            (1, "event"),
            (2, "event"),
            (3, "event"),
            (4, "event"),
            (4, "end"),
        ]
        .map(|(id, name)| (id, name.to_owned()))
        .into();
        assert_eq!(ids(&all), expected);
        assert_eq!(ids(&rest), expected[2..]);
        assert_eq!(all[2].data["job"], 2);
    }
}
