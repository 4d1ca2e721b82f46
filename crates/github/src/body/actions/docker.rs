//! Docker actions: a container that runs to its end beside the job.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::container::split_words;
use maillon_model::job::Image;
use maillon_sandbox::{
    Access, Belongs, BuildOrder, ContainerOrder, Containers, Exit, Mount, SandboxError,
};
use tokio::sync::mpsc;

use super::super::commands::listen;
use super::super::exec::{self, ENDING, PIECES};
use super::super::job::{Frame, JobRun};
use super::super::scope::RunScope;
use super::super::step::{StepRun, Stop, Worked};
use super::inputs::Inputs;
use super::translate::Translation;
use super::{Origin, Used, endpoints, javascript, reference};
use crate::action::Runs;
use crate::workflow::{Mapping, Text};

/// What is started in the container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry<'a> {
    /// The image's own entrypoint, unless the action or the step says another.
    Main,
    /// `pre-entrypoint`, `post-entrypoint`
    Side(&'a str),
}

/// Folders of the job's private folder, each with where the container sees it. GitHub's own names.
const FOLDERS: [(&str, &str); 4] = [
    ("_temp", "/github/runner_temp"),
    ("_home", "/github/home"),
    ("_workflow", "/github/workflow"),
    ("_file_commands", "/github/file_commands"),
];

const WORKSPACE: &str = "/github/workspace";

/// Builds the image where the action has a Dockerfile, and runs it.
pub(super) async fn run(
    job: &mut JobRun<'_>,
    frame: &Frame,
    run: &mut StepRun,
    used: &Used,
    inputs: &Inputs,
    entry: Entry<'_>,
) -> Worked {
    let Runs::Docker {
        image,
        entrypoint,
        args,
        env,
        ..
    } = &used.action.runs
    else {
        return Ok(());
    };
    let containers = job.body.host.containers().await.map_err(Stop::Errored)?;
    let name = match reference::image(image) {
        Some(name) => name.to_owned(),
        None => built(job, frame, run, used, image, &containers).await?,
    };
    let entrypoint = match entry {
        Entry::Main => entrypoint.as_deref().or(inputs.get("entryPoint")),
        Entry::Side(script) => Some(script),
    };
    let entrypoint = entrypoint.map(words).transpose()?;
    let args = arguments(job, frame, run, args.as_deref(), inputs)?;
    let env = environment(job, frame, run, env, inputs).await?;
    let order = ContainerOrder {
        belongs: belongs(job),
        image: Image {
            entrypoint,
            ..Image::named(&name)
        },
        args,
        env,
        workdir: PathBuf::from(WORKSPACE),
        mounts: mounts(job),
        network: job.body.sandbox.network().map(str::to_owned),
        ending: ENDING,
    };
    started(job, run, &containers, Work::Run(Box::new(order)))
        .await
        .and_then(|code| match code {
            0 => Ok(()),
            code => Err(Stop::failed(format!(
                "Docker run failed with exit code {code}"
            ))),
        })
}

fn words(text: &str) -> Worked<Vec<String>> {
    split_words(text).map_err(|why| Stop::failed(format!("`{text}`: {why}")))
}

fn belongs(job: &JobRun<'_>) -> Belongs {
    let spec = job.body.spec;
    Belongs {
        run: spec.run.clone(),
        job: spec.id,
        attempt: spec.attempt,
        owner: std::process::id(),
    }
}

/// The image of a Dockerfile. That of a repository is built once per job, that of the workspace once
/// per step: steps may change it.
async fn built(
    job: &mut JobRun<'_>,
    frame: &Frame,
    run: &mut StepRun,
    used: &Used,
    dockerfile: &str,
    containers: &Arc<dyn Containers>,
) -> Worked<String> {
    let key = match used.origin {
        Origin::Workspace => frame.key(&run.action),
        Origin::Repository | Origin::StandIn => format!("{}:{dockerfile}", used.reference),
    };
    if let Some(tag) = job.actions.images.get(&key) {
        return Ok(tag.clone());
    }
    used.folder.file(dockerfile).map_err(Stop::failed)?;
    let order = build_order(&used.folder.host, dockerfile);
    let tag = order.tag.clone();
    job.log
        .line(&format!("Building docker image of {}", used.reference))
        .await;
    match started(job, run, containers, Work::Build(order)).await? {
        0 => {
            job.actions.images.insert(key, tag.clone());
            Ok(tag)
        }
        code => Err(Stop::failed(format!(
            "Docker build failed with exit code {code}"
        ))),
    }
}

/// What a Dockerfile may copy lies beside it.
///
/// The same folder has the same name in all runs, so that they don't fill the engine with names. No two
/// jobs have one folder with different files at a time.
fn build_order(folder: &Path, dockerfile: &str) -> BuildOrder {
    let whole = folder.join(dockerfile);
    let context = whole.parent().unwrap_or(folder).to_path_buf();
    let name = whole.file_name().map(PathBuf::from);
    let mut hasher = DefaultHasher::new();
    whole.hash(&mut hasher);
    BuildOrder {
        context,
        dockerfile: name.unwrap_or_else(|| PathBuf::from(dockerfile)),
        tag: format!("maillon-action:{:016x}", hasher.finish()),
    }
}

enum Work {
    Build(BuildOrder),
    Run(Box<ContainerOrder>),
}

/// Lets the engine work; what it prints goes through the job's log.
async fn started(
    job: &mut JobRun<'_>,
    run: &mut StepRun,
    containers: &Arc<dyn Containers>,
    work: Work,
) -> Worked<i32> {
    let cancel = run.cancel.clone();
    let (output, pieces) = mpsc::channel(PIECES);
    let working = async {
        match work {
            Work::Build(order) => containers.build(order, output, &cancel).await,
            Work::Run(order) => containers.run(*order, output, &cancel).await,
        }
    };
    let (exit, ()) = tokio::join!(working, listen(job, run, pieces));
    match exit {
        Ok(Exit::Code(code)) => Ok(code),
        Ok(Exit::Canceled) | Err(SandboxError::Canceled) => Err(Stop::Canceled),
        Err(error @ SandboxError::Image { .. }) => Err(Stop::failed(error.to_string())),
        Err(error) => Err(Stop::Errored(error.to_string())),
    }
}

/// `args` of the action, else those of the step; None: the image's own.
fn arguments(
    job: &JobRun<'_>,
    frame: &Frame,
    run: &StepRun,
    args: Option<&[Text]>,
    inputs: &Inputs,
) -> Worked<Option<Vec<String>>> {
    let args = match args {
        Some(args) => {
            let own = frame.composite(run, &frame.file, inputs.context());
            let scope = RunScope::new(job, &own).at(run);
            let args = args.iter().map(|arg| scope.text(arg, "runs.args"));
            args.collect::<Worked<Vec<String>>>()?
        }
        None => inputs
            .get("args")
            .map(words)
            .transpose()?
            .unwrap_or_default(),
    };
    Ok((!args.is_empty()).then_some(args))
}

/// What the container finds in its environment: the step's own before that of `action.yml`.
async fn environment(
    job: &mut JobRun<'_>,
    frame: &Frame,
    run: &StepRun,
    declared: &Mapping,
    inputs: &Inputs,
) -> Worked<Vec<(String, String)>> {
    let own = frame.composite(run, &frame.file, inputs.context());
    let declared = RunScope::new(job, &own)
        .at(run)
        .mapping(declared, "runs.env")?;
    let mut env: IndexMap<String, String> = declared;
    let mut step = exec::environment(job, frame, run).await;
    if !run.env.contains_key("PATH") {
        // That of the job leads to nothing here.
        step.shift_remove("PATH");
    }
    env.extend(step);
    env.extend(inputs.environment());
    env.extend(javascript::state(run));
    env.extend(endpoints::variables(job).await);
    let private = job.body.sandbox.private();
    env.insert(
        "HOME".to_owned(),
        private.join("_home").display().to_string(),
    );
    let translation = translation(job);
    let seen = |(name, value): (String, String)| (name, translation.value(&value));
    Ok(env.into_iter().map(seen).collect())
}

fn translation(job: &JobRun<'_>) -> Translation {
    let sandbox = job.body.sandbox;
    let workspace = Translation::default().with(sandbox.workspace(), WORKSPACE);
    FOLDERS
        .iter()
        .fold(workspace, |translation, (name, guest)| {
            translation.with(sandbox.private().join(name), guest)
        })
}

fn mounts(job: &JobRun<'_>) -> Vec<Mount> {
    let host = job.body.host;
    let mount = |host: PathBuf, guest: &str| Mount {
        host,
        guest: PathBuf::from(guest),
        access: Access::ReadWrite,
    };
    let private = FOLDERS.map(|(name, guest)| mount(host.private().join(name), guest));
    let workspace = mount(host.workspace().to_path_buf(), WORKSPACE);
    [workspace].into_iter().chain(private).collect()
}
