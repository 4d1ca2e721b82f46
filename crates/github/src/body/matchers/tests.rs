use super::*;

fn matchers(json: &str) -> Matchers {
    let file: File = serde_json::from_str(json).unwrap();
    let mut matchers = Matchers::default();
    for config in file.problem_matcher {
        matchers.add(Matcher::new(config).unwrap());
    }
    matchers
}

fn check(json: &str, lines: &[&str], expected: &[&str]) {
    let mut matchers = matchers(json);
    let mut found = Vec::new();
    for line in lines {
        let Some(one) = matchers.find(line) else {
            continue;
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        found.push(format!(
            "{} {}:{}:{} {} {}",
            text(&one.severity),
            one.path().unwrap_or_default(),
            text(&one.line),
            text(&one.column),
            text(&one.code),
            text(&one.message)
        ));
    }
    assert_eq!(found, expected);
}

const TSC: &str = r#"{"problemMatcher": [{"owner": "tsc", "pattern": [{
    "regexp": "^(?:\\s+\\d+\\>)?([^\\s].*)\\((\\d+),(\\d+)\\)\\s*:\\s+(error|warning|info)\\s+(\\w{1,2}\\d+)\\s*:\\s*(.*)$",
    "file": 1, "line": 2, "column": 3, "severity": 4, "code": 5, "message": 6}]}]}"#;

#[test]
fn one_pattern() {
    let lines = [
        "src/a.ts(3,7): error TS2322: Type 'x'",
        "fine",
        "  1>b.ts(1,2): warning TS1: y",
        "c.ts(1,2): info TS1: not a severity",
    ];
    let expected = [
        "error src/a.ts:3:7 TS2322 Type 'x'",
        "warning b.ts:1:2 TS1 y",
    ];
    check(TSC, &lines, &expected);
}

const ESLINT: &str = r#"{"problemMatcher": [{"owner": "eslint-stylish", "pattern": [
    {"regexp": "^([^\\s].*)$", "file": 1},
    {"regexp": "^\\s+(\\d+):(\\d+)\\s+(error|warning|info)\\s+(.*)\\s\\s+(.*)$",
     "line": 1, "column": 2, "severity": 3, "message": 4, "code": 5, "loop": true}]}]}"#;

#[test]
fn patterns_that_repeat() {
    let lines = [
        "a.js",
        "  1:2  error  bad thing  no-bad",
        "  3:4  warning  odd  no-odd",
        "",
        "  5:6  error  nobody's  x",
        "b.js",
        "  7:8  error  last  y",
    ];
    let expected = [
        "error a.js:1:2 no-bad bad thing",
        "warning a.js:3:4 no-odd odd",
        "error b.js:7:8 y last",
    ];
    check(ESLINT, &lines, &expected);
}

#[test]
fn a_default_severity_and_from_path() {
    let json = r#"{"problemMatcher": [{"owner": "x", "severity": "notice", "pattern": [
        {"regexp": "^(.+):(\\d+) in (.+): (.+)$", "file": 1, "line": 2, "fromPath": 3, "message": 4}]}]}"#;
    check(
        json,
        &["a.c:4 in sub/p.proj: hm"],
        &["notice sub/a.c:4:  hm"],
    );
}

#[test]
fn what_is_wrong_with_a_matcher() {
    let why = |json: &str| {
        let config: MatcherConfig = serde_json::from_str(json).unwrap();
        Matcher::new(config).unwrap_err()
    };
    assert_eq!(why(r#"{"pattern": []}"#), "it has no owner");
    assert_eq!(
        why(r#"{"owner": "x", "pattern": [{"regexp": "a"}]}"#),
        "at least one pattern must set 'message'"
    );
    let lookahead = why(r#"{"owner": "x", "pattern": [{"regexp": "(?=a)", "message": 0}]}"#);
    assert!(
        lookahead.starts_with("its expression can't be used"),
        "{lookahead}"
    );
}

#[test]
fn expressions_of_javascript() {
    assert_eq!(from_ecma(r"a\>b\/[[x]&&--]"), r"a>b/[\[x]&&--]");
    assert_eq!(from_ecma(r"[^[a&&b--c]\d"), r"[^\[a\&\&b\--c]\d");
}
