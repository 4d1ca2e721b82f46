//! `options`: what the walk itself looks at, and steps that are put around.

use std::sync::Arc;

use maillon_groovy::ast::Name;
use maillon_groovy::{Cx, Eval, Scope};

use super::script::{self, Work};
use crate::agent::Checkout;
use crate::definition::Directive;
use crate::steps::{self, Body};

/// The options of a pipeline, or of a stage.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) skip_after_unstable: bool,
    pub(super) always_fail_fast: bool,
    pub(super) container_per_stage: bool,
    pub(super) no_restart: bool,
    skip_checkout: Option<bool>,
    subdirectory: Option<Name>,
    pub(super) wrappers: Vec<Directive>,
}

impl Options {
    /// Reads options. Properties of the job change nothing in a run.
    pub(super) fn of(cx: &mut Cx, given: &[Directive], scope: &Arc<Scope>) -> Eval<Self> {
        let mut options = Self {
            wrappers: wrappers(given),
            ..Self::default()
        };
        for option in given {
            options.take(cx, option, scope)?;
        }
        Ok(options)
    }

    fn take(&mut self, cx: &mut Cx, option: &Directive, scope: &Arc<Scope>) -> Eval<()> {
        match &*option.name.name {
            "skipStagesAfterUnstable" => self.skip_after_unstable = true,
            "parallelsAlwaysFailFast" => self.always_fail_fast = true,
            "disableRestartFromStage" => self.no_restart = true,
            "newContainerPerStage" => self.container_per_stage = true,
            "skipDefaultCheckout" => self.skip_checkout = Some(skips(cx, option, scope)?),
            "checkoutToSubdirectory" => {
                self.subdirectory = script::text_argument(cx, &option.args, "subdirectory", scope)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether and where an agent checks out: what a stage says counts before what the pipeline says.
    pub(super) fn checkout(&self, of_stage: Option<&Self>) -> Checkout {
        let skip = of_stage.and_then(|stage| stage.skip_checkout);
        if skip.or(self.skip_checkout) == Some(true) {
            return Checkout::None;
        }
        let folder = of_stage.and_then(|stage| stage.subdirectory.clone());
        match folder.or_else(|| self.subdirectory.clone()) {
            Some(folder) if !folder.is_empty() => Checkout::Into(folder),
            _ => Checkout::Here,
        }
    }
}

/// `skipDefaultCheckout()` means true.
fn skips(cx: &mut Cx, option: &Directive, scope: &Arc<Scope>) -> Eval<bool> {
    if option.args.is_empty() {
        return Ok(true);
    }
    script::bool_argument(cx, &option.args, "skipDefaultCheckout", scope)
}

/// The options that are steps with a block.
pub(super) fn wrappers(options: &[Directive]) -> Vec<Directive> {
    let is_wrapper = |option: &&Directive| {
        steps::find(&option.name.name).is_some_and(|step| step.body != Body::None)
    };
    options.iter().filter(is_wrapper).cloned().collect()
}

/// Does work within steps, the first one outermost.
pub(super) fn wrapped(
    cx: &mut Cx,
    wrappers: &[Directive],
    scope: &Arc<Scope>,
    work: &Work,
) -> Eval<()> {
    let Some((first, others)) = wrappers.split_first() else {
        return work(cx);
    };
    let (others, around, work) = (others.to_vec(), Arc::clone(scope), Arc::clone(work));
    let inner: Work = Arc::new(move |cx| wrapped(cx, &others, &around, &work));
    let args = script::values(cx, &first.args, scope)?;
    script::block(cx, &first.name.name, args, &inner)
}
