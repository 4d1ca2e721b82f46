//! The table itself: workflow files, then action files.

use maillon_model::keywords::{Section, quiet, refused, warned, yes};

const BACKGROUND: &str = "run the command in the background of one step's shell";

/// All mappings of the language.
pub(super) const SECTIONS: &[Section] = &[
    Section {
        context: "workflow",
        about: "A workflow file.",
        keys: &[
            yes("name", "The workflow's name."),
            quiet("description", "What the workflow is for."),
            yes("run-name", "The name of a run, with expressions."),
            yes("on", "The events that start it."),
            quiet(
                "permissions",
                "What the token may do: a local run has the token that it is given.",
            ),
            yes("env", "Variables of all steps."),
            yes("defaults", "Defaults of all `run` steps."),
            yes(
                "concurrency",
                "Runs of one group don't run at the same time.",
            ),
            yes("jobs", "The jobs, by id."),
        ],
    },
    Section {
        context: "on.EVENT",
        about: "Which events of a name start the workflow. Which keys an event has is told below.",
        keys: &[
            yes("types", "Activity types."),
            yes(
                "branches",
                "Patterns of branches, of which one must match; `!` excludes.",
            ),
            yes(
                "branches-ignore",
                "Patterns of branches, of which none may match.",
            ),
            yes(
                "tags",
                "Patterns of tags, of which one must match; `!` excludes.",
            ),
            yes("tags-ignore", "Patterns of tags, of which none may match."),
            yes(
                "paths",
                "Patterns of changed files, of which one must match; `!` excludes.",
            ),
            yes(
                "paths-ignore",
                "Patterns of changed files: some file must match none of them.",
            ),
            yes("workflows", "`workflow_run`: names of workflows."),
            quiet("names", "`image_version`: names of images."),
            quiet("versions", "`image_version`: versions of images."),
        ],
    },
    Section {
        context: "on.schedule",
        about: "A time at which the workflow starts.",
        keys: &[
            yes("cron", "Five fields: minute, hour, day, month, weekday."),
            quiet(
                "timezone",
                "Where the clock hangs: nothing starts by itself in a local run.",
            ),
        ],
    },
    Section {
        context: "on.workflow_dispatch",
        about: "A start by hand.",
        keys: &[yes("inputs", "Inputs, given by `--input NAME=VALUE`.")],
    },
    Section {
        context: "on.workflow_dispatch.inputs.ID",
        about: "An input of a start by hand.",
        keys: &[
            quiet("description", "Shown in GitHub's form."),
            quiet("deprecationMessage", "Shown in GitHub's form."),
            yes(
                "type",
                "`string`, `boolean`, `number`, `choice` or `environment`.",
            ),
            yes("required", "Whether it must be given."),
            yes("default", "The value where it is not given."),
            yes("options", "The values of a `choice`."),
        ],
    },
    Section {
        context: "on.workflow_call",
        about: "What a workflow that is called takes and gives.",
        keys: &[
            yes("inputs", "Typed inputs."),
            yes("secrets", "Secrets by name."),
            yes("outputs", "Outputs, made of those of its jobs."),
        ],
    },
    Section {
        context: "on.workflow_call.inputs.ID",
        about: "An input of a called workflow.",
        keys: &[
            quiet("description", "What it is for."),
            quiet("deprecationMessage", "What to use instead."),
            yes("type", "`string`, `boolean` or `number`."),
            yes("required", "Whether the caller must give it."),
            yes("default", "The value where it is not given."),
        ],
    },
    Section {
        context: "on.workflow_call.secrets.ID",
        about: "A secret of a called workflow.",
        keys: &[
            quiet("description", "What it is for."),
            yes("required", "Whether the caller must give it."),
        ],
    },
    Section {
        context: "on.workflow_call.outputs.ID",
        about: "An output of a called workflow.",
        keys: &[
            quiet("description", "What it is for."),
            yes("value", "Its value, from the `jobs` context."),
        ],
    },
    Section {
        context: "permissions",
        about: "What the token may do: `read`, `write` or `none` each; or `read-all`, `write-all` for all.",
        keys: &[
            quiet("actions", "Workflow runs and artifacts."),
            quiet("artifact-metadata", "Records about artifacts."),
            quiet("attestations", "Attestations of artifacts."),
            quiet("checks", "Check runs and suites."),
            quiet("contents", "Commits, branches, releases."),
            quiet("copilot-requests", "Requests to Copilot."),
            quiet("deployments", "Deployments."),
            quiet("discussions", "Discussions."),
            quiet("id-token", "OpenID Connect tokens."),
            quiet("issues", "Issues."),
            quiet("models", "AI models."),
            quiet("packages", "Packages."),
            quiet("pages", "Pages."),
            quiet("pull-requests", "Pull requests."),
            quiet("repository-projects", "Classic projects."),
            quiet("security-events", "Alerts of code scanning."),
            quiet("statuses", "Statuses of commits."),
            quiet("vulnerability-alerts", "Alerts of Dependabot."),
        ],
    },
    Section {
        context: "defaults",
        about: "Defaults of a workflow or job.",
        keys: &[yes("run", "Of `run` steps.")],
    },
    Section {
        context: "defaults.run",
        about: "Defaults of `run` steps.",
        keys: &[
            yes("shell", "The shell."),
            yes("working-directory", "The folder in the workspace."),
        ],
    },
    Section {
        context: "concurrency",
        about: "What does not run at the same time.",
        keys: &[
            yes("group", "The group's name."),
            yes(
                "cancel-in-progress",
                "Whether a newer one cancels the one that runs.",
            ),
            yes("queue", "How many may wait: `single` or `max`."),
        ],
    },
    Section {
        context: "jobs.ID",
        about: "A job that runs steps.",
        keys: &[
            yes("name", "The name that is shown."),
            yes("needs", "Jobs that must end before."),
            yes("if", "Whether it runs."),
            yes("runs-on", "Labels of the runner."),
            quiet("permissions", "What the token may do."),
            yes("environment", "The environment that it deploys to."),
            yes(
                "concurrency",
                "Jobs of one group don't run at the same time.",
            ),
            yes("outputs", "Texts for the jobs that need it."),
            yes("env", "Variables of all its steps."),
            yes("defaults", "Defaults of its `run` steps."),
            yes("steps", "What it does."),
            yes("timeout-minutes", "How long it may take."),
            quiet(
                "cancel-timeout-minutes",
                "How long a cancellation may take.",
            ),
            yes("strategy", "Its matrix."),
            yes(
                "continue-on-error",
                "Whether its failure is none of the run's.",
            ),
            yes("container", "The container of its steps."),
            yes("services", "Containers beside it."),
            warned(
                "snapshot",
                "no image of the machine is made",
                "Makes an image of the runner.",
            ),
        ],
    },
    Section {
        context: "jobs.ID (uses)",
        about: "A job that calls a workflow.",
        keys: &[
            yes("name", "The name that is shown."),
            yes(
                "uses",
                "The workflow: `./.github/workflows/x.yml` or `owner/repo/.github/workflows/x.yml@ref`.",
            ),
            yes("with", "Its inputs."),
            yes("secrets", "Its secrets by name, or `inherit`."),
            yes("needs", "Jobs that must end before."),
            yes("if", "Whether it runs."),
            quiet("permissions", "What the token may do."),
            yes(
                "concurrency",
                "Jobs of one group don't run at the same time.",
            ),
            yes("strategy", "Its matrix."),
        ],
    },
    Section {
        context: "jobs.ID.runs-on",
        about: "The runner by group and labels.",
        keys: &[
            yes("group", "The group of runners."),
            yes("labels", "A label or labels."),
        ],
    },
    Section {
        context: "jobs.ID.environment",
        about: "An environment.",
        keys: &[
            yes("name", "Its name."),
            yes("url", "Its address, evaluated at the job's end."),
            quiet("deployment", "Whether GitHub records a deployment."),
        ],
    },
    Section {
        context: "jobs.ID.strategy",
        about: "How a job becomes several.",
        keys: &[
            yes("matrix", "Axes with their values, `include`, `exclude`."),
            yes("fail-fast", "Whether a failure cancels the others."),
            yes("max-parallel", "How many run at the same time."),
        ],
    },
    Section {
        context: "jobs.ID.container",
        about: "The container of a job's steps.",
        keys: &[
            yes("image", "The image."),
            yes("credentials", "For the registry."),
            yes("env", "Variables in it."),
            yes("ports", "Ports to be published."),
            yes("volumes", "Volumes to be mounted."),
            yes(
                "options",
                "Options of `docker create`; those that are not supported are errors.",
            ),
        ],
    },
    Section {
        context: "jobs.ID.services.NAME",
        about: "A container beside a job.",
        keys: &[
            yes("image", "The image; an empty one: no service."),
            yes("credentials", "For the registry."),
            yes("env", "Variables in it."),
            yes("ports", "Ports to be published."),
            yes("volumes", "Volumes to be mounted."),
            yes(
                "options",
                "Options of `docker create`; those that are not supported are errors.",
            ),
            yes("entrypoint", "Replaces the image's entrypoint."),
            yes("command", "Replaces the image's command."),
        ],
    },
    Section {
        context: "credentials",
        about: "Of a registry.",
        keys: &[
            yes("username", "The name."),
            yes("password", "The password: a secret."),
        ],
    },
    Section {
        context: "jobs.ID.steps (run)",
        about: "A step that runs commands.",
        keys: &[
            yes("id", "Its name in the `steps` context."),
            yes("if", "Whether it runs."),
            yes("name", "The name that is shown."),
            yes("run", "The commands."),
            yes(
                "shell",
                "`bash`, `sh`, `python`, `pwsh`, or a command with `{0}`.",
            ),
            yes("working-directory", "The folder in the workspace."),
            yes("env", "Its variables."),
            yes(
                "continue-on-error",
                "Whether its failure is none of the job's.",
            ),
            yes("timeout-minutes", "How long it may take."),
            refused("background", BACKGROUND, "Goes on without waiting for it."),
            refused("wait", BACKGROUND, "Waits for steps in the background."),
            refused(
                "wait-all",
                BACKGROUND,
                "Waits for all steps in the background.",
            ),
            refused("cancel", BACKGROUND, "Ends a step in the background."),
        ],
    },
    Section {
        context: "jobs.ID.steps (uses)",
        about: "A step that runs an action.",
        keys: &[
            yes("id", "Its name in the `steps` context."),
            yes("if", "Whether it runs."),
            yes("name", "The name that is shown."),
            yes(
                "uses",
                "The action: `owner/repo/path@ref`, `./path`, `$/path`, `docker://image`.",
            ),
            yes("with", "Its inputs; `args` and `entrypoint` of containers."),
            yes("env", "Its variables."),
            yes(
                "continue-on-error",
                "Whether its failure is none of the job's.",
            ),
            yes("timeout-minutes", "How long it may take."),
            refused("background", BACKGROUND, "Goes on without waiting for it."),
        ],
    },
    Section {
        context: "action",
        about: "An action file: `action.yml`.",
        keys: &[
            yes("name", "The action's name."),
            quiet("description", "What it is for."),
            quiet("author", "Who wrote it."),
            yes("inputs", "Its inputs."),
            yes("outputs", "Its outputs."),
            yes("runs", "How it runs."),
            quiet("branding", "Its badge."),
        ],
    },
    Section {
        context: "action.inputs.ID",
        about: "An input of an action.",
        keys: &[
            quiet("description", "What it is for."),
            yes(
                "required",
                "Whether it should be given: the action itself checks.",
            ),
            yes("default", "The value where it is not given."),
            yes("deprecationMessage", "A warning where it is given."),
        ],
    },
    Section {
        context: "action.outputs.ID",
        about: "An output of an action.",
        keys: &[
            quiet("description", "What it is for."),
            yes("value", "Composite actions: its value."),
        ],
    },
    Section {
        context: "action.runs (JavaScript)",
        about: "An action that runs with Node.js.",
        keys: &[
            yes(
                "using",
                "`node20`, `node24`; older ones run with what is installed.",
            ),
            yes("main", "The script."),
            yes("pre", "A script before the job's first step."),
            yes("pre-if", "Whether `pre` runs; default `always()`."),
            yes("post", "A script after the job's last step."),
            yes("post-if", "Whether `post` runs; default `always()`."),
        ],
    },
    Section {
        context: "action.runs (Docker)",
        about: "An action that runs in a container.",
        keys: &[
            yes("using", "`docker`."),
            yes("image", "`Dockerfile`, or `docker://image`."),
            yes("entrypoint", "Replaces the image's entrypoint."),
            yes("args", "Replaces the image's command."),
            yes("env", "Variables in it."),
            yes("pre-entrypoint", "Runs before the job's first step."),
            yes("pre-if", "Whether `pre-entrypoint` runs."),
            yes("post-entrypoint", "Runs after the job's last step."),
            yes("post-if", "Whether `post-entrypoint` runs."),
        ],
    },
    Section {
        context: "action.runs (composite)",
        about: "An action that runs steps.",
        keys: &[yes("using", "`composite`."), yes("steps", "Its steps.")],
    },
    Section {
        context: "action.runs.steps (run)",
        about: "A step of a composite action that runs commands.",
        keys: &[
            yes("id", "Its name in the action's own `steps` context."),
            yes("if", "Whether it runs."),
            yes("name", "The name that is shown."),
            yes("run", "The commands."),
            yes("shell", "The shell: there is no default."),
            yes("working-directory", "The folder."),
            yes("env", "Its variables."),
            yes(
                "continue-on-error",
                "Whether its failure is none of the action's.",
            ),
        ],
    },
    Section {
        context: "action.runs.steps (uses)",
        about: "A step of a composite action that runs an action.",
        keys: &[
            yes("id", "Its name in the action's own `steps` context."),
            yes("if", "Whether it runs."),
            yes("name", "The name that is shown."),
            yes("uses", "The action."),
            yes("with", "Its inputs."),
            yes("env", "Its variables."),
            yes(
                "continue-on-error",
                "Whether its failure is none of the action's.",
            ),
        ],
    },
];
