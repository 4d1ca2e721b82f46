//! Calls without parentheses, trailing closures.

use super::check;

#[test]
fn chains_take_a_name_and_an_argument_in_turn() {
    check("a b", "a!(b)");
    check("a b c", "a!(b).c");
    check("a b c d", "a!(b).c!(d)");
    check("a(1) b c", "a(1).b!(c)");
    check("def x = a b c d", "def x = a!(b).c!(d)");
    check("x = y = foo 1", "x = y = foo!(1)");
}

#[test]
fn closures_belong_to_the_nearest_call() {
    check("foo a { it }", "foo!(a({ it }))");
    check("foo a, b { it }", "foo!(a, b({ it }))");
    check("foo a, { it }", "foo!(a, { it })");
    check("foo {1} {2}", "foo({ 1 }, { 2 })");
    check(
        "foo(a: 1) { it }.baz { 2 }",
        "foo(\"a\": 1, { it }).baz({ 2 })",
    );
    check("stage('x')\n{\n sh 'a'\n}", "stage(\"x\", { sh!(\"a\") })");
}

#[test]
fn a_bracket_or_sign_behind_a_name_is_no_argument() {
    check("echo [1]", "echo[1]");
    check("echo -1", "(echo - 1)");
    check("foo [a: 1]", "foo[[\"a\": 1]]");
    check("echo(1)[2]", "echo(1)[2]");
}

#[test]
fn cases_end_with_the_switch() {
    check(
        "switch (x) { case 1: break }",
        "switch (x) { case 1: { break } }",
    );
    check(
        "switch (x) { case 1: a; default: b }",
        "switch (x) { case 1: { a }, default: { b } }",
    );
}
