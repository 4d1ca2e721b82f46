//! `timeout`.

use std::sync::Arc;
use std::time::Duration;

use maillon_groovy::{Eval, Unwind, Value};
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::unit;
use crate::build::{self, BuildResult, Cause, Local};
use crate::host::Host;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "timeout",
    summary: "Interrupts its block after some time.",
    params: &[
        Param::required("time", Kind::Int, "How long it may take."),
        unit::param("Of the time: `MINUTES` where nothing is said."),
        Param::optional(
            "activity",
            Kind::Bool,
            "Counts the time since something was printed last.",
        ),
    ],
    sole: Some("time"),
    body: Body::Required,
    needs: Needs::Nothing,
    run,
};

/// How long a block may go on after it was interrupted, until it is interrupted again.
const GRACE: Duration = Duration::from_mins(1);

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let limit = unit::milliseconds(call, "MINUTES").map_err(|why| call.wrong(why))?;
    let activity = call.args.flag("activity");
    let span = build::span(limit);
    if activity {
        call.say(format!(
            "Timeout set to expire after {span} without activity"
        ));
    } else {
        call.say(format!("Timeout set to expire in {span}"));
    }
    let timer = Arc::new(Timer {
        local: Local::clone(&call.local),
        limit: Duration::from_millis(u64::try_from(limit).unwrap_or_default()),
        printed: Arc::default(),
        stopped: CancellationToken::new(),
        fired: Mutex::default(),
    });
    let started = Arc::clone(&timer);
    let bridge = &call.local.build.bridge;
    bridge.start(|host| Box::pin(async move { started.watch(host).await }));
    let printed = Arc::clone(&timer.printed);
    let result = call.with_local(|local| {
        if activity {
            Arc::make_mut(&mut local.activity).push(printed);
        }
    });
    timer.stop();
    if let (Err(Unwind::Throw(thrown)), Some(cause)) = (&result, timer.fired.lock().clone()) {
        build::settle(&thrown.0, &cause);
    }
    result
}

/// Watches the time of a block.
struct Timer {
    local: Local,
    limit: Duration,
    printed: Arc<Notify>,
    stopped: CancellationToken,
    fired: Mutex<Option<Arc<Cause>>>,
}

impl Timer {
    async fn watch(&self, host: &dyn Host) {
        tokio::select! {
            () = self.stopped.cancelled() => {}
            () = self.interrupt(host) => {}
        }
    }

    async fn interrupt(&self, host: &dyn Host) {
        self.expire().await;
        build::print_output(
            &self.local,
            host,
            "Cancelling nested steps due to timeout\n",
        )
        .await;
        self.fire();
        loop {
            tokio::time::sleep(GRACE).await;
            let line =
                "Body did not finish within grace period; terminating with extreme prejudice\n";
            build::print_output(&self.local, host, line).await;
            self.fire();
        }
    }

    /// Waits until the time is over; what is printed begins it anew, where the block knows of this timer.
    async fn expire(&self) {
        while tokio::time::timeout(self.limit, self.printed.notified())
            .await
            .is_ok()
        {}
    }

    fn fire(&self) {
        let mut fired = self.fired.lock();
        if !self.stopped.is_cancelled() {
            let interruption = &self.local.interruption;
            *fired = Some(interruption.set_off(BuildResult::Aborted, "Timeout has been exceeded"));
        }
    }

    /// The block has ended: what it was not told of before, it need not be told any more.
    fn stop(&self) {
        let fired = self.fired.lock();
        self.stopped.cancel();
        if let Some(cause) = &*fired {
            self.local.interruption.withdraw(cause);
        }
    }
}
