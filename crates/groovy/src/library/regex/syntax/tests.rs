use super::{Ends, Flags, translate};

fn check(java: &str, engine: &str) {
    let translated = translate(java, Flags::default(), Ends::Simple);
    let pattern = translated.map(|done| done.pattern);
    assert_eq!(pattern.as_deref(), Ok(engine), "{java}");
    fancy_regex::Regex::new(engine).unwrap();
}

fn check_problem(java: &str, message: &str) {
    let problem = translate(java, Flags::default(), Ends::Full).unwrap_err();
    assert_eq!(problem.message(java), message);
}

#[test]
fn what_is_the_same() {
    check("a+b*?(c|d)?", "a+b*?(c|d)?");
    check(
        "(?:a)(?=b)(?!c)(?<=d)(?<!e)(?>f)",
        "(?:a)(?=b)(?!c)(?<=d)(?<!e)(?>f)",
    );
    check("x{2}y{3,}z{4,5}+", "x{2,2}y{3,}z{4,5}+");
}

#[test]
fn sets_are_those_of_java() {
    check(r"\d\w\S", r"[0-9][a-zA-Z0-9_][^ \t\n\x0B\x0C\r]");
    check(".", r"[^\n\r\x{85}\x{2028}\x{2029}]");
    check(r"(?s).", "(?-i)(?s:.)");
    check(r"\p{Alpha}\P{L}", r"[a-zA-Z][^\p{L}]");
}

#[test]
fn classes() {
    check("[^a-z&&[bc]-]", r"[^a-z&&[bc]\-]");
    check("[]a]", r"[\]a]");
    check(r"[\w.-]", r"[[a-zA-Z0-9_].\-]");
    check(r"[~#--/]", r"[\~#-\-/]");
}

#[test]
fn quotes_and_escapes() {
    check(r"\Qa.b\E.", r"a\.b[^\n\r\x{85}\x{2028}\x{2029}]");
    check(r"\x41\u0042\t\-\/", "AB\t-/");
    check(r"}]", r"\}\]");
}

#[test]
fn groups_have_names_and_references() {
    check(r"(?<word>a)\k<word>\1", r"(a)(?:\1)(?:\1)");
    check(r"(a)\12", r"(a)(?:\1)2");
    check(r"\2(a)", "(?!)(a)");
}

#[test]
fn comments_are_left_out() {
    check("(?x) a b # c", "(?-i)ab");
}

#[test]
fn problems_in_the_words_of_java() {
    check_problem("(", "Unclosed group near index 1\n(");
    check_problem("*a", "Dangling meta character '*' near index 0\n*a\n^");
    check_problem("a[b", "Unclosed character class near index 2\na[b\n  ^");
    check_problem("a)b", "Unmatched closing ')' near index 0\na)b\n^");
    check_problem("{abc}", "Illegal repetition near index 1\n{abc}\n ^");
    check_problem("a{abc}", "Illegal repetition near index 2\na{abc}\n  ^");
    check_problem("a{1", "Unclosed counted closure near index 3\na{1");
    check_problem(
        "a{3,1}",
        "Illegal repetition range near index 5\na{3,1}\n     ^",
    );
    check_problem(
        r"a\y",
        "Illegal/unsupported escape sequence near index 2\na\\y\n  ^",
    );
    check_problem(r"a\", "Unexpected internal error near index 2\na\\");
    check_problem(
        r"\p{Foo}",
        "Unknown character property name {Foo} near index 6\n\\p{Foo}\n      ^",
    );
    check_problem("(?z)", "Unknown inline modifier near index 2\n(?z)\n  ^");
    check_problem("[z-a]", "Illegal character range near index 3\n[z-a]\n   ^");
}
