//! What each workflow command does.

use maillon_model::event::{Annotation, AnnotationLevel};

use super::Command;
use crate::body::StepEvent;
use crate::body::env_files::{BLOCKED, add_path};
use crate::body::job::JobRun;
use crate::body::log::Echo;
use crate::body::paths::in_workspace;
use crate::body::step::StepRun;

/// By this a workflow takes the risk of commands that anything that it prints can give.
const UNSECURE: &str = "ACTIONS_ALLOW_UNSECURE_COMMANDS";

/// Runs a command. False: there is none of that name.
pub(super) async fn run(
    job: &mut JobRun<'_>,
    step: &mut StepRun,
    command: &Command,
    text: &str,
) -> bool {
    let Some(name) = Name::of(&command.name) else {
        return false;
    };
    if name.is_echoed() && job.log.echo == Echo::On {
        job.log.line(text).await;
    }
    if let Err(why) = act(name, job, step, command, text).await {
        let shown = if name.is_echoed() {
            text
        } else {
            &command.name
        };
        let what = format!("Unable to process command '{shown}' successfully.");
        job.log.error(&what).await;
        job.log.error(&why).await;
        step.fault.get_or_insert(why);
    }
    true
}

/// The commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    StopCommands,
    SetEnv,
    SetOutput,
    SaveState,
    AddMask,
    AddPath,
    AddMatcher,
    RemoveMatcher,
    Debug,
    Issue(AnnotationLevel),
    Group,
    EndGroup,
    Echo,
}

impl Name {
    fn of(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "stop-commands" => Self::StopCommands,
            "set-env" => Self::SetEnv,
            "set-output" => Self::SetOutput,
            "save-state" => Self::SaveState,
            "add-mask" => Self::AddMask,
            "add-path" => Self::AddPath,
            "add-matcher" => Self::AddMatcher,
            "remove-matcher" => Self::RemoveMatcher,
            "debug" => Self::Debug,
            "notice" => Self::Issue(AnnotationLevel::Notice),
            "warning" => Self::Issue(AnnotationLevel::Warning),
            "error" => Self::Issue(AnnotationLevel::Error),
            "group" => Self::Group,
            "endgroup" => Self::EndGroup,
            "echo" => Self::Echo,
            _ => return None,
        })
    }

    /// Whether `::echo::on` shows it: not what shows something itself, or holds a secret.
    fn is_echoed(self) -> bool {
        !matches!(
            self,
            Self::AddMask
                | Self::Debug
                | Self::Issue(_)
                | Self::StopCommands
                | Self::Group
                | Self::EndGroup
        )
    }
}

async fn act(
    name: Name,
    job: &mut JobRun<'_>,
    step: &mut StepRun,
    command: &Command,
    text: &str,
) -> Result<(), String> {
    let data = command.data.as_str();
    match name {
        Name::StopCommands => {
            job.log.line(text).await;
            job.log.stopped = Some(data.to_owned());
        }
        Name::SetEnv => set_env(job, step, command)?,
        Name::SetOutput => {
            let name = required_name(command)?;
            step.outputs.insert(name, data.to_owned());
        }
        Name::SaveState => {
            let name = required_name(command)?;
            step.state.insert(name, data.to_owned());
        }
        Name::AddMask => add_mask(job, data).await,
        Name::AddPath => {
            refuse_unsecure(step, command)?;
            add_path(job, data);
        }
        Name::AddMatcher => super::super::matchers::add(job, data).await?,
        Name::RemoveMatcher => remove_matcher(job, command).await?,
        Name::Debug => job.log.debug(data).await,
        Name::Issue(level) => issue(job, level, command).await,
        Name::Group => job.log.header(data).await,
        Name::EndGroup => {}
        Name::Echo => job.log.echo = echo(data)?,
    }
    Ok(())
}

fn required_name(command: &Command) -> Result<String, String> {
    let name = command.property("name").map(str::to_owned);
    let what = &command.name;
    name.ok_or_else(|| format!("Required field 'name' is missing in ##[{what}] command."))
}

fn set_env(job: &mut JobRun<'_>, step: &StepRun, command: &Command) -> Result<(), String> {
    refuse_unsecure(step, command)?;
    let name = required_name(command)?;
    if name.eq_ignore_ascii_case(BLOCKED) {
        return Err(format!(
            "Can't update {BLOCKED} environment variable using ::set-env:: command."
        ));
    }
    job.env.insert(name, command.data.clone());
    Ok(())
}

fn refuse_unsecure(step: &StepRun, command: &Command) -> Result<(), String> {
    let allowed = step.env.get(UNSECURE);
    if allowed.is_some_and(|value| value.trim().eq_ignore_ascii_case("true")) {
        return Ok(());
    }
    Err(format!(
        "The `{}` command is disabled. Please upgrade to using Environment Files or opt into unsecure \
         command execution by setting the `{UNSECURE}` environment variable to `true`.",
        command.name
    ))
}

/// Each line by itself as well: a log is masked line by line.
async fn add_mask(job: &JobRun<'_>, text: &str) {
    if text.trim().is_empty() {
        let why = "Can't add secret mask for empty string in ##[add-mask] command.";
        return job.log.warning(why).await;
    }
    job.body.host.mask(text);
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && *line != text);
    lines.for_each(|line| job.body.host.mask(line));
}

async fn remove_matcher(job: &mut JobRun<'_>, command: &Command) -> Result<(), String> {
    match (command.property("owner"), command.data.as_str()) {
        (Some(_), data) if !data.is_empty() => {
            let why = "Either specify an owner name or a file path in ##[remove-matcher] command. Both values cannot be set.";
            job.log.warning(why).await;
        }
        (Some(owner), _) => job.log.matchers.remove(owner),
        (None, "") => {
            let why = "Either an owner name or a file path must be specified in ##[remove-matcher] command.";
            job.log.warning(why).await;
        }
        (None, file) => super::super::matchers::remove_file(job, file)?,
    }
    Ok(())
}

fn echo(data: &str) -> Result<Echo, String> {
    match data.trim().to_ascii_lowercase().as_str() {
        "on" => Ok(Echo::On),
        "off" => Ok(Echo::Off),
        _ => Err(format!(
            "Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '{data}'."
        )),
    }
}

async fn issue(job: &JobRun<'_>, level: AnnotationLevel, command: &Command) {
    let data = command.data.as_str();
    match level {
        AnnotationLevel::Notice => job.log.notice(data).await,
        AnnotationLevel::Warning => job.log.warning(data).await,
        AnnotationLevel::Error => job.log.error(data).await,
    }
    let file = command.property("file");
    let mut annotation = Annotation {
        level,
        message: data.to_owned(),
        title: command.property("title").map(str::to_owned),
        file: file.map(|file| in_workspace(job.body, file)),
        line: number(command, "line"),
        end_line: number(command, "endLine"),
        column: number(command, "col"),
        end_column: number(command, "endColumn"),
    };
    make_consistent(&mut annotation);
    job.body.host.tell(StepEvent::Annotated(annotation)).await;
}

fn number(command: &Command, name: &str) -> Option<u32> {
    command.property(name)?.trim().parse().ok()
}

/// An end needs a beginning before it, and columns need one line.
fn make_consistent(annotation: &mut Annotation) {
    annotation.line = annotation.line.or(annotation.end_line);
    annotation.column = annotation.column.or(annotation.end_column);
    let several = annotation.end_line.is_some() && annotation.end_line != annotation.line;
    if annotation.line.is_none() || several {
        annotation.column = None;
        annotation.end_column = None;
    }
    if annotation.end_line < annotation.line {
        annotation.end_line = None;
    }
    if annotation.end_column < annotation.column {
        annotation.end_column = None;
    }
}
