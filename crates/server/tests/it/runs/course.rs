//! The course of one run.

use std::sync::Arc;
use std::time::Duration;

use maillon_engine::Happening;
use maillon_model::job::{Retry, When};
use maillon_model::{EventKind, JobId, Outcome, RunStatus};
use maillon_protocol::api::{JobState, RunState};
use maillon_server::runs::{Letter, Told};

use super::world::{failed, finish, pipeline, trigger, worlds};

#[tokio::test]
async fn jobs_run_in_their_order_and_the_run_ends() {
    for world in worlds().await {
        let run = world
            .begin(&pipeline(&["build", "test: build", "skipped?: test"]))
            .await;
        assert_eq!(
            world.jobs(run).await,
            "build queued, test waiting, skipped waiting"
        );
        assert_eq!(world.state(run).await, RunState::Running);
        assert_eq!(world.work_off(&[]).await, ["build", "test"]);
        assert_eq!(
            world.jobs(run).await,
            "build success, test success, skipped skipped"
        );
        let row = world.row(run).await;
        assert_eq!(row.state, RunState::Success);
        assert!(row.started_at.is_some() && row.finished_at.is_some());
        let events = world.store().events(run, 0, 100).await.unwrap();
        assert!(
            events
                .iter()
                .map(|event| event.seq)
                .eq(0..events.len() as u64)
        );
        let last = EventKind::RunFinished {
            status: RunStatus::Success,
        };
        assert_eq!(events.last().unwrap().kind, last);
    }
}

#[tokio::test]
async fn a_failure_skips_what_needs_it() {
    for world in worlds().await {
        let run = world.begin(&pipeline(&["build", "test: build"])).await;
        world.work_off(&["build"]).await;
        assert_eq!(world.jobs(run).await, "build failed, test skipped");
        assert_eq!(world.state(run).await, RunState::Failed);
        let jobs = world.store().jobs(run).await.unwrap();
        assert_eq!(jobs[0].summary.exit_code, Some(3));
        assert_eq!(jobs[0].summary.reason.as_deref(), Some("exit code 3"));
    }
}

#[tokio::test]
async fn a_run_goes_on_after_a_restart() {
    for mut world in worlds().await {
        let run = world.begin(&pipeline(&["a", "b: a", "c: b"])).await;
        for _ in 0..3 {
            let task = world.take().await.unwrap();
            world.restart();
            world.finish(&task, Outcome::Success).await.unwrap();
            world.restart();
        }
        assert_eq!(world.state(run).await, RunState::Success);
    }
}

#[tokio::test]
async fn an_end_is_taken_once() {
    for world in worlds().await {
        let run = world.begin(&pipeline(&["a"])).await;
        let task = world.take().await.unwrap();
        world.finish(&task, Outcome::Success).await.unwrap();
        world.finish(&task, Outcome::Success).await.unwrap();
        assert_eq!(world.jobs(run).await, "a success");
        let told = world.store().events(run, 0, 100).await.unwrap().len();
        world.finish(&task, failed()).await.unwrap();
        assert_eq!(world.jobs(run).await, "a success");
        let told_since = world.store().events(run, 0, 100).await.unwrap().len();
        assert_eq!(told, told_since);
    }
}

#[tokio::test]
async fn two_servers_tell_the_same_run() {
    for world in worlds().await {
        let run = world
            .begin(&pipeline(&["a", "b", "c", "d", "e: a b c d"]))
            .await;
        let servers = [world.other_server(), world.other_server()];
        let mut tasks = Vec::new();
        while let Some(task) = world.take().await {
            tasks.push(task);
        }
        let told = tasks.iter().zip(servers.iter().cycle());
        let told = told.map(|(task, server)| finish(server, task, Outcome::Success));
        for told in futures_util::future::join_all(told).await {
            told.unwrap();
        }
        assert_eq!(world.work_off(&[]).await, ["e"]);
        assert_eq!(world.state(run).await, RunState::Success);
    }
}

#[tokio::test]
async fn a_manual_job_waits_for_somebody() {
    for mut world in worlds().await {
        let run = world
            .begin(&pipeline(&["build", "deploy!: build", "after: deploy"]))
            .await;
        world.work_off(&[]).await;
        assert_eq!(world.state(run).await, RunState::Manual);
        assert_eq!(
            world.jobs(run).await,
            "build success, deploy manual, after waiting"
        );
        world.restart();
        let play = Told::from(Happening::Play { job: JobId(1) });
        world.runs.tell(run, play).await.unwrap();
        assert_eq!(world.state(run).await, RunState::Running);
        assert_eq!(world.work_off(&[]).await, ["deploy", "after"]);
        assert_eq!(world.state(run).await, RunState::Success);
    }
}

#[tokio::test]
async fn a_canceled_run_ends_at_once_where_no_agent_has_a_job() {
    for world in worlds().await {
        let run = world.begin(&pipeline(&["a", "b: a"])).await;
        let cancel = Told::from(Happening::CancelAll);
        world.runs.tell(run, cancel).await.unwrap();
        assert_eq!(world.jobs(run).await, "a canceled, b canceled");
        assert_eq!(world.state(run).await, RunState::Aborted);
        assert!(world.take().await.is_none());
    }
}

#[tokio::test]
async fn a_canceled_job_that_runs_ends_when_its_agent_says_so() {
    for world in worlds().await {
        let run = world.begin(&pipeline(&["a", "b: a"])).await;
        let task = world.take().await.unwrap();
        let cancel = Told::from(Happening::CancelJob { job: JobId(0) });
        world.runs.tell(run, cancel).await.unwrap();
        assert_eq!(world.jobs(run).await, "a canceling, b waiting");
        world.finish(&task, Outcome::Canceled).await.unwrap();
        assert_eq!(world.jobs(run).await, "a canceled, b skipped");
    }
}

#[tokio::test]
async fn a_failed_try_is_repeated() {
    for world in worlds().await {
        let mut wanted = pipeline(&["a"]);
        wanted.jobs[0].retry = Retry {
            max: 1,
            ..Retry::default()
        };
        let run = world.begin(&wanted).await;
        let first = world.take().await.unwrap();
        world.finish(&first, failed()).await.unwrap();
        assert_eq!(world.jobs(run).await, "a queued");
        world.work_off(&[]).await;
        assert_eq!(world.states(run).await["a"], (JobState::Success, 2));
    }
}

#[tokio::test]
async fn a_delayed_job_starts_when_its_time_comes() {
    for world in worlds().await {
        let mut wanted = pipeline(&["a"]);
        wanted.jobs[0].when = When::Delayed(Duration::from_millis(30));
        let run = world.begin(&wanted).await;
        assert_eq!(world.jobs(run).await, "a waiting");
        let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
        while world.jobs(run).await != "a queued" {
            assert!(tokio::time::Instant::now() < deadline);
            world.runs.attend_to(run).await.unwrap();
        }
        world.work_off(&[]).await;
        assert_eq!(world.state(run).await, RunState::Success);
    }
}

#[tokio::test]
async fn a_child_pipeline_is_made_beside_and_asked_for_again_after_a_restart() {
    for mut world in worlds().await {
        let mut wanted = pipeline(&["a"]);
        wanted
            .jobs
            .push(trigger("child: a", &pipeline(&["x", "y: x"])));
        let run = world.begin(&wanted).await;
        let task = world.take().await.unwrap();
        // Killed as soon as the question is asked: nobody waits for its answer.
        world.finish(&task, Outcome::Success).await.unwrap();
        world.restart();
        let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
        while world.store().jobs(run).await.unwrap().len() < 4 {
            assert!(tokio::time::Instant::now() < deadline);
            world.runs.attend_to(run).await.unwrap();
        }
        world.restart();
        assert_eq!(world.work_off(&[]).await, ["child/x", "child/y"]);
        assert_eq!(world.state(run).await, RunState::Success);
    }
}

#[tokio::test]
async fn a_run_without_a_pipeline_says_why() {
    for world in worlds().await {
        let run = world.begin(&pipeline(&[])).await;
        let row = world.row(run).await;
        assert_eq!(
            (row.state, row.reason.as_deref()),
            (RunState::Skipped, Some("no jobs"))
        );
        let told = world.runs.tell(run, Told::from(Happening::CancelAll)).await;
        assert_eq!(
            told.unwrap_err().message,
            "run 1 has not begun: it is skipped"
        );
    }
}

#[tokio::test]
async fn a_letter_is_heard_once() {
    for world in worlds().await {
        let run = world.begin(&pipeline(&["a"])).await;
        let letter = Letter::CancelAll {
            reason: "because".to_owned(),
        };
        let mut tx = world.store().begin().await.unwrap();
        letter.post(&mut tx, run).await.unwrap();
        tx.commit().await.unwrap();
        world.runs.attend_to(run).await.unwrap();
        let row = world.row(run).await;
        assert_eq!(
            (row.state, row.reason.as_deref()),
            (RunState::Aborted, Some("because"))
        );
        assert!(world.store().runs_with_letters().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn many_ends_share_transactions() {
    for world in worlds().await {
        let names: Vec<String> = (0..40).map(|n| format!("j{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let run = world.begin(&pipeline(&names)).await;
        let mut tasks = Vec::new();
        while let Some(task) = world.take().await {
            tasks.push(Arc::new(task));
        }
        let told = tasks
            .iter()
            .map(|task| world.finish(task, Outcome::Success));
        for told in futures_util::future::join_all(told).await {
            told.unwrap();
        }
        assert_eq!(world.state(run).await, RunState::Success);
        let entries = world.store().journal(run).await.unwrap().len();
        assert!(entries < 40, "{entries} transactions for 40 ends");
    }
}
