use serde_json::json;

use super::testing::steps;

#[tokio::test]
async fn steps_run_in_their_order() {
    let case = steps(json!([{"run": "echo one"}, {"run": "echo two"}]));
    case.run().await.succeeded("one\ntwo\n");
}
