//! Sections and directives, and where they may stand.

/// A section or directive.
pub(super) struct Section {
    pub(super) name: &'static str,
    /// In which blocks.
    pub(super) places: &'static str,
    pub(super) summary: &'static str,
}

const fn section(name: &'static str, places: &'static str, summary: &'static str) -> Section {
    Section {
        name,
        places,
        summary,
    }
}

/// In the order of the reference page.
pub(super) const SECTIONS: &[Section] = &[
    section(
        "agent",
        "pipeline (required), stage, matrix",
        "Where it runs.",
    ),
    section(
        "stages",
        "pipeline (required), stage, matrix (required)",
        "Stages one after another.",
    ),
    section("steps", "stage", "What a stage does."),
    section(
        "post",
        "pipeline, stage, matrix",
        "What is done afterwards, by the result.",
    ),
    section(
        "environment",
        "pipeline, stage, matrix",
        "Variables, and credentials as variables.",
    ),
    section("options", "pipeline, stage, matrix", "How it is run."),
    section(
        "parameters",
        "pipeline",
        "What is asked for when it is started: `--input NAME=VALUE`.",
    ),
    section(
        "triggers",
        "pipeline",
        "When Jenkins starts it: checked and recorded.",
    ),
    section(
        "tools",
        "pipeline, stage, matrix",
        "Installed tools that are put on `PATH`.",
    ),
    section(
        "libraries",
        "pipeline",
        "Shared libraries: `lib('name@ref')`.",
    ),
    section(
        "input",
        "stage, matrix",
        "What is asked before the stage runs.",
    ),
    section("when", "stage, matrix", "On which conditions it runs."),
    section("parallel", "stage", "Stages beside each other."),
    section(
        "matrix",
        "stage",
        "The same stages for each combination of the axes' values.",
    ),
    section(
        "axes",
        "matrix (required)",
        "The axes: each `axis { name 'A'; values 'x', 'y' }`.",
    ),
    section(
        "excludes",
        "matrix",
        "Combinations that are left out: `exclude { axis { name 'A'; notValues 'x' } }`.",
    ),
    section(
        "failFast",
        "stage",
        "Whether the first failure of a branch or cell ends the others.",
    ),
];
