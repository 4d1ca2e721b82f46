use maillon_model::Outcome;
use serde_json::json;

use crate::body::StepEvent;
use crate::body::testing::steps;

#[tokio::test]
async fn env_and_path_count_for_later_steps() {
    let case = steps(json!([
        {"run": "echo A=1 >> $GITHUB_ENV\necho \"B<<E\nx\ny\nE\" >> $GITHUB_ENV\necho \"[$A]\""},
        {"run": "echo \"$A|$B|${{ env.A }}\""},
        {"run": "echo $A", "env": {"A": "own"}},
        {"run": "mkdir -p bin one; echo 'echo found' > bin/tool; chmod +x bin/tool; echo $PWD/one >> $GITHUB_PATH; echo $PWD/bin >> $GITHUB_PATH"},
        {"run": "tool; echo ${PATH%%:/usr*}; sh -c true"},
    ]));
    case.run()
        .await
        .succeeded("[]\n1|x\ny|1\nown\nfound\nROOT/work/bin:ROOT/work/one\n");
}

#[tokio::test]
async fn a_given_path_stays_behind() {
    let case = steps(json!([
        {"run": "echo /new >> $GITHUB_PATH"},
        {"run": "echo $PATH", "env": {"PATH": "/usr/bin:/bin"}},
    ]));
    case.run().await.succeeded("/new:/usr/bin:/bin\n");
}

#[tokio::test]
async fn env_of_a_job_is_overwritten_by_steps() {
    let case = steps(json!([
        {"run": "echo A=new >> $GITHUB_ENV"},
        {"run": "echo $A ${{ env.A }}"},
    ]))
    .workflow(json!({"env": {"A": "old"}}));
    case.run().await.succeeded("new new\n");
}

#[tokio::test]
async fn each_step_has_its_own_files() {
    let case = steps(json!([
        {"run": "echo $GITHUB_OUTPUT > first; echo a=1 >> $GITHUB_OUTPUT", "id": "one"},
        {"run": "test $GITHUB_OUTPUT != $(cat first) && test ! -s $GITHUB_OUTPUT && rm $GITHUB_OUTPUT", "id": "two"},
        {"run": "echo ${{ steps.one.outputs.a }}${{ steps.two.outputs.a }}"},
    ]));
    case.run().await.succeeded("1\n");
}

#[tokio::test]
async fn a_file_in_a_wrong_form_fails_the_step() {
    let case = steps(json!([
        {"run": "echo a=1 >> $GITHUB_OUTPUT; echo wrong >> $GITHUB_OUTPUT", "id": "one"},
        {"run": "echo ${{ steps.one.outputs.a }} ${{ steps.one.outcome }}", "if": "always()"},
        {"run": "echo NODE_OPTIONS=x >> $GITHUB_ENV", "if": "always()", "continue-on-error": "true"},
    ]));
    case.run().await.failed(
        "Run echo a=1 >> $GITHUB_OUTPUT; echo wrong >> $GITHUB_OUTPUT: Invalid format 'wrong'",
        "Error: Unable to process file command 'output' successfully.\nError: Invalid format 'wrong'\n\
         1 failure\n\
         Error: Unable to process file command 'env' successfully.\n\
         Error: Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.\n",
    );
}

#[tokio::test]
async fn files_of_a_step_that_fails_count_too() {
    let case = steps(json!([
        {"run": "echo a=1 >> $GITHUB_OUTPUT; echo E=2 >> $GITHUB_ENV; exit 1", "id": "one", "continue-on-error": "true"},
        {"run": "echo ${{ steps.one.outputs.a }} $E"},
    ]));
    case.run()
        .await
        .succeeded("Error: Process completed with exit code 1.\n1 2\n");
}

#[tokio::test]
async fn summaries() {
    let case = steps(json!([
        {"run": "echo '# Hi' >> $GITHUB_STEP_SUMMARY"},
        {"run": "head -c 1100000 /dev/zero | tr '\\0' x >> $GITHUB_STEP_SUMMARY"},
    ]));
    let ran = case.run().await;
    let said = "Error: $GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got 1074k\n";
    ran.succeeded(said);
    let summaries: Vec<_> = ran
        .told
        .iter()
        .filter(|event| matches!(event, StepEvent::Summarized(_)))
        .collect();
    assert_eq!(summaries, [&StepEvent::Summarized("# Hi\n".to_owned())]);
    assert_eq!(ran.outcome.outcome, Outcome::Success);
}
