//! `parallel`, and needs of copies.

use super::{check, job};

#[test]
fn copies_by_number() {
    check("a: {script: x, parallel: 2}", "test | a 1/2\ntest | a 2/2");
    check("a: {script: x, parallel: 1}", "test | a 1/1");
    check(
        "a: {script: x, parallel: 0}",
        "1:26 gitlab/out-of-range `parallel` should be from 1 to 200, not 0",
    );
    check(
        "a: {script: x, parallel: 201}",
        "1:26 gitlab/out-of-range `parallel` should be from 1 to 200, not 201",
    );
}

#[test]
fn copies_by_values() {
    check(
        "a: {script: x, parallel: {matrix: [{P: aws, S: [m, 1]}, {P: [gcp]}]}}",
        "test | a: [aws, m]\ntest | a: [aws, 1]\ntest | a: [gcp]",
    );
    let text = "a: {script: x, variables: {P: own, Q: q}, parallel: {matrix: [{P: aws}]}}";
    let cell = job(text, "a: [aws]");
    assert_eq!(crate::support::variables(&cell), "P=aws Q=q");
    assert_eq!(
        (cell.matrix["P"].as_str(), cell.template.as_str()),
        ("aws", "a")
    );
}

#[test]
fn a_matrix_that_is_wrong() {
    check(
        "a: {script: x, parallel: {matrix: []}}",
        "1:35 gitlab/empty `matrix` is empty",
    );
    check(
        "a: {script: x, parallel: {matrix: [{A: {b: c}}]}}",
        "1:40 gitlab/wrong-type `A` should be a text, a number or a boolean, not a mapping",
    );
    check(
        "a: {script: x, parallel: {matrix: [{A: []}]}}",
        "1:40 gitlab/empty `A` has no values",
    );
    let many = (0..15)
        .map(|n| n.to_string())
        .collect::<Vec<_>>()
        .join(", ");
    check(
        &format!("a: {{script: x, parallel: {{matrix: [{{A: [{many}], B: [{many}]}}]}}}}"),
        "1:35 gitlab/too-many the matrix makes more than 200 jobs",
    );
}

#[test]
fn a_need_of_a_job_is_a_need_of_all_its_copies() {
    check(
        "a: {stage: build, script: x, parallel: 2}\nb: {script: x, needs: [a]}\nc: {script: x, needs: ['a 1/2']}\nd: {script: x, dependencies: [a]}",
        "build | a 1/2\nbuild | a 2/2\ntest | b | needs [a 1/2, a 2/2]\ntest | c | needs [a 1/2]\ntest | d | takes [a 1/2, a 2/2]",
    );
}

const M: &str = "b: {stage: build, script: x, parallel: {matrix: [{P: [aws, gcp], S: [m, n]}]}}\n";

#[test]
fn cells_are_chosen_by_their_values() {
    check(
        &format!(
            "{M}t: {{script: x, needs: [{{job: b, parallel: {{matrix: [{{P: gcp, S: [m, n]}}]}}}}]}}"
        ),
        "build | b: [aws, m]\nbuild | b: [aws, n]\nbuild | b: [gcp, m]\nbuild | b: [gcp, n]\ntest | t | needs [b: [gcp, m], b: [gcp, n]]",
    );
    check(
        &format!(
            "{M}t: {{script: x, needs: [{{job: b, parallel: {{matrix: [{{P: azure, S: m}}]}}}}]}}"
        ),
        "2:24 gitlab/unknown-cell it needs `b: [azure, m]`, which the matrix of `b` does not make",
    );
}

#[test]
fn matrix_expressions_map_one_to_one() {
    let own = "parallel: {matrix: [{P: [aws, gcp], S: [m, n]}]}";
    let choice = "{P: ['$[[ matrix.P ]]'], S: ['$[[ matrix.S ]]']}";
    check(
        &format!(
            "{M}t: {{script: x, {own}, needs: [{{job: b, parallel: {{matrix: [{choice}]}}}}]}}"
        ),
        "build | b: [aws, m]\nbuild | b: [aws, n]\nbuild | b: [gcp, m]\nbuild | b: [gcp, n]\n\
         test | t: [aws, m] | needs [b: [aws, m]]\ntest | t: [aws, n] | needs [b: [aws, n]]\n\
         test | t: [gcp, m] | needs [b: [gcp, m]]\ntest | t: [gcp, n] | needs [b: [gcp, n]]",
    );
    check(
        &format!(
            "{M}t: {{script: x, {own}, needs: [{{job: b, parallel: {{matrix: [{{P: '$[[ matrix.X ]]', S: m}}]}}}}]}}"
        ),
        "2:74 gitlab/bad-matrix-expression `matrix.X` has no value: the job's own matrix has no `X`",
    );
    check(
        &format!(
            "{M}t: {{script: x, needs: [{{job: b, parallel: {{matrix: [{{P: '$[[ matrix.P ]]', S: m}}]}}}}]}}"
        ),
        "2:24 gitlab/bad-matrix-expression `matrix.P` has no value: this job has no `parallel:matrix`",
    );
}

#[test]
fn copies_may_need_copies_of_the_same_stage() {
    check(
        "a: {script: x, parallel: 2}\nb: {script: x, parallel: 2, needs: [a]}",
        "test | a 1/2\ntest | a 2/2\ntest | b 1/2 | needs [a 1/2, a 2/2]\ntest | b 2/2 | needs [a 1/2, a 2/2]",
    );
    check(
        "a: {script: x, parallel: 2, needs: [a]}",
        "1:36 gitlab/need-circle the needs are a circle: a -> a",
    );
}

#[test]
fn a_rule_sees_the_values_of_a_cell() {
    check(
        "a: {script: x, parallel: {matrix: [{P: [aws, gcp]}]}, rules: [{if: '$P == \"aws\"'}]}",
        "test | a: [aws]",
    );
}
