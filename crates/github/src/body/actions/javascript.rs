//! JavaScript actions: scripts for the `node` of where the job runs.

use super::super::exec::{self, Command};
use super::super::job::{Frame, JobRun};
use super::super::step::{StepRun, Stop, Worked};
use super::inputs::Inputs;
use super::{Used, carried, endpoints};

/// The `node` that runs actions, whatever `PATH` steps make: GitHub's runner has one of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    program: String,
    /// `v20.20.2`
    version: String,
}

/// Runs a script of the action: `using` and the script's name.
pub(super) async fn run(
    job: &mut JobRun<'_>,
    frame: &Frame,
    run: &mut StepRun,
    used: &Used,
    inputs: &Inputs,
    (using, script): (&str, &str),
) -> Worked {
    let script = used.folder.file(script).map_err(Stop::failed)?;
    let node = node(job, frame, run, using).await?;
    let mut env: Vec<(String, String)> = inputs.environment().collect();
    env.extend(state(run));
    env.extend(endpoints::variables(job).await);
    let mut argv = vec![node.program];
    if job.body.sandbox.container().is_some() {
        env = carried::under_plain_names(env);
        let preload = carried::preload(job.body).map_err(Stop::Errored)?;
        argv.extend(["--require".to_owned(), preload]);
    }
    argv.push(script.display().to_string());
    let command = Command {
        argv,
        env,
        cwd: job.body.sandbox.workspace().to_path_buf(),
    };
    match exec::exec(job, frame, run, command).await? {
        0 => Ok(()),
        code => Err(Stop::exit(code)),
    }
}

/// What the action's phase before left for this one.
pub(super) fn state(run: &StepRun) -> Vec<(String, String)> {
    let state = run.state.iter();
    state
        .map(|(name, value)| (format!("STATE_{name}"), value.clone()))
        .collect()
}

/// Looks for `node`, once per job; the first time the log says which one runs.
async fn node(job: &mut JobRun<'_>, frame: &Frame, run: &StepRun, using: &str) -> Worked<Node> {
    if let Some(node) = &job.actions.node {
        return Ok(node.clone());
    }
    let mut found = look(job, Vec::new()).await;
    if found.is_none() {
        let env = exec::environment(job, frame, run).await;
        found = look(job, env.into_iter().collect()).await;
    }
    let node = found.ok_or_else(|| missing(job, using))?;
    if !node.is(using) {
        let message = format!(
            "JavaScript actions run on node {} here ({using} is asked for)",
            node.version
        );
        job.log.notice(&message).await;
    }
    job.actions.node = Some(node.clone());
    Ok(node)
}

fn missing(job: &JobRun<'_>, using: &str) -> Stop {
    let place = match job.body.sandbox.container() {
        Some(_) => "that runs in the job's image: take one that has it",
        None => "in PATH: install Node.js",
    };
    Stop::failed(format!(
        "JavaScript actions need `node` ({using}), and there is none {place}"
    ))
}

async fn look(job: &JobRun<'_>, env: Vec<(String, String)>) -> Option<Node> {
    // The second is this machine's, where a container has none of its own.
    const SCRIPT: &str = "for n in node /__e/node/bin/node; do \
         p=$(command -v $n) && v=$(\"$p\" --version) && echo \"$p\" && echo \"$v\" && break; done";
    let text = exec::ask(job, SCRIPT, env).await;
    let mut lines = text.lines();
    Some(Node {
        program: lines.next()?.to_owned(),
        version: lines.next()?.to_owned(),
    })
}

impl Node {
    /// Whether it is the one of `node20`.
    fn is(&self, using: &str) -> bool {
        let major = self.version.trim_start_matches('v').split('.').next();
        major == using.strip_prefix("node")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_known_by_its_first_number() {
        let node = Node {
            program: "node".to_owned(),
            version: "v20.20.2".to_owned(),
        };
        assert!(node.is("node20"));
        assert!(!node.is("node2"));
        assert!(!node.is("node24"));
    }
}
