use maillon_model::variable::{Layer, Variable};

use super::*;

fn scope() -> Scope {
    let variables = [
        ("PRESENT", "my variable"),
        ("PATH_VARIABLE", "a/path/variable/value"),
        ("FULL_PATH", "/a/full/path/variable/value"),
        ("EMPTY", ""),
        ("BLANK", "  "),
        ("BRANCH", "main"),
        ("TAG", "v1.2.3"),
        ("PATTERN", "/^ma.*/"),
        ("PATTERN_I", "/^MA/i"),
        ("OTHER_PATTERN", "/^x/"),
        ("BROKEN_PATTERN", "/(/"),
        ("TRUE", "true"),
        ("MULTI", "first\nsecond\n"),
        ("ZERO", "0"),
    ];
    let variable = |(name, value)| Variable::new(Layer::Job, name, value);
    Scope::default().with(variables.map(variable))
}

#[track_caller]
fn check(expected: bool, expressions: &[&str]) {
    let scope = scope();
    for text in expressions {
        let expression = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(expression.holds(&scope), expected, "{text}");
    }
}

#[test]
fn values_alone() {
    check(
        true,
        &[
            "$PRESENT", "\"text\"", "'text'", "true", "/x/", "$ZERO", "$TRUE",
        ],
    );
    check(
        false,
        &["$UNDEFINED", "$EMPTY", "$BLANK", "null", "''", "false"],
    );
}

#[test]
fn equality() {
    check(
        true,
        &[
            r#"$PRESENT == "my variable""#,
            r#""my variable" == $PRESENT"#,
            r#""" == $EMPTY"#,
            "$UNDEFINED == null",
            "null == $UNDEFINED",
            "null == null",
            "$PRESENT != null",
            "$EMPTY != null",
            r#"$UNDEFINED != """#,
            "$BRANCH == 'main'",
            "$BRANCH==\"main\"",
            "$TRUE == \"true\"",
            "$BRANCH == $BRANCH",
            r#"$PRESENT == "x" == false"#,
            r#"'it "is"' != "x""#,
        ],
    );
    check(
        false,
        &[
            "$PRESENT == null",
            "$EMPTY == null",
            r#"$PRESENT != "my variable""#,
            r#""" != $EMPTY"#,
            "$UNDEFINED != null",
            r#"$UNDEFINED == """#,
            "$TRUE == true",
            "$BRANCH == /main/",
            "$BRANCH == 'MAIN'",
        ],
    );
}

#[test]
fn patterns() {
    check(
        true,
        &[
            "$PRESENT =~ /var.*e$/",
            "$PRESENT =~ /VAR.*/i",
            r"$PATH_VARIABLE =~ /path\/variable/",
            r"$FULL_PATH =~ /^\/a\/full\/path\/variable\/value$/",
            "$PRESENT !~ /^var.*/",
            r"$PRESENT !~ /^v\/ar.*/",
            "$EMPTY !~ /var.*/",
            "$UNDEFINED !~ /var.*/",
            "$UNDEFINED =~ /^$/",
            r"$TAG =~ /^v\d+\.\d+\.\d+$/",
            "$BRANCH =~ /^(main|dev)$/",
            "$MULTI =~ /^second/m",
            "$MULTI =~ /first.second/s",
            "$BRANCH =~ /^MA.N$/is",
            "$BRANCH =~ /m/",
            r#""main" =~ /main/"#,
        ],
    );
    check(
        false,
        &[
            "$PRESENT =~ /^var.*/",
            "$EMPTY =~ /var.*/",
            "$UNDEFINED =~ /var.*/",
            "$PRESENT !~ /var.*e$/",
            "$PRESENT !~ /VAR.*/i",
            "$MULTI =~ /^second/",
            "$MULTI =~ /first.second/",
            r"$TAG =~ /^v\d+$/",
        ],
    );
}

#[test]
fn patterns_in_variables() {
    check(
        true,
        &[
            "$BRANCH =~ $PATTERN",
            "$BRANCH =~ $PATTERN_I",
            "$BRANCH !~ $OTHER_PATTERN",
            "$BRANCH =~ $BRANCH",
            r#"$BRANCH =~ "main""#,
            r#""ai" =~ $BRANCH"#,
            "$BRANCH !~ $UNDEFINED",
            "$BRANCH =~ '/main/'",
            "$BRANCH !~ $BROKEN_PATTERN",
        ],
    );
    check(
        false,
        &[
            "$BRANCH =~ $OTHER_PATTERN",
            "$BRANCH =~ $UNDEFINED",
            "$UNDEFINED =~ $UNDEFINED",
            r#"$BRANCH =~ "mai""#,
            "$BRANCH !~ $PATTERN",
        ],
    );
}

#[test]
fn conjunction_and_alternative() {
    check(
        true,
        &[
            r#"$PRESENT && "string""#,
            "$EMPTY && $PRESENT",
            r#"$EMPTY == "" && $PRESENT"#,
            r#"$PRESENT && null || $EMPTY == """#,
            "$UNDEFINED || $PRESENT",
            "$PRESENT || $UNDEFINED == null",
            "null && null || $PRESENT",
            r#"$BRANCH == "x" || $TAG =~ /^v/"#,
            // && first: a || (b && c).
            r#"$BRANCH == "main" || $BRANCH == "x" && $BRANCH == "y""#,
            "$UNDEFINED && $PRESENT || $BRANCH",
            "$BRANCH\n&& $TAG\n",
        ],
    );
    check(
        false,
        &[
            "$PRESENT && $EMPTY",
            "$PRESENT && null",
            "null && $PRESENT",
            r#""string" && null"#,
            "$PRESENT =~ /my var/ && $EMPTY =~ /nope/",
            "$UNDEFINED && $EMPTY",
            // As in Ruby, an empty text is true to ||, and it is the value.
            "$EMPTY || $PRESENT",
            "null || false",
        ],
    );
}

#[test]
fn parentheses() {
    check(
        true,
        &[
            "($PRESENT)",
            "(($PRESENT))",
            r#"(($PRESENT && null) || $EMPTY == "")"#,
            r#"($PRESENT) && (null || $EMPTY == "")"#,
            r#"("string" || "test") == "string""#,
            r#"("string" == ("test" && "string"))"#,
            r#"("string" == "test" || "string")"#,
            r#"("string" == ("string" || (("1" == "1") && ("2" == "3"))))"#,
        ],
    );
    check(
        false,
        &[
            r#"(null || ("test" == "string"))"#,
            r#"("string" == ("test" || "string"))"#,
            r#"($BRANCH == "main" || $BRANCH == "x") && $BRANCH == "y""#,
        ],
    );
}

#[track_caller]
fn check_error(text: &str, underlined: &str, message: &str) {
    let error = parse(text).expect_err(text);
    let part = text.get(error.offset..error.offset + error.length);
    assert_eq!(part, Some(underlined), "{text}: {error:?}");
    let whole = format!("{} {}", error.message, error.hint.unwrap_or_default());
    assert!(whole.contains(message), "{text}: {whole}");
}

#[test]
fn errors_underline_what_is_wrong() {
    check_error(
        r#"${GITLAB_CI} == "true""#,
        "${GITLAB_CI}",
        "write $GITLAB_CI",
    );
    check_error("$A = 1", "=", "==");
    check_error("$A == main", "main", "\"main\"");
    check_error("!$A", "!", "negation");
    check_error("$A & $B", "&", "&&");
    check_error("$A or $B", "or", "||");
    check_error("$A == 'x", "'x", "closing '");
    check_error("$A =~ /x", "/x", "closing /");
    check_error("$A =~ //", "//", "empty");
    check_error("$A =~ /x/g", "g", "flags");
    check_error("$A =~ /(/", "/(/", "invalid");
    check_error("$A =~ /(?!x)/", "/(?!x)/", "look-ahead");
    check_error("$A $B", "$B", "operator is missing");
    check_error("$A ==", "==", "after this operator");
    check_error("== $A", "==", "before this operator");
    check_error("$A && && $B", "&&", "before this operator");
    check_error("($A", "(", "never closed");
    check_error("$A == (", "(", "never closed");
    check_error("$A)", ")", "no matching");
    check_error("()", ")", "before this )");
    check_error("$A é", "é", "no meaning");
    check_error("$ == 'a'", "$", "name");
    check_error("  ", "  ", "empty");
    check_error("$A == 12", "12", "neither");
}

#[test]
fn the_empty_expression_is_an_error() {
    assert_eq!(parse("").unwrap_err().message, "the expression is empty");
}

#[test]
fn depth_and_size_are_limited() {
    assert!(parse(&"(".repeat(5000)).is_err());
    assert!(parse(&format!("{}$A{}", "(".repeat(90), ")".repeat(90))).is_ok());
    assert!(parse(&"$A && ".repeat(5000)).is_err());
}

#[test]
fn variables_are_listed_once() {
    let expression = parse("$A == $B || $A =~ /x/ && $C").unwrap();
    assert_eq!(expression.variables(), ["A", "B", "C"]);
}

proptest::proptest! {
    #[test]
    fn any_text_gives_a_value_or_an_error_within_it(text in ".{0,40}") {
        if let Err(error) = parse(&text) {
            proptest::prop_assert!(error.offset <= text.len());
        }
    }

    #[test]
    fn any_soup_of_tokens_gives_a_value_or_an_error(parts in proptest::collection::vec(
        proptest::sample::select(vec!["$A", "\"x\"", "'", "null", "==", "=~", "!~", "&&", "||", "(", ")", "/a/i", "/", "${B}", "é", " "]),
        0..24,
    )) {
        let text = parts.concat();
        match parse(&text) {
            Ok(expression) => { expression.holds(&scope()); }
            Err(error) => proptest::prop_assert!(text.get(error.offset..error.offset + error.length.min(text.len() - error.offset)).is_some()),
        }
    }
}
