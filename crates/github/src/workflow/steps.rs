//! Steps of jobs and of composite actions.

use maillon_model::Diagnostic;
use rustc_hash::FxHashMap;

use super::names::{check_id, uses_error};
use super::root::env;
use super::{Step, StepWork, Text, deprecated};
use crate::expression::Key;
use crate::reader::{Cursor, Fields};

/// Where steps stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    Job,
    /// A composite action.
    Action,
}

impl Home {
    fn key(self, in_job: Key) -> Key {
        match self {
            Self::Job => in_job,
            Self::Action => Key::ActionStep,
        }
    }

    fn context(self, work: Work) -> &'static str {
        match (self, work) {
            (Self::Job, Work::Run) => "jobs.ID.steps (run)",
            (Self::Job, Work::Uses) => "jobs.ID.steps (uses)",
            (Self::Action, Work::Run) => "action.runs.steps (run)",
            (Self::Action, Work::Uses) => "action.runs.steps (uses)",
        }
    }
}

#[derive(Clone, Copy)]
enum Work {
    Run,
    Uses,
}

/// Reads a list of steps.
pub(crate) fn steps(at: &Cursor<'_>, home: Home) -> Option<Vec<Step>> {
    let items = at.items()?;
    if items.is_empty() {
        return at.empty();
    }
    let mut ids = FxHashMap::default();
    let steps = items.iter().map(|item| {
        let step = step(item, home)?;
        if let Some(id) = &step.id {
            check_repeated(item, id, &mut ids);
            at.report.known().add("steps", id);
        }
        Some(step)
    });
    // All are read, also behind a wrong one.
    steps.collect::<Vec<_>>().into_iter().collect()
}

fn step(at: &Cursor<'_>, home: Home) -> Option<Step> {
    let fields = Fields::unchecked(at)?;
    let work = which(&fields)?;
    fields.check_keys(home.context(work));
    let flag = fields.get("continue-on-error");
    let timeout = fields.get("timeout-minutes");
    let work = match work {
        Work::Run => run(&fields, home),
        Work::Uses => uses(&fields, home),
    };
    Some(Step {
        id: fields.get("id").and_then(|at| id(&at)),
        name: fields
            .get("name")
            .and_then(|at| at.text(home.key(Key::StepName))),
        condition: fields
            .get("if")
            .and_then(|at| at.condition(home.key(Key::StepIf))),
        env: env(&fields, home.key(Key::StepEnv)),
        continue_on_error: flag.and_then(|at| at.flag(home.key(Key::StepContinueOnError))),
        timeout_minutes: timeout.and_then(|at| at.number(home.key(Key::StepTimeoutMinutes))),
        line: at.node.span.line,
        work: work?,
    })
}

fn which(fields: &Fields<'_>) -> Option<Work> {
    match (fields.map.contains("run"), fields.map.contains("uses")) {
        (true, false) => Some(Work::Run),
        (false, true) => Some(Work::Uses),
        (true, true) => {
            let message = "a step has either `run` or `uses`, and this one has both";
            let error = Diagnostic::error("github/run-and-uses", message);
            let (run, uses) = (fields.key_span("run"), fields.key_span("uses"));
            let (first, second) = if run.line <= uses.line {
                (run, uses)
            } else {
                (uses, run)
            };
            let first = fields.cursor.report.place(first);
            let error = error.related(first, "the other stands here");
            fields
                .cursor
                .report_at(second, error.hint("make two steps of it"));
            None
        }
        (false, false) => {
            neither(fields);
            None
        }
    }
}

fn neither(fields: &Fields<'_>) {
    let background = ["wait", "wait-all", "cancel"];
    if background.iter().any(|key| fields.map.contains(key)) {
        return fields.check_keys("jobs.ID.steps (run)");
    }
    let message = "the step has neither `run` nor `uses`";
    let error = Diagnostic::error("github/empty-step", message);
    let hint = "give it commands (`run: make`) or an action (`uses: owner/repo@ref`)";
    fields.cursor.report(error.hint(hint));
}

fn id(at: &Cursor<'_>) -> Option<String> {
    let id = at.name()?.raw;
    check_id("step", &id, at.node.span, at);
    Some(id.to_string())
}

fn check_repeated<'a>(at: &Cursor<'a>, id: &str, seen: &mut FxHashMap<String, Cursor<'a>>) {
    let own = Fields::unchecked(at).and_then(|fields| fields.get("id"));
    let Some(own) = own else { return };
    let Some(first) = seen.insert(id.to_lowercase(), own.clone()) else {
        return;
    };
    let message = format!("the id `{id}` is taken by another step of the same list");
    let error = Diagnostic::error("github/duplicate-id", message);
    own.report(
        error
            .related(first.place(), "it stands here already")
            .hint("give it another id"),
    );
}

fn run(fields: &Fields<'_>, home: Home) -> Option<StepWork> {
    let at = fields.get("run")?;
    let run = at.text(home.key(Key::StepRun));
    if let Some(run) = &run {
        deprecated::check_script(&at, &run.raw);
    }
    let shell = fields.get("shell");
    if shell.is_none() && home == Home::Action {
        let message = "a `run` step of a composite action needs the key `shell`";
        let error = Diagnostic::error("github/missing-shell", message);
        fields.cursor.report(error.hint("add `shell: bash`"));
    }
    let folder = fields.get("working-directory");
    Some(StepWork::Run {
        shell: shell.and_then(|at| self::shell(&at, home)),
        working_directory: folder.and_then(|at| at.text(home.key(Key::StepWorkingDirectory))),
        run: run?,
    })
}

/// GitHub takes no expression for the shell of a job's step; elsewhere it does.
fn shell(at: &Cursor<'_>, home: Home) -> Option<Text> {
    if home == Home::Job && at.is_expression() {
        let message = "GitHub allows no expression in a step's `shell`";
        let warning = Diagnostic::warning("github/no-expression", message);
        at.report(warning.hint("`defaults.run.shell` of the job may have one"));
    }
    let text = at.filled(home.key(Key::StepRun))?;
    let known = ["bash", "sh", "python", "pwsh", "powershell", "cmd"];
    if !at.is_expression() && !text.raw.contains("{0}") && !known.contains(&&*text.raw) {
        let message = format!("there is no shell `{}`", text.raw);
        let warning = Diagnostic::warning("github/unknown-shell", message);
        let hint = "use bash, sh, python or pwsh, or a command with `{0}` for the script's file";
        at.report(warning.hint(hint));
    }
    Some(text)
}

fn uses(fields: &Fields<'_>, home: Home) -> Option<StepWork> {
    let at = fields.get("uses")?;
    let uses = at.name()?.raw;
    if let Some(problem) = uses_error(&uses) {
        let message = format!("`{uses}` is no action: {problem}");
        let error = Diagnostic::error("github/bad-uses", message);
        let hint = "write `owner/repo@ref`, `owner/repo/path@ref`, `./path` or `docker://image`";
        at.report(error.hint(hint));
    }
    deprecated::check_action(&at, &uses);
    let with = fields.get("with");
    let with = with.and_then(|at| at.mapping(home.key(Key::StepWith)));
    Some(StepWork::Uses {
        uses: uses.to_string(),
        with: with.unwrap_or_default(),
    })
}
