//! One stage: its parts from the outside in. Matrix axes, `when` with `beforeOptions`, options, `when` with `beforeInput`, input, `when`
//! with `beforeAgent`, agent, `when`, credentials, environment, tools, what it consists of, `post`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use maillon_groovy::ast::{ClosureExpr, Name};
use maillon_groovy::{Cx, Eval, Key, Map, MapKind, Throw, Unwind, Value};

use super::matrix::{self, Cell};
use super::options::Options;
use super::post::HasAgent;
use super::script::{self, Work, caught};
use super::stages::{Sequence, Skipped};
use super::walk::Walk;
use super::{condition, input, options, tools};
use crate::agent;
use crate::build::say;
use crate::definition::{Agent, Content, Stage, When};

/// Where a stage stands.
#[derive(Clone)]
pub(super) struct Place {
    /// The agent around, as far as the definition says.
    pub(super) agent: Agent,
    /// The stage that it is in.
    pub(super) parent: Option<Arc<Stage>>,
    /// What failed before it.
    pub(super) error: Option<Throw>,
    /// Why the stage that it is in is skipped.
    pub(super) skipped: Option<Skipped>,
    /// Of a cell of a matrix: the values of the axes.
    pub(super) cell: Cell,
}

/// When the conditions of a stage are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Options,
    Input,
    Agent,
    Inside,
}

/// A stage that is run once.
pub(super) struct Visit {
    walk: Arc<Walk>,
    stage: Arc<Stage>,
    place: Place,
    /// Whether its conditions do not hold.
    refused: AtomicBool,
}

impl Visit {
    pub(super) fn new(walk: &Arc<Walk>, stage: &Arc<Stage>, place: &Place) -> Arc<Self> {
        Arc::new(Self {
            walk: Arc::clone(walk),
            stage: Arc::clone(stage),
            place: place.clone(),
            refused: AtomicBool::new(false),
        })
    }

    /// Runs the stage, within its `stage` step.
    pub(super) fn run(self: &Arc<Self>, cx: &mut Cx) -> Eval<()> {
        let reason = self.walk.reason_to_skip(cx, &self.place)?;
        let ran = match &reason {
            Some(reason) => self.skip(cx, reason),
            None => self.in_axes(cx),
        };
        let mut error = self.place.error.clone();
        if let Err(thrown) = caught(ran)? {
            error.get_or_insert(thrown);
        }
        let ran = reason.is_none() && !self.refused.load(Ordering::Relaxed);
        if ran && self.is_parallel() {
            let (stage, agent) = (&self.stage, &self.place.agent);
            error = self.walk.post_of_stage(cx, stage, agent, error)?;
        }
        error.map_or(Ok(()), |thrown| Err(Unwind::Throw(thrown)))
    }

    /// The next part of the stage as work for a block.
    fn then(
        self: &Arc<Self>,
        part: impl Fn(&Arc<Self>, &mut Cx) -> Eval<()> + Send + Sync + 'static,
    ) -> Work {
        let visit = Arc::clone(self);
        Arc::new(move |cx| part(&visit, cx))
    }

    fn in_axes(self: &Arc<Self>, cx: &mut Cx) -> Eval<()> {
        let axes = self.place.cell.iter();
        let axes = axes.map(|(name, value)| format!("{name}={value}"));
        script::with_env(cx, axes.collect(), &self.then(Self::in_options))
    }

    fn in_options(self: &Arc<Self>, cx: &mut Cx) -> Eval<()> {
        if self.is_refused(cx, Turn::Options)? {
            return self.skip(cx, &Skipped::When);
        }
        let wrappers = options::wrappers(&self.stage.options);
        let work = self.then(|visit, cx| {
            visit.after_input(cx)?;
            if visit.refused.load(Ordering::Relaxed) {
                return visit.skip(cx, &Skipped::When);
            }
            Ok(())
        });
        options::wrapped(cx, &wrappers, &self.walk.scope, &work)
    }

    fn after_input(self: &Arc<Self>, cx: &mut Cx) -> Eval<()> {
        if self.is_refused(cx, Turn::Input)? {
            return Ok(());
        }
        let work = self.then(Self::on_agent);
        match &self.stage.input {
            None => work(cx),
            Some(asked) => input::asked(cx, asked, &self.stage.name, &self.walk.scope, &work),
        }
    }

    fn on_agent(self: &Arc<Self>, cx: &mut Cx) -> Eval<()> {
        if self.is_refused(cx, Turn::Agent)? {
            return Ok(());
        }
        let work = self.then(Self::when_inside);
        let scope = &self.walk.scope;
        let Some((agent, role)) = self.agent() else {
            return work(cx);
        };
        let own = Options::of(cx, &self.stage.options, scope)?;
        let checkout = self.walk.options.checkout(Some(&own));
        agent::inside(cx, agent, &agent::Standing { checkout, role }, scope, &work)
    }

    /// The agent that the stage asks for, or the container of its own with `newContainerPerStage()`.
    fn agent(&self) -> Option<(&Agent, agent::Role)> {
        if let Some(agent) = &self.stage.agent {
            return Some((agent, agent::Role::Plain));
        }
        let root = &self.walk.root.agent;
        let own = self.walk.options.container_per_stage && agent::is_docker(root);
        (own && !self.is_parallel()).then_some((root, agent::Role::OverTheRoot))
    }

    fn is_parallel(&self) -> bool {
        matches!(
            self.stage.content,
            Content::Parallel(_) | Content::Matrix(_)
        )
    }

    fn when_inside(self: &Arc<Self>, cx: &mut Cx) -> Eval<()> {
        if self.is_refused(cx, Turn::Inside)? {
            return Ok(());
        }
        let work = self.then(Self::with_tools);
        self.walk.in_environment(cx, &self.stage.environment, &work)
    }

    fn with_tools(self: &Arc<Self>, cx: &mut Cx) -> Eval<()> {
        let work = self.then(Self::content);
        if self.is_parallel() {
            return work(cx);
        }
        let around = match self.place.parent.as_ref() {
            Some(parent) if !parent.tools.is_empty() => &parent.tools,
            _ => &self.walk.root.tools,
        };
        tools::installed(cx, &self.stage.tools, around, &self.walk.scope, &work)
    }

    fn content(self: &Arc<Self>, cx: &mut Cx) -> Eval<()> {
        let error = match &self.stage.content {
            Content::Steps(steps) => self.steps(cx, steps)?,
            Content::Stages(stages) => self.walk.sequence(cx, stages, self.sequence(None))?,
            Content::Parallel(_) | Content::Matrix(_) => return self.parallel(cx, None),
        };
        error.map_or(Ok(()), |thrown| Err(Unwind::Throw(thrown)))
    }

    fn steps(self: &Arc<Self>, cx: &mut Cx, steps: &ClosureExpr) -> Eval<Option<Throw>> {
        let around = &self.place.agent;
        let has_agent = HasAgent::of(self.stage.agent.as_ref().unwrap_or(around));
        let error = caught(self.walk.run_block(cx, steps, has_agent))?.err();
        self.walk.post_of_stage(cx, &self.stage, around, error)
    }

    fn sequence(&self, skipped: Option<&Skipped>) -> Sequence {
        Sequence {
            parent: Some(Arc::clone(&self.stage)),
            error: self.place.error.clone(),
            restart: match skipped {
                Some(Skipped::Restart(at)) => Some(at.clone()),
                _ => None,
            },
            skipped: skipped.cloned(),
        }
    }

    /// Says why the stage does not run, and the same of all in it.
    fn skip(self: &Arc<Self>, cx: &mut Cx, reason: &Skipped) -> Eval<()> {
        self.refused.store(true, Ordering::Relaxed);
        script::mark_skipped(cx)?;
        say(cx, reason.message(&self.stage.name));
        match &self.stage.content {
            Content::Steps(_) => Ok(()),
            Content::Stages(stages) => {
                let sequence = self.sequence(Some(reason));
                self.walk.sequence(cx, stages, sequence).map(drop)
            }
            Content::Parallel(_) | Content::Matrix(_) => self.parallel(cx, Some(reason)),
        }
    }

    fn parallel(self: &Arc<Self>, cx: &mut Cx, skipped: Option<&Skipped>) -> Eval<()> {
        let mut branches = MapBuilder::default();
        for (stage, cell) in self.branches() {
            let place = Place {
                agent: self
                    .stage
                    .agent
                    .clone()
                    .unwrap_or_else(|| self.place.agent.clone()),
                parent: Some(Arc::clone(&self.stage)),
                error: self.place.error.clone(),
                skipped: skipped.cloned(),
                cell,
            };
            let (walk, name) = (Arc::clone(&self.walk), Arc::clone(&stage.name));
            let work: Work = Arc::new(move |cx| walk.visit(cx, Arc::clone(&stage), place.clone()));
            branches.add(name, script::closure(work));
        }
        if self.fails_fast(cx)? {
            branches.add("failFast".into(), Value::Bool(true));
        }
        script::step(cx, "parallel", &[branches.map()]).map(drop)
    }

    fn branches(&self) -> Vec<(Arc<Stage>, Cell)> {
        match &self.stage.content {
            Content::Parallel(stages) => {
                let stages = stages.iter().cloned();
                stages.map(|stage| (Arc::new(stage), Vec::new())).collect()
            }
            Content::Matrix(matrix) => matrix::cells(matrix),
            Content::Steps(_) | Content::Stages(_) => Vec::new(),
        }
    }

    fn fails_fast(&self, cx: &mut Cx) -> Eval<bool> {
        match &self.stage.fail_fast {
            _ if self.walk.options.always_fail_fast => Ok(true),
            None => Ok(false),
            Some(expr) => {
                let value = cx.eval(expr, &self.walk.scope)?;
                cx.truth(&value)
            }
        }
    }

    /// Whether it is the conditions' turn and they do not hold.
    fn is_refused(&self, cx: &mut Cx, turn: Turn) -> Eval<bool> {
        let Some(when) = &self.stage.when else {
            return Ok(false);
        };
        if self.turn_of(cx, when)? != turn {
            return Ok(false);
        }
        let refused = !condition::hold(cx, &when.conditions, &self.walk.scope)?;
        self.refused.store(refused, Ordering::Relaxed);
        Ok(refused)
    }

    fn turn_of(&self, cx: &mut Cx, when: &When) -> Eval<Turn> {
        let flags = [
            (&when.before_options, Turn::Options),
            (&when.before_input, Turn::Input),
            (&when.before_agent, Turn::Agent),
        ];
        for (flag, turn) in flags {
            if let Some(flag) = flag {
                let value = cx.eval(flag, &self.walk.scope)?;
                if cx.truth(&value)? {
                    return Ok(turn);
                }
            }
        }
        Ok(Turn::Inside)
    }
}

/// Makes the map that `parallel` takes.
#[derive(Default)]
struct MapBuilder(maillon_groovy::Entries);

impl MapBuilder {
    fn add(&mut self, name: Name, value: Value) {
        self.0.insert(Key(Value::Str(name)), value);
    }

    fn map(self) -> Value {
        Value::Map(Arc::new(Map::new(MapKind::Linked, self.0)))
    }
}
