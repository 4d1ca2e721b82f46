//! Whoever is killed, stopped or cut off at whichever moment: jobs run once, deploys never overlap, no log byte is
//! lost.

use std::time::{Duration, Instant};

use maillon_model::Outcome;
use maillon_protocol::lease::Class;
use maillon_sandbox::EndSignal;

use crate::job::Act;
use crate::server::{Call, Fault, Stage as TaskStage};
use crate::stage::Stage;

const TTL: Duration = Duration::from_millis(1500);

fn say(text: &str, times: u32) -> Act {
    Act::Say {
        text: text.to_owned(),
        times,
    }
}

fn mark(stage: &Stage, text: &str) -> Act {
    Act::Mark {
        file: stage.file("marks"),
        text: text.to_owned(),
    }
}

fn wait(stage: &Stage, name: &str) -> Act {
    Act::Wait {
        file: stage.file(name),
    }
}

async fn until_it_runs(stage: &Stage) {
    stage
        .until("it runs", |stage| !stage.marks("marks").is_empty())
        .await;
}

#[tokio::test]
async fn a_killed_agent_attaches_again() {
    let stage = Stage::new(TTL).await;
    let acts = [
        mark(&stage, "ran"),
        say("a", 100),
        wait(&stage, "go"),
        say("b", 100),
    ];
    stage.add(1, Class::Build, &acts);
    let mut daemon = stage.daemon();
    until_it_runs(&stage).await;
    daemon.kill().await;
    stage.touch("go");
    let _daemon = stage.daemon();
    assert_eq!(stage.until_finished(1).await, Outcome::Success);
    assert_eq!(stage.server.text(1).lines().count(), 200);
    assert_eq!(stage.marks("marks"), ["ran"]);
    assert!(stage.said().contains("is followed again"));
}

#[tokio::test]
async fn an_agent_that_is_killed_all_the_time_loses_and_repeats_nothing() {
    let stage = Stage::new(TTL).await;
    for task in 1..=3 {
        let mut acts = vec![mark(&stage, &task.to_string())];
        for part in 0..20 {
            acts.push(say(&format!("{task}.{part}"), 500));
        }
        stage.add(task, Class::Build, &acts);
    }
    let all_over = |stage: &Stage| {
        stage.server.with(|world| {
            let mut tasks = world.tasks.values();
            tasks.all(|task| task.stage == TaskStage::Finished)
        })
    };
    for life in 1..60_u64 {
        let mut daemon = stage.daemon();
        tokio::time::sleep(Duration::from_millis(10 + life * 37 % 170)).await;
        daemon.kill().await;
        // What was handed out and never heard of again is queued again, as the server does.
        stage.server.with(|world| {
            for (id, task) in &mut world.tasks {
                let folder = stage.told.data.join(format!("tasks/{id}-{}", task.attempt));
                if task.stage == TaskStage::Assigned && !folder.join("order.json").exists() {
                    task.stage = TaskStage::Queued;
                }
            }
        });
        if all_over(&stage) {
            break;
        }
    }
    let _daemon = stage.daemon();
    for task in 1..=3 {
        assert_eq!(stage.until_finished(task).await, Outcome::Success);
        assert_eq!(stage.server.text(task).lines().count(), 10_000);
    }
    let mut marks = stage.marks("marks");
    marks.sort();
    assert_eq!(marks, ["1", "2", "3"]);
}

#[tokio::test]
async fn a_killed_job_is_errored_with_all_that_it_said() {
    let stage = Stage::new(TTL).await;
    let acts = [say("a", 100), mark(&stage, "ran"), wait(&stage, "never")];
    stage.add(1, Class::Build, &acts);
    let _daemon = stage.daemon();
    stage
        .until("it said all", |stage| {
            stage.server.text(1).lines().count() == 100
        })
        .await;
    stage.processes()[0].signal(EndSignal::Kill);
    let outcome = stage.until_finished(1).await;
    assert!(matches!(outcome, Outcome::Errored { .. }), "{outcome:?}");
    assert_eq!(stage.server.text(1).lines().count(), 100);
}

#[tokio::test]
async fn a_job_that_dies_is_errored() {
    let stage = Stage::new(TTL).await;
    stage.add(1, Class::Build, &[say("a", 1), Act::Die]);
    let _daemon = stage.daemon();
    let outcome = stage.until_finished(1).await;
    assert!(matches!(outcome, Outcome::Errored { .. }), "{outcome:?}");
}

#[tokio::test]
async fn after_a_restart_of_the_machine_the_job_is_errored_and_not_repeated() {
    let stage = Stage::new(TTL).await;
    stage.add(
        1,
        Class::Build,
        &[mark(&stage, "ran"), wait(&stage, "never")],
    );
    let mut daemon = stage.daemon();
    until_it_runs(&stage).await;
    daemon.kill().await;
    stage.processes()[0].signal(EndSignal::Kill);
    stage
        .until("it is dead", |stage| !stage.processes()[0].is_alive())
        .await;
    let _daemon = stage.daemon();
    let outcome = stage.until_finished(1).await;
    assert!(matches!(outcome, Outcome::Errored { .. }), "{outcome:?}");
    assert_eq!(stage.marks("marks"), ["ran"]);
}

#[tokio::test]
async fn an_agent_that_is_killed_before_the_start_begins_the_job_later() {
    let stage = Stage::new(TTL).await;
    for _ in 0..1000 {
        stage.server.fail(Call::Start, Fault::Cut);
    }
    stage.add(1, Class::Build, &[mark(&stage, "ran")]);
    let mut daemon = stage.daemon();
    stage
        .until("it is written down", |stage| {
            let mut tasks = stage.tasks().into_iter();
            tasks.any(|task| task.join("order.json").exists())
        })
        .await;
    daemon.kill().await;
    assert!(stage.marks("marks").is_empty());
    stage.server.with(|world| world.faults.clear());
    let _daemon = stage.daemon();
    assert_eq!(stage.until_finished(1).await, Outcome::Success);
    assert_eq!(stage.marks("marks"), ["ran"]);
}

#[tokio::test]
async fn what_was_given_to_somebody_else_meanwhile_is_not_begun() {
    let stage = Stage::new(TTL).await;
    for _ in 0..1000 {
        stage.server.fail(Call::Start, Fault::Cut);
    }
    stage.add(1, Class::Deploy, &[mark(&stage, "ran")]);
    let mut daemon = stage.daemon();
    stage
        .until("it is written down", |stage| {
            let mut tasks = stage.tasks().into_iter();
            tasks.any(|task| task.join("order.json").exists())
        })
        .await;
    daemon.kill().await;
    stage.server.with(|world| world.faults.clear());
    stage.server.task(1, |task| task.stage = TaskStage::Taken);
    let _daemon = stage.daemon();
    stage
        .until("it is given up", |stage| stage.tasks().is_empty())
        .await;
    assert!(stage.marks("marks").is_empty());
}

#[tokio::test]
async fn a_build_runs_on_through_a_long_outage() {
    let stage = Stage::new(Duration::from_millis(300)).await;
    let acts = [
        mark(&stage, "ran"),
        say("a", 10),
        wait(&stage, "go"),
        say("b", 10),
        mark(&stage, "over"),
    ];
    stage.add(1, Class::Build, &acts);
    let _daemon = stage.daemon();
    until_it_runs(&stage).await;
    stage.server.with(|world| world.down = true);
    tokio::time::sleep(Duration::from_millis(1200)).await;
    stage.touch("go");
    stage
        .until("it ended", |stage| stage.marks("marks").len() == 2)
        .await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(stage.tasks().len(), 1);
    stage.server.with(|world| world.down = false);
    assert_eq!(stage.until_finished(1).await, Outcome::Success);
    assert_eq!(stage.server.text(1).lines().count(), 20);
    assert_eq!(stage.marks("marks"), ["ran", "over"]);
}

/// A deploy is over before its lease is, whatever cuts it off.
async fn check_deploy(cut_off: impl FnOnce(&Stage), daemon_is_stopped: bool) {
    let stage = Stage::new(TTL).await;
    stage.add(
        1,
        Class::Deploy,
        &[mark(&stage, "ran"), wait(&stage, "never")],
    );
    let daemon = stage.daemon();
    until_it_runs(&stage).await;
    stage
        .until("a beat came", |stage| {
            stage.server.task(1, |task| !task.beats.is_empty())
        })
        .await;
    cut_off(&stage);
    if daemon_is_stopped {
        daemon.signal("STOP");
    }
    let heard = stage.server.task(1, |task| *task.beats.last().unwrap());
    let process = stage.processes()[0].clone();
    stage
        .until("the deploy is over", |_| !process.is_alive())
        .await;
    let limit = if daemon_is_stopped {
        TTL
    } else {
        TTL + TTL / 3
    };
    assert!(Instant::now() < heard + limit, "{:?}", heard.elapsed());
    // Somebody else may have it now: what comes late is refused, and the task given up.
    stage.server.task(1, |task| task.stage = TaskStage::Taken);
    stage.server.with(|world| {
        world.down = false;
        world.deaf = false;
    });
    if daemon_is_stopped {
        tokio::time::sleep(TTL).await;
        daemon.signal("CONT");
    }
    stage
        .until("it is given up", |stage| stage.tasks().is_empty())
        .await;
    // Where only answers were lost the server may know of the end.
    let finish = stage.server.task(1, |task| task.finish.clone());
    assert!(finish.is_none_or(|end| matches!(end.result.outcome, Outcome::Errored { .. })));
}

#[tokio::test]
async fn a_deploy_stops_without_a_network() {
    check_deploy(|stage| stage.server.with(|world| world.down = true), false).await;
}

#[tokio::test]
async fn a_deploy_stops_when_only_answers_are_lost() {
    check_deploy(|stage| stage.server.with(|world| world.deaf = true), false).await;
}

#[tokio::test]
async fn a_deploy_stops_while_its_agent_is_stopped() {
    check_deploy(|_| (), true).await;
}

#[tokio::test]
async fn a_deploy_whose_contact_comes_back_tells_why_it_stopped() {
    let stage = Stage::new(TTL).await;
    stage.add(
        1,
        Class::Deploy,
        &[mark(&stage, "ran"), wait(&stage, "never")],
    );
    let _daemon = stage.daemon();
    until_it_runs(&stage).await;
    stage.server.with(|world| world.down = true);
    let process = stage.processes()[0].clone();
    stage
        .until("the deploy is over", |_| !process.is_alive())
        .await;
    stage.server.with(|world| world.down = false);
    match stage.until_finished(1).await {
        Outcome::Errored { message } => assert!(message.starts_with("stopped: the server")),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_deploy_goes_on_through_a_short_outage() {
    let stage = Stage::new(Duration::from_secs(4)).await;
    stage.add(1, Class::Deploy, &[mark(&stage, "ran"), wait(&stage, "go")]);
    let _daemon = stage.daemon();
    until_it_runs(&stage).await;
    stage.server.with(|world| world.down = true);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    stage.server.with(|world| world.down = false);
    stage.touch("go");
    assert_eq!(stage.until_finished(1).await, Outcome::Success);
}

#[tokio::test]
async fn a_long_log_is_trimmed_here_only_when_it_is_there() {
    let stage = Stage::new(TTL).await;
    let text = "x".repeat(2000);
    let acts = [
        mark(&stage, "ran"),
        say(&text, 10_000),
        mark(&stage, "said"),
        wait(&stage, "go"),
        say("end", 1),
    ];
    stage.add(1, Class::Build, &acts);
    let mut daemon = stage.daemon();
    stage
        .until("a beginning is there and gone here", |stage| {
            let streams = stage.tasks().into_iter().map(|task| task.join("stream"));
            let mut begun = streams.filter(|stream| stream.join("..").join("sent.json").exists());
            begun.any(|stream| !stream.join(format!("{:020}", 0)).exists())
        })
        .await;
    daemon.kill().await;
    stage.touch("go");
    let _daemon = stage.daemon();
    assert_eq!(stage.until_finished(1).await, Outcome::Success);
    assert_eq!(stage.server.text(1).lines().count(), 10_001);
}

#[tokio::test]
async fn two_agents_in_one_folder_are_refused() {
    let stage = Stage::new(TTL).await;
    std::fs::create_dir_all(&stage.told.data).unwrap();
    let first = maillon_agent::Agent::new(stage.told.settings()).unwrap();
    let error = maillon_agent::Agent::new(stage.told.settings()).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("another agent uses the folder")
    );
    drop(first);
    maillon_agent::Agent::new(stage.told.settings()).unwrap();
}
