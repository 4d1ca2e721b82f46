//! Ctrl-C once: orderly; twice: now.

use maillon_runner::StopSignals;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Waits for signals, passes them on and says so; never ends by itself.
pub(crate) async fn listen(stop: &StopSignals, say: impl Fn(&str)) {
    let (Ok(mut interrupt), Ok(mut terminate), Ok(mut hang_up)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
        signal(SignalKind::hangup()),
    ) else {
        return std::future::pending().await;
    };
    let mut times = 0;
    loop {
        let interrupted = any(&mut interrupt, &mut terminate, &mut hang_up).await;
        times += usize::from(interrupted);
        if times > 1 {
            say("killing: everything ends now");
            stop.orderly.cancel();
            stop.now.cancel();
        } else if !stop.orderly.is_cancelled() {
            let again = if interrupted {
                "; press Ctrl-C again to kill"
            } else {
                ""
            };
            say(&format!("stopping{again}"));
            stop.orderly.cancel();
        }
    }
}

/// Whether it was Ctrl-C.
async fn any(interrupt: &mut Signal, terminate: &mut Signal, hang_up: &mut Signal) -> bool {
    tokio::select! {
        _ = interrupt.recv() => true,
        _ = terminate.recv() => false,
        _ = hang_up.recv() => false,
    }
}
