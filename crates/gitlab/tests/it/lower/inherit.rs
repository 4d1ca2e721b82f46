//! `default`, `inherit`, `variables`.

use super::{check, job};
use crate::support::variables;

const DEFAULTS: &str = "default: {image: base, before_script: [b], tags: [t], retry: 1}\nvariables: {G: g, H: {value: h, description: d}}\n";

#[test]
fn a_job_takes_over_defaults_that_it_has_not_itself() {
    let text = format!(
        "{DEFAULTS}a: {{script: x}}\nb: {{script: x, image: own, before_script: [], tags: []}}"
    );
    assert_eq!(job(&text, "a").image.unwrap().name, "base");
    assert_eq!(job(&text, "a").retry.max, 1);
    assert_eq!(job(&text, "b").image.unwrap().name, "own");
    assert!(job(&text, "b").tags.is_empty());
}

#[test]
fn a_job_chooses_what_it_takes_over() {
    let text = format!(
        "{DEFAULTS}a: {{script: x, inherit: {{default: false, variables: false}}}}\n\
         b: {{script: x, inherit: {{default: [tags], variables: [H]}}}}"
    );
    assert!(job(&text, "a").image.is_none());
    assert_eq!(variables(&job(&text, "a")), "");
    assert_eq!(
        (job(&text, "b").image.is_none(), job(&text, "b").tags.len()),
        (true, 1)
    );
    assert_eq!(variables(&job(&text, "b")), "H=h");
    check(
        "a: {script: x, inherit: {default: [imgae]}}",
        "1:36 gitlab/unknown-key `default` has no key `imgae`",
    );
}

#[test]
fn the_older_global_keywords_are_defaults() {
    let text = "image: base\nbefore_script: [b]\na: {script: x}";
    assert_eq!(job(text, "a").image.unwrap().name, "base");
    check(
        "image: x\ndefault: {image: y}\na: {script: x}",
        "1:8 gitlab/conflicting-keys `image` stands at the top level and in `default`",
    );
}

#[test]
fn a_mistake_in_a_default_is_told_once_and_there() {
    let text = "default: {retry: 7}\na: {script: x}\nb: {script: x}";
    check(
        text,
        "1:18 gitlab/out-of-range `retry` should be from 0 to 2, not 7",
    );
    let loaded = crate::support::load_text(text, &crate::support::push());
    assert_eq!(
        loaded.diagnostics[0].breadcrumb.as_deref(),
        Some("default.retry")
    );
    check(
        "default: {script: x}\na: {script: x}",
        "1:11 gitlab/unknown-key `default` has no key `script`",
    );
}

#[test]
fn variables_are_texts() {
    let text = "variables: {N: 012, F: 1.50, T: true, E: ''}\na: {script: x, variables: {E: own, R: {value: $N, expand: false}}}";
    assert_eq!(variables(&job(text, "a")), "E=own F=1.5 N=10 R=$N T=true");
}

#[test]
fn variables_that_are_wrong() {
    check(
        "variables: {A: [b]}\na: {script: x}",
        "1:16 gitlab/wrong-type `A` should be a text, a number, a boolean, or a mapping with `value`, not a list",
    );
    check(
        "variables: {A: {b: c}}\na: {script: x}",
        "1:17 gitlab/unknown-key `A` has no key `b`",
    );
    check(
        "variables: [A]\na: {script: x}",
        "1:12 gitlab/wrong-type `variables` should be a mapping, not a list",
    );
    check(
        "variables: {A: {value: z, options: [x, y]}}\na: {script: x}",
        "1:24 gitlab/not-an-option the value `z` is not one of the options",
    );
    check(
        "a: {script: x, variables: {A: {value: z, description: d}}}",
        "1:55 gitlab/unknown-key a job's variable has no `description`",
    );
}
