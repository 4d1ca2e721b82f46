//! `disableConcurrentBuilds`: one build of a Jenkinsfile and ref at a time.

use std::sync::Arc;

use maillon_groovy::ast::ExprKind;
use maillon_model::Trigger;
use maillon_model::job::{Concurrency, InProgress, Queue};

use crate::definition::{Declarative, Directive};

/// The group that the build takes its turn in.
pub(super) fn group(definition: &Declarative, trigger: &Trigger) -> Option<Concurrency> {
    let mut options = definition.options.iter();
    let option = options.find(|option| &*option.name.name == "disableConcurrentBuilds")?;
    let name = format!("{}@{}", trigger.definition, trigger.git_ref.name());
    Some(Concurrency {
        group: Arc::from(name),
        in_progress: in_progress(option),
        queue: Queue::All,
    })
}

fn in_progress(option: &Directive) -> InProgress {
    let aborts = option.args.iter().any(|arg| {
        let key = arg.key.as_ref().map(|key| &key.kind);
        let named = matches!(key, Some(ExprKind::Str(name)) if &**name == "abortPrevious");
        named && matches!(arg.value.kind, ExprKind::Bool(true))
    });
    if aborts {
        InProgress::Cancel
    } else {
        InProgress::Keep
    }
}
