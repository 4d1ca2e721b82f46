//! Which event is meant where nobody named one.

use maillon_source::{Files, Source};

use crate::workflow::{self, Workflow};

/// The event that workflows are for where nobody named one: `push` where one of them listens to it,
/// else the first that one names. None: no workflow can be read, or they are only called by others.
pub fn usual_event(source: &dyn Source, files: &[String]) -> Option<String> {
    let workflows: Vec<Workflow> = files.iter().filter_map(|file| read(source, file)).collect();
    let mut names = workflows
        .iter()
        .flat_map(|workflow| workflow.on.events.keys())
        .filter(|name| *name != "workflow_call");
    if names.clone().any(|name| name == "push") {
        return Some("push".to_owned());
    }
    names.next().cloned()
}

/// A workflow that is wrong is told about when it is loaded.
pub(crate) fn read(source: &dyn Source, file: &str) -> Option<Workflow> {
    let content = source.read(file).ok()?;
    let mut files = Files::default();
    let id = files.decode(file, &content).ok()?;
    workflow::parse(&mut files, id).0
}

#[cfg(test)]
mod tests {
    use maillon_source::MemorySource;

    use super::*;

    fn check(triggers: &[&str], expected: Option<&str>) {
        let texts: Vec<(String, String)> = triggers
            .iter()
            .zip(0..)
            .map(|(on, number)| {
                let jobs = "jobs: {a: {runs-on: ubuntu-latest, steps: [run: echo]}}";
                (format!("{number}.yml"), format!("on: {on}\n{jobs}\n"))
            })
            .collect();
        let files: Vec<String> = texts.iter().map(|(name, _)| name.clone()).collect();
        let source = MemorySource::new(texts);
        assert_eq!(
            usual_event(&source, &files).as_deref(),
            expected,
            "{triggers:?}"
        );
    }

    #[test]
    fn a_push_is_usual_and_else_the_first_event() {
        check(&["pull_request", "[release, push]"], Some("push"));
        check(
            &["[workflow_call, workflow_dispatch]", "release"],
            Some("workflow_dispatch"),
        );
        check(&["workflow_call"], None);
        check(&["[", "nothing: here"], None);
    }
}
