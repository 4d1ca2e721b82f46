//! Matrices: names, strategies, what is needed of them.

use crate::support::{jobs, load_text, outcome};

#[track_caller]
fn check(written: &str, expected: &str) {
    assert_eq!(outcome(&load_text(&jobs(written))), expected);
}

#[test]
fn cells_are_named_by_their_values() {
    check(
        "test:\n  runs-on: ${{ matrix.os }}\n  strategy:\n    max-parallel: 2\n    fail-fast: false\n    matrix:\n      os: [linux, bsd]\n      v: [3.10, '3.11']\n      include: [{os: linux, extra: 1}, {os: plan9, v: 9, extra: x}]\n  steps: [{run: ls}]\nafter:\n  needs: test\n  runs-on: ubuntu-latest\n  steps: [{run: ls}]",
        "test (linux, 3.1) | test | on linux | no fail-fast, 2 at a time\n\
         test (linux, 3.11) | test | on linux | no fail-fast, 2 at a time\n\
         test (bsd, 3.1) | test | on bsd | no fail-fast, 2 at a time\n\
         test (bsd, 3.11) | test | on bsd | no fail-fast, 2 at a time\n\
         test (plan9, 9, x) | test | on plan9 | no fail-fast, 2 at a time\n\
         after | needs test (linux, 3.1) + test (linux, 3.11) + test (bsd, 3.1) + test (bsd, 3.11) + test (plan9, 9, x)\n",
    );
}

#[test]
fn a_name_with_expressions_says_itself_what_differs() {
    check(
        "a:\n  name: A on ${{ matrix.os }}\n  runs-on: x\n  strategy: {matrix: {os: [l, w], n: [1]}}\n  steps: [{run: ls}]\n\
         b:\n  name: same ${{ github.event_name }}\n  runs-on: x\n  strategy: {matrix: {n: [1, 2]}}\n  steps: [{run: ls}]\n\
         c:\n  name: Literal\n  runs-on: x\n  strategy: {matrix: {n: [{a: 1, b: [2, null, '']}]}}\n  steps: [{run: ls}]\n\
         d:\n  name: ${{ '' }}\n  runs-on: x\n  strategy: {matrix: {n: [true]}}\n  steps: [{run: ls}]",
        "A on l | a | on x | fail-fast\n\
         A on w | a | on x | fail-fast\n\
         same push | b | on x | fail-fast\n\
         same push (2) | b | on x | fail-fast\n\
         Literal (1, 2) | c | on x | fail-fast\n\
         d (true) | d | on x | fail-fast\n",
    );
}

#[test]
fn a_strategy_without_a_matrix_changes_nothing() {
    check(
        "a:\n  runs-on: x\n  strategy: {fail-fast: false, max-parallel: 2}\n  steps: [{run: ls}]",
        "a | on x\n",
    );
}

#[test]
fn all_cells_may_be_excluded() {
    check(
        "a:\n  runs-on: x\n  strategy: {matrix: {n: [1], exclude: [{n: 1}]}}\n  steps: [{run: ls}]",
        "a | on x\n",
    );
}

#[test]
fn an_expression_may_give_the_matrix_or_a_part_of_it() {
    check(
        "a:\n  runs-on: x\n  strategy:\n    matrix: ${{ fromJSON('{\"n\":[1,2]}') }}\n  steps: [{run: ls}]\n\
         b:\n  runs-on: x\n  strategy:\n    matrix:\n      n: ${{ fromJSON('[3]') }}\n      ${{ 'k' }}: [v]\n  steps: [{run: ls}]",
        "a (1) | a | on x | fail-fast\n\
         a (2) | a | on x | fail-fast\n\
         b (3, v) | b | on x | fail-fast\n",
    );
}

#[test]
fn an_expression_may_insert_values() {
    check(
        "a:\n  runs-on: x\n  strategy:\n    matrix:\n      a:\n        - 1\n        - ${{ fromJSON('[2, 3]') }}\n  steps: [{run: ls}]\n\
         b:\n  runs-on: x\n  strategy:\n    matrix:\n      a:\n        - env:\n            k1: v1\n            ${{insert}}:\n              k2: v2\n            ${{ insert }}: ${{ fromJSON('{\"k3\":\"v3\"}') }}\n  steps: [{run: ls}]",
        "a (1) | a | on x | fail-fast\n\
         a (2) | a | on x | fail-fast\n\
         a (3) | a | on x | fail-fast\n\
         b (v1, v2, v3) | b | on x | fail-fast\n",
    );
}

#[test]
fn what_is_no_matrix_is_an_error_with_its_place() {
    check(
        "a:\n  runs-on: x\n  strategy:\n    matrix:\n      n: ${{ fromJSON('[]') }}\n  steps: [{run: ls}]",
        "no pipeline\n\
         .github/workflows/ci.yml:7:9: error[github/value]: `strategy.matrix` can't be used: `n` has no values (jobs.a.strategy.matrix)\n",
    );
}

#[test]
fn everything_of_a_job_may_depend_on_its_cell() {
    check(
        "a:\n  runs-on: [self-hosted, '${{ matrix.os }}']\n  strategy: {matrix: {os: [l], t: [7], ok: [true]}}\n  \
         timeout-minutes: ${{ matrix.t }}\n  continue-on-error: ${{ matrix.ok }}\n  \
         container: {image: 'node:${{ matrix.t }}', env: {A: '${{ secrets.TOKEN }}'}}\n  \
         services: {db: {image: 'pg:${{ matrix.t }}'}, none: {image: '${{ vars.NO }}'}}\n  \
         environment: {name: 'env-${{ matrix.os }}', url: 'https://${{ steps.x.outputs.y }}'}\n  \
         concurrency: {group: 'G-${{ matrix.os }}', cancel-in-progress: true}\n  steps: [{id: x, run: ls}]",
        "a (l, 7, true) | a | on self-hosted,l | image node:7 | service db=pg:7 | fail-fast | 420 s | may fail | group g-l, cancels | deploys to env-l\n",
    );
}
