//! `bat`: there is no Windows here.

use super::sh::PARAMS;
use crate::steps::{Body, Needs, Step};

pub(super) static STEP: Step = Step {
    name: "bat",
    summary: "Runs a batch script: fails, because that needs a Windows node.",
    params: PARAMS,
    sole: Some("script"),
    body: Body::None,
    needs: Needs::Node,
    run: |call| {
        let message = "Batch scripts can only be run on Windows nodes; on this one use `sh`, or ask with `isUnix()` first";
        Err(call.cx.throw("java.io.IOException", message))
    },
};
