//! Servers that are killed, stopped, or not alone.

use std::time::Duration;

use maillon_model::EventKind;
use maillon_protocol::api::RunState;
use maillon_protocol::lease::State;

use super::hand::{End, Hand, stream};
use super::process::{Orders, Process};
use super::scene::Scene;
use crate::databases::{self, Fresh};

/// Takes and performs tasks until the run is over; each log as the agent wrote it is as the server has it.
async fn work_off(scene: &Scene, hand: &Hand, run: i64) {
    while scene.world.state(run).await != RunState::Success {
        let Some(lease) = hand.lease().await else {
            continue;
        };
        let log = stream(120);
        if hand.perform(&lease, &log).await == End::Reported {
            assert!(scene.log(&lease).await == log, "the log's hash is equal");
        }
    }
}

#[tokio::test]
async fn kill_9_of_the_server_anywhere() {
    for mut scene in Scene::all().await {
        let run = scene.run(&["a", "b: a", "c: b"]).await;
        // A second one, so that the scene can be looked at while this one is killed.
        let orders = Orders::new(&scene.world.fresh.address, &scene.server.orders.data);
        scene.server.kill();
        let mut server = Process::start(orders).await;
        let hand = Hand::new(&server.url(), &scene.token);
        // Killed before, in the middle of, and after commits: the pauses drift over the calls' lengths.
        let killing = async {
            for pause in 0..8 {
                tokio::time::sleep(Duration::from_millis(10 + pause * 17)).await;
                server.restart().await;
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = work_off(&scene, &hand, run) => {}
            () = killing => {}
        }
        scene.ended_once(run, 3).await;
    }
}

#[tokio::test]
async fn the_server_is_stopped_for_three_ttl() {
    for scene in Scene::all().await {
        scene.run(&["a"]).await;
        let hand = scene.hand();
        let lease = hand.work().await;
        assert_eq!(hand.start(&lease).await.unwrap().0, 200);
        scene.server.signal("STOP");
        tokio::time::sleep(Duration::from_millis(scene.server.orders.ttl_ms * 3)).await;
        scene.server.signal("CONT");
        for _ in 0..10 {
            assert!(
                hand.beats(&lease).await.is_ok(),
                "silence was not the agent's fault"
            );
            assert_eq!(scene.state(lease.task).await, State::Running);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

#[tokio::test]
async fn two_servers_reap_once() {
    let Some((address, folder)) = databases::postgres() else {
        return;
    };
    let scene = Scene::new(Fresh::at(address, folder).await).await;
    let orders = Orders::new(&scene.world.fresh.address, &scene.server.orders.data);
    let second = Process::start(orders).await;
    let run = scene.run(&["a", "b"]).await;
    let (one, two) = (scene.hand(), Hand::new(&second.url(), &scene.token));
    let lease = one.work().await;
    assert_eq!(
        two.start(&lease).await.unwrap().0,
        200,
        "either server knows the task"
    );
    scene.until(lease.task, State::Queued).await;
    let queued = scene.told(run, |kind| matches!(kind, EventKind::JobQueued { .. }));
    assert_eq!(queued.await, 3, "once for each job, and once again");
    for hand in [&one, &two] {
        assert_eq!(hand.beats(&lease).await, Err(409));
        let lease = hand.work().await;
        assert_eq!(hand.perform(&lease, &stream(3)).await, End::Reported);
    }
    scene.ended_once(run, 2).await;
}
