//! Agents of declarative pipelines: where stages run.
//!
//! As on Jenkins an agent is a `node` with a checkout in it; a container runs inside a node, over its workspace.

mod docker;
mod kubernetes;

use std::sync::Arc;

use maillon_groovy::ast::{Arg, Expr, ExprKind, Name};
use maillon_groovy::{Cx, Eval, Scope, Value};
use parking_lot::Mutex;

use crate::build::Local;
use crate::declarative::script::{self, Work};
use crate::definition::Agent;
use docker::{Container, Image};

/// How an agent stands in the pipeline.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) checkout: Checkout,
    pub(crate) role: Role,
}

/// Whether files are checked out on an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Checkout {
    None,
    /// Into the workspace.
    Here,
    /// Into a folder of it.
    Into(Name),
}

/// What an agent is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// What it says.
    Plain,
    /// The pipeline's, with `newContainerPerStage()`: only the node, each stage makes a container.
    RootOfContainers,
    /// The pipeline's again, for a stage with a container of its own over the same workspace.
    OverTheRoot,
}

/// Whether an agent is a container.
pub(crate) fn is_docker(agent: &Agent) -> bool {
    match agent {
        Agent::Kind { kind, .. } => matches!(&*kind.name, "docker" | "dockerfile"),
        Agent::Any | Agent::None => false,
    }
}

/// Does work on an agent.
pub(crate) fn inside(
    cx: &mut Cx,
    agent: &Agent,
    standing: &Standing,
    scope: &Arc<Scope>,
    work: &Work,
) -> Eval<()> {
    match agent {
        Agent::None => work(cx),
        Agent::Any => Place::default().enter(cx, &standing.checkout, scope, work),
        Agent::Kind { kind, args, .. } => {
            let asked = Asked { args, scope };
            match &*kind.name {
                "none" => work(cx),
                "any" => Place::default().enter(cx, &standing.checkout, scope, work),
                "label" | "node" => {
                    let place = Place::of(cx, &asked)?;
                    place.enter(cx, &standing.checkout, scope, work)
                }
                "docker" => {
                    let image = Image::of(cx, &asked)?;
                    in_container(cx, &asked, image, standing, work)
                }
                "dockerfile" => {
                    let image = Image::of_dockerfile(cx, &asked)?;
                    in_container(cx, &asked, image, standing, work)
                }
                "kubernetes" => kubernetes::inside(cx, &asked, standing, work),
                other => {
                    let message = format!(
                        "Agents of type \"{other}\" come from a plugin that maillon does not know; use docker, dockerfile or a label"
                    );
                    Err(script::abort(cx, message))
                }
            }
        }
    }
}

/// What an agent's block says.
struct Asked<'a> {
    args: &'a [Arg],
    scope: &'a Arc<Scope>,
}

impl Asked<'_> {
    /// A text; also the one unnamed argument, where that is what is meant.
    fn text(&self, cx: &mut Cx, name: &str) -> Eval<Option<Name>> {
        let text = script::text_argument(cx, self.args, name, self.scope)?;
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// A text that is named, even where it is the only argument.
    fn named(&self, cx: &mut Cx, name: &str) -> Eval<Option<Name>> {
        if self.args.iter().all(|arg| arg.key.is_none()) {
            return Ok(None);
        }
        self.text(cx, name)
    }

    fn flag(&self, cx: &mut Cx, name: &str) -> Eval<bool> {
        if self.args.iter().all(|arg| arg.key.is_none()) {
            return Ok(false);
        }
        script::bool_argument(cx, self.args, name, self.scope)
    }
}

/// A node: its label and its workspace.
#[derive(Clone, Debug, Default)]
struct Place {
    label: Option<Name>,
    folder: Option<Name>,
    retries: i64,
}

impl Place {
    fn of(cx: &mut Cx, asked: &Asked<'_>) -> Eval<Self> {
        let retries = match asked.named(cx, "retries")? {
            Some(text) => text.parse().unwrap_or_default(),
            None => 0,
        };
        Ok(Self {
            label: asked.text(cx, "label")?,
            folder: asked.named(cx, "customWorkspace")?,
            retries,
        })
    }

    /// Of a container: an unnamed argument is the image, not the label.
    fn around_container(cx: &mut Cx, asked: &Asked<'_>) -> Eval<Self> {
        Ok(Self {
            label: asked.named(cx, "label")?,
            folder: asked.named(cx, "customWorkspace")?,
            retries: 0,
        })
    }

    /// Does work on such a node, after the checkout.
    fn enter(&self, cx: &mut Cx, checkout: &Checkout, scope: &Arc<Scope>, work: &Work) -> Eval<()> {
        let (place, checkout) = (self.clone(), checkout.clone());
        let (scope, work) = (Arc::clone(scope), Arc::clone(work));
        let inner: Work = Arc::new(move |cx| place.in_folder(cx, &checkout, &scope, &work));
        let label = self.label.iter().cloned().map(Value::Str).collect();
        if self.retries < 2 {
            return script::block(cx, "node", label, &inner);
        }
        let again: Work = Arc::new(move |cx| script::block(cx, "node", label.clone(), &inner));
        let retries = Value::Int(i32::try_from(self.retries).unwrap_or(i32::MAX));
        let conditions = Value::list([
            script::described("agent"),
            script::described("nonresumable"),
        ]);
        let args = Value::map([("count", retries), ("conditions", conditions)]);
        script::block(cx, "retry", vec![args], &again)
    }

    fn in_folder(
        &self,
        cx: &mut Cx,
        checkout: &Checkout,
        scope: &Arc<Scope>,
        work: &Work,
    ) -> Eval<()> {
        let Some(folder) = &self.folder else {
            return checked_out(cx, checkout, scope, work);
        };
        let (checkout, scope, work) = (checkout.clone(), Arc::clone(scope), Arc::clone(work));
        let inner: Work = Arc::new(move |cx| checked_out(cx, &checkout, &scope, &work));
        script::block(cx, "ws", vec![Value::Str(folder.clone())], &inner)
    }
}

/// Checks out, and does work with the variables that tell of it.
fn checked_out(cx: &mut Cx, checkout: &Checkout, scope: &Arc<Scope>, work: &Work) -> Eval<()> {
    let variables = Arc::new(Mutex::new(Vec::new()));
    let (found, around) = (Arc::clone(&variables), Arc::clone(scope));
    let check: Work = Arc::new(move |cx| {
        *found.lock() = variables_of_checkout(cx, &around)?;
        Ok(())
    });
    let staged: Work =
        Arc::new(move |cx| script::synthetic(cx, "Declarative: Checkout SCM", &check));
    match checkout {
        Checkout::None => return work(cx),
        Checkout::Here => staged(cx)?,
        Checkout::Into(folder) => {
            script::block(cx, "dir", vec![Value::Str(folder.clone())], &staged)?;
        }
    }
    let variables = std::mem::take(&mut *variables.lock());
    script::with_env(cx, variables, work)
}

fn variables_of_checkout(cx: &mut Cx, scope: &Arc<Scope>) -> Eval<Vec<String>> {
    let scm = script::global(cx, "scm", scope)?;
    let Value::Map(map) = script::step(cx, "checkout", &[scm])? else {
        return Ok(Vec::new());
    };
    let entries = map.entries.lock().clone();
    let entries = entries.into_iter();
    entries
        .map(|(name, value)| Ok(format!("{}={}", cx.to_text(&name.0)?, cx.to_text(&value)?)))
        .collect()
}

/// Does work in a container on a node: on that around with `reuseNode`, else on one of its own.
fn in_container(
    cx: &mut Cx,
    asked: &Asked<'_>,
    image: Image,
    standing: &Standing,
    work: &Work,
) -> Eval<()> {
    let container = Arc::new(Container::of(cx, asked, image)?);
    let scope = Arc::clone(asked.scope);
    let (around, work) = (Arc::clone(&scope), Arc::clone(work));
    let plain = Arc::clone(&work);
    let inside: Work = Arc::new(move |cx| container.enter(cx, &around, &work));
    let reuse = standing.role == Role::OverTheRoot || asked.flag(cx, "reuseNode")?;
    if reuse && Local::here(cx)?.node.is_some() {
        return inside(cx);
    }
    let place = Place::around_container(cx, asked)?;
    let inner = match standing.role {
        Role::RootOfContainers => plain,
        Role::Plain | Role::OverTheRoot => inside,
    };
    place.enter(cx, &standing.checkout, &scope, &inner)
}

/// A text written in the source: of arguments that are never evaluated.
fn constant(expr: &Expr) -> Option<&Name> {
    match &expr.kind {
        ExprKind::Str(text) => Some(text),
        _ => None,
    }
}
