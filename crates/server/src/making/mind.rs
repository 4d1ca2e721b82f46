//! What is decided while a run goes on.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexMap;
use maillon_definition::{
    Deciding, ExpandRequest, Expander, Expansion, GitlabExpander, Labels, OutputsRequest, Upstream,
};
use maillon_engine::{Decision, Outputs, Pending, Replaced, Work};
use maillon_model::pipeline::Dialect;
use maillon_model::{Diagnostic, JobId};
use maillon_protocol::agent::Order;
use maillon_source::Source;
use maillon_source::repository::Comparison;
use maillon_store::RunRow;
use serde::Deserialize;
use serde_json::Value;

use super::archives::Archives;
use super::expander::Siblings;
use super::own::{Note, Own, Place};
use super::tree::TreeOrder;
use super::workshop::{Workshop, wait};
use super::{neighbours, order, trigger};
use crate::runs::{Decided, Mind};

/// Decides for one run.
pub(super) struct Minding {
    shop: Arc<Workshop>,
    run: RunRow,
    own: Own,
    siblings: Arc<Siblings>,
    expander: Kind,
    /// What decisions that count are of child pipelines.
    notes: Mutex<HashMap<JobId, Note>>,
}

/// What answers.
enum Kind {
    Gitlab(Arc<GitlabExpander>),
    Other(Arc<dyn Expander>),
}

impl Minding {
    pub(super) fn new(shop: &Arc<Workshop>, run: &RunRow, own: Own) -> Self {
        let siblings = Arc::new(Siblings {
            shop: Arc::clone(shop),
            run: run.clone(),
            login: own.trigger.user.login.clone(),
            opened: Mutex::default(),
        });
        let expander = kind(shop, run, &own, &siblings);
        Self {
            shop: Arc::clone(shop),
            run: run.clone(),
            own,
            siblings,
            expander,
            notes: Mutex::default(),
        }
    }

    fn expander(&self) -> &dyn Expander {
        match &self.expander {
            Kind::Gitlab(expander) => &**expander,
            Kind::Other(expander) => &**expander,
        }
    }

    /// What must be known later of a pipeline that was just made.
    fn note(&self, job: JobId, project: Option<&str>) -> Option<Value> {
        let Kind::Gitlab(expander) = &self.expander else {
            return None;
        };
        let note = Note {
            trigger: expander.made(job)?.trigger,
            place: project.and_then(|path| self.siblings.place(path)),
        };
        serde_json::to_value(note).ok()
    }

    /// Where a job works: in the nearest pipeline around it that is of another project, else in its own.
    fn place(&self, ancestors: &[JobId]) -> Place {
        let notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut places = ancestors
            .iter()
            .filter_map(|job| notes.get(job)?.place.clone());
        places.next().unwrap_or_else(|| self.own.place.clone())
    }
}

fn kind(shop: &Arc<Workshop>, run: &RunRow, own: &Own, siblings: &Arc<Siblings>) -> Kind {
    let comparison = trigger::comparison(&own.trigger);
    let upstream = Upstream {
        source: source(shop, run, own, &own.place, comparison),
        trigger: own.trigger.clone(),
    };
    if own.definition.dialect == Dialect::Gitlab {
        let projects = Arc::clone(siblings) as _;
        return Kind::Gitlab(Arc::new(GitlabExpander::new(upstream, projects)));
    }
    let deciding = Deciding {
        source: upstream.source,
        trigger: upstream.trigger,
        labels: Labels::of_agents(),
        projects: Arc::clone(siblings) as _,
    };
    Kind::Other(maillon_definition::expander(
        own.definition.dialect,
        deciding,
    ))
}

/// The working tree of a place, which is made when it is read from.
fn source(
    shop: &Arc<Workshop>,
    run: &RunRow,
    own: &Own,
    place: &Place,
    comparison: Comparison,
) -> Arc<dyn Source> {
    let folder = shop.folder(run.id);
    let is_own = place.project == own.place.project && place.sha == own.place.sha;
    let tree = TreeOrder {
        bare: shop.bare(&place.project),
        folder: if is_own {
            folder.join("own")
        } else {
            folder.join(format!("{}-{}", place.project, place.sha))
        },
        sha: place.sha.clone(),
        remote_url: place.remote_url.clone(),
        default_branch: place.default_branch.clone(),
    };
    let (shop, run, login) = (
        Arc::clone(shop),
        run.clone(),
        own.trigger.user.login.clone(),
    );
    let options = move || {
        let options = async {
            let readable = neighbours::readable(&shop, &run, &login).await?;
            shop.options(readable).await
        };
        wait(options).map_err(|fault| fault.message)
    };
    Arc::new(super::tree::LazyTree::new(
        tree,
        Box::new(options),
        comparison,
    ))
}

impl fmt::Debug for Minding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Minding({})", self.run.id)
    }
}

impl Outputs for Minding {
    fn outputs(&self, replaced: &Replaced<'_>) -> IndexMap<String, String> {
        self.expander().outputs(&OutputsRequest {
            job: replaced.job,
            id: replaced.id,
            child: replaced.child,
            settled: replaced.settled,
        })
    }
}

impl Mind for Minding {
    fn decide(&self, pending: &Pending<'_>) -> Decided {
        let archives = Archives {
            shop: &self.shop,
            project: self.run.project_id,
            left: &pending.archives,
        };
        let expansion = self.expander().expand(&ExpandRequest {
            job: pending.job,
            id: pending.id,
            parent: pending.parent,
            pipeline: pending.pipeline,
            settled: pending.settled,
            upstream: &archives,
        });
        match expansion {
            Ok(Expansion::Run) => decided(Decision::Run),
            Ok(Expansion::Skip(reason)) => decided(Decision::Skip(reason)),
            Ok(Expansion::Child(child)) => {
                let project = child.project.map(|project| project.path);
                Decided {
                    note: self.note(pending.id, project.as_deref()),
                    ..decided(Decision::Child(child.pipeline))
                }
            }
            Err(found) => refused(&found),
        }
    }

    fn adopt(&self, job: JobId, _: &Decision, note: Option<&Value>) {
        let note = note.and_then(|note| Note::deserialize(note).ok());
        let Some(note) = note else {
            return;
        };
        if let Kind::Gitlab(expander) = &self.expander {
            let place = note.place.as_ref().unwrap_or(&self.own.place);
            let comparison = match note.place {
                Some(_) => Comparison::Nothing,
                None => trigger::comparison(&self.own.trigger),
            };
            let made = Upstream {
                source: source(&self.shop, &self.run, &self.own, place, comparison),
                trigger: note.trigger.clone(),
            };
            expander.keep(job, made);
        }
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.insert(job, note);
    }

    fn order(&self, work: Work, ancestors: &[JobId]) -> Result<Order, String> {
        let place = self.place(ancestors);
        Ok(order::order(work, &place, &self.own.labels))
    }
}

fn decided(decision: Decision) -> Decided {
    Decided {
        decision: Ok(decision),
        note: None,
        notices: Vec::new(),
    }
}

/// The job fails with the first error; all of them are told.
fn refused(found: &[Diagnostic]) -> Decided {
    let first = found.iter().find(|diagnostic| diagnostic.is_error());
    let why = first.map_or_else(
        || "there is no child pipeline".to_owned(),
        ToString::to_string,
    );
    Decided {
        decision: Err(why),
        note: None,
        notices: found.iter().map(told).collect(),
    }
}

fn told(diagnostic: &Diagnostic) -> String {
    match &diagnostic.hint {
        Some(hint) => format!("{diagnostic}\nhint: {hint}"),
        None => diagnostic.to_string(),
    }
}

/// Stands for a run whose makings can't be read.
#[derive(Debug)]
pub(super) struct Lost(pub(super) String);

impl Outputs for Lost {
    fn outputs(&self, _: &Replaced<'_>) -> IndexMap<String, String> {
        IndexMap::new()
    }
}

impl Mind for Lost {
    fn decide(&self, _: &Pending<'_>) -> Decided {
        Decided {
            decision: Err(self.0.clone()),
            note: None,
            notices: Vec::new(),
        }
    }

    fn adopt(&self, _: JobId, _: &Decision, _: Option<&Value>) {}

    fn order(&self, _: Work, _: &[JobId]) -> Result<Order, String> {
        Err(self.0.clone())
    }
}
