mod filters;
mod inputs;
mod patterns;
mod payloads;

use std::collections::BTreeMap;
use std::sync::Arc;

use maillon_model::trigger::{
    Commit, ForgeEvent, GitRef, MergeRequest, Project, TriggerEvent, User,
};
use maillon_model::{Timestamp, Trigger};
use serde_json::Value as Json;

use super::Event;
use crate::workflow::{EventFilter, Patterns, Text, Triggers};

/// A push to `main` of octocat/hello.
fn push() -> Trigger {
    Trigger {
        event: TriggerEvent::Push,
        git_ref: GitRef::Branch("main".to_owned()),
        commit: Commit {
            sha: "b".repeat(40),
            before_sha: "a".repeat(40),
            message: "Say hello\n\nAt last.\n".to_owned(),
            author: "Mona <mona@example.com>".to_owned(),
            timestamp: "2026-01-02T03:04:05+00:00".to_owned(),
            tag_message: None,
        },
        project: Project {
            host: "github.com".to_owned(),
            path: "octocat/hello".to_owned(),
            remote_url: "https://github.com/octocat/hello".to_owned(),
            default_branch: "main".to_owned(),
        },
        user: User {
            login: "mona".to_owned(),
            name: "Mona".to_owned(),
            email: "mona@example.com".to_owned(),
        },
        variables: Vec::new(),
        inputs: BTreeMap::new(),
        created_at: Timestamp(0),
        number: 3,
        lineage: Vec::new(),
        site: None,
        definition: String::new(),
        forge: None,
        environment: BTreeMap::new(),
    }
}

fn branch(name: &str) -> Trigger {
    Trigger {
        git_ref: GitRef::Branch(name.to_owned()),
        ..push()
    }
}

fn tag(name: &str) -> Trigger {
    Trigger {
        git_ref: GitRef::Tag(name.to_owned()),
        ..push()
    }
}

/// From `feature` to `target`.
fn pull_request(target: &str) -> Trigger {
    Trigger {
        event: TriggerEvent::MergeRequest(MergeRequest {
            number: 7,
            source_branch: "feature".to_owned(),
            target_branch: target.to_owned(),
            title: "A feature".to_owned(),
            labels: vec!["bug".to_owned()],
            ..MergeRequest::default()
        }),
        ..branch("feature")
    }
}

/// An event by its name, with a payload or without.
fn named(name: &str, payload: Option<Json>) -> Trigger {
    let forge = ForgeEvent {
        name: name.to_owned(),
        payload: payload.map(Arc::new),
    };
    let event = if name.starts_with("pull_request") {
        pull_request("main").event
    } else {
        TriggerEvent::Forge
    };
    Trigger {
        event,
        forge: Some(forge),
        ..push()
    }
}

fn event(trigger: &Trigger) -> Event {
    Event::of(trigger)
}

fn texts(list: &[&str]) -> Vec<Text> {
    list.iter().map(|&text| Text::new(text)).collect()
}

fn only(list: &[&str]) -> Patterns {
    Patterns::Only(texts(list))
}

fn ignore(list: &[&str]) -> Patterns {
    Patterns::Ignore(texts(list))
}

fn types(list: &[&str]) -> EventFilter {
    EventFilter {
        types: Some(texts(list)),
        ..EventFilter::default()
    }
}

fn on(event: &str, filter: EventFilter) -> Triggers {
    let mut triggers = Triggers::default();
    triggers.events.insert(event.to_owned(), filter);
    triggers
}
