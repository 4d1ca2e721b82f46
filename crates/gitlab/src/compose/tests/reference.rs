use super::*;

#[test]
fn a_reference_is_the_value_that_it_names() {
    check(
        "
        .setup: {script: [a, b], variables: {V: 1}}
        .list: [x]
        .text: image:1
        job:
          image: !reference [.text]
          variables: !reference [.setup, variables]
          script:
            - !reference [.setup, script]
            - !reference [.list]
            - c
          after_script: !reference [.setup, script]
        ",
        r#"
        .setup:
          script: ["a", "b"]
          variables:
            V: 1
        .list: ["x"]
        .text: "image:1"
        job:
          image: "image:1"
          variables:
            V: 1
          script: [["a", "b"], ["x"], "c"]
          after_script: ["a", "b"]
        "#,
    );
}

#[test]
fn references_come_after_extends() {
    check(
        "
        .wrapper:
          variables: !reference [.defaults, variables]
        .defaults: {variables: {FOO: foo}}
        .variables: {extends: .wrapper}
        job:
          variables: !reference [.variables, variables]
        own:
          extends: .wrapper
          variables: {OWN: 1}
        replaced:
          extends: own
          variables: !reference [.defaults, variables]
        ",
        r#"
        .wrapper:
          variables:
            FOO: "foo"
        .defaults:
          variables:
            FOO: "foo"
        .variables:
          variables:
            FOO: "foo"
        job:
          variables:
            FOO: "foo"
        own:
          variables:
            FOO: "foo"
            OWN: 1
        replaced:
          variables:
            FOO: "foo"
        "#,
    );
}

#[test]
fn unknown_targets_are_reported_with_the_part_that_is_missing() {
    check(
        "
        .setup: {script: [a], nothing: null}
        job:
          script:
            - !reference [.setup, scrip]
            - !reference [.stup, script]
          rules: !reference [.setup, script, deep]
          image: !reference [.setup, nothing]
          tags: !reference setup
          services: !reference [.setup, 1]
        ",
        "
        .gitlab-ci.yml:4:7: gitlab/reference-unknown: `!reference [.setup, scrip]` could not be found
          hint: there is no `scrip` in `.setup`; did you mean `script`?
        .gitlab-ci.yml:5:7: gitlab/reference-unknown: `!reference [.stup, script]` could not be found
          hint: there is no `.stup`; did you mean `.setup`?
        .gitlab-ci.yml:6:10: gitlab/reference-unknown: `!reference [.setup, script, deep]` could not be found
          hint: `script` is a list
        .gitlab-ci.yml:7:10: gitlab/reference-unknown: `!reference [.setup, nothing]` could not be found
          hint: null can't be referred to
        .gitlab-ci.yml:8:9: gitlab/reference-invalid: `!reference` takes a list of names, but this is a text
          hint: write `!reference [job, keyword]`
        .gitlab-ci.yml:9:13: gitlab/reference-invalid: `!reference` takes a list of names, each a text
          hint: write `!reference [job, keyword]`
        ",
    );
}

#[test]
fn circles_are_named() {
    check(
        "
        job:
          script:
            - !reference [job, script]
        ",
        "
        .gitlab-ci.yml:3:7: gitlab/reference-circular: `!reference [job, script]` is part of a circular chain: job.script -> job.script
          hint: take one of these references out
        ",
    );
    check(
        "
        a: {script: [!reference [b, script]]}
        b: {script: [!reference [a, script]]}
        ",
        "
        .gitlab-ci.yml:1:14: gitlab/reference-circular: `!reference [b, script]` is part of a circular chain: b.script -> a.script -> b.script
          hint: take one of these references out
        ",
    );
}

/// A list in which lists nest `levels` deep by references.
fn nested(levels: usize) -> String {
    let mut text = ".l1: [echo]\n".to_owned();
    for level in 2..levels {
        let _ = writeln!(text, ".l{level}: [!reference [.l{}]]", level - 1);
    }
    let _ = writeln!(text, "job: {{script: [!reference [.l{}]]}}", levels - 1);
    text
}

#[test]
fn lists_nest_ten_levels_deep() {
    let ten = Case::new(&[(".gitlab-ci.yml", &nested(10))]).compose();
    assert_eq!(findings(&ten), "");
    let eleven = Case::new(&[(".gitlab-ci.yml", &nested(11))]).compose();
    assert_eq!(
        findings(&eleven),
        ".gitlab-ci.yml:11:16: gitlab/reference-too-deep: `!reference` goes too deep: lists nest more than 10 levels deep\n  \
         hint: refer to the innermost list directly\n"
    );
}

#[test]
fn growth_is_bounded() {
    let mut text = ".l0: [x]\n".to_owned();
    for level in 1..9 {
        let item = format!("!reference [.l{}]", level - 1);
        let _ = writeln!(text, ".l{level}: [{}]", vec![item; 30].join(", "));
    }
    let composed = Case::new(&[(".gitlab-ci.yml", &text)]).compose();
    assert!(
        composed
            .diagnostics
            .iter()
            .any(|found| found.code == "gitlab/reference-too-large")
    );
}

#[test]
fn other_tags_are_ignored_with_a_warning() {
    check(
        "job: {script: !vault abc}",
        r#"
        .gitlab-ci.yml:1:15: gitlab/unknown-tag: GitLab ignores the tag `!vault`
          hint: the only tag of GitLab CI is `!reference`
        job:
          script: "abc"
        "#,
    );
}

#[test]
fn a_mapping_is_merged_with_an_inherited_reference_to_one() {
    check(
        "
        .vars: {variables: {A: 1, B: 1}}
        .far: {variables: !reference [.vars, variables]}
        .base: {variables: !reference [.far, variables], image: !reference [.text]}
        .text: x
        job: {extends: .base, variables: {B: 2}, image: {name: x}}
        ",
        r#"
        .vars:
          variables:
            A: 1
            B: 1
        .far:
          variables:
            A: 1
            B: 1
        .base:
          variables:
            A: 1
            B: 1
          image: "x"
        .text: "x"
        job:
          variables:
            A: 1
            B: 2
          image:
            name: "x"
        "#,
    );
}

#[test]
fn a_circle_of_extends_and_reference_ends() {
    check(
        "
        a: {variables: !reference [b, variables]}
        b: {extends: a, variables: {B: 1}}
        c: {extends: a, variables: {C: 1}}
        ",
        "
        a:
          variables:
            B: 1
        b:
          variables:
            B: 1
        c:
          variables:
            B: 1
            C: 1
        ",
    );
}

#[test]
fn depth_is_bounded() {
    let (open, close) = ("{k: ".repeat(40), "}".repeat(40));
    let mut text = ".r0: x\n".to_owned();
    for level in 1..100 {
        let _ = writeln!(text, ".r{level}: {open}!reference [.r{}]{close}", level - 1);
    }
    let reversed: Vec<&str> = text.lines().rev().collect();
    for text in [&text, &reversed.join("\n")] {
        let composed = Case::new(&[(".gitlab-ci.yml", text)]).compose();
        assert!(composed.has_errors());
    }
}
