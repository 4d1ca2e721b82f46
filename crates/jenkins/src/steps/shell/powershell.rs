//! `powershell`: there is no Windows here. `pwsh` is PowerShell for every system.

use super::Shell;
use super::sh::{PARAMS, run};
use crate::steps::{Body, Needs, Step};

pub(super) static STEP: Step = Step {
    name: "powershell",
    summary: "Runs a Windows PowerShell script: fails, because that needs a Windows node.",
    params: PARAMS,
    sole: Some("script"),
    body: Body::None,
    needs: Needs::Node,
    run: |call| {
        let message = "Windows PowerShell scripts can only be run on Windows nodes; on this one use `pwsh` or `sh`";
        Err(call.cx.throw("java.io.IOException", message))
    },
};

pub(super) static PWSH: Step = Step {
    name: "pwsh",
    summary: "Runs a PowerShell script by the program `pwsh`, where the node has it.",
    params: PARAMS,
    sole: Some("script"),
    body: Body::None,
    needs: Needs::Node,
    run: |call| run(call, Shell::Pwsh),
};
