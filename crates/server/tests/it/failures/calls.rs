//! Calls that come twice, late, in another order, or from another release.

use maillon_model::Outcome;
use maillon_protocol::VERSION;
use maillon_protocol::agent::{Held, LeaseReply, LeaseRequest};

use super::hand::{End, Hand, code, stream};
use super::proxy::Proxy;
use super::scene::Scene;

#[tokio::test]
async fn lost_replies_doubled_and_delayed_calls_change_nothing() {
    for scene in Scene::all().await {
        let run = scene.run(&["a", "b: a", "c: b"]).await;
        let proxy = Proxy::start(&scene.server.url()).await;
        let hand = Hand::new(&proxy.url, &scene.token);
        for _ in 0..3 {
            let lease = hand.work().await;
            let log = stream(60);
            assert_eq!(hand.perform(&lease, &log).await, End::Reported);
            assert!(scene.log(&lease).await == log, "the log's hash is equal");
        }
        scene.ended_once(run, 3).await;
    }
}

#[tokio::test]
async fn the_same_lease_log_and_finish_get_the_same_answers() {
    for scene in Scene::all().await {
        let run = scene.run(&["a"]).await;
        let hand = scene.hand();
        let request = hand.request();
        let first = hand.ask(&request).await.unwrap();
        assert_eq!(hand.ask(&request).await.unwrap(), first);
        let reply: LeaseReply = serde_json::from_slice(&first.1).unwrap();
        let lease = reply.lease.unwrap();
        let log = stream(20);
        for _ in 0..2 {
            assert_eq!(hand.start(&lease).await.unwrap().0, 200);
        }
        assert_eq!(
            hand.log(&lease, 40, &log[40..]).await.unwrap().0,
            416,
            "a gap"
        );
        for _ in 0..2 {
            assert_eq!(hand.log(&lease, 0, &log[..200]).await.unwrap().0, 202);
        }
        assert_eq!(
            hand.log(&lease, 100, &log[100..400]).await.unwrap().0,
            202,
            "an overlap"
        );
        assert_eq!(hand.log(&lease, 10, b"else").await.unwrap().0, 422);
        assert_eq!(
            hand.finish(&lease, &log, Outcome::Success).await.unwrap().0,
            412,
            "short"
        );
        assert_eq!(hand.log(&lease, 400, &log[400..]).await.unwrap().0, 202);
        for _ in 0..2 {
            assert_eq!(
                hand.finish(&lease, &log, Outcome::Success).await.unwrap().0,
                200
            );
        }
        let other = hand.finish(&lease, &log, Outcome::Canceled).await;
        assert_eq!(code(other), (409, "other_end".to_owned()));
        assert_eq!(
            hand.ask(&request).await.unwrap().0,
            200,
            "an old request strands nothing"
        );
        scene.ended_once(run, 1).await;
    }
}

#[tokio::test]
async fn releases_one_apart_talk_and_others_are_told() {
    for scene in Scene::all().await {
        let hand = scene.hand();
        for (version, status) in [(VERSION + 1, 200), (VERSION - 1, 200), (VERSION + 2, 426)] {
            let request = LeaseRequest {
                version,
                ..hand.request()
            };
            assert_eq!(
                hand.ask(&request).await.unwrap().0,
                status,
                "version {version}"
            );
        }
    }
}

#[tokio::test]
async fn what_an_agent_holds_without_a_right_it_is_to_forget() {
    for scene in Scene::all().await {
        scene.run(&["a", "b"]).await;
        let hand = scene.hand();
        let lease = hand.work().await;
        hand.start(&lease).await.unwrap();
        let mine = Held {
            task: lease.task,
            attempt: lease.attempt,
        };
        let stale = Held {
            attempt: maillon_protocol::agent::Fence(7),
            ..mine
        };
        let request = LeaseRequest {
            held: vec![mine, stale],
            ..hand.request()
        };
        let (_, body) = hand.ask(&request).await.unwrap();
        let reply: LeaseReply = serde_json::from_slice(&body).unwrap();
        assert_eq!(reply.forget, [stale]);
    }
}
