//! Logs, masks, and what steps tell.

use maillon_model::event::AnnotationLevel;
use maillon_model::{EventKind, RunStatus};

use super::run;

#[tokio::test]
async fn secrets_and_what_is_added_to_them_are_masked() {
    let run = run(r#"
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "given ${{ secrets.TOKEN }}"
          echo "::add-mask::later-secret"
          echo "added later-secret"
          echo "::warning title=later-secret::has later-secret"
          echo "summary later-secret" >> $GITHUB_STEP_SUMMARY
"#)
    .await;
    run.assert_status(RunStatus::Success);
    let log = run.log("test");
    assert!(log.contains("given ***"), "{log}");
    assert!(log.contains("added ***"), "{log}");
    let everything = run.everything();
    assert!(!everything.contains("hunter22"), "{everything}");
    let after_mask = everything.rsplit("add-mask").next().unwrap();
    assert!(!after_mask.contains("added later-secret"), "{after_mask}");
    let mut annotations = run.events.iter().filter_map(|event| match &event.kind {
        EventKind::Annotated { annotation, .. } => Some(annotation),
        _ => None,
    });
    let annotation = annotations.next_back().unwrap();
    assert_eq!(annotation.level, AnnotationLevel::Warning);
    assert_eq!(annotation.message, "has ***");
    let summary = run.events.iter().find_map(|event| match &event.kind {
        EventKind::Summarized { markdown, .. } => Some(markdown.trim()),
        _ => None,
    });
    assert_eq!(summary, Some("summary ***"));
}

#[tokio::test]
async fn steps_begin_and_end() {
    let run = run(r#"
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - name: good
        run: "true"
      - name: bad
        run: exit 3
      - name: skipped
        run: "true"
"#)
    .await;
    run.assert_status(RunStatus::Failed);
    assert_eq!(run.result("test").outcome.exit_code(), Some(3));
    let names = run.events.iter().filter_map(|event| match &event.kind {
        EventKind::StepStarted { name, .. } => Some(name.as_str()),
        _ => None,
    });
    let names: Vec<_> = names.collect();
    assert!(names.starts_with(&["good", "bad"]), "{names:?}");
}
