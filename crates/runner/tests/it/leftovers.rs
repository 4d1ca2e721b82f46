//! What killed runs left is removed by the next one.

use std::fs;

use maillon_model::RunStatus;

use crate::bench::{Bench, job};

#[tokio::test]
async fn workspaces_of_a_killed_run_are_removed() {
    let mut bench = Bench::new(&[]);
    let slot = bench.places().builds().join("5");
    fs::create_dir_all(slot.join("app/sub")).unwrap();
    fs::write(slot.join("app/sub/file"), "x").unwrap();
    let held = bench.places().builds().join("6");
    fs::create_dir_all(held.join("app")).unwrap();
    let lock = fs::File::create(bench.places().builds().join("6.lock")).unwrap();
    lock.lock().unwrap();
    bench
        .run(vec![job("a", 0, &["true"])])
        .await
        .assert_status(RunStatus::Success);
    assert!(!slot.exists() && held.exists());
}
