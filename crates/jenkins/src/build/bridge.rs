//! From the threads of the script to the host: a thread sends what it wants done, the task of the build does it and the thread waits.

use std::pin::Pin;
use std::sync::mpsc;

use crate::host::Host;
use tokio::sync::mpsc::UnboundedSender;

/// Work for the host.
pub(crate) type Asked =
    Box<dyn for<'a> FnOnce(&'a dyn Host) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> + Send>;

/// The way to the host.
#[derive(Clone)]
pub(crate) struct Bridge(pub(crate) UnboundedSender<Asked>);

impl Bridge {
    /// Has something done and waits for it: within [`maillon_groovy::Cx::wait`], so that other threads go on. None: the build is
    /// being given up.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a dyn Host) -> Pin<Box<dyn Future<Output = T> + Send + 'a>>
        + Send
        + 'static,
    ) -> Option<T> {
        let (answer, answered) = mpsc::sync_channel(1);
        let asked: Asked = Box::new(move |host| {
            let work = work(host);
            Box::pin(async move {
                // The thread may be gone already.
                answer.send(work.await).ok();
            })
        });
        self.0.send(asked).ok()?;
        answered.recv().ok()
    }
}
