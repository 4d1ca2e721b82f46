//! From the threads of the script to the host: a thread sends what it wants done, the task of the build does it and the thread waits.

use std::pin::Pin;
use std::sync::mpsc;

use maillon_groovy::{Cx, Eval};
use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

use super::{Local, interruption};
use crate::host::Host;

/// What the host does, under way.
pub(crate) type Doing<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Work for the host.
pub(crate) type Asked = Box<dyn for<'a> FnOnce(&'a dyn Host) -> Doing<'a, ()> + Send>;

/// The way to the host.
#[derive(Clone)]
pub(crate) struct Bridge(pub(crate) UnboundedSender<Asked>);

impl Bridge {
    /// Has something done and waits for it: within [`maillon_groovy::Cx::wait`], so that other threads go on. None: the build is
    /// being given up.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a dyn Host) -> Doing<'a, T> + Send + 'static,
    ) -> Option<T> {
        let (answer, answered) = mpsc::sync_channel(1);
        self.start(move |host| {
            let work = work(host);
            Box::pin(async move {
                // The thread may be gone already.
                answer.send(work.await).ok();
            })
        })?;
        answered.recv().ok()
    }

    /// Has something done that nobody waits for. None: the build is being given up.
    pub(crate) fn start(
        &self,
        work: impl for<'a> FnOnce(&'a dyn Host) -> Doing<'a, ()> + Send + 'static,
    ) -> Option<()> {
        self.0.send(Box::new(work)).ok()
    }

    /// Whether nobody listens any more: the build is being given up.
    pub(crate) fn is_gone(&self) -> bool {
        self.0.is_closed()
    }
}

/// Has the host do something that is soon done, and waits for it; nothing interrupts it.
pub(crate) fn ask<T: Send + 'static>(
    cx: &mut Cx,
    work: impl for<'a> FnOnce(&'a dyn Host) -> Doing<'a, T> + Send + 'static,
) -> Eval<T> {
    let build = Local::here(cx)?.build.clone();
    let answer = cx.wait(|| build.bridge.ask(work));
    answer.ok_or_else(|| cx.fault("the build was stopped"))
}

/// Has the host do something that may take long, and waits for it. The work must end soon when its token is cancelled; then
/// `FlowInterruptedException` is thrown.
pub(crate) fn ask_long<T: Send + 'static>(
    cx: &mut Cx,
    work: impl for<'a> FnOnce(&'a dyn Host, CancellationToken) -> Doing<'a, T> + Send + 'static,
) -> Eval<T> {
    let token = Local::here(cx)?.interruption.token();
    let given = token.clone();
    let answer = ask(cx, move |host| work(host, given))?;
    if token.is_cancelled() {
        interruption::deliver(cx)?;
    }
    Ok(answer)
}
