//! What is no key of a mapping: functions, contexts, environment files, workflow commands.

/// A name and what it is.
pub(super) type Row = (&'static str, &'static str);

/// Functions of expressions.
pub(super) const FUNCTIONS: &[Row] = &[
    (
        "contains(search, item)",
        "Whether a text has a part, or a list an item; case does not matter.",
    ),
    (
        "startsWith(text, part)",
        "Whether a text begins with another; case does not matter.",
    ),
    (
        "endsWith(text, part)",
        "Whether a text ends with another; case does not matter.",
    ),
    (
        "format(text, ...)",
        "Replaces `{0}`, `{1}`, ...; `{{` is a brace.",
    ),
    (
        "join(list, separator)",
        "The items as one text; default separator `,`.",
    ),
    ("toJSON(value)", "The value as JSON, over several lines."),
    ("fromJSON(text)", "The value of a JSON text."),
    (
        "hashFiles(pattern, ...)",
        "The SHA-256 over all files that match; only in steps.",
    ),
    (
        "case(condition, value, ..., otherwise)",
        "The value behind the first condition that holds.",
    ),
    (
        "success()",
        "Whether nothing before has failed or was cancelled.",
    ),
    ("always()", "True, also after a failure or a cancellation."),
    ("cancelled()", "Whether the run was cancelled."),
    ("failure()", "Whether something before has failed."),
];

/// Contexts of expressions.
pub(super) const CONTEXTS: &[Row] = &[
    ("github", "The event, the repository, the run."),
    ("env", "Variables of workflow, job and step."),
    ("vars", "Configuration variables: `--var`."),
    ("job", "The job: container, services, status."),
    ("jobs", "Jobs of a called workflow, in its outputs."),
    (
        "steps",
        "Earlier steps with an id: outputs, outcome, conclusion.",
    ),
    ("runner", "The machine: os, arch, temp, tool_cache."),
    ("secrets", "Secrets: `--secret`."),
    ("strategy", "fail-fast, job-index, job-total, max-parallel."),
    ("matrix", "The values of the job's cell."),
    ("needs", "Jobs that the job needs: result, outputs."),
    (
        "inputs",
        "Inputs of a start by hand, of a called workflow, of an action.",
    ),
];

/// Files through which steps speak.
pub(super) const FILES: &[Row] = &[
    ("GITHUB_ENV", "Variables of the steps that follow."),
    ("GITHUB_OUTPUT", "Outputs of the step."),
    (
        "GITHUB_PATH",
        "Folders in front of `PATH` for the steps that follow.",
    ),
    ("GITHUB_STATE", "State for the action's `post`."),
    ("GITHUB_STEP_SUMMARY", "Markdown for the job's summary."),
];

/// Lines of output that mean something.
pub(super) const COMMANDS: &[Row] = &[
    (
        "::error file=F,line=L::text",
        "An annotation; also `warning` and `notice`, `title`, `col`, `endLine`, `endColumn`.",
    ),
    (
        "::debug::text",
        "Shown only where `ACTIONS_STEP_DEBUG` is on.",
    ),
    ("::group::title", "Begins a group; `::endgroup::` ends it."),
    ("::add-mask::text", "The text is hidden from here on."),
    (
        "::stop-commands::token",
        "Nothing is a command until `::token::`.",
    ),
    (
        "::echo::on",
        "Shows the commands themselves; `off` hides them.",
    ),
    (
        "::add-matcher::file",
        "A problem matcher; `::remove-matcher owner=name::` takes it away.",
    ),
    ("::set-output name=N::text", "Deprecated: `GITHUB_OUTPUT`."),
    ("::save-state name=N::text", "Deprecated: `GITHUB_STATE`."),
    (
        "::set-env name=N::text",
        "Switched off by GitHub: `GITHUB_ENV`.",
    ),
    (
        "::add-path::folder",
        "Switched off by GitHub: `GITHUB_PATH`.",
    ),
];
