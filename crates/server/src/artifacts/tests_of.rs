//! Tests that failed, from the reports that a job left.

use maillon_protocol::api::{FailedTest, TestReport};
use maillon_report::junit::TestResults;

use super::browse::result_of;
use super::download::contents;
use crate::http::Fault;
use crate::logs::JobPlace;
use crate::server::Server;

/// The longest report that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// So many failed tests are shown.
const SHOWN: usize = 1000;

/// What a job's test reports say; nothing where it left none. Read once, then kept.
pub async fn test_report(server: &Server, job: &JobPlace) -> Result<TestReport, Fault> {
    let result = result_of(server, job).await?;
    let reports = result.map(|result| result.left.reports).unwrap_or_default();
    let Some(id) = reports.get("junit") else {
        return Ok(TestReport::default());
    };
    let (run, number) = (job.run.id, job.row.summary.id);
    if let Some(known) = server.store.test_report(run, number, &id.0).await? {
        return read(&known);
    }
    let archive = server
        .store
        .archive_of_project(&id.0, job.run.project_id)
        .await?;
    let Some(archive) = archive else {
        return Ok(TestReport::default());
    };
    let files = contents(&server.artifacts, &archive, LARGEST).await?;
    let report = summed(&files);
    let body =
        serde_json::to_string(&report).map_err(|error| Fault::internal(error.to_string()))?;
    let mut tx = server.store.begin().await?;
    tx.keep_test_report(run, number, &id.0, &body).await?;
    tx.commit().await?;
    Ok(report)
}

fn read(known: &str) -> Result<TestReport, Fault> {
    serde_json::from_str(known)
        .map_err(|error| Fault::internal(format!("a kept test report can't be read: {error}")))
}

fn summed(files: &[Vec<u8>]) -> TestReport {
    let mut results = TestResults::default();
    for file in files {
        results.add(&String::from_utf8_lossy(file));
    }
    let failed = results.failed.into_iter().take(SHOWN);
    TestReport {
        total: results.total as u64,
        failed: failed
            .map(|test| FailedTest {
                class: test.class,
                name: test.name,
                message: test.message,
                text: test.text,
            })
            .collect(),
    }
}
