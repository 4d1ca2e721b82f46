//! The environment that a node's machine has by itself: `PATH`, `HOME`. It is asked for once, when somebody wants to know.

use bytes::Bytes;
use maillon_groovy::{Cx, Eval};
use maillon_sandbox::{Ending, Exec};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Local, ask};
use crate::host::Node;

/// What is known of a node's machine.
#[derive(Default)]
pub(crate) struct Machine(Mutex<Option<Arc<Environment>>>);

/// Variables by name.
pub(crate) type Environment = BTreeMap<String, String>;

/// The environment that the machine around has by itself; empty outside of nodes.
pub(crate) fn environment(cx: &mut Cx) -> Eval<Arc<Environment>> {
    let local = Local::here(cx)?;
    let Some(node) = local.node.clone() else {
        return Ok(Arc::default());
    };
    let known = local.machine.0.lock().clone();
    if let Some(known) = known {
        return Ok(known);
    }
    let found = Arc::new(ask(cx, |_| Box::pin(async move { look(&*node).await }))?);
    *local.machine.0.lock() = Some(Arc::clone(&found));
    Ok(found)
}

async fn look(node: &dyn Node) -> Environment {
    let exec = Exec {
        argv: vec!["env".to_owned()],
        env: Vec::new(),
        stdin: Bytes::new(),
        cwd: node.sandbox().workspace().to_owned(),
        ending: Ending::terminate(Duration::ZERO),
    };
    let (output, mut lines) = mpsc::channel::<Bytes>(16);
    let cancel = CancellationToken::new();
    let run = node.sandbox().exec(exec, output, &cancel);
    let read = async {
        let mut all = Vec::new();
        while let Some(bytes) = lines.recv().await {
            all.extend_from_slice(&bytes);
        }
        all
    };
    // A machine that can't say it has no environment that we know of.
    let (_, all) = tokio::join!(run, read);
    parse(&String::from_utf8_lossy(&all))
}

fn parse(text: &str) -> Environment {
    text.lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(name, _)| *name != "_" && !name.starts_with("MAILLON_"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
