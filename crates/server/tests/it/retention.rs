//! Runs go with their logs; archives go when nobody uses them; bytes go with their rows.

use maillon_protocol::api::{Artifact, Retention, Visibility};
use maillon_server::retention::{pack, remove};
use maillon_store::artifacts::ArchiveRow;
use maillon_store::{JobPatch, Set};

use crate::logs::{append, log};
use crate::rows::{self, Rows, connection};
use crate::support::TestServer;

async fn execute(server: &TestServer, statement: &'static str) {
    let mut sql = connection(server.database()).await;
    sqlx::query(statement).execute(&mut sql).await.unwrap();
}

async fn count(server: &TestServer, question: &'static str) -> i64 {
    let mut sql = connection(server.database()).await;
    let row = sqlx::query(question).fetch_one(&mut sql).await.unwrap();
    sqlx::Row::get(&row, 0)
}

/// An archive with its bytes on the disk, used by a run.
async fn archive(server: &TestServer, id: &str, by: &[&Rows]) {
    let row = ArchiveRow {
        id: id.to_owned(),
        place: format!("archives/{id}"),
        size: 3,
        files: vec![Artifact {
            path: "f".to_owned(),
            size: 1,
        }],
    };
    let folder = server.data().join("artifacts/archives");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(id), "abc").unwrap();
    let mut tx = server.server.store.begin().await.unwrap();
    tx.keep_archive(&row).await.unwrap();
    for rows in by {
        tx.use_archive(id, rows.run, 0).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn on_disk(server: &TestServer) -> Vec<String> {
    let folder = std::fs::read_dir(server.data().join("artifacts/archives")).unwrap();
    let mut names: Vec<_> = folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn what_has_outlived_its_time_goes_with_all_that_belongs_to_it() {
    for server in TestServer::each().await {
        let project = server.project("shop", Visibility::Private).await;
        let mut runs = Vec::new();
        for number in 1..=4 {
            let run = rows::run(server.database(), project, number).await;
            append(&server, run.task, &log("a line\n")).await;
            runs.push(run);
        }
        execute(
            &server,
            "UPDATE runs SET state = 'success', finished_at = 5 WHERE number < 4",
        )
        .await;
        execute(&server, "UPDATE tasks SET state = 'succeeded' WHERE run_id IN (SELECT id FROM runs WHERE number < 4)").await;
        execute(&server, "UPDATE runs SET rerun_of = 2 WHERE number = 4").await;
        pack(&server.server).await.unwrap();
        assert_eq!(
            count(
                &server,
                "SELECT COUNT(*) FROM streams WHERE state = 'packed'"
            )
            .await,
            3
        );
        let mut tx = server.server.store.begin().await.unwrap();
        let shortly = JobPatch {
            keep: Set::some(std::time::Duration::ZERO),
            ..JobPatch::default()
        };
        tx.patch_job(runs[1].run, 0, &shortly).await.unwrap();
        tx.commit().await.unwrap();
        archive(&server, "one", &[&runs[0]]).await;
        archive(&server, "both", &[&runs[0], &runs[3]]).await;
        archive(&server, "expired", &[&runs[1]]).await;
        archive(&server, "fresh", &[]).await;
        let row = server
            .server
            .store
            .project_by_id(project)
            .await
            .unwrap()
            .unwrap();
        let mut settings = row.settings;
        settings.retention = Retention {
            days: None,
            runs: Some(1),
            bytes: None,
        };
        let mut tx = server.server.store.begin().await.unwrap();
        tx.change_project(project, &settings).await.unwrap();
        tx.commit().await.unwrap();
        remove(&server.server).await.unwrap();
        assert_eq!(
            on_disk(&server),
            ["both", "expired", "fresh", "one"],
            "somebody may be about to use them"
        );
        execute(
            &server,
            "UPDATE archives SET used_at = 0 WHERE id <> 'fresh'",
        )
        .await;
        remove(&server.server).await.unwrap();
        assert_eq!(on_disk(&server), ["both", "fresh"]);
        assert_eq!(count(&server, "SELECT COUNT(*) FROM runs").await, 2);
        assert_eq!(
            count(&server, "SELECT CAST(SUM(number) AS BIGINT) FROM runs").await,
            6
        );
        for table in [
            "SELECT COUNT(*) FROM tasks",
            "SELECT COUNT(*) FROM streams",
            "SELECT COUNT(*) FROM chunks",
        ] {
            assert_eq!(count(&server, table).await, 2, "{table}");
        }
    }
}
