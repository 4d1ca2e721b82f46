//! Logs: pieces in any order and cut anywhere make the stream again, and windows are slices of it.

use maillon_model::{EventKind, JobId, Timestamp};
use maillon_protocol::agent::{Fence, TaskId};
use maillon_protocol::api::StreamLine;
use maillon_store::Store;
use maillon_store::logs::{Appended, LogEnd, LogId, LogRefusal, Note};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sha2::{Digest, Sha256};

use crate::rows::rows;
use crate::support::stores;

const FIRST: Fence = Fence(1);

fn line(kind: EventKind) -> Vec<u8> {
    let line = StreamLine {
        at: Timestamp(7),
        kind,
    };
    let mut json = serde_json::to_vec(&line).unwrap();
    json.push(b'\n');
    json
}

fn log(text: &str) -> Vec<u8> {
    line(EventKind::Log {
        job: JobId(0),
        text: text.to_owned(),
    })
}

fn notice(text: &str) -> Vec<u8> {
    line(EventKind::Notice {
        job: Some(JobId(0)),
        text: text.to_owned(),
    })
}

async fn append(store: &Store, task: TaskId, offset: u64, piece: &[u8]) -> Appended {
    let mut tx = store.begin().await.unwrap();
    let appended = tx.append_log(task, FIRST, offset, piece).await.unwrap();
    tx.commit().await.unwrap();
    appended
}

async fn end(store: &Store, task: TaskId, stream: &[u8]) -> LogEnd {
    let sha256 = format!("{:x}", Sha256::digest(stream));
    let mut tx = store.begin().await.unwrap();
    let end = tx.end_log(task, FIRST, stream.len() as u64, &sha256);
    let end = end.await.unwrap();
    tx.commit().await.unwrap();
    end
}

async fn bytes(store: &Store, log: LogId) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        let more = store.log_bytes(log, all.len() as u64).await.unwrap();
        if more.is_empty() {
            return all;
        }
        all.extend(more);
    }
}

async fn window(store: &Store, log: LogId, first: u64, count: u64) -> Vec<String> {
    let lines = store.log_lines(log, first, count).await.unwrap();
    lines.into_iter().map(|line| line.text).collect()
}

#[tokio::test]
async fn what_was_sent_again_is_compared_and_passed_over() {
    for fresh in stores().await {
        let task = rows(&fresh.address).await.task;
        let stream = [log("one\ntwo\n"), notice("three"), log("four\n")].concat();
        let (store, half) = (&fresh.store, stream.len() / 2);
        assert_eq!(append(store, task, 5, &stream[5..]).await, Appended::Gap(0));
        let acknowledged = Appended::Acknowledged(half as u64);
        assert_eq!(append(store, task, 0, &stream[..half]).await, acknowledged);
        assert_eq!(append(store, task, 3, &stream[3..10]).await, acknowledged);
        let differs = Appended::Refused(LogRefusal::Differs(3));
        assert_eq!(append(store, task, 3, b"????").await, differs);
        let after = half as u64 - 2;
        let differs = Appended::Refused(LogRefusal::Differs(after));
        assert_eq!(append(store, task, after, b"????").await, differs);
        assert_eq!(end(store, task, &stream).await, LogEnd::Short(half as u64));
        let all = Appended::Acknowledged(stream.len() as u64);
        assert_eq!(append(store, task, 0, &stream).await, all);
        assert_eq!(end(store, task, &stream[..9]).await, LogEnd::Differs);
        for _ in 0..2 {
            assert_eq!(end(store, task, &stream).await, LogEnd::Complete);
        }
        assert_eq!(append(store, task, 0, &stream).await, all);
        let len = stream.len() as u64;
        let complete = Appended::Refused(LogRefusal::Complete(len));
        assert_eq!(append(store, task, len, b"x").await, complete);
    }
}

#[tokio::test]
async fn steps_and_sections_are_noted_with_their_lines() {
    for fresh in stores().await {
        let task = rows(&fresh.address).await.task;
        let marked = "a\n\u{1b}[0Ksection_start:15:build[collapsed=true]\r\u{1b}[0KBuilding\nb\nsection_end:16:build\r\u{1b}[0K\n";
        let stream = [log(marked), notice("n"), b"no JSON\n".to_vec(), log("c")].concat();
        append(&fresh.store, task, 0, &stream).await;
        let id = LogId {
            task,
            attempt: FIRST,
        };
        let notes = fresh.store.log_notes(id, 0).await.unwrap();
        let start = Note::SectionStarted {
            name: "build".to_owned(),
            header: "Building".to_owned(),
            time: 15,
            collapsed: true,
        };
        let finish = Note::SectionEnded {
            name: "build".to_owned(),
            time: 16,
        };
        assert_eq!((notes[0].0, &notes[0].1.what), (1, &start));
        assert_eq!((notes[1].0, &notes[1].1.what), (3, &finish));
        assert_eq!(notes[2].0, 4);
        assert_eq!(fresh.store.log_notes(id, 2).await.unwrap(), notes[2..]);
        let lines = window(&fresh.store, id, 5, 9).await;
        assert_eq!(lines, ["no JSON", "c"]);
    }
}

#[derive(Clone, Debug)]
struct Sent {
    records: Vec<Vec<String>>,
    pieces: Vec<(usize, usize)>,
    windows: Vec<(u64, u64)>,
}

fn sent() -> impl Strategy<Value = Sent> {
    let text = proptest::collection::vec("[a-zé\"\\\\]{0,12}", 0..4);
    (
        proptest::collection::vec(text, 0..12),
        proptest::collection::vec((0_usize..600, 0_usize..300), 0..12),
        proptest::collection::vec((1_u64..40, 0_u64..40), 4),
    )
        .prop_map(|(records, pieces, windows)| Sent {
            records,
            pieces,
            windows,
        })
}

/// Sends pieces at random, then what is missing, and looks at everything.
async fn check(store: &Store, task: TaskId, attempt: u32, sent: &Sent) {
    let id = LogId {
        task,
        attempt: Fence(attempt),
    };
    let record = |lines: &Vec<String>| {
        if lines.is_empty() {
            notice("beside")
        } else {
            log(&(lines.join("\n") + "\n"))
        }
    };
    let stream: Vec<u8> = sent.records.iter().flat_map(record).collect();
    let lines = sent.records.concat();
    let mut there = 0;
    let rest = sent.pieces.iter().copied().chain([(usize::MAX, 0)]);
    for (from, len) in rest {
        let from = if from == usize::MAX {
            there
        } else {
            from.min(stream.len())
        };
        let to = if len == 0 {
            stream.len()
        } else {
            (from + len).min(stream.len())
        };
        let mut tx = store.begin().await.unwrap();
        let got = tx.append_log(task, id.attempt, from as u64, &stream[from..to]);
        let got = got.await.unwrap();
        tx.commit().await.unwrap();
        if from > there {
            assert_eq!(got, Appended::Gap(there as u64));
            continue;
        }
        there = there.max(to);
        assert_eq!(got, Appended::Acknowledged(there as u64));
    }
    for packed in [false, true] {
        if packed {
            let sha256 = format!("{:x}", Sha256::digest(&stream));
            let mut tx = store.begin().await.unwrap();
            let len = stream.len() as u64;
            let end = tx.end_log(task, id.attempt, len, &sha256).await.unwrap();
            assert_eq!(end, LogEnd::Complete);
            tx.commit().await.unwrap();
            store.pack_log(id).await.unwrap();
        }
        assert_eq!(bytes(store, id).await, stream);
        let state = store.log_state(task, id.attempt).await.unwrap();
        assert_eq!((state.lines, state.complete), (lines.len() as u64, packed));
        for &(first, count) in &sent.windows {
            let number = |count: u64| usize::try_from(count).unwrap();
            let slice = lines.iter().skip(number(first) - 1).take(number(count));
            let slice: Vec<_> = slice.cloned().collect();
            assert_eq!(
                window(store, id, first, count).await,
                slice,
                "{first} {count}"
            );
        }
    }
}

#[test]
fn any_pieces_make_the_stream_and_windows_are_slices() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for fresh in runtime.block_on(stores()) {
        let task = runtime.block_on(rows(&fresh.address)).task;
        let attempt = std::cell::Cell::new(0);
        let mut runner = TestRunner::new(Config::with_cases(40));
        let ran = runner.run(&sent(), |sent| {
            attempt.set(attempt.get() + 1);
            runtime.block_on(check(&fresh.store, task, attempt.get(), &sent));
            Ok(())
        });
        ran.unwrap();
        assert!(
            runtime
                .block_on(fresh.store.logs_to_pack())
                .unwrap()
                .is_empty()
        );
    }
}
