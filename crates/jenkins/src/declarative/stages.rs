//! Stages one after another, and why some of them are skipped.

use std::sync::Arc;

use maillon_groovy::ast::Name;
use maillon_groovy::{Cx, Eval, Throw, Value};

use super::post::{self, HasAgent, Of};
use super::script::{self, Work, caught};
use super::visit::{Place, Visit};
use super::walk::Walk;
use crate::build::{BuildResult, Local, say};
use crate::definition::Stage;

/// Why a stage does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Skipped {
    /// Something before it failed.
    Failure,
    /// Something before it was unstable, with `skipStagesAfterUnstable()`.
    Unstable,
    /// Its `when` says so.
    When,
    /// The build starts again at a later stage.
    Restart(Name),
}

impl Skipped {
    pub(super) fn message(&self, stage: &str) -> String {
        let why = match self {
            Self::Failure => "earlier failure(s)".to_owned(),
            Self::Unstable => "earlier stage(s) marking the build as unstable".to_owned(),
            Self::When => "when conditional".to_owned(),
            Self::Restart(at) => format!("this build restarting at stage \"{at}\""),
        };
        format!("Stage \"{stage}\" skipped due to {why}")
    }
}

/// Where a list of stages stands.
#[derive(Clone, Default)]
pub(super) struct Sequence {
    /// The stage that they are in.
    pub(super) parent: Option<Arc<Stage>>,
    /// What failed before them.
    pub(super) error: Option<Throw>,
    /// Where the build starts again.
    pub(super) restart: Option<Name>,
    /// Why the parent is skipped.
    pub(super) skipped: Option<Skipped>,
}

impl Walk {
    /// Runs stages one after another, and the `post` of the stage that they are in. Gives the first error.
    pub(super) fn sequence(
        self: &Arc<Self>,
        cx: &mut Cx,
        stages: &[Stage],
        mut at: Sequence,
    ) -> Eval<Option<Throw>> {
        for stage in stages {
            at.pass(&stage.name);
            let place = Place {
                agent: stage
                    .agent
                    .clone()
                    .unwrap_or_else(|| self.root.agent.clone()),
                parent: at.parent.clone(),
                error: at.error.clone(),
                skipped: at.skipped.clone(),
                cell: Vec::new(),
            };
            let visited = self.visit(cx, Arc::new(stage.clone()), place);
            if let Err(thrown) = caught(visited)? {
                at.error.get_or_insert(thrown);
            }
        }
        match (&at.skipped, &at.parent) {
            (None, Some(parent)) => self.post_of_stage(cx, parent, &self.root.agent, at.error),
            _ => Ok(at.error),
        }
    }

    /// Runs a stage. It throws the first error: its own, or the one before it.
    pub(super) fn visit(
        self: &Arc<Self>,
        cx: &mut Cx,
        stage: Arc<Stage>,
        place: Place,
    ) -> Eval<()> {
        let name = Value::text(Arc::clone(&stage.name));
        let walk = Arc::clone(self);
        let work: Work = Arc::new(move |cx| Visit::new(&walk, &stage, &place).run(cx));
        script::block(cx, "stage", vec![name], &work)
    }

    /// Runs what a stage has in `post`, if anything of it is due. Gives the first error.
    pub(super) fn post_of_stage(
        self: &Arc<Self>,
        cx: &mut Cx,
        stage: &Stage,
        around: &crate::definition::Agent,
        error: Option<Throw>,
    ) -> Eval<Option<Throw>> {
        if !post::is_due(cx, Of::Stage, &stage.post, error.as_ref())? {
            return Ok(error);
        }
        say(cx, "Post stage");
        let has_agent = HasAgent::of(stage.agent.as_ref().unwrap_or(around));
        self.run_post(cx, Of::Stage, &stage.post, has_agent, error)
    }

    /// Why a stage that is about to run does not.
    pub(super) fn reason_to_skip(&self, cx: &mut Cx, place: &Place) -> Eval<Option<Skipped>> {
        if place.skipped.is_some() || place.error.is_some() {
            return Ok(place.skipped.clone().or(Some(Skipped::Failure)));
        }
        let result = Local::here(cx)?.build.state.lock().result;
        let unstable = result == Some(BuildResult::Unstable);
        let skips = unstable && self.options.skip_after_unstable;
        Ok(skips.then_some(Skipped::Unstable))
    }
}

impl Sequence {
    /// Comes to the next stage: those before the one where the build starts again are skipped.
    fn pass(&mut self, stage: &Name) {
        let Some(restart) = &self.restart else {
            return;
        };
        if restart != stage {
            self.skipped = Some(Skipped::Restart(restart.clone()));
            return;
        }
        self.restart = None;
        if matches!(self.skipped, Some(Skipped::Restart(_))) {
            self.skipped = None;
        }
    }
}
