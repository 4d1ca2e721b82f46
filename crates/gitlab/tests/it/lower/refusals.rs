//! Broken definitions of every kind: each is refused at the right line.

use crate::support::{load_text, push, shown};

/// Code and line of the first error.
fn refused(text: &str, line: u32, code: &str) {
    let loaded = load_text(text, &push());
    assert!(
        loaded.pipeline.is_none(),
        "not refused:\n{text}\n{}",
        shown(&loaded)
    );
    let error = loaded.diagnostics.iter().find(|found| found.is_error());
    let error = error.unwrap_or_else(|| panic!("no error:\n{text}"));
    let place = error.place.as_ref().map(|place| place.line);
    assert_eq!(
        (place, &*error.code),
        (Some(line), code),
        "of\n{text}\n{}",
        shown(&loaded)
    );
    assert!(error.breadcrumb.is_some(), "no breadcrumb:\n{text}");
}

#[test]
fn each_is_refused_at_its_line() {
    for (lines, line, code) in BROKEN {
        refused(&lines.join("\n"), *line, code);
    }
}

/// A definition, the line of its mistake, and the code.
const BROKEN: &[(&[&str], u32, &str)] = &[
    (
        &["a:", "  script: x", "  start_in: 1h"],
        3,
        "gitlab/conflicting-keys",
    ),
    (
        &["a:", "  script: x", "  when: manual", "  start_in: 1h"],
        4,
        "gitlab/conflicting-keys",
    ),
    (&["a:", "  script: x", "  stage: 1"], 3, "gitlab/wrong-type"),
    (
        &["a:", "  script: x", "  stage: [test]"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  tags: docker"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  tags:", "    - 1"],
        4,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  timeout: [1h]"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  interruptible: maybe"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  allow_failure: sometimes"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  allow_failure: {codes: 1}"],
        3,
        "gitlab/unknown-key",
    ),
    (
        &["a:", "  script: x", "  allow_failure: {exit_codes: one}"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  retry: twice"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  retry: {max: 5}"],
        3,
        "gitlab/out-of-range",
    ),
    (
        &["a:", "  script: x", "  retry: {when: later}"],
        3,
        "gitlab/unknown-value",
    ),
    (
        &["a:", "  script: x", "  resource_group: 1"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  resource_group: ''"],
        3,
        "gitlab/empty",
    ),
    (
        &["a:", "  script: x", "  coverage: 80"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  dependencies: b"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  inherit: no"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  inherit: {default: some}"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  parallel: many"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  parallel: {matrx: []}"],
        3,
        "gitlab/unknown-key",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  parallel:",
            "    matrix:",
            "      - 1",
        ],
        5,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  environment: [prod]"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  environment: {name: p, action: begin}",
        ],
        3,
        "gitlab/unknown-value",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  environment: {name: p, auto_stop_in: soon}",
        ],
        3,
        "gitlab/bad-duration",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  environment: {name: p, on_stop: gone}",
        ],
        3,
        "gitlab/bad-on-stop",
    ),
    (
        &["a:", "  script: x", "  image:", "    entrypoint: [sh]"],
        4,
        "gitlab/missing-key",
    ),
    (
        &["a:", "  script: x", "  image: {name: ''}"],
        3,
        "gitlab/empty",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  image: {name: i, pull_policy: often}",
        ],
        3,
        "gitlab/unknown-value",
    ),
    (
        &["a:", "  script: x", "  services:", "    - alias: db"],
        4,
        "gitlab/missing-key",
    ),
    (
        &["a:", "  script: x", "  services: [[1]]"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  cache:", "    path: [a]"],
        4,
        "gitlab/unknown-key",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  cache:",
            "    paths: [a]",
            "    when: sometimes",
        ],
        5,
        "gitlab/unknown-value",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  cache:",
            "    paths: [a]",
            "    key: {prefix: p}",
        ],
        5,
        "gitlab/missing-key",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  cache:",
            "    paths: [a]",
            "    key: {files: []}",
        ],
        5,
        "gitlab/empty",
    ),
    (
        &["a:", "  script: x", "  cache: text"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  artifacts:", "    path: [a]"],
        4,
        "gitlab/unknown-key",
    ),
    (
        &["a:", "  script: x", "  artifacts:", "    reports: r.xml"],
        4,
        "gitlab/wrong-type",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  artifacts:",
            "    reports:",
            "      junti: r.xml",
        ],
        5,
        "gitlab/unknown-key",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  artifacts:",
            "    expire_in: whenever",
        ],
        4,
        "gitlab/bad-duration",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  artifacts:",
            "    untracked: perhaps",
        ],
        4,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  hooks: [x]"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  id_tokens: {T: {}}"],
        3,
        "gitlab/missing-key",
    ),
    (
        &["a:", "  script: x", "  secrets: {S: {valt: x}}"],
        3,
        "gitlab/unknown-key",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  release: {tag_name: v, description: d, assets: {}}",
        ],
        3,
        "gitlab/missing-key",
    ),
    (
        &["a:", "  script: x", "  trigger: g/p"],
        2,
        "gitlab/conflicting-keys",
    ),
    (&["a:", "  trigger: [x]"], 2, "gitlab/wrong-type"),
    (
        &[
            "a:",
            "  trigger: {include: c.yml, forward: {yaml_variables: 1}}",
        ],
        2,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  trigger: {include: c.yml}", "  image: x"],
        3,
        "gitlab/conflicting-keys",
    ),
    (
        &["a:", "  script: x", "  needs:", "    - [1]"],
        4,
        "gitlab/wrong-type",
    ),
    (
        &[
            "a:",
            "  script: x",
            "  needs:",
            "    - job: b",
            "      optional: 1",
            "b: {script: x}",
        ],
        5,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  needs:", "    - jbo: b"],
        4,
        "gitlab/unknown-key",
    ),
    (
        &["a:", "  script: x", "  variables: x"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  variables: {V: {value: [1]}}"],
        3,
        "gitlab/wrong-type",
    ),
    (&["a:", "  script: {x: y}"], 2, "gitlab/wrong-type"),
    (
        &["a:", "  script: x", "  before_script: {x: y}"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  after_script: 1"],
        3,
        "gitlab/wrong-type",
    ),
    (
        &["a:", "  script: x", "  pages: {publsh: x}"],
        3,
        "gitlab/unknown-key",
    ),
    (
        &["a:", "  script: x", "  manual: true"],
        3,
        "gitlab/unknown-key",
    ),
    (
        &["a:", "  script: x", "  inputs: {i: {default: 1}}"],
        3,
        "gitlab/not-supported",
    ),
    (
        &["default:", "  imag: x", "a: {script: x}"],
        2,
        "gitlab/unknown-key",
    ),
    (&["default: x", "a: {script: x}"], 1, "gitlab/wrong-type"),
    (
        &["default:", "  cache: {paths: p}", "a: {script: x}"],
        2,
        "gitlab/wrong-type",
    ),
    (&["stages: build", "a: {script: x}"], 1, "gitlab/wrong-type"),
    (
        &["stages: [build, 1]", "a: {stage: build, script: x}"],
        1,
        "gitlab/wrong-type",
    ),
    (
        &["stage: [build]", "a: {script: x}"],
        1,
        "gitlab/wrong-type",
    ),
    (
        &["types: [build]", "a: {script: x}"],
        1,
        "gitlab/wrong-type",
    ),
    (&["workflow: [x]", "a: {script: x}"], 1, "gitlab/wrong-type"),
    (
        &["workflow:", "  name: ''", "a: {script: x}"],
        2,
        "gitlab/empty",
    ),
    (&["image: [x]", "a: {script: x}"], 1, "gitlab/wrong-type"),
    (&["nil: {script: x}"], 1, "gitlab/reserved-name"),
    (&["a: {script: x}", "b: [x]"], 2, "gitlab/wrong-type"),
    (&["a: {script: x}", "b: 1"], 2, "gitlab/wrong-type"),
];
