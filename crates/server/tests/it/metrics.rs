//! Metrics, life and readiness.

use maillon_protocol::api::Role;
use reqwest::StatusCode;
use serde_json::json;

use crate::logs::running;
use crate::support::TestServer;

#[tokio::test]
async fn metrics_are_for_administrators_and_say_how_it_stands() {
    for server in TestServer::each().await {
        running(&server).await;
        let stranger = server.as_stranger();
        assert_eq!(stranger.text("/healthz").await, "alive\n");
        assert_eq!(
            stranger.json("/readyz").await,
            json!({"ready": true, "troubles": []})
        );
        let maintainer = server.as_role(Role::Maintainer).await;
        assert_eq!(
            maintainer.get("/metrics").await.status(),
            StatusCode::FORBIDDEN
        );
        server.server.metrics.log_arrived(7);
        server
            .server
            .metrics
            .leased(std::time::Duration::from_millis(20));
        let text = server.as_admin().await.text("/metrics").await;
        for line in [
            "maillon_runs{state=\"running\"} 1",
            "maillon_tasks_queued 0",
            "maillon_tasks_running 1",
            "maillon_agents 0",
            "maillon_log_bytes_total 7",
            "maillon_task_wait_seconds_count 1",
            "maillon_http_request_duration_seconds_count{method=\"GET\",route=\"/readyz\",status=\"200\"} 1",
            "# EOF",
        ] {
            assert!(
                text.lines().any(|found| found == line),
                "{line} is not in\n{text}"
            );
        }
    }
}

#[tokio::test]
async fn who_has_no_data_folder_any_more_is_not_ready() {
    let server = TestServer::start().await;
    std::fs::remove_dir_all(server.data()).unwrap();
    let answer = server.as_stranger().get("/readyz").await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let text = answer.text().await.unwrap();
    assert!(text.contains("data folder"), "{text}");
}
