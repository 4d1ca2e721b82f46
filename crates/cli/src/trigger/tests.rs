use std::path::Path;

use clap::Parser;
use maillon_model::trigger::Project;

use super::*;
use crate::args::{Cli, ColorChoice, Command, ConsoleArgs};
use crate::config::Config;
use crate::console::Console;

fn facts() -> Facts {
    Facts {
        branch: Some("feature".to_owned()),
        project: Project {
            default_branch: "main".to_owned(),
            ..Project::default()
        },
        ..Facts::default()
    }
}

fn app() -> App {
    let environment = Environment::for_test(Path::new("/"), &[("TOKEN", "from-the-environment")]);
    let args = ConsoleArgs {
        color: ColorChoice::Never,
        quiet: true,
    };
    App {
        console: Console::new(args, &environment),
        environment,
        config: Config::default(),
    }
}

fn trigger_of(facts: &Facts, flags: &[&str]) -> Result<Trigger, String> {
    let cli = Cli::try_parse_from(["maillon", "run"].iter().chain(flags)).unwrap();
    let Command::Run(args) = cli.command else {
        panic!("run")
    };
    let definition = Definition {
        dialect: Dialect::Gitlab,
        name: ".gitlab-ci.yml".to_owned(),
        files: Vec::new(),
        outside: None,
    };
    let request = Request {
        args: &args.trigger,
        facts,
        app: &app(),
        number: 1,
        definition: &definition,
        usual: None,
    };
    request
        .trigger(Timestamp(0))
        .map(|(trigger, _)| trigger)
        .map_err(|failure| failure.message)
}

fn check(flags: &[&str], event: &TriggerEvent, git_ref: &GitRef) {
    let trigger = trigger_of(&facts(), flags).unwrap();
    assert_eq!(
        (&trigger.event, &trigger.git_ref),
        (event, git_ref),
        "{flags:?}"
    );
}

#[test]
fn flags_name_event_and_ref() {
    let branch = |name: &str| GitRef::Branch(name.to_owned());
    check(&[], &TriggerEvent::Push, &branch("feature"));
    check(&["--branch", "main"], &TriggerEvent::Push, &branch("main"));
    check(
        &["--tag", "v1"],
        &TriggerEvent::Push,
        &GitRef::Tag("v1".to_owned()),
    );
    check(
        &["--event", "schedule"],
        &TriggerEvent::Schedule,
        &branch("feature"),
    );
    check(
        &["--event", "web"],
        &TriggerEvent::Manual,
        &branch("feature"),
    );
}

#[test]
fn a_merge_request_goes_to_the_default_branch() {
    for flags in [
        &["--event", "pull_request"][..],
        &["--target-branch", "main"],
    ] {
        let trigger = trigger_of(&facts(), flags).unwrap();
        let TriggerEvent::MergeRequest(request) = trigger.event else {
            panic!("{:?}", trigger.event)
        };
        assert_eq!(
            (
                request.source_branch.as_str(),
                request.target_branch.as_str(),
                request.number
            ),
            ("feature", "main", 1)
        );
    }
}

#[test]
fn a_tag_event_needs_a_tag() {
    let message = trigger_of(&facts(), &["--event", "tag"]).unwrap_err();
    assert_eq!(
        message,
        "--event tag: no tag points at the commit that is checked out"
    );
    let tagged = Facts {
        tag: Some("v2".to_owned()),
        ..facts()
    };
    assert_eq!(
        trigger_of(&tagged, &["--event", "tag"]).unwrap().git_ref,
        GitRef::Tag("v2".to_owned())
    );
}

#[test]
fn a_secret_comes_from_the_environment() {
    let trigger = trigger_of(&facts(), &["--secret", "TOKEN", "--var", "A=1"]).unwrap();
    let shown: Vec<_> = trigger
        .variables
        .iter()
        .map(|v| (&*v.name, v.value.shown()))
        .collect();
    assert_eq!(shown, [("A", "1"), ("TOKEN", "[MASKED]")]);
    let missing = trigger_of(&facts(), &["--secret", "OTHER"]).unwrap_err();
    assert_eq!(
        missing,
        "--secret OTHER: the environment variable OTHER is not set"
    );
}

#[test]
fn a_protected_variable_is_for_the_default_branch() {
    let configured = || {
        vec![ConfiguredVariable {
            variable: Variable::new(Layer::Project, "P", "1"),
            protection: Protection::Protected,
        }]
    };
    let git_ref = GitRef::Branch("feature".to_owned());
    let mut found = Vec::new();
    assert_eq!(unprotected(configured(), false, &git_ref, &mut found), []);
    assert_eq!(
        found[0].message,
        "`P` is protected and left out: feature is not the default branch"
    );
    assert_eq!(
        unprotected(configured(), true, &git_ref, &mut found).len(),
        1
    );
}
