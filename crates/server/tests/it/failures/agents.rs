//! Agents that fall silent, and tasks that are cancelled.

use maillon_engine::Happening;
use maillon_model::{JobId, Outcome};
use maillon_protocol::agent::{CancelWish, Fence};
use maillon_protocol::lease::State;
use maillon_server::http::Fault;
use maillon_server::runs::Told;

use super::hand::{End, stream};
use super::scene::Scene;

#[tokio::test]
async fn a_build_of_a_dead_agent_runs_again_and_the_stale_attempt_is_refused() {
    for scene in Scene::all().await {
        let run = scene.run(&["a"]).await;
        let hand = scene.hand();
        let stale = hand.work().await;
        assert_eq!(hand.start(&stale).await.unwrap().0, 200);
        scene.until(stale.task, State::Queued).await;
        let lease = hand.work().await;
        assert_eq!((lease.task, lease.attempt), (stale.task, Fence(2)));
        for answer in [
            hand.start(&stale).await,
            hand.beat(&stale).await,
            hand.log(&stale, 0, b"late\n").await,
            hand.finish(&stale, b"", Outcome::Success).await,
        ] {
            assert_eq!(answer.unwrap().0, 409);
        }
        assert_eq!(hand.perform(&lease, &stream(5)).await, End::Reported);
        scene.ended_once(run, 1).await;
    }
}

#[tokio::test]
async fn a_deploy_of_a_dead_agent_is_not_repeated() {
    for scene in Scene::all().await {
        scene.deploy().await;
        scene.deploy().await;
        let hand = scene.hand();
        let lease = hand.work().await;
        assert_eq!(hand.start(&lease).await.unwrap().0, 200);
        assert!(
            hand.lease().await.is_none(),
            "the other deploy waits for the group"
        );
        scene.until(lease.task, State::Errored).await;
        assert!(hand.finish(&lease, b"", Outcome::Success).await.unwrap().0 == 409);
        // The server may begin two runs in either order.
        let task = scene.world.store().task(lease.task).await.unwrap().unwrap();
        let jobs = scene.world.store().jobs(task.run).await.unwrap();
        let reason = jobs[0].summary.reason.clone().unwrap_or_default();
        assert!(reason.contains("its agent was lost"), "{reason}");
        assert_ne!(
            hand.work().await.task,
            lease.task,
            "the group is free for the other one"
        );
    }
}

#[tokio::test]
async fn a_lost_task_comes_back_by_a_beat() {
    for scene in Scene::all().await {
        let run = scene.run(&["a"]).await;
        let hand = scene.hand();
        let lease = hand.work().await;
        assert_eq!(hand.start(&lease).await.unwrap().0, 200);
        scene.until(lease.task, State::Lost).await;
        assert!(hand.beats(&lease).await.is_ok());
        assert_eq!(scene.state(lease.task).await, State::Running);
        assert_eq!(hand.perform(&lease, &stream(5)).await, End::Reported);
        scene.ended_once(run, 1).await;
    }
}

async fn try_cancel(scene: &Scene, run: i64) -> Result<(), Fault> {
    let told = Told::from(Happening::CancelJob { job: JobId(0) });
    scene.world.runs.tell(run, told).await
}

async fn cancel(scene: &Scene, run: i64) {
    try_cancel(scene, run).await.unwrap();
}

#[tokio::test]
async fn cancelling_what_a_dead_agent_has_ends_it_within_a_ttl() {
    for scene in Scene::all().await {
        for job in ["a", "deploy"] {
            // One after the other: the server may begin two runs in either order.
            let run = match job {
                "deploy" => scene.deploy().await,
                job => scene.run(&[job]).await,
            };
            let hand = scene.hand();
            let lease = hand.work().await;
            assert_eq!(hand.start(&lease).await.unwrap().0, 200);
            cancel(&scene, run).await;
            assert_eq!(scene.state(lease.task).await, State::Cancelling);
            scene.until(lease.task, State::Canceled).await;
            assert_eq!(hand.beats(&lease).await, Err(409));
            assert_eq!(
                scene.world.jobs(run).await.rsplit(' ').next(),
                Some("canceled")
            );
        }
    }
}

#[tokio::test]
async fn cancel_races_finish() {
    for scene in Scene::all().await {
        for _ in 0..5 {
            let run = scene.run(&["a"]).await;
            let hand = scene.hand();
            let lease = hand.work().await;
            assert_eq!(hand.start(&lease).await.unwrap().0, 200);
            let (finished, canceled) = tokio::join!(
                hand.finish(&lease, b"", Outcome::Success),
                try_cancel(&scene, run)
            );
            let state = scene.state(lease.task).await;
            if let Err(fault) = canceled {
                assert_eq!(fault.status.as_u16(), 409, "the run was over before");
            }
            assert_eq!(finished.unwrap().0, 200);
            assert_eq!(
                state,
                State::Succeeded,
                "what was done before the agent heard of it counts"
            );
        }
    }
}

#[tokio::test]
async fn an_agent_hears_of_a_cancellation_by_its_beat() {
    for scene in Scene::all().await {
        let run = scene.run(&["a"]).await;
        let hand = scene.hand();
        let lease = hand.work().await;
        assert_eq!(hand.start(&lease).await.unwrap().0, 200);
        assert_eq!(hand.beats(&lease).await.unwrap().cancel, CancelWish::None);
        cancel(&scene, run).await;
        assert_eq!(
            hand.beats(&lease).await.unwrap().cancel,
            CancelWish::Orderly
        );
        assert_eq!(
            hand.finish(&lease, b"", Outcome::Canceled).await.unwrap().0,
            200
        );
        assert_eq!(scene.state(lease.task).await, State::Canceled);
    }
}
