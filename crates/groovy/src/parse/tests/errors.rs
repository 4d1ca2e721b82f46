//! What is no Groovy: all of it is said, and the rest is read.

use super::{check, read};

#[test]
fn groovy_s_own_words() {
    check("foo {\n  a\n", "<error>\n!3:1 expecting '}', found ''");
    check("foo }", "<error>\n!1:5 expecting EOF, found '}'");
    check("foo(1 2)", "<error>\n!1:7 unexpected token: 2");
    check("foo(1", "<error>\n!1:6 expecting ')', found ''");
    check("a = ", "<error>\n!1:5 unexpected token: ");
    check("do { } while (a)", "<error>\n!1:1 unexpected token: do");
    check("if (a = 1) { }", "<error>\n!1:7 expecting ')', found '='");
    check(
        "[a.b: 1]",
        "<error>\n!1:5 illegal colon after argument expression",
    );
    check(
        "for (a : b) { }",
        "<error>\n!1:8 Java-style for-each statement requires a type declaration.",
    );
}

#[test]
fn bare_blocks_are_ambiguous() {
    check(
        "foo; { a }",
        "foo\n<error>\n!1:6 Ambiguous expression could be either a parameterless closure expression or an isolated open code block",
    );
    check(
        "foo a\n{ b }",
        "foo!(a)\n<error>\n!2:1 Ambiguous expression could be a parameterless closure expression, an isolated open code block, or it may continue a previous statement",
    );
}

#[test]
fn texts_without_an_end() {
    check("a = 'b\nc", "a = \"b\"\nc\n!1:7 expecting ''', found '\\n'");
    check(
        "a = \"b\nc",
        "a = \"b\"\nc\n!1:7 expecting anything but ''\\n''; got it anyway",
    );
    check("a = '''b", "a = \"b\"\n!1:9 expecting ''', found '<EOF>'");
    check("a /* b", "a\n!1:3 expecting '*', found '<EOF>'");
}

#[test]
fn what_follows_a_text_without_an_end_is_not_told() {
    check(
        "a {\n  b \"c ${D\"\n  e 'f'\n}",
        "<error>\n!2:12 expecting anything but ''\\n''; got it anyway",
    );
}

#[test]
fn dollars_and_backslashes_that_mean_nothing() {
    check(
        r#""a $ b""#,
        "\"a $ b\"\n!1:4 illegal string body character after dollar sign",
    );
    check(r#""\d""#, "\"d\"\n!1:2 unexpected char: '\\'");
    check("a # b", "<error>\n!1:3 unexpected char: '#'");
    check(
        "\"${a\n}\"",
        "\"${a}\"\n!1:5 end of line reached within a simple string 'x' or \"x\" or /x/",
    );
}

#[test]
fn a_broken_statement_leaves_the_others() {
    check(
        "a = )\nb = 1\nc(\n",
        "<error>\nb = 1\n<error>\n!1:5 unexpected token: )\n!4:1 unexpected token: ",
    );
    check(
        "node {\n  a b c 1 2\n  d {\n    = 1\n    e\n  }\n  f\n}",
        "node({ <error>; d({ <error>; e }); f })\n!2:11 expecting '}', found '2'\n!4:5 unexpected token: =",
    );
    check(
        "try { }\nb",
        "try {}\nb\n!1:5 A try statement must have at least one catch or finally block.",
    );
}

#[test]
fn things_in_the_wrong_place() {
    check(
        "foo { def b() { } }",
        "foo({ <error> })\n!1:7 Method definition not expected here. Please define the method at an appropriate place or perhaps try using a block/Closure instead.",
    );
    check(
        "foo { import a.b }",
        "foo({ <error> })\n!1:7 unexpected token: import",
    );
    check(
        "1 = 2",
        "1 = 2\n!1:1 [1] is a constant expression, but it should be a variable expression",
    );
    check(
        "a() = 2",
        "a() = 2\n!1:1 \"a()\" is a method call expression, but it should be a variable expression",
    );
}

#[track_caller]
fn check_hint(text: &str, hint: &str) {
    let code = crate::code::Code::new("Jenkinsfile", text);
    let errors = super::super::parse(&code).errors;
    let hints: Vec<_> = errors
        .iter()
        .filter_map(|error| error.hint.as_deref())
        .collect();
    assert_eq!(hints, [hint]);
}

#[test]
fn hints_say_where_a_brace_opens() {
    check_hint(
        "a {\n  b {\n  }\n",
        "the brace that opens in line 1 is never closed",
    );
}

#[test]
fn hints_for_characters_that_only_look_right() {
    check_hint(
        "a\n# b",
        "a comment begins with //; a line for the shell (#!) is the first one of the file",
    );
    check_hint("echo “a", "texts stand in straight quotes: ' or \"");
}

#[test]
fn the_layout_says_which_brace_is_missing() {
    check_hint(
        "pipeline {\n  stages {\n    stage('a') {\n      steps {\n        x()\n    }\n    stage('b') {\n    }\n  }\n}\n",
        "the block that opens in line 4 seems to have no closing brace: the next one stands further out",
    );
}

#[test]
fn what_is_not_built_says_so() {
    assert!(read("new A() { def b() { } }").contains("anonymous classes are not supported"));
    assert!(
        read("enum A { B { def b() { } } }").contains("constants with a body are not supported")
    );
}
