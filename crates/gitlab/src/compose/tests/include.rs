use super::*;

#[test]
fn the_including_file_wins_and_stands_behind() {
    Case::new(&[
        (
            ".gitlab-ci.yml",
            "include: [a.yml, /b.yml]\nvariables: {A: main}\njob: {script: main}\n",
        ),
        (
            "a.yml",
            "variables: {A: a, B: a}\none: {script: a}\njob: {script: a, image: a}\n",
        ),
        ("b.yml", "variables: {B: b}\ntwo: {script: b}\n"),
    ])
    .check(
        r#"
        variables:
          A: "main"
          B: "b"
        one:
          script: "a"
        job:
          script: "main"
          image: "a"
        two:
          script: "b"
        "#,
    );
}

#[test]
fn places_are_those_of_the_included_files() {
    let case = Case::new(&[
        (".gitlab-ci.yml", "include: ci/a.yml\n"),
        ("ci/a.yml", "\n\njob:\n  script: x\n"),
    ]);
    let composed = case.compose();
    let job = composed.root.key("job").unwrap();
    assert_eq!(composed.files.place(job.span).to_string(), "ci/a.yml:3:1");
}

#[test]
fn patterns_take_sorted_files() {
    let job = |name: &str| format!("{name}: {{script: x}}\n");
    let (b, a, c, d) = (job("b"), job("a"), job("c"), job("d"));
    Case::new(&[
        (
            ".gitlab-ci.yml",
            "include: [{local: 'ci/*.yml'}, {local: '/deep/**.yml'}, {local: 'none/*.yml'}]\n",
        ),
        ("ci/b.yml", &b),
        ("ci/a.yml", &a),
        ("ci/not/c.yml", &c),
        ("ci/x.txt", "x"),
        ("deep/er/d.yml", &d),
    ])
    .check(
        r#"
        .gitlab-ci.yml:1:57: gitlab/include-matches-nothing: no file matches `none/*.yml`
          hint: `*` stays within one folder, `**` goes into all below
        a:
          script: "x"
        b:
          script: "x"
        d:
          script: "x"
        "#,
    );
}

#[test]
fn variables_are_expanded() {
    Case::new(&[
        (
            ".gitlab-ci.yml",
            "include: [$DIR/a.yml, {local: '${UNKNOWN}/b.yml'}]\n",
        ),
        ("ci/a.yml", "a: {script: a}\n"),
        ("b.yml", "b: {script: b}\n"),
    ])
    .variable("DIR", "ci")
    .check("a:\n  script: \"a\"\nb:\n  script: \"b\"");
}

#[test]
fn local_in_a_project_is_that_projects() {
    let templates = MemorySource::new([
        ("ci/all.yml", "include: [/ci/one.yml]\nall: {script: all}\n"),
        ("ci/one.yml", "one: {script: one}\n"),
    ]);
    Case::new(&[
        (
            ".gitlab-ci.yml",
            "include:\n  - project: group/templates\n    ref: v1\n    file: [/ci/all.yml, ci/missing.yml]\n",
        ),
        ("ci/one.yml", "wrong: {script: wrong}\n"),
    ])
    .map(|source| source.project("group/templates@v1", templates.clone()))
    .check(
        "
        .gitlab-ci.yml:2:5: gitlab/include-not-found: can't include: file group/templates@v1:ci/missing.yml does not exist
          hint: check path and ref, or give a local copy of the project with `--override`
        ",
    );
    let case = Case::new(&[(
        ".gitlab-ci.yml",
        "include:\n  project: group/templates\n  file: ci/all.yml\n",
    )])
    .map(|source| source.project("group/templates", templates));
    case.check("one:\n  script: \"one\"\nall:\n  script: \"all\"");
    let composed = case.compose();
    let place = |key| {
        composed
            .files
            .place(composed.root.key(key).unwrap().span)
            .to_string()
    };
    assert_eq!(place("one"), "group/templates:ci/one.yml:1:1");
}

#[test]
fn remote_files_and_templates_are_read() {
    let url = "https://example.com/a.yml";
    Case::new(&[(
        ".gitlab-ci.yml",
        "include: [https://example.com/a.yml, {template: Go.gitlab-ci.yml}]\n",
    )])
    .map(|source| source.remote(url, "a: {script: a}\n"))
    .map(|source| source.template("Go.gitlab-ci.yml", "go: {script: go}\n"))
    .check("a:\n  script: \"a\"\ngo:\n  script: \"go\"");
}

#[test]
fn a_remote_file_must_have_its_hash() {
    let include = |hash: &str| {
        format!(
            "include: [{{remote: 'https://example.com/a.yml', integrity: '{hash}', cache: 1d}}]\n"
        )
    };
    let case = |hash: &str| {
        Case::new(&[(".gitlab-ci.yml", &include(hash))])
            .map(|source| source.remote("https://example.com/a.yml", "a: {script: a}\n"))
    };
    let right = "sha256-jxDG2WIDM87kDghMA4fQ/csqz5JtO95wjNPxbo0rqLg=";
    case("sha256-AAAA").check(&format!(
        "
        .gitlab-ci.yml:1:11: gitlab/include-integrity: the file is not the one that `integrity` names
          hint: its SHA-256 is `{right}`; look at what changed
        "
    ));
    case(right).check("a:\n  script: \"a\"");
}

#[test]
fn a_component_is_found_in_both_of_its_places() {
    let library = MemorySource::new([
        (
            "templates/lint.yml",
            "spec: {component: [name, version, reference]}\n---\nlint: {script: '$[[ component.name ]] $[[ component.version ]] $[[ component.reference ]]'}\n",
        ),
        (
            "templates/test/template.yml",
            "include: /templates/lint.yml\n",
        ),
        ("templates/unit.yml", "unit: {script: u}\n"),
    ]);
    Case::new(&[(
        ".gitlab-ci.yml",
        "include:\n  - component: $CI_SERVER_FQDN/org/lib/lint@1.2.3\n  - component: $CI_SERVER_FQDN/org/lib/unit@1.2.3\n",
    )])
    .variable("CI_SERVER_FQDN", "gitlab.com")
    .map(|source| source.project("gitlab.com/org/lib@1.2.3", library.clone()))
    .check("lint:\n  script: \"lint 1.2.3 1.2.3\"\nunit:\n  script: \"u\"");
    Case::new(&[(
        ".gitlab-ci.yml",
        "include: [{component: gitlab.com/org/lib/none@main}, {component: gitlab.com/org/lib/test}]\n",
    )])
    .map(|source| source.project("org/lib", library))
    .check(
        "
        .gitlab-ci.yml:1:11: gitlab/include-not-found: can't include: component none (neither templates/none.yml nor templates/none/template.yml) does not exist
          hint: check path and ref, or give a local copy of the project with `--override`
        .gitlab-ci.yml:1:54: gitlab/include-invalid: `gitlab.com/org/lib/test` is no address of a component
          hint: write `$CI_SERVER_FQDN/group/project/component@version`
        ",
    );
}

#[test]
fn an_artifact_is_read_only_for_a_child_pipeline() {
    struct Left;
    impl ArtifactReader for Left {
        fn read(&self, job: &str, path: &str) -> Result<Arc<[u8]>, SourceError> {
            Ok(format!("child: {{script: '{job} {path}'}}")
                .as_bytes()
                .into())
        }
    }
    let text = "{include: [{artifact: gen.yml, job: generate}]}";
    let source = MemorySource::default();
    let (scope, inputs) = (Scope::default(), BTreeMap::new());
    let mut request = Request {
        source: &source,
        entry: Entry::Text {
            name: "trigger",
            text,
        },
        scope: &scope,
        inputs: &inputs,
        artifacts: Some(&Left),
    };
    let mut tree = String::new();
    dump(&compose(&request).root, 0, &mut tree);
    assert_eq!(tree, "child:\n  script: \"generate gen.yml\"\n");
    request.artifacts = None;
    assert_eq!(
        findings(&compose(&request)),
        "trigger:1:12: gitlab/include-invalid: `include:artifact` is only allowed in `trigger:include`\n  \
         hint: trigger a child pipeline from the artifact\n"
    );
}

#[test]
fn wrong_entries_are_reported_together() {
    check(
        "
        include:
          - [a.yml]
          - {lokal: a.yml}
          - {local: a.yml, remote: 'https://x/a.yml'}
          - {inputs: {a: 1}}
          - {project: a/b}
          - {local: [a.yml]}
          - {local: a.txt}
          - {remote: a.yml}
          - {local: a.yml, inputs: [1]}
          - {local: a.yml, with: {}}
          - {template: Go}
          - null
        job: {script: x}
        ",
        "
        .gitlab-ci.yml:2:5: gitlab/include-invalid: an entry of `include` is a text or a mapping, but this is a list
          hint: write `local: path/of/file.yml`
        .gitlab-ci.yml:3:6: gitlab/include-invalid: unknown key `lokal` in `include`
          hint: did you mean `local`?
        .gitlab-ci.yml:4:5: gitlab/include-invalid: each entry of `include` takes only one of local, remote
          hint: make several entries of it
        .gitlab-ci.yml:5:5: gitlab/include-invalid: this entry of `include` names no file
          hint: give one of local, project, remote, template, component, artifact
        .gitlab-ci.yml:6:5: gitlab/include-invalid: `file` is missing: the file in the project
          hint: add `file: ...`
        .gitlab-ci.yml:7:13: gitlab/include-invalid: `local` is a text, but this is a list
          hint: write `local: text`
        .gitlab-ci.yml:9:5: gitlab/include-invalid: `a.yml` is no valid address
          hint: give an address with `https://`
        .gitlab-ci.yml:10:28: gitlab/include-invalid: `inputs` is a mapping, but this is a list
          hint: write `inputs: {name: value}`
        .gitlab-ci.yml:11:20: gitlab/include-invalid: unknown key `with` in `include`
          hint: `with` is called `inputs` now
        .gitlab-ci.yml:8:5: gitlab/include-invalid: included file `a.txt` does not end with `.yml` or `.yaml`
          hint: GitLab includes no other files; rename it
        .gitlab-ci.yml:12:5: gitlab/include-invalid: template `Go` does not end with `.gitlab-ci.yml`
          hint: write it as GitLab's list of templates does
        ",
    );
}

#[test]
fn a_missing_include_makes_no_noise() {
    Case::new(&[
        (
            ".gitlab-ci.yml",
            "include: [ci/buld.yml, {project: a/b, file: x.yml}, ../out.yml, empty.yml]\njob: {extends: .perhaps-there, script: [!reference [.there, script]]}\n",
        ),
        ("ci/build.yml", "x: {script: x}\n"),
        ("empty.yml", "\n \n"),
    ])
    .check(
        "
        .gitlab-ci.yml:1:11: gitlab/include-not-found: can't include: file ci/buld.yml does not exist
          hint: did you mean `ci/build.yml`?
        .gitlab-ci.yml:1:24: gitlab/include-unreachable: can't include: project a/b can't be fetched: this repository lives in memory
          hint: add it to the MemorySource
        .gitlab-ci.yml:1:53: gitlab/include-not-found: can't include: ../out.yml leads out of the repository
          hint: name a file within the repository
        .gitlab-ci.yml:1:65: gitlab/include-empty: included file `empty.yml` is empty
        ",
    );
}

#[test]
fn a_broken_included_file_is_reported_at_its_own_place() {
    Case::new(&[
        (".gitlab-ci.yml", "include: [a.yml, b.yml]\n"),
        ("a.yml", "- list\n"),
        ("b.yml", "# nothing\n"),
    ])
    .check(
        "
        a.yml:1:1: gitlab/not-a-mapping: the definition must be a mapping of jobs and keywords, but it is a list
          hint: begin with the name of a job: `build:`
        .gitlab-ci.yml:1:18: gitlab/include-empty: included file `b.yml` holds no definition
        ",
    );
}

/// A definition that includes a file so many times, and one that includes it by way of another.
fn many(direct: usize, nested: usize) -> Case {
    let direct = vec!["basic.yml"; direct];
    let nested = vec!["nested.yml"; nested];
    let list = [direct, nested].concat().join(", ");
    Case::new(&[
        (".gitlab-ci.yml", &format!("include: [{list}]\n")),
        ("nested.yml", "include: basic.yml\n"),
        ("basic.yml", "job: {script: x}\n"),
    ])
}

#[test]
fn at_most_150_files_are_included() {
    for (direct, nested) in [(150, 0), (0, 75)] {
        many(direct, nested).check("job:\n  script: \"x\"");
    }
    for (direct, nested) in [(151, 0), (1, 75)] {
        let text = findings(&many(direct, nested).compose());
        assert!(
            text.contains("gitlab/include-too-many: more than 150 files"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 2, "{text}");
    }
}

#[test]
fn a_file_that_includes_itself_ends() {
    Case::new(&[(".gitlab-ci.yml", "include: [.gitlab-ci.yml, .gitlab-ci.yml]\njob: {script: x}\n")]).check(
        "
        .gitlab-ci.yml:1:11: gitlab/include-too-many: more than 150 files are included, counting each time anew
          hint: does a file include itself, directly or by way of another one?
        ",
    );
}

#[test]
fn a_remote_file_has_no_local_ones() {
    Case::new(&[(".gitlab-ci.yml", "include: https://example.com/a.yml\n")])
        .map(|source| source.remote("https://example.com/a.yml", "include: b.yml\n"))
        .check(
            "
            https://example.com/a.yml:1:10: gitlab/include-invalid: `b.yml` is local to a file that belongs to no project
              hint: a remote file or a template includes other files by address or project
            ",
        );
}

#[test]
fn rules_decide() {
    Case::new(&[
        (
            ".gitlab-ci.yml",
            "include:\n\
             - {local: a.yml, rules: [{if: $ON == 'yes'}]}\n\
             - {local: b.yml, rules: [{if: $ON == 'no'}]}\n\
             - {local: c.yml, rules: [{exists: [c.yml]}]}\n\
             - {local: d.yml, rules: [{if: $ON == 'yes', when: never}, {when: always}]}\n",
        ),
        ("a.yml", "a: {script: x}\n"),
        ("b.yml", "b: {script: x}\n"),
        ("c.yml", "c: {script: x}\n"),
        ("d.yml", "d: {script: x}\n"),
    ])
    .variable("ON", "yes")
    .check("a:\n  script: \"x\"\nc:\n  script: \"x\"");
}

#[test]
fn anchors_do_not_cross_files() {
    Case::new(&[
        (".gitlab-ci.yml", "include: a.yml\njob: *anchor\n"),
        ("a.yml", ".x: &anchor {script: x}\n"),
    ])
    .check(
        "
        .gitlab-ci.yml:2:6: yaml/undefined-anchor: there is no anchor `&anchor` before this alias
          hint: anchors (`&name`) must stand before their aliases, in the same file
        ",
    );
}

#[test]
fn the_entry_must_be_there() {
    Case::new(&[]).check(
        "
        gitlab/file-not-readable: file .gitlab-ci.yml does not exist
          hint: `--file PATH` names another definition
        ",
    );
    check(
        "# nothing",
        "
        gitlab/empty: .gitlab-ci.yml holds no definition
          hint: define at least one job
        ",
    );
}

#[test]
fn documents_beside_the_first_are_not_silently_lost() {
    check(
        "
        a: {script: x}
        ---
        b: {script: x}
        ",
        "
        .gitlab-ci.yml:3:1: gitlab/document-ignored: GitLab reads only the first document of this file, because it is no `spec` header
        a:
          script: \"x\"
        ",
    );
    check(
        "
        a: {script: x}
        ---
        b: {script: x}
        ---
        c: {script: x}
        ",
        "
        .gitlab-ci.yml:5:1: gitlab/too-many-documents: a file holds at most 2 YAML documents
          hint: put this one into a file of its own, and include it
        ",
    );
    check(
        "
        spec: {inputs: {a: }}
        job: {script: x}
        ",
        "
        .gitlab-ci.yml:1:1: gitlab/spec-not-in-header: `spec` must stand in a header of its own
          hint: end the header with a line `---`, and put the jobs below it
        ",
    );
}

#[test]
fn the_own_project_at_its_own_commit_is_the_working_tree() {
    Case::new(&[
        (
            ".gitlab-ci.yml",
            "include:\n\
             - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/lint@$CI_COMMIT_SHA\n\
             - {project: $CI_PROJECT_PATH, ref: main, file: x.yml}\n",
        ),
        ("templates/lint.yml", "lint: {script: x}\n"),
        ("x.yml", "x: {script: x}\n"),
    ])
    .variable("CI_SERVER_FQDN", "gitlab.com")
    .variable("CI_PROJECT_PATH", "org/lib")
    .variable("CI_COMMIT_SHA", "1234")
    .variable("CI_COMMIT_REF_NAME", "main")
    .check("lint:\n  script: \"x\"\nx:\n  script: \"x\"");
}
