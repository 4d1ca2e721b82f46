use super::*;

#[test]
fn mappings_are_merged_and_lists_are_replaced() {
    check(
        "
        .base:
          variables: {A: 1, B: 1}
          script: [base]
          tags: [x]
        job:
          extends: .base
          variables: {B: 2, C: 2}
          script: [job]
        ",
        r#"
        .base:
          variables:
            A: 1
            B: 1
          script: ["base"]
          tags: ["x"]
        job:
          variables:
            A: 1
            B: 2
            C: 2
          script: ["job"]
          tags: ["x"]
        "#,
    );
}

#[test]
fn the_last_parent_wins() {
    check(
        "
        .a: {variables: {X: a, A: a}, image: a}
        .b: {variables: {X: b}, image: b}
        job: {extends: [.a, .b], script: x}
        ",
        r#"
        .a:
          variables:
            X: "a"
            A: "a"
          image: "a"
        .b:
          variables:
            X: "b"
          image: "b"
        job:
          variables:
            X: "b"
            A: "a"
          image: "b"
          script: "x"
        "#,
    );
}

#[test]
fn null_takes_a_key_of_the_parent_away() {
    check(
        "
        .a: {variables: {A: 1}, image: x}
        job: {extends: .a, variables: null, image: ~}
        ",
        r#"
        .a:
          variables:
            A: 1
          image: "x"
        job:
          variables: null
          image: null
        "#,
    );
}

#[test]
fn parents_may_stand_below_and_be_jobs() {
    check(
        "
        job: {extends: middle}
        middle: {extends: .top, image: m}
        .top: {script: t, image: t}
        none: {extends: null, script: n}
        ",
        r#"
        job:
          script: "t"
          image: "m"
        middle:
          script: "t"
          image: "m"
        .top:
          script: "t"
          image: "t"
        none:
          script: "n"
        "#,
    );
}

#[test]
fn extends_in_keywords_that_are_no_jobs_is_left_alone() {
    check(
        "
        default: {extends: .x}
        variables: {extends: y}
        ",
        r#"
        default:
          extends: ".x"
        variables:
          extends: "y"
        "#,
    );
}

#[test]
fn what_is_wrong_is_reported_together() {
    check(
        "
        .base: {script: x}
        list: [a]
        a:
          extends: .bse
        b:
          extends: [.base, list, [x], nothing-like-it]
        ",
        "
        .gitlab-ci.yml:4:12: gitlab/extends-unknown: unknown job `.bse` in `extends`
          hint: did you mean `.base`?
        .gitlab-ci.yml:6:20: gitlab/extends-invalid: `list` can't be extended: it is a list, not a mapping
          hint: to take just its value, write `!reference [list]`
        .gitlab-ci.yml:6:26: gitlab/extends-invalid: `extends` names jobs, but this is a list
          hint: give the name of a job, or a list of names
        .gitlab-ci.yml:6:31: gitlab/extends-unknown: unknown job `nothing-like-it` in `extends`
          hint: define it, or include the file that does
        ",
    );
}

#[test]
fn a_circle_is_named_once() {
    check(
        "
        a: {extends: b}
        b: {extends: c}
        c: {extends: a}
        d: {extends: a}
        self: {extends: self}
        ",
        "
        .gitlab-ci.yml:1:14: gitlab/extends-circular: circular dependency in `extends`: a -> b -> c -> a
          hint: take one of these names out of `extends`
        .gitlab-ci.yml:5:17: gitlab/extends-circular: circular dependency in `extends`: self -> self
          hint: take one of these names out of `extends`
        ",
    );
}

/// `j0` extends `j1` and so on; the last one extends nothing.
fn chain(length: usize) -> String {
    let mut text = String::new();
    for index in 0..length {
        let _ = writeln!(text, "j{index}: {{extends: j{}}}", index + 1);
    }
    let _ = writeln!(text, "j{length}: {{script: x}}");
    text
}

#[test]
fn eleven_levels_are_allowed() {
    let composed = Case::new(&[(".gitlab-ci.yml", &chain(11))]).compose();
    assert_eq!(findings(&composed), "");
    let first = composed.root.get("j0").and_then(Node::as_map).unwrap();
    assert_eq!(first.get("script").and_then(Node::as_str), Some("x"));
}

#[test]
fn twelve_levels_are_too_deep_in_whatever_order() {
    let deep = chain(12);
    let reversed: Vec<&str> = deep.lines().rev().collect();
    for text in [&deep, &reversed.join("\n")] {
        let composed = Case::new(&[(".gitlab-ci.yml", text)]).compose();
        let codes: Vec<&str> = composed
            .diagnostics
            .iter()
            .map(|found| &*found.code)
            .collect();
        assert_eq!(codes, ["gitlab/extends-too-deep"], "{text}");
    }
}

#[test]
fn many_jobs_take_linear_time() {
    let mut text =
        ".a: {script: [x], variables: {A: 1}}\n.b: {extends: .a, variables: {B: 1}}\n".to_owned();
    for index in 0..5_000 {
        let _ = writeln!(
            text,
            "job{index}: {{extends: .b, variables: {{C: {index}}}}}"
        );
    }
    let composed = Case::new(&[(".gitlab-ci.yml", &text)]).compose();
    assert_eq!(
        (findings(&composed).as_str(), composed.root.len()),
        ("", 5_002)
    );
    let mut endless = String::new();
    for index in 0..20_000 {
        let _ = writeln!(endless, "j{index}: {{extends: j{}}}", index + 1);
    }
    let composed = Case::new(&[(".gitlab-ci.yml", &endless)]).compose();
    assert!(composed.has_errors());
}
