//! Nodes: a workspace and a sandbox for what runs inside.

use std::sync::Arc;

use maillon_groovy::{Cx, Eval, Unwind};

use super::{Local, Machine, ask, deliver, within};
use crate::host::{HostError, Node, NodeOrder, Slot};

/// Allocates a node, runs something on it, and gives it back.
pub(crate) fn on_node<T>(
    cx: &mut Cx,
    order: NodeOrder,
    work: impl FnOnce(&mut Cx) -> Eval<T>,
) -> Eval<T> {
    on_node_of(cx, order, |cx, _| work(cx))
}

/// As [`on_node`], for whoever wants to see the node.
pub(crate) fn on_node_of<T>(
    cx: &mut Cx,
    mut order: NodeOrder,
    work: impl FnOnce(&mut Cx, &Arc<dyn Node>) -> Eval<T>,
) -> Eval<T> {
    let local = Local::here(cx)?;
    order.slot = if local.holds_slot {
        Slot::Inherited
    } else {
        Slot::Own
    };
    let token = local.interruption.token();
    let asked = ask(cx, |host| {
        Box::pin(async move { host.allocate(order, &token).await })
    });
    let node = asked?.map_err(|error| refused(cx, error))?;
    let result = inside(cx, &node, |cx| work(cx, &node));
    ask(cx, |host| Box::pin(async move { host.release(node).await }))?;
    result
}

/// Runs something in the workspace of a node that is there already.
fn inside<T>(cx: &mut Cx, node: &Arc<dyn Node>, work: impl FnOnce(&mut Cx) -> Eval<T>) -> Eval<T> {
    let change = |local: &mut Local| {
        node.sandbox().workspace().clone_into(&mut local.cwd);
        local.node = Some(Arc::clone(node));
        local.machine = Arc::new(Machine::default());
        local.holds_slot = true;
    };
    within(cx, change, work)
}

fn refused(cx: &mut Cx, error: HostError) -> Unwind {
    match error {
        HostError::Canceled => match deliver(cx) {
            Err(interrupted) => interrupted,
            Ok(()) => cx.fault("the build was stopped while it waited for a node"),
        },
        HostError::Refused(why) => cx.throw("hudson.AbortException", why),
        HostError::Broken(why) => {
            if let Some(local) = Local::of(cx) {
                let mut state = local.build.state.lock();
                state.broken.get_or_insert_with(|| why.clone());
            }
            cx.throw("hudson.AbortException", why)
        }
    }
}
