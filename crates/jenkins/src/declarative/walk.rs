//! The whole pipeline: what is around its stages, and what comes after them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use maillon_groovy::ast::ClosureExpr;
use maillon_groovy::{Cx, Eval, Scope, Throw, Unwind, Value};
use parking_lot::Mutex;

use super::options::{self, Options};
use super::post::{self, HasAgent, Of};
use super::script::{self, Work, caught};
use super::stages::Sequence;
use super::{environment, parameters, tools};
use crate::agent;
use crate::build::Local;
use crate::definition::{Agent, Declarative, EnvEntry};

/// A declarative pipeline that runs.
pub(super) struct Walk {
    pub(super) root: Declarative,
    pub(super) options: Options,
    /// What the block sees.
    pub(super) scope: Arc<Scope>,
}

/// What is known of the whole run while it is under way.
#[derive(Default)]
struct Progress {
    error: Mutex<Option<Throw>>,
    post_ran: AtomicBool,
}

impl Walk {
    pub(super) fn new(cx: &mut Cx, root: Declarative, scope: Arc<Scope>) -> Eval<Arc<Self>> {
        let options = Options::of(cx, &root.options, &scope)?;
        Ok(Arc::new(Self {
            root,
            options,
            scope,
        }))
    }

    /// Runs everything. Gives the first error.
    ///
    /// Jenkins evaluates parameters together with the block itself: where that fails, nothing is run, not even `post`.
    pub(super) fn run(self: &Arc<Self>, cx: &mut Cx) -> Eval<Option<Throw>> {
        parameters::declare(cx, &self.root.parameters, &self.scope)?;
        let progress = Arc::new(Progress::default());
        if let Err(thrown) = caught(self.prepared(cx, &progress))? {
            progress.error.lock().get_or_insert(thrown);
        }
        if !progress.post_ran.load(Ordering::Relaxed) {
            self.post_of_build(cx, &progress)?;
        }
        let error = progress.error.lock().take();
        Ok(error)
    }

    fn prepared(self: &Arc<Self>, cx: &mut Cx, progress: &Arc<Progress>) -> Eval<()> {
        self.check_restart(cx)?;
        for library in &self.root.libraries {
            let library = cx.eval(library, &self.scope)?;
            script::step(cx, "library", &[library])?;
        }
        let (walk, progress) = (Arc::clone(self), Arc::clone(progress));
        let work: Work = Arc::new(move |cx| walk.on_agent(cx, &progress));
        agent::inside(cx, &self.root.agent, &self.standing(), &self.scope, &work)
    }

    /// That there is such a stage was checked before the run.
    fn check_restart(&self, cx: &mut Cx) -> Eval<()> {
        if self.options.no_restart && Local::here(cx)?.build.job.restart.is_some() {
            let message = "the pipeline has disableRestartFromStage(): run it from its beginning";
            return Err(script::abort(cx, message));
        }
        Ok(())
    }

    /// How the root's agent stands.
    fn standing(&self) -> agent::Standing {
        agent::Standing {
            checkout: self.options.checkout(None),
            role: if self.options.container_per_stage {
                agent::Role::RootOfContainers
            } else {
                agent::Role::Plain
            },
        }
    }

    fn on_agent(self: &Arc<Self>, cx: &mut Cx, progress: &Arc<Progress>) -> Eval<()> {
        let (walk, progress) = (Arc::clone(self), Arc::clone(progress));
        let work: Work = Arc::new(move |cx| walk.in_options(cx, &progress));
        self.in_environment(cx, &self.root.environment, &work)
    }

    fn in_options(self: &Arc<Self>, cx: &mut Cx, progress: &Arc<Progress>) -> Eval<()> {
        let (walk, progress) = (Arc::clone(self), Arc::clone(progress));
        let work: Work = Arc::new(move |cx| walk.with_tools(cx, &progress));
        options::wrapped(cx, &self.options.wrappers, &self.scope, &work)
    }

    /// Everything that `retry` at the root does again.
    fn with_tools(self: &Arc<Self>, cx: &mut Cx, progress: &Arc<Progress>) -> Eval<()> {
        progress.error.lock().take();
        let (walk, inner) = (Arc::clone(self), Arc::clone(progress));
        let work: Work = Arc::new(move |cx| walk.all_stages(cx, &inner));
        tools::installed(cx, &self.root.tools, &[], &self.scope, &work)?;
        let error = progress.error.lock().clone();
        error.map_or(Ok(()), |thrown| Err(Unwind::Throw(thrown)))
    }

    fn all_stages(self: &Arc<Self>, cx: &mut Cx, progress: &Arc<Progress>) -> Eval<()> {
        let restart = Local::here(cx)?.build.job.restart.clone();
        let sequence = Sequence {
            restart: restart.map(|restart| restart.stage.into()),
            ..Sequence::default()
        };
        let error = self.sequence(cx, &self.root.stages, sequence)?;
        *progress.error.lock() = error;
        progress.post_ran.store(true, Ordering::Relaxed);
        self.post_of_build(cx, progress)
    }

    fn post_of_build(self: &Arc<Self>, cx: &mut Cx, progress: &Arc<Progress>) -> Eval<()> {
        let error = progress.error.lock().clone();
        if !post::is_due(cx, Of::Build, &self.root.post, error.as_ref())? {
            return Ok(());
        }
        let (walk, inner) = (Arc::clone(self), Arc::clone(progress));
        let work: Work = Arc::new(move |cx| walk.post_in_its_stage(cx, &inner));
        let stage = Value::text("Declarative: Post Actions");
        let thrown = caught(script::block(cx, "stage", vec![stage], &work))?.err();
        if let Some(thrown) = thrown {
            progress.error.lock().get_or_insert(thrown);
        }
        Ok(())
    }

    fn post_in_its_stage(self: &Arc<Self>, cx: &mut Cx, progress: &Progress) -> Eval<()> {
        let error = progress.error.lock().clone();
        let before = error.is_some();
        let has_agent = HasAgent::of(&self.root.agent);
        match self.run_post(cx, Of::Build, &self.root.post, has_agent, error)? {
            // The stages have failed already; the post stage itself is well.
            Some(thrown) if !before => Err(Unwind::Throw(thrown)),
            _ => Ok(()),
        }
    }

    /// Does work in the environment of a block: credentials first, so that other entries can use them.
    pub(super) fn in_environment(
        self: &Arc<Self>,
        cx: &mut Cx,
        block: &[EnvEntry],
        work: &Work,
    ) -> Eval<()> {
        let credentials = environment::credentials(cx, block, &self.scope)?;
        let (walk, block, work) = (Arc::clone(self), block.to_vec(), Arc::clone(work));
        let inner: Work = Arc::new(move |cx| {
            let variables = environment::variables(cx, &block, &walk.scope)?;
            script::with_env(cx, variables, &work)
        });
        script::with_credentials(cx, credentials, &inner)
    }

    /// Runs a block of steps. Without an agent a step that needs one is told what to do.
    pub(super) fn run_block(
        self: &Arc<Self>,
        cx: &mut Cx,
        block: &ClosureExpr,
        has_agent: HasAgent,
    ) -> Eval<()> {
        let result = cx.run_block(&block.body, &self.scope).map(drop);
        match (result, has_agent) {
            (Err(Unwind::Throw(thrown)), HasAgent::No) if misses_node(&thrown) => {
                script::step(cx, "error", &[Value::text(NO_NODE)]).map(drop)
            }
            (result, _) => result,
        }
    }
}

/// What is said where `agent none` leaves a step without a node.
const NO_NODE: &str = "Attempted to execute a step that requires a node context while ‘agent none’ was specified. Be sure to specify your own ‘node { ... }’ blocks when using ‘agent none’.";

fn misses_node(thrown: &Throw) -> bool {
    let class = "org.jenkinsci.plugins.workflow.steps.MissingContextVariableException";
    thrown.0.class.is(class)
}

impl HasAgent {
    pub(super) fn of(agent: &Agent) -> Self {
        match agent {
            Agent::None => Self::No,
            Agent::Any | Agent::Kind { .. } => Self::Yes,
        }
    }
}
