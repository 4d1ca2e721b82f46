//! Whether a failed try is repeated.

use maillon_model::job::{Retry, RetryWhen};
use maillon_model::outcome::{Failure, FailureKind};
use maillon_model::{Attempt, Outcome};

/// Whether another try follows the one that ended so.
pub(crate) fn follows(retry: &Retry, attempt: Attempt, outcome: &Outcome) -> bool {
    attempt.0 <= retry.max && matches(retry, outcome)
}

fn matches(retry: &Retry, outcome: &Outcome) -> bool {
    let kind = match outcome {
        Outcome::Success
        | Outcome::Canceled
        | Outcome::Unstable { .. }
        | Outcome::Aborted { .. }
        | Outcome::NotBuilt { .. } => return false,
        Outcome::Errored { .. } => RetryWhen::RunnerSystemFailure,
        Outcome::Failed(failure) => kind_of(failure),
    };
    let unlimited = retry.when.is_empty() && retry.exit_codes.is_empty();
    let by_kind = retry.when.contains(&RetryWhen::Always) || retry.when.contains(&kind);
    let by_code = outcome
        .exit_code()
        .is_some_and(|code| retry.exit_codes.contains(&code));
    unlimited || by_kind || by_code
}

fn kind_of(failure: &Failure) -> RetryWhen {
    match failure.kind {
        FailureKind::Script => RetryWhen::ScriptFailure,
        FailureKind::Timeout => RetryWhen::JobExecutionTimeout,
        FailureKind::Child | FailureKind::Definition => RetryWhen::Elsewhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(kind: FailureKind, code: i32) -> Outcome {
        Outcome::Failed(Failure {
            kind,
            exit_code: Some(code),
            message: String::new(),
            command: None,
        })
    }

    fn retry(max: u32, when: &[RetryWhen], codes: &[i32]) -> Retry {
        Retry {
            max,
            when: when.to_vec(),
            exit_codes: codes.iter().copied().collect(),
        }
    }

    #[test]
    fn only_as_often_as_allowed() {
        let twice = retry(2, &[], &[]);
        let outcome = failed(FailureKind::Script, 1);
        let follows = |n| follows(&twice, Attempt(n), &outcome);
        assert_eq!([1, 2, 3].map(follows), [true, true, false]);
        assert!(!super::follows(&Retry::default(), Attempt::FIRST, &outcome));
    }

    #[test]
    fn only_after_the_given_kinds_and_codes() {
        let check = |retry: &Retry, outcome: &Outcome, expected| {
            assert_eq!(
                follows(retry, Attempt::FIRST, outcome),
                expected,
                "{retry:?} {outcome:?}"
            );
        };
        let script = failed(FailureKind::Script, 42);
        let timeout = failed(FailureKind::Timeout, 1);
        let errored = Outcome::Errored {
            message: String::new(),
        };
        check(&retry(1, &[RetryWhen::ScriptFailure], &[]), &script, true);
        check(&retry(1, &[RetryWhen::ScriptFailure], &[]), &timeout, false);
        check(&retry(1, &[RetryWhen::ScriptFailure], &[]), &errored, false);
        check(
            &retry(1, &[RetryWhen::RunnerSystemFailure], &[]),
            &errored,
            true,
        );
        check(&retry(1, &[RetryWhen::Always], &[]), &timeout, true);
        check(&retry(1, &[], &[42]), &script, true);
        check(&retry(1, &[], &[7]), &script, false);
        check(
            &retry(1, &[RetryWhen::JobExecutionTimeout], &[42]),
            &script,
            true,
        );
        check(&retry(1, &[], &[]), &Outcome::Canceled, false);
    }
}
