//! The table itself, in the order of the reference page.

use maillon_model::keywords::{Section, quiet, refused, warned, yes};

/// All mappings of the language.
pub(super) const SECTIONS: &[Section] = &[
    Section {
        context: "",
        about: "The whole file. Every other key that holds a mapping is a job.",
        keys: &[
            yes("default", "Defaults of keywords that jobs inherit."),
            yes(
                "include",
                "Other files: local (with wildcards), project, remote, template, component.",
            ),
            yes("stages", "The stages and their order."),
            yes("variables", "Variables of all jobs."),
            yes("workflow", "When a pipeline is made at all."),
            yes("spec", "The header: typed inputs."),
            yes("image", "Deprecated: as in `default`."),
            yes("services", "Deprecated: as in `default`."),
            yes("cache", "Deprecated: as in `default`."),
            yes("before_script", "Deprecated: as in `default`."),
            yes("after_script", "Deprecated: as in `default`."),
            quiet("$schema", "The address of a JSON schema, for editors."),
        ],
    },
    Section {
        context: "default",
        about: "What jobs inherit unless they have the key themselves or `inherit:default` says no.",
        keys: &[
            yes("after_script", "Runs after each job."),
            yes("artifacts", "What each job leaves."),
            yes("before_script", "Runs before each job's script."),
            yes("cache", "What each job keeps for the next run."),
            yes("hooks", "Runs before the sources are there."),
            yes("id_tokens", "Tokens for other services."),
            quiet("identity", "Signing in at a cloud: the server does it."),
            yes("image", "The image of each job."),
            yes(
                "interruptible",
                "Whether a newer pipeline may cancel the jobs.",
            ),
            yes("retry", "How often a failed job is repeated."),
            yes("services", "What runs beside each job."),
            yes("tags", "Labels that a runner must have."),
            yes("timeout", "How long each job may take."),
        ],
    },
    Section {
        context: "workflow",
        about: "When a pipeline is made.",
        keys: &[
            yes("name", "The pipeline's name, with variables."),
            yes(
                "rules",
                "The first matching rule decides; none: no pipeline.",
            ),
            yes("auto_cancel", "What a failure or a new commit cancels."),
        ],
    },
    Section {
        context: "workflow:auto_cancel",
        about: "What cancels jobs.",
        keys: &[
            yes(
                "on_job_failure",
                "`all`: the first failure cancels the jobs that still run.",
            ),
            quiet("on_new_commit", "A local run has no newer pipeline."),
        ],
    },
    Section {
        context: "variables",
        about: "A variable in its long form.",
        keys: &[
            yes("value", "The value."),
            quiet("description", "Shown in GitLab's form for a manual run."),
            yes(
                "options",
                "The values that may be chosen; `value` is one of them.",
            ),
            yes(
                "expand",
                "`false`: references in the value are not replaced.",
            ),
        ],
    },
    Section {
        context: "job",
        about: "A job. A trigger job has fewer of these keys.",
        keys: &[
            yes(
                "after_script",
                "Runs in a shell of its own, also after failure.",
            ),
            yes(
                "allow_failure",
                "Whether a failure fails the pipeline; also by exit codes.",
            ),
            yes("artifacts", "What the job leaves for others."),
            yes("before_script", "Runs before `script`, in the same shell."),
            yes("cache", "What the job keeps for the next run; up to four."),
            yes(
                "coverage",
                "A regular expression that finds the coverage in the log.",
            ),
            refused(
                "dast_configuration",
                "remove it; GitLab's DAST profiles live on its server",
                "Profiles of GitLab's DAST.",
            ),
            yes("dependencies", "From which jobs artifacts are taken."),
            yes("environment", "Where the job deploys to."),
            yes("except", "Deprecated: when the job is left out."),
            yes("extends", "Takes over the keys of other jobs."),
            yes("hooks", "Runs before the sources are there."),
            yes(
                "id_tokens",
                "Tokens for other services: given with `--secret NAME=VALUE`.",
            ),
            quiet("identity", "Signing in at a cloud: the server does it."),
            yes("image", "The image that the job runs in."),
            yes(
                "inherit",
                "Which defaults and global variables it takes over.",
            ),
            refused(
                "inputs",
                "use `variables`, or `spec:inputs` in the file's header",
                "Inputs of a single job, given when it is played.",
            ),
            yes(
                "interruptible",
                "Whether a newer pipeline may cancel the job.",
            ),
            quiet(
                "manual_confirmation",
                "The question before a manual job is played.",
            ),
            yes(
                "needs",
                "Whom the job waits for, instead of the stages before.",
            ),
            yes("only", "Deprecated: when the job runs."),
            yes("pages", "Publishes a folder: kept as an artifact here."),
            yes("parallel", "Copies of the job: a number or a matrix."),
            yes("publish", "Deprecated: as `pages:publish`."),
            warned(
                "release",
                "a local run releases nothing",
                "A release on the server.",
            ),
            yes(
                "resource_group",
                "At most one job of a group runs at a time.",
            ),
            yes(
                "retry",
                "How often a failed job is repeated, and after what.",
            ),
            yes("rules", "Whether and how the job is in the pipeline."),
            refused(
                "run",
                "write the commands as `script`; CI/CD steps need GitLab's step runner",
                "CI/CD steps.",
            ),
            yes("script", "The commands."),
            yes(
                "secrets",
                "Secrets of a vault: given with `--secret NAME=VALUE`.",
            ),
            yes("services", "What runs beside the job."),
            yes("stage", "The stage of the job; `test` without it."),
            yes("start_in", "How long a delayed job waits."),
            yes("tags", "Labels that a runner must have."),
            yes("timeout", "How long the job may take."),
            yes(
                "trigger",
                "Makes a child pipeline, or one of another project.",
            ),
            yes("type", "Deprecated: as `stage`."),
            yes("variables", "Variables of the job."),
            yes("when", "After which results the job runs."),
        ],
    },
    Section {
        context: "inherit",
        about: "What a job takes over.",
        keys: &[
            yes("default", "`true`, `false`, or a list of keywords."),
            yes("variables", "`true`, `false`, or a list of names."),
        ],
    },
    Section {
        context: "image",
        about: "An image in its long form.",
        keys: &[
            yes("name", "The reference."),
            yes("entrypoint", "What is started instead of the image's own."),
            yes("docker", "Options for containers."),
            quiet("kubernetes", "Options for a cluster."),
            yes(
                "pull_policy",
                "When the registry is asked; of several, the first counts.",
            ),
            quiet("ports", "Ports for GitLab's web terminal."),
        ],
    },
    Section {
        context: "image:docker",
        about: "Options for containers, of `image` and of `services`.",
        keys: &[
            yes("platform", "The platform, `linux/arm64` say."),
            yes("user", "The user in the container."),
        ],
    },
    Section {
        context: "image:kubernetes",
        about: "Options for a cluster, of `image` and of `services`.",
        keys: &[quiet("user", "The user in the container.")],
    },
    Section {
        context: "services",
        about: "A service in its long form.",
        keys: &[
            yes("name", "The reference of its image."),
            yes(
                "alias",
                "Names to reach it by, with commas or spaces between them.",
            ),
            yes("entrypoint", "What is started instead of the image's own."),
            yes("command", "Arguments instead of the image's own."),
            yes("variables", "Variables of the service alone."),
            yes("docker", "Options for containers."),
            quiet("kubernetes", "Options for a cluster."),
            yes(
                "pull_policy",
                "When the registry is asked; of several, the first counts.",
            ),
            quiet("ports", "Ports for GitLab's web terminal."),
        ],
    },
    Section {
        context: "needs",
        about: "A need in its long form.",
        keys: &[
            yes(
                "job",
                "The job, or one cell of its matrix by its whole name.",
            ),
            yes("artifacts", "Whether its artifacts are taken."),
            yes(
                "optional",
                "Whether the job may be missing in the pipeline.",
            ),
            yes(
                "parallel",
                "Which cells of a matrix, with `$[[ matrix.NAME ]]`.",
            ),
            yes(
                "pipeline",
                "With `job`: a pipeline further up, by its `CI_PIPELINE_ID`. Any other can't be had here, and the job says so.",
            ),
            yes(
                "project",
                "Another project: the job can't run here, and says so.",
            ),
            yes("ref", "The ref in the other project."),
        ],
    },
    Section {
        context: "parallel",
        about: "Copies of a job by values.",
        keys: &[yes(
            "matrix",
            "Lists of values by variable; at most 200 copies.",
        )],
    },
    Section {
        context: "allow_failure",
        about: "Which failures are allowed.",
        keys: &[yes("exit_codes", "One code or a list.")],
    },
    Section {
        context: "retry",
        about: "When a failed try is repeated.",
        keys: &[
            yes("max", "0, 1 or 2."),
            yes("when", "After which kinds of failure."),
            yes("exit_codes", "After which exit codes."),
        ],
    },
    Section {
        context: "rules",
        about: "One rule. Its conditions must all hold.",
        keys: &[
            yes("if", "An expression over variables."),
            yes("changes", "Globs of which one matches a changed file."),
            yes("exists", "Globs of which one matches a file."),
            yes(
                "when",
                "After which results the job runs; `never` leaves it out.",
            ),
            yes("allow_failure", "Whether a failure fails the pipeline."),
            yes("needs", "Instead of the job's needs."),
            yes("variables", "Added to the job's variables."),
            yes("interruptible", "Instead of the job's own."),
            yes("start_in", "How long a delayed job waits."),
            yes(
                "auto_cancel",
                "In `workflow:rules`: instead of the pipeline's own.",
            ),
        ],
    },
    Section {
        context: "hooks",
        about: "What runs around the job.",
        keys: &[yes(
            "pre_get_sources_script",
            "Runs before the sources are there.",
        )],
    },
    Section {
        context: "artifacts",
        about: "What a job leaves.",
        keys: &[
            yes("paths", "Globs."),
            yes("exclude", "Globs that are left out."),
            yes("untracked", "Also files that git does not track."),
            yes("when", "After which results."),
            yes("name", "The archive's name."),
            yes("expire_in", "How long they are kept."),
            quiet("expose_as", "A link in the merge request."),
            quiet("public", "Who may see them on the server."),
            quiet("access", "Who may see them on the server."),
            yes("reports", "Files with a meaning."),
        ],
    },
    Section {
        context: "artifacts:reports",
        about: "Files with a meaning. All are kept; the first three are read.",
        keys: &[
            yes("junit", "Tests, shown in the summary."),
            yes("dotenv", "Variables for later jobs."),
            yes("coverage_report", "Coverage by line."),
            quiet("accessibility", "Kept as an artifact."),
            quiet("annotations", "Kept as an artifact."),
            quiet("api_fuzzing", "Kept as an artifact."),
            quiet("browser_performance", "Kept as an artifact."),
            quiet("cluster_image_scanning", "Kept as an artifact."),
            quiet("codequality", "Kept as an artifact."),
            quiet("container_scanning", "Kept as an artifact."),
            quiet("coverage_fuzzing", "Kept as an artifact."),
            quiet("cyclonedx", "Kept as an artifact."),
            quiet("dast", "Kept as an artifact."),
            quiet("dependency_scanning", "Kept as an artifact."),
            quiet("license_management", "Kept as an artifact."),
            quiet("license_scanning", "Kept as an artifact."),
            quiet("load_performance", "Kept as an artifact."),
            quiet("lsif", "Kept as an artifact."),
            quiet("metrics", "Kept as an artifact."),
            quiet("performance", "Kept as an artifact."),
            quiet("repository_xray", "Kept as an artifact."),
            quiet("requirements", "Kept as an artifact."),
            quiet("requirements_v2", "Kept as an artifact."),
            quiet("sast", "Kept as an artifact."),
            quiet("scip", "Kept as an artifact."),
            quiet("secret_detection", "Kept as an artifact."),
            quiet("terraform", "Kept as an artifact."),
            refused(
                "cobertura",
                "use `coverage_report` with `coverage_format: cobertura`",
                "Removed in GitLab 15.",
            ),
        ],
    },
    Section {
        context: "artifacts:reports:coverage_report",
        about: "Coverage by line.",
        keys: &[
            yes("coverage_format", "`cobertura` or `jacoco`."),
            yes("path", "The file."),
        ],
    },
    Section {
        context: "cache",
        about: "What a job keeps for the next run.",
        keys: &[
            yes("paths", "Globs."),
            yes("key", "What names the cache."),
            yes("untracked", "Also files that git does not track."),
            quiet("unprotect", "A local run has no protected branches."),
            yes("when", "After which results it is saved."),
            yes("policy", "Whether it is restored and saved."),
            yes(
                "fallback_keys",
                "Keys that are tried when there is nothing under `key`.",
            ),
        ],
    },
    Section {
        context: "cache:key",
        about: "A cache named by files.",
        keys: &[
            yes("files", "At most two files whose content counts."),
            yes(
                "files_commits",
                "At most two files whose last commits count.",
            ),
            yes("prefix", "Stands before the hash."),
        ],
    },
    Section {
        context: "environment",
        about: "Where a job deploys to.",
        keys: &[
            yes("name", "With variables."),
            yes("url", "With variables, also of a dotenv report."),
            yes("on_stop", "The job that stops it; it must be there."),
            yes(
                "action",
                "`start`, `prepare`, `stop`, `verify` or `access`.",
            ),
            yes("auto_stop_in", "Recorded with the deployment."),
            yes("deployment_tier", "Given as `CI_ENVIRONMENT_TIER`."),
            quiet("kubernetes", "A cluster for the dashboard of the server."),
        ],
    },
    Section {
        context: "pages",
        about: "A site that the job publishes.",
        keys: &[
            yes("publish", "The folder; `public` without it."),
            quiet("path_prefix", "A path on the server."),
            quiet("expire_in", "How long the server shows it."),
        ],
    },
    Section {
        context: "release",
        about: "A release on the server. It is checked, and nothing is released by a local run.",
        keys: &[
            quiet("tag_name", "The tag."),
            quiet("tag_message", "The tag's message."),
            quiet("name", "The title."),
            quiet("description", "The text, or a file with it."),
            quiet("ref", "What a new tag points to."),
            quiet("milestones", "Titles of milestones."),
            quiet("released_at", "When."),
            quiet("assets", "Links."),
        ],
    },
    Section {
        context: "release:assets",
        about: "What is attached to a release.",
        keys: &[quiet("links", "A list of links.")],
    },
    Section {
        context: "release:assets:links",
        about: "One link of a release.",
        keys: &[
            quiet("name", "What it is called."),
            quiet("url", "Where it leads."),
            quiet("filepath", "Deprecated: as `direct_asset_path`."),
            quiet("direct_asset_path", "The path below the release."),
            quiet("link_type", "`runbook`, `package`, `image` or `other`."),
        ],
    },
    Section {
        context: "trigger",
        about: "What pipeline a trigger job makes.",
        keys: &[
            yes("include", "Files of the child pipeline, up to three."),
            yes(
                "project",
                "Another project, on the working tree that `--override` names.",
            ),
            yes("branch", "The branch that must be checked out there."),
            yes(
                "strategy",
                "`depend` or `mirror`: the job has the result of the pipeline.",
            ),
            yes("forward", "Which variables the pipeline gets."),
            yes("inputs", "Values of its inputs."),
        ],
    },
    Section {
        context: "trigger:forward",
        about: "Which variables a triggered pipeline gets.",
        keys: &[
            yes(
                "yaml_variables",
                "Those of the definition; `true` without it.",
            ),
            yes(
                "pipeline_variables",
                "Those given by hand; `false` without it.",
            ),
        ],
    },
    Section {
        context: "trigger:include",
        about: "A file of a child pipeline.",
        keys: &[
            yes("local", "A file of the repository."),
            yes("artifact", "A file that a job of this pipeline made."),
            yes("job", "The job that made it."),
            yes("project", "A file of another project."),
            yes("ref", "The ref in the other project."),
            yes("file", "The path in the other project."),
            yes("template", "A file that GitLab ships."),
            yes("component", "A component."),
            yes("remote", "An address."),
            yes("integrity", "The hash of what is at the address."),
            yes("inputs", "Values of the file's inputs."),
        ],
    },
    Section {
        context: "id_tokens",
        about: "A token for another service, by the name of its variable.",
        keys: &[quiet("aud", "For whom it is.")],
    },
    Section {
        context: "secrets",
        about: "A secret, by the name of its variable. It is given with `--secret NAME=VALUE`.",
        keys: &[
            quiet("vault", "In HashiCorp Vault."),
            quiet("azure_key_vault", "In Azure Key Vault."),
            quiet("gcp_secret_manager", "In Google Cloud Secret Manager."),
            quiet("aws_secrets_manager", "In AWS Secrets Manager."),
            quiet("akeyless", "In Akeyless."),
            quiet("gitlab_secrets_manager", "In GitLab Secrets Manager."),
            quiet(
                "file",
                "Whether the variable holds a path: say `--secret` for a value.",
            ),
            quiet("token", "The token to sign in with."),
        ],
    },
    Section {
        context: "only",
        about: "`only` and `except` in their long form.",
        keys: &[
            yes("refs", "Branches, tags, and kinds of pipelines."),
            yes("variables", "Expressions of which one holds."),
            yes("changes", "Globs of which one matches a changed file."),
            refused(
                "kubernetes",
                "use `rules`; a local run knows no cluster",
                "Whether a cluster is there.",
            ),
        ],
    },
    Section {
        context: "include",
        about: "Another file.",
        keys: &[
            yes("local", "A file of the repository; wildcards are allowed."),
            yes(
                "project",
                "A project, fetched or from the map of local folders.",
            ),
            yes("file", "One or several paths in the project."),
            yes("ref", "The ref in the project."),
            yes("remote", "An address."),
            yes("integrity", "The hash of what is at the address."),
            yes("template", "A file that GitLab ships."),
            yes("component", "A component."),
            yes("inputs", "Values of the file's inputs."),
            yes("rules", "Whether it is included."),
        ],
    },
    Section {
        context: "spec:inputs",
        about: "An input of a file.",
        keys: &[
            yes("default", "The value where none is given."),
            quiet("description", "For people."),
            yes("options", "The values that are allowed."),
            yes("regex", "What a value must match."),
            yes("type", "`string`, `number`, `boolean` or `array`."),
        ],
    },
];
