//! What a stage consists of: one of `steps`, `stages`, `parallel`, `matrix`.

use maillon_groovy::Span;

use super::steps::StepsKind;
use crate::definition::{Content, Matrix, Stage};

/// All that was written, each with where it stands.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) steps: Option<(Content, StepsKind, Span)>,
    pub(super) stages: Option<(Vec<Stage>, Span)>,
    pub(super) parallel: Option<(Vec<Stage>, Span)>,
    pub(super) matrix: Option<(Option<Matrix>, Span)>,
}

impl Contents {
    /// How many there are. The step `parallel` without branches that are known is none, as for Jenkins.
    pub(super) fn count(&self) -> usize {
        let steps = self
            .branches()
            .map_or(self.steps.is_some(), |branches| branches > 0);
        let others = [
            self.stages.is_some(),
            self.parallel.is_some(),
            self.matrix.is_some(),
        ];
        usize::from(steps) + others.into_iter().filter(|there| *there).count()
    }

    /// Where stages run beside each other.
    pub(super) fn parallel_stages(&self) -> Option<Span> {
        let matrix = self.matrix.as_ref().map(|(_, at)| *at);
        matrix.or(self.parallel.as_ref().map(|(_, at)| *at))
    }

    /// Where stages, or branches of the step, run beside each other.
    pub(super) fn branching(&self) -> Option<Span> {
        let several = self.branches().is_some_and(|branches| branches > 1);
        let branches = self.steps.as_ref().filter(|_| several);
        self.parallel_stages().or(branches.map(|(_, _, at)| *at))
    }

    /// Of the step `parallel`, where the steps are nothing else.
    fn branches(&self) -> Option<usize> {
        match self.steps {
            Some((_, StepsKind::Parallel(branches), _)) => Some(branches),
            _ => None,
        }
    }

    /// The one that is left where all is right.
    pub(super) fn made(self) -> Option<Content> {
        if let Some((matrix, _)) = self.matrix {
            return Some(Content::Matrix(Box::new(matrix?)));
        }
        let parallel = self.parallel.map(|(stages, _)| Content::Parallel(stages));
        let stages = self.stages.map(|(stages, _)| Content::Stages(stages));
        parallel.or(stages).or(self.steps.map(|(steps, ..)| steps))
    }
}
