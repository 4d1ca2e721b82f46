//! The protocol's behaviours, each with an agent that is a real process and jobs that are.

use std::time::Duration;

use maillon_model::Outcome;
use maillon_protocol::agent::CancelWish;
use maillon_protocol::lease::Class;

use crate::job::Act;
use crate::server::{Call, Fault, Stage as TaskStage};
use crate::stage::Stage;

const TTL: Duration = Duration::from_millis(900);

fn say(text: &str, times: u32) -> Act {
    Act::Say {
        text: text.to_owned(),
        times,
    }
}

#[tokio::test]
async fn a_job_runs_once_and_the_server_knows_all_of_it() {
    let stage = Stage::new(TTL).await;
    let file = stage.file("marks");
    let mark = Act::Mark {
        file,
        text: "ran".to_owned(),
    };
    stage.add(1, Class::Build, &[say("line", 3), mark]);
    let _daemon = stage.daemon();
    assert_eq!(stage.until_finished(1).await, Outcome::Success);
    assert_eq!(stage.server.text(1), "line 0\nline 1\nline 2\n");
    assert_eq!(stage.marks("marks"), ["ran"]);
    assert_eq!(
        stage.server.task(1, |task| (task.attempt, task.starts)),
        (1, 1)
    );
}

#[tokio::test]
async fn a_failure_is_the_jobs_own() {
    let stage = Stage::new(TTL).await;
    stage.add(1, Class::Build, &[say("line", 1), Act::Fail]);
    let _daemon = stage.daemon();
    assert!(matches!(stage.until_finished(1).await, Outcome::Failed(_)));
}

/// Every call fails in every way, and nothing is lost or done twice.
async fn check_fault(call: Call, fault: Fault) {
    let stage = Stage::new(TTL).await;
    stage.server.fail(call, fault);
    stage.server.fail(call, fault);
    let mark = Act::Mark {
        file: stage.file("marks"),
        text: "ran".to_owned(),
    };
    stage.add(1, Class::Build, &[mark, say("line", 1000)]);
    let _daemon = stage.daemon();
    assert_eq!(stage.until_finished(1).await, Outcome::Success, "{call:?}");
    assert_eq!(stage.server.text(1).lines().count(), 1000);
    assert_eq!(stage.marks("marks"), ["ran"], "{call:?} {fault:?}");
    assert_eq!(stage.server.task(1, |task| task.attempt), 1);
}

#[tokio::test]
async fn a_lease_survives_faults() {
    for fault in [Fault::Cut, Fault::LoseReply, Fault::Refuse(503)] {
        check_fault(Call::Lease, fault).await;
    }
}

#[tokio::test]
async fn a_start_survives_faults() {
    for fault in [Fault::Cut, Fault::LoseReply, Fault::Refuse(502)] {
        check_fault(Call::Start, fault).await;
    }
}

#[tokio::test]
async fn a_beat_survives_faults() {
    for fault in [Fault::Cut, Fault::LoseReply, Fault::Refuse(500)] {
        check_fault(Call::Beat, fault).await;
    }
}

#[tokio::test]
async fn a_log_survives_faults() {
    for fault in [Fault::Cut, Fault::LoseReply, Fault::Refuse(503)] {
        check_fault(Call::Log, fault).await;
    }
}

#[tokio::test]
async fn a_finish_survives_faults() {
    for fault in [Fault::Cut, Fault::LoseReply, Fault::Refuse(503)] {
        check_fault(Call::Finish, fault).await;
    }
}

#[tokio::test]
async fn a_gap_rewinds_and_a_short_log_is_completed() {
    let stage = Stage::new(TTL).await;
    let go = stage.file("go");
    stage.add(
        1,
        Class::Build,
        &[say("a", 10), Act::Wait { file: go }, say("b", 10)],
    );
    let _daemon = stage.daemon();
    stage
        .until("the first lines came", |stage| {
            stage.server.text(1).lines().count() == 10
        })
        .await;
    stage.server.task(1, |task| {
        let first = task.log.iter().position(|byte| *byte == b'\n').unwrap();
        task.log.truncate(first + 1);
    });
    stage.touch("go");
    assert_eq!(stage.until_finished(1).await, Outcome::Success);
    assert_eq!(stage.server.text(1).lines().count(), 20);
}

#[tokio::test]
async fn a_stale_task_is_killed_and_forgotten() {
    let stage = Stage::new(TTL).await;
    let never = Act::Wait {
        file: stage.file("never"),
    };
    stage.add(1, Class::Build, &[say("a", 1), never]);
    let _daemon = stage.daemon();
    stage
        .until("it runs", |stage| !stage.server.text(1).is_empty())
        .await;
    let process = stage.processes().pop().unwrap();
    stage.server.task(1, |task| task.stage = TaskStage::Taken);
    stage
        .until("its folder is gone", |stage| stage.tasks().is_empty())
        .await;
    assert!(!process.is_alive());
    assert_eq!(stage.server.task(1, |task| task.finishes), 0);
}

#[tokio::test]
async fn what_the_server_says_to_forget_is_killed() {
    let stage = Stage::new(Duration::from_mins(1)).await;
    let never = Act::Wait {
        file: stage.file("never"),
    };
    stage.add(1, Class::Build, &[say("a", 1), never]);
    let _daemon = stage.daemon();
    stage
        .until("it runs", |stage| !stage.server.text(1).is_empty())
        .await;
    stage.server.task(1, |task| task.attempt += 1);
    stage
        .until("its folder is gone", |stage| stage.tasks().is_empty())
        .await;
}

#[tokio::test]
async fn a_wish_to_end_is_orderly_first() {
    let stage = Stage::new(TTL).await;
    let never = Act::Wait {
        file: stage.file("never"),
    };
    stage.add(1, Class::Build, &[say("a", 1), never]);
    let _daemon = stage.daemon();
    stage
        .until("it runs", |stage| !stage.server.text(1).is_empty())
        .await;
    stage
        .server
        .task(1, |task| task.cancel = CancelWish::Orderly);
    assert_eq!(stage.until_finished(1).await, Outcome::Canceled);
    assert_eq!(stage.server.text(1), "a 0\nafter_script\n");
}

#[tokio::test]
async fn a_stronger_wish_ends_what_lingers() {
    let stage = Stage::new(TTL).await;
    let file = stage.file("never");
    let acts = [
        say("a", 1),
        Act::Linger { file: file.clone() },
        Act::Wait { file },
    ];
    stage.add(1, Class::Build, &acts);
    let _daemon = stage.daemon();
    stage
        .until("it runs", |stage| !stage.server.text(1).is_empty())
        .await;
    stage
        .server
        .task(1, |task| task.cancel = CancelWish::Orderly);
    stage
        .until("it ends in order", |stage| {
            stage.server.text(1).contains("after_script")
        })
        .await;
    stage.server.task(1, |task| task.cancel = CancelWish::Now);
    assert_eq!(stage.until_finished(1).await, Outcome::Canceled);
}

#[tokio::test]
async fn a_question_is_answered_by_a_beat() {
    let stage = Stage::new(TTL).await;
    let message = "Deploy?".to_owned();
    stage.add(1, Class::Build, &[Act::Ask { message }]);
    stage.server.fail(Call::Questions, Fault::LoseReply);
    let _daemon = stage.daemon();
    stage
        .until("it asks", |stage| {
            stage.server.task(1, |task| !task.asked.is_empty())
        })
        .await;
    stage.server.task(1, |task| {
        assert_eq!(task.asked[&1].question.message, "Deploy?");
        task.answers.push(maillon_protocol::agent::Answered {
            number: 1,
            by: "jane".to_owned(),
            answer: maillon_protocol::api::AnswerQuestion {
                proceed: true,
                values: std::collections::BTreeMap::default(),
            },
        });
    });
    assert_eq!(stage.until_finished(1).await, Outcome::Success);
    assert_eq!(stage.server.text(1), "jane says yes\n");
}

#[tokio::test]
async fn jobs_run_beside_each_other_up_to_the_capacity() {
    let stage = Stage::new(TTL).await;
    let wait = Act::Wait {
        file: stage.file("go"),
    };
    for task in 1..=3 {
        stage.add(task, Class::Build, &[say("a", 1), wait.clone()]);
    }
    let _daemon = stage.daemon();
    stage
        .until("two run", |stage| stage.processes().len() == 2)
        .await;
    stage
        .until("it says that it is full", |stage| {
            stage
                .server
                .with(|world| world.leases.last().is_some_and(|last| last.free == 0))
        })
        .await;
    assert_eq!(stage.server.task(3, |task| task.stage), TaskStage::Queued);
    stage.touch("go");
    for task in 1..=3 {
        assert_eq!(stage.until_finished(task).await, Outcome::Success);
    }
}

#[tokio::test]
async fn little_space_is_told_and_takes_no_work() {
    let mut stage = Stage::new(TTL).await;
    stage.told.free = u64::MAX;
    stage.add(1, Class::Build, &[say("a", 1)]);
    let _daemon = stage.daemon();
    stage
        .until("the server knows why", |stage| {
            let told = |world: &mut crate::server::World| world.leases.last().cloned();
            let last = stage.server.with(told);
            last.is_some_and(|last| {
                last.free == 0
                    && last
                        .obstacle
                        .is_some_and(|why| why.starts_with("disk full: "))
            })
        })
        .await;
    assert_eq!(stage.server.task(1, |task| task.stage), TaskStage::Queued);
    assert!(stage.said().contains("no new jobs: disk full"));
}

#[tokio::test]
async fn a_drained_agent_finishes_what_it_has() {
    let mut stage = Stage::new(TTL).await;
    // It asks for no more meanwhile.
    stage.told.capacity = 1;
    let wait = Act::Wait {
        file: stage.file("go"),
    };
    stage.add(1, Class::Build, &[say("a", 1), wait]);
    let mut daemon = stage.daemon();
    stage
        .until("it runs", |stage| !stage.server.text(1).is_empty())
        .await;
    daemon.signal("TERM");
    stage
        .until("it drains", |stage| stage.said().contains("the agent ends"))
        .await;
    stage.add(2, Class::Build, &[say("a", 1)]);
    stage.touch("go");
    assert!(daemon.child.wait().await.unwrap().success());
    assert_eq!(stage.server.task(1, |task| task.stage), TaskStage::Finished);
    assert_eq!(stage.server.task(2, |task| task.stage), TaskStage::Queued);
}

#[tokio::test]
async fn the_server_can_wish_that_an_agent_drains() {
    let stage = Stage::new(TTL).await;
    stage.add(1, Class::Build, &[say("a", 1)]);
    let mut daemon = stage.daemon();
    stage.until_finished(1).await;
    stage.server.with(|world| world.drain = true);
    assert!(daemon.child.wait().await.unwrap().success());
}

#[tokio::test]
async fn a_second_signal_cancels_the_jobs() {
    let stage = Stage::new(TTL).await;
    let wait = Act::Wait {
        file: stage.file("never"),
    };
    stage.add(1, Class::Build, &[say("a", 1), wait]);
    let mut daemon = stage.daemon();
    stage
        .until("it runs", |stage| !stage.server.text(1).is_empty())
        .await;
    daemon.signal("TERM");
    stage
        .until("it drains", |stage| stage.said().contains("the agent ends"))
        .await;
    daemon.signal("TERM");
    assert!(daemon.child.wait().await.unwrap().success());
    assert_eq!(stage.until_finished(1).await, Outcome::Canceled);
}

#[tokio::test]
async fn a_lease_that_was_given_while_draining_is_not_stranded() {
    let stage = Stage::new(TTL).await;
    let mut daemon = stage.daemon();
    stage
        .until("it asks", |stage| {
            stage.server.with(|world| !world.leases.is_empty())
        })
        .await;
    // The answers with work are lost, until the agent drains.
    stage.server.with(|world| world.deaf = true);
    stage.add(1, Class::Build, &[say("a", 1)]);
    stage
        .until("it was given", |stage| {
            stage
                .server
                .task(1, |task| task.stage == TaskStage::Assigned)
        })
        .await;
    daemon.signal("TERM");
    stage.server.with(|world| world.deaf = false);
    assert!(daemon.child.wait().await.unwrap().success());
    assert_eq!(stage.server.task(1, |task| task.stage), TaskStage::Finished);
}

#[tokio::test]
async fn what_the_server_never_takes_is_given_up() {
    for call in [Call::Log, Call::Finish] {
        let stage = Stage::new(TTL).await;
        for _ in 0..20 {
            stage.server.fail(call, Fault::Never);
        }
        stage.add(1, Class::Build, &[say("a", 1)]);
        let _daemon = stage.daemon();
        stage
            .until("it is given up", |stage| {
                stage.said().contains("does not take its")
            })
            .await;
        stage
            .until("its folder is gone", |stage| stage.tasks().is_empty())
            .await;
    }
}
