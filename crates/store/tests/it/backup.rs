//! Backups: from either kind of database to either kind, and nothing is missing.

use maillon_store::{Address, BackupError, Store, restore};
use sqlx::Row;

use crate::rows::{connection, rows, run};
use crate::support::{addresses, stores};

/// Something of every kind of value: numbers, texts, bytes, nothing, a fraction.
async fn fill(address: &Address, store: &Store) -> i64 {
    let project = rows(address).await.project;
    let last = run(address, project, 2).await;
    let mut sql = connection(address).await;
    sqlx::query(
        "UPDATE jobs SET coverage = 87.5, reason = 'it''s \u{1f980}\nfine' WHERE run_id = $1",
    )
    .bind(last.run)
    .execute(&mut sql)
    .await
    .unwrap();
    let mut tx = store.begin().await.unwrap();
    let piece = b"{\"at\":1,\"event\":\"log\",\"job\":0,\"text\":\"hello\\n\"}\n{\"at\"";
    tx.append_log(last.task, maillon_protocol::agent::Fence(1), 0, piece)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    last.run
}

/// Every row of every table, as text.
async fn everything(folder: &std::path::Path, store: &Store) -> String {
    let file = folder.join("everything");
    store.back_up(&file).await.unwrap();
    let bytes = zstd::decode_all(std::fs::File::open(file).unwrap()).unwrap();
    let mut lines: Vec<&str> = std::str::from_utf8(&bytes).unwrap().lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

#[tokio::test]
async fn a_backup_is_restored_into_either_kind_of_database() {
    for fresh in stores().await {
        let run = fill(&fresh.address, &fresh.store).await;
        let file = fresh.folder().join("backup");
        fresh.store.back_up(&file).await.unwrap();
        let before = everything(fresh.folder(), &fresh.store).await;
        assert!(
            before.contains("87.5") && before.contains("it's \u{1f980}"),
            "{before}"
        );
        for (address, folder) in addresses() {
            restore(&file, &address).await.unwrap();
            let store = Store::open(&address).await.unwrap();
            assert_eq!(everything(folder.path(), &store).await, before);
            assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
            let project = store.run(run).await.unwrap().unwrap().project_id;
            assert!(
                self::run(&address, project, 3).await.run > run,
                "new ids go on"
            );
        }
    }
}

#[tokio::test]
async fn what_is_there_is_not_overwritten() {
    for fresh in stores().await {
        fill(&fresh.address, &fresh.store).await;
        let file = fresh.folder().join("backup");
        fresh.store.back_up(&file).await.unwrap();
        let again = restore(&file, &fresh.address).await;
        assert!(
            matches!(again, Err(BackupError::NotEmpty { .. })),
            "{again:?}"
        );
    }
}

#[tokio::test]
async fn half_a_backup_is_refused_and_leaves_nothing() {
    for fresh in stores().await {
        fill(&fresh.address, &fresh.store).await;
        let file = fresh.folder().join("backup");
        fresh.store.back_up(&file).await.unwrap();
        let whole = zstd::decode_all(std::fs::File::open(&file).unwrap()).unwrap();
        let half = String::from_utf8(whole).unwrap();
        let end = half.trim_end().rfind('\n').unwrap();
        std::fs::write(
            &file,
            zstd::encode_all(&half.as_bytes()[..=end], 0).unwrap(),
        )
        .unwrap();
        for (address, _folder) in addresses() {
            let refused = restore(&file, &address).await.unwrap_err();
            assert!(
                refused.to_string().contains("its end is missing"),
                "{refused}"
            );
            let store = Store::open(&address).await.unwrap();
            assert_eq!(store.agents().await.unwrap(), []);
            let mut sql = connection(&address).await;
            let row = sqlx::query("SELECT COUNT(*) FROM runs")
                .fetch_one(&mut sql)
                .await
                .unwrap();
            assert_eq!(row.get::<i64, _>(0), 0);
        }
    }
}

#[tokio::test]
async fn a_check_says_what_is_wrong() {
    for fresh in stores().await {
        let run = fill(&fresh.address, &fresh.store).await;
        let mut sql = connection(&fresh.address).await;
        sqlx::query("DELETE FROM chunks")
            .execute(&mut sql)
            .await
            .unwrap();
        sqlx::query("UPDATE runs SET events = 3 WHERE id = $1")
            .bind(run)
            .execute(&mut sql)
            .await
            .unwrap();
        let found = fresh.store.check().await.unwrap();
        assert_eq!(
            found,
            [
                "1 runs that do not have the events that they told",
                "1 logs that lack acknowledged bytes"
            ]
        );
    }
}
