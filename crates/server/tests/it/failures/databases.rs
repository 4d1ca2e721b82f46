//! Databases that are restarted hard, whose clock jumps, whose disk is full.
#![expect(
    clippy::disallowed_methods,
    reason = "a small disk is mounted by its program"
)]

use std::process::Command;
use std::time::Duration;

use maillon_model::Secret;
use maillon_protocol::lease::State;
use maillon_store::Address;
use sqlx::{AnyConnection, Connection as _};

use super::hand::{End, code, stream};
use super::scene::Scene;
use crate::databases::{self, Cluster, Fresh, Fsync};

#[tokio::test]
async fn the_database_is_restarted_hard() {
    let Some(cluster) = Cluster::start(Fsync::On) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::new(Fresh::at(cluster.database(), folder).await).await;
    let run = scene.run(&["a", "b"]).await;
    let hand = scene.hand();
    let (a, b) = (hand.work().await, hand.work().await);
    for lease in [&a, &b] {
        assert_eq!(hand.start(lease).await.unwrap().0, 200);
        assert_eq!(hand.log(lease, 0, &stream(9)).await.unwrap().0, 202);
    }
    cluster.crash();
    tokio::time::sleep(Duration::from_millis(scene.server.orders.ttl_ms * 2)).await;
    cluster.restart();
    for lease in [&a, &b] {
        assert!(hand.beats(lease).await.is_ok(), "nobody is lost");
        assert!(
            scene.log(lease).await == stream(9),
            "what was acknowledged is there"
        );
        assert_eq!(hand.perform(lease, &stream(20)).await, End::Reported);
    }
    scene.ended_once(run, 2).await;
}

#[tokio::test]
async fn the_clock_of_the_database_jumps() {
    let Some((Address::Postgres(url), folder)) = databases::postgres() else {
        return;
    };
    // A clock before PostgreSQL's own in the search path.
    let mut sql = AnyConnection::connect(url.expose()).await.unwrap();
    for statement in [
        "CREATE SCHEMA fake",
        "CREATE TABLE fake.jump (hours BIGINT)",
        "INSERT INTO fake.jump VALUES (0)",
        "CREATE FUNCTION fake.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS \
         'SELECT pg_catalog.clock_timestamp() + hours * interval ''1 hour'' FROM fake.jump'",
    ] {
        sqlx::query(statement).execute(&mut sql).await.unwrap();
    }
    let url = format!(
        "{}&options[search_path]=public,fake,pg_catalog",
        url.expose()
    );
    let fresh = Fresh::at(Address::Postgres(Secret::new(url)), folder).await;
    let scene = Scene::new(fresh).await;
    let run = scene.run(&["a"]).await;
    let hand = scene.hand();
    let lease = hand.work().await;
    assert_eq!(hand.start(&lease).await.unwrap().0, 200);
    for hours in [1, 0, -1] {
        let jump = sqlx::query("UPDATE fake.jump SET hours = $1").bind(hours);
        jump.execute(&mut sql).await.unwrap();
        for _ in 0..15 {
            assert!(hand.beats(&lease).await.is_ok());
            assert_eq!(scene.state(lease.task).await, State::Running, "{hours} h");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    assert_eq!(hand.perform(&lease, &stream(5)).await, End::Reported);
    scene.ended_once(run, 1).await;
}

/// A small disk; unmounted when this is dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=48m", "tmpfs"])
            .arg(folder.path())
            .status();
        mount
            .is_ok_and(|status| status.success())
            .then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[tokio::test]
async fn the_disk_of_server_and_database_is_full() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("skipped: a small disk can't be mounted here");
        return;
    };
    let folder = tempfile::tempdir_in(disk.0.path()).unwrap();
    let address = Address::Sqlite(folder.path().join("maillon.db"));
    let scene = Scene::new(Fresh::at(address, folder).await).await;
    let run = scene.run(&["a", "b"]).await;
    let hand = scene.hand();
    let lease = hand.work().await;
    assert_eq!(hand.start(&lease).await.unwrap().0, 200);
    let log = stream(400);
    assert_eq!(hand.log(&lease, 0, &log[..500]).await.unwrap().0, 202);
    let ballast = disk.0.path().join("ballast");
    fill(&ballast);
    let refused = hand.ask(&hand.request()).await;
    assert_eq!(code(refused), (507, "storage_full".to_owned()));
    let mut acknowledged = 500;
    while let Some((202, _)) = hand
        .log(&lease, acknowledged, &log[acknowledged..acknowledged + 700])
        .await
    {
        acknowledged += 700;
        if acknowledged + 700 > log.len() {
            break;
        }
    }
    std::fs::remove_file(&ballast).unwrap();
    let kept = scene
        .world
        .store()
        .log_state(lease.task, lease.attempt)
        .await
        .unwrap()
        .len;
    assert!(kept >= acknowledged as u64, "nothing acknowledged is lost");
    assert_eq!(hand.perform(&lease, &log).await, End::Reported);
    assert!(scene.log(&lease).await == log);
    let second = hand.work().await;
    assert_eq!(hand.perform(&second, b"").await, End::Reported);
    scene.ended_once(run, 2).await;
}

fn fill(path: &std::path::Path) {
    let mut file = std::fs::File::create(path).unwrap();
    let block = vec![1; 4096];
    while std::io::Write::write_all(&mut file, &block).is_ok() {}
}
