//! The work of a step, within its time limit, until it ends well or nobody wants to try again.

use std::time::Duration;

use maillon_model::duration::words;
use maillon_model::outcome::{Failure, FailureKind};

use super::end::goes_on;
use super::{Phase, StepRun, Stop, Unit, Worked, failure};
use crate::body::actions;
use crate::body::env_files::EnvFiles;
use crate::body::host::{AfterFailure, FailedStep};
use crate::body::job::{Frame, FrameKind, JobRun};
use crate::body::run_step;
use crate::body::scope::RunScope;
use crate::workflow::StepWork;

/// Works until that ends well or nobody wants to try again.
pub(super) async fn attempts(
    job: &mut JobRun<'_>,
    frame: &mut Frame,
    step: &mut StepRun,
    unit: &Unit<'_>,
    name: &str,
) -> Worked {
    loop {
        step.restart()?;
        let worked = work(job, frame, step, unit, name).await;
        let worked = tell(job, worked).await;
        let Err(Stop::Told(failure)) = &worked else {
            return worked;
        };
        let asks = frame.kind == FrameKind::Job && !goes_on(job, frame, step, unit).await;
        if !asks || ask(job, step, name, failure).await == AfterFailure::GoOn {
            return worked;
        }
    }
}

async fn ask(job: &JobRun<'_>, step: &StepRun, name: &str, failure: &Failure) -> AfterFailure {
    let (env, cwd) = match &step.last {
        Some(last) => (last.env.as_slice(), last.cwd.as_path()),
        None => (&[][..], job.body.sandbox.workspace()),
    };
    let message = match failure.exit_code {
        Some(code) => format!("exit code {code}"),
        None => failure.message.clone(),
    };
    let failed = FailedStep {
        name,
        message: &message,
        env,
        cwd,
    };
    job.body.host.after_failure(failed).await
}

/// Says why it failed, where the log does not say it yet.
pub(super) async fn tell(job: &JobRun<'_>, worked: Worked) -> Worked {
    let Err(stop) = worked else {
        return worked;
    };
    job.log.stop(&stop).await;
    Err(match stop {
        Stop::Failed(failure) => Stop::Told(failure),
        other => other,
    })
}

async fn work(
    job: &mut JobRun<'_>,
    frame: &mut Frame,
    step: &mut StepRun,
    unit: &Unit<'_>,
    name: &str,
) -> Worked {
    job.log.header(name).await;
    let limit = time_limit(job, frame, step, unit).await;
    let cancel = step.cancel.clone();
    let worked = {
        let main = dispatch(job, frame, step, unit);
        tokio::pin!(main);
        match limit {
            None => main.await,
            Some(limit) => tokio::select! {
                worked = &mut main => worked,
                () = tokio::time::sleep(limit) => {
                    cancel.cancel();
                    ended_late(main.await, name, limit)
                }
            },
        }
    };
    EnvFiles::apply(job, step).await;
    match (&worked, step.fault.take()) {
        (Ok(()), Some(fault)) => Err(Stop::Told(failure(fault, None))),
        _ => worked,
    }
}

fn ended_late(worked: Worked, name: &str, limit: Duration) -> Worked {
    if let Err(Stop::Errored(_)) = worked {
        return worked;
    }
    let limit = match limit.as_secs() {
        seconds if seconds > 0 && seconds % 60 == 0 => format!("{} minutes", seconds / 60),
        _ => words(limit),
    };
    let message = format!("The action '{name}' has timed out after {limit}.");
    Err(Stop::Failed(Failure {
        kind: FailureKind::Timeout,
        ..failure(message, None)
    }))
}

async fn dispatch(
    job: &mut JobRun<'_>,
    frame: &mut Frame,
    step: &mut StepRun,
    unit: &Unit<'_>,
) -> Worked {
    match (&unit.phase, &unit.step.work) {
        (Phase::Main, StepWork::Run { .. }) => run_step::run(job, frame, step, unit.step).await,
        // A composite action runs steps in turn: without a box the future would hold itself.
        (Phase::Main, StepWork::Uses { uses, with }) => {
            Box::pin(actions::execute(job, frame, step, unit.step, uses, with)).await
        }
        (Phase::Side(side), _) => Box::pin(actions::side(job, frame, step, unit.step, side)).await,
    }
}

/// `timeout-minutes`. Where it can't be evaluated the log says so and there is none, as on GitHub.
async fn time_limit(
    job: &mut JobRun<'_>,
    frame: &Frame,
    step: &StepRun,
    unit: &Unit<'_>,
) -> Option<Duration> {
    let text = unit.step.timeout_minutes.as_ref()?;
    let value = RunScope::new(job, frame)
        .at(step)
        .value(text, "timeout-minutes");
    match value.map(|value| value.to_text().trim().parse::<f64>()) {
        Ok(Ok(minutes)) if minutes > 0.0 => Duration::try_from_secs_f64(minutes * 60.0).ok(),
        Ok(Ok(_)) => None,
        Ok(Err(_)) => {
            let why = "timeout-minutes: this is no number";
            job.log.error(why).await;
            None
        }
        Err(wrong) => {
            job.log.stop(&wrong).await;
            None
        }
    }
}
