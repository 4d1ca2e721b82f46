use std::path::PathBuf;

use maillon_model::spec::Checkout;
use serde_json::json;

use crate::body::CheckoutOrder;
use crate::body::testing::steps;

#[tokio::test]
async fn the_runs_own_repository_is_there_already() {
    let mut case = steps(json!([
        {"id": "c", "uses": "actions/checkout@v4", "with": {"fetch-depth": "0", "lfs": "true"}},
        {"run": "echo ${{ steps.c.outputs.ref }} ${{ steps.c.outputs.commit }}"},
    ]));
    case.checkout = Checkout::Tree;
    let ran = case.run().await;
    ran.succeeded(
        "Notice: `lfs` has no effect: the files are those of the working tree\n\
         The workspace holds octo/hello at refs/heads/main (0123456) already\n\
         refs/heads/main 0123456789012345678901234567890123456789\n",
    );
    assert_eq!(ran.orders, []);
}

#[tokio::test]
async fn another_repository_is_brought() {
    let case = steps(json!([
        {"uses": "actions/checkout@v4", "with": {"repository": "octo/lib", "path": "lib", "ref": "v1"}},
    ]));
    let ran = case.run().await;
    ran.succeeded("checked out\n");
    let order = CheckoutOrder {
        repository: Some("octo/lib".to_owned()),
        git_ref: Some("v1".to_owned()),
        into: PathBuf::from("lib"),
        ..CheckoutOrder::default()
    };
    assert_eq!(ran.orders, [order]);
}

#[tokio::test]
async fn an_empty_workspace_is_filled() {
    let case = steps(json!([
        {"id": "c", "uses": "actions/checkout@v4"},
        {"run": "echo ${{ steps.c.outputs.ref }}"},
    ]));
    let ran = case.run().await;
    ran.succeeded("checked out\nrefs/heads/main\n");
    assert_eq!(ran.orders, [CheckoutOrder::default()]);
}

#[tokio::test]
async fn a_path_outside_fails_the_step() {
    let case = steps(json!([{"uses": "actions/checkout@v4", "with": {"path": "../x"}}]));
    let message = "Repository path '../x' is not under 'ROOT/work'";
    let ran = case.run().await;
    assert_eq!(ran.said(), format!("Error: {message}\n"));
}
