//! The status of several jobs together, as those after them see it.

/// Where a job stands for the jobs after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Not at its end; also a manual job that blocks.
    Pending,
    Success,
    /// Failed or canceled, and that is allowed.
    Warned,
    /// It ran and is not sure of itself; those after it run.
    Unstable,
    Skipped,
    /// A manual job that nobody played and that may be left out.
    Ignored,
    Failed,
    Canceled,
}

/// How many jobs stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally([u32; 8]);

/// The status of several jobs that are all at their end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Composite {
    Success,
    Failed,
    Skipped,
    Canceled,
}

impl Tally {
    /// One more job.
    pub(crate) fn add(&mut self, standing: Standing) {
        self.0[standing as usize] += 1;
    }

    /// A job's standing changed.
    pub(crate) fn shift(&mut self, from: Standing, to: Standing) {
        let left = &mut self.0[from as usize];
        *left = left.saturating_sub(1);
        self.add(to);
    }

    /// Takes in all jobs of another tally.
    pub(crate) fn absorb(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }

    /// How many jobs stand there.
    pub(crate) fn count(&self, standing: Standing) -> u32 {
        self.0[standing as usize]
    }

    /// Whether any job stands there.
    pub(crate) fn any(&self, standing: Standing) -> bool {
        self.count(standing) > 0
    }

    /// The status for a job that waits for whole stages; None while one of them goes on.
    pub(crate) fn of_stages(&self) -> Option<Composite> {
        if self.any(Standing::Pending) {
            return None;
        }
        let ran = [Standing::Success, Standing::Warned, Standing::Unstable];
        let ran = ran.into_iter().any(|standing| self.any(standing));
        let left_out = self.any(Standing::Skipped) || self.any(Standing::Ignored);
        Some(match self {
            _ if self.any(Standing::Failed) => Composite::Failed,
            _ if self.any(Standing::Canceled) => Composite::Canceled,
            _ if left_out && !ran => Composite::Skipped,
            _ => Composite::Success,
        })
    }

    /// The status for a job that waits for these jobs by name: here one that did not run decides.
    pub(crate) fn of_needs(&self) -> Option<Composite> {
        if self.any(Standing::Skipped) || self.any(Standing::Ignored) {
            return Some(Composite::Skipped);
        }
        self.of_stages()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Canceled, Failed, Ignored, Pending, Skipped, Success, Unstable, Warned};

    fn check(
        standings: &[Standing],
        stages: impl Into<Option<Composite>>,
        needs: impl Into<Option<Composite>>,
    ) {
        let mut tally = Tally::default();
        for standing in standings {
            tally.add(*standing);
        }
        assert_eq!(
            (tally.of_stages(), tally.of_needs()),
            (stages.into(), needs.into()),
            "{standings:?}"
        );
    }

    #[test]
    fn a_job_that_did_not_run_counts_differently_for_stages_and_needs() {
        check(&[], Composite::Success, Composite::Success);
        check(&[Success, Warned], Composite::Success, Composite::Success);
        check(&[Success, Skipped], Composite::Success, Composite::Skipped);
        check(&[Skipped, Ignored], Composite::Skipped, Composite::Skipped);
        check(&[Ignored, Pending], None, Composite::Skipped);
        check(&[Failed, Skipped], Composite::Failed, Composite::Skipped);
    }

    #[test]
    fn a_failure_wins_over_a_cancel_and_both_over_success() {
        check(&[Failed, Canceled], Composite::Failed, Composite::Failed);
        check(
            &[Canceled, Success],
            Composite::Canceled,
            Composite::Canceled,
        );
        check(&[Failed, Pending], None, None);
        check(&[Unstable, Skipped], Composite::Success, Composite::Skipped);
    }
}
