//! The run of a declarative pipeline, as `ModelInterpreter` of Jenkins' plugin does it.
//!
//! The sections are walked here; what they do is done by calling steps as a script would: `stage`, `node`, `withEnv`, `parallel`,
//! every option that is a step. So the log, the results and the errors are those of the steps, and a declarative pipeline in a
//! library's function runs like one in the Jenkinsfile: its expressions see what the block sees.

mod condition;
mod environment;
mod input;
mod matrix;
mod names;
mod options;
mod parameters;
mod post;
pub(crate) mod script;
mod stages;
mod tools;
mod visit;

use std::sync::Arc;

use maillon_groovy::ast::ClosureExpr;
use maillon_groovy::{ClosureCode, Cx, Eval, Scope, Throw, Unwind, Value};
use maillon_model::Diagnostic;

use crate::agent;
use crate::build::Local;
use crate::definition::{Agent, Declarative};
use crate::validate::{self, Names, Surroundings};
pub(crate) use matrix::{cell_name, combinations};
use options::Options;
use post::{HasAgent, Of};
use script::{Work, abort, caught};
use stages::Sequence;

/// A declarative pipeline that runs.
struct Walk {
    root: Declarative,
    options: Options,
    /// What the block sees.
    scope: Arc<Scope>,
}

/// `pipeline { ... }`, wherever it stands.
pub(crate) fn pipeline(cx: &mut Cx, args: &[Value]) -> Eval<Value> {
    let (expr, scope) = written(cx, args)?;
    let root = read(cx, &expr)?;
    claim(cx)?;
    let options = Options::of(cx, &root.options, &scope)?;
    let walk = Arc::new(Walk {
        root,
        options,
        scope,
    });
    match walk.run(cx)? {
        Some(thrown) => Err(Unwind::Throw(thrown)),
        None => Ok(Value::Null),
    }
}

fn written(cx: &mut Cx, args: &[Value]) -> Eval<(Arc<ClosureExpr>, Arc<Scope>)> {
    if let [Value::Closure(closure)] = args
        && let ClosureCode::Script(expr, _) = &closure.code
        && let Some(scope) = cx.scope_of(closure)
    {
        return Ok((Arc::clone(expr), scope));
    }
    Err(abort(
        cx,
        "pipeline needs a block that is written behind it",
    ))
}

/// Reads the block again: that of a library was not seen before the run.
fn read(cx: &mut Cx, expr: &ClosureExpr) -> Eval<Declarative> {
    let build = Arc::clone(&Local::here(cx)?.build);
    let Some(code) = cx.code() else {
        return Err(cx.fault("a pipeline without a file"));
    };
    let around = Surroundings {
        code: &code,
        tools: &build.job.tools,
        names: Names::Open,
    };
    let (read, problems) = validate::declarative(expr, &around);
    read.ok_or_else(|| refused(cx, &problems))
}

/// What Jenkins says of a file that it can't compile.
fn refused(cx: &mut Cx, problems: &[Diagnostic]) -> Unwind {
    let errors: Vec<String> = problems
        .iter()
        .filter(|problem| problem.is_error())
        .map(compile_error)
        .collect();
    let plural = if errors.len() == 1 { "" } else { "s" };
    let message = format!(
        "startup failed:\n{}\n{} error{plural}\n",
        errors.concat(),
        errors.len()
    );
    cx.throw(
        "org.codehaus.groovy.control.MultipleCompilationErrorsException",
        message,
    )
}

fn compile_error(problem: &Diagnostic) -> String {
    let Some(place) = &problem.place else {
        return format!("{}\n\n", problem.message);
    };
    let (line, column) = (place.line, place.column);
    let indent = " ".repeat(column.saturating_sub(1) as usize);
    format!(
        "WorkflowScript: {line}: {} @ line {line}, column {column}.\n   {}\n   {indent}^\n\n",
        problem.message, place.source
    )
}

/// A build has one declarative pipeline.
fn claim(cx: &mut Cx) -> Eval<()> {
    let build = Arc::clone(&Local::here(cx)?.build);
    let before = (build.state.lock().notes).insert("declarative".to_owned(), String::new());
    if before.is_some() {
        let message = "Only one pipeline { ... } block can be executed in a single run.";
        return Err(cx.throw("java.lang.IllegalStateException", message));
    }
    Ok(())
}

/// What is known of the whole run while it is under way.
#[derive(Default)]
struct Progress {
    error: parking_lot::Mutex<Option<Throw>>,
    post_ran: std::sync::atomic::AtomicBool,
}

impl Walk {
    /// Runs everything. Gives the first error.
    fn run(self: &Arc<Self>, cx: &mut Cx) -> Eval<Option<Throw>> {
        let progress = Arc::new(Progress::default());
        if let Err(thrown) = caught(self.prepared(cx, &progress))? {
            progress.error.lock().get_or_insert(thrown);
        }
        if !progress.post_ran.load(std::sync::atomic::Ordering::Relaxed) {
            self.post_of_build(cx, &progress)?;
        }
        let error = progress.error.lock().take();
        Ok(error)
    }

    fn prepared(self: &Arc<Self>, cx: &mut Cx, progress: &Arc<Progress>) -> Eval<()> {
        for library in &self.root.libraries {
            let library = cx.eval(library, &self.scope)?;
            script::step(cx, "library", &[library])?;
        }
        parameters::declare(cx, &self.root.parameters, &self.scope)?;
        let (walk, progress) = (Arc::clone(self), Arc::clone(progress));
        let work: Work = Arc::new(move |cx| walk.on_agent(cx, &progress));
        agent::inside(cx, &self.root.agent, &self.standing(), &self.scope, &work)
    }

    /// How the root's agent stands.
    fn standing(&self) -> agent::Standing {
        agent::Standing {
            checkout: self.options.checkout(None),
            role: match self.options.container_per_stage {
                true => agent::Role::RootOfContainers,
                false => agent::Role::Plain,
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
        progress
            .post_ran
            .store(true, std::sync::atomic::Ordering::Relaxed);
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
    fn in_environment(
        self: &Arc<Self>,
        cx: &mut Cx,
        block: &[crate::definition::EnvEntry],
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
    fn run_block(
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
    fn of(agent: &Agent) -> Self {
        match agent {
            Agent::None => Self::No,
            Agent::Any | Agent::Kind { .. } => Self::Yes,
        }
    }
}
