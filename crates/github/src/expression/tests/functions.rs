use super::{check, eval, failing, shown, world};
use crate::expression::{Object, Value};

#[test]
fn contains() {
    check(
        r#"
        contains('search', 'item') => false
        cOnTaInS('Hello', 'll') => true
        contains('HELLO', 'll') => true
        contains('3.141592', 3.14) => true
        contains(3.141592, '3.14') => true
        contains(true, 'u') => true
        contains(null, '') => true
        contains('', '') => true
        contains(list, 'TWO') => true
        contains(list, 'tw') => false
        contains(fromJSON('[null,"second"]'), '') => true
        contains(fromJSON('["","second"]'), null) => true
        contains(fromJSON('[true,"second"]'), 'true') => false
        contains(fromJSON('["true","second"]'), true) => false
        contains(fromJSON('[3.14,"second"]'), '3.14') => true
        contains(fromJSON('[""]'), fromJSON('[]')) => false
        contains(fromJSON('{"a":"b"}'), 'b') => false
        contains('Array', list) => false
        "#,
    );
}

#[test]
fn starts_and_ends() {
    check(
        "
        startsWith('search', 'se') => true
        startsWith('search', 'SE') => true
        startsWith('search', 'sa') => false
        startsWith('se', 'search') => false
        startsWith(123, '12') => true
        startsWith('123', 12) => true
        startsWith(null, '42') => false
        startsWith('null', null) => true
        startsWith(list, 'A') => false
        startsWith(github.ref, 'refs/heads/') => true
        endsWith('search', 'CH') => true
        endsWith('search', 'sa') => false
        endsWith(123, '23') => true
        endsWith('123', 23) => true
        endsWith('null', '') => true
        endsWith('ch', 'search') => false
        endsWith(fromJSON('{}'), 't') => false
        ",
    );
}

#[test]
fn format() {
    check(
        r#"
        format('text') => "text"
        format(null, 'x') => ""
        format('Hello {0} {1} {2}!', 'Mona', 'the', 'Octocat') => "Hello Mona the Octocat!"
        format('{{Hello {0}!}}', 'Mona') => "{Hello Mona!}"
        format('{{0}}', 'test') => "{0}"
        format('{{{0}}}', 'test') => "{test}"
        format('{{{{0}}}}', 'abc') => "{{0}}"
        format('}}{{}}', 'abc') => "}{}"
        format('{0}{0}', 'a') => "aa"
        format('{00}', 'a') => "a"
        format('{0} {1} {2} {3} {4}', null, true, -3.14, NaN, Infinity) => " true -3.14 NaN Infinity"
        format('{0} {1}', list, github) => "Array Object"
        format(true) => "true"
        format('{0} {1} {2}', 1.0, 1.1, 1234567890.0) => "1 1.1 1234567890"
        format('{0}', '{1}') => "{1}"
        format('{0') => ! the format '{0' is invalid (a brace itself is written twice: {{, }})
        format('{0}}', '') => ! the format '{0}}' is invalid (a brace itself is written twice: {{, }})
        format('}0{') => ! the format '}0{' is invalid (a brace itself is written twice: {{, }})
        format('{a}', 1) => ! the format '{a}' is invalid (a brace itself is written twice: {{, }})
        format('{}', 1) => ! the format '{}' is invalid (a brace itself is written twice: {{, }})
        format('{256}') => ! the format '{256}' is invalid (a brace itself is written twice: {{, }})
        format('{1}', 'a') => ! the format '{1}' names {1}, but it has 1 arguments
        "#,
    );
}

#[test]
fn join() {
    check(
        r#"
        join(list) => "one,two,three"
        join(list, ' | ') => "one | two | three"
        join(list, null) => "onetwothree"
        join(list, 1) => "one1two1three"
        join(list, list) => "one,two,three"
        join(fromJSON('[null, true, 1.5, "a", [], {}]')) => ",true,1.5,a,Array,Object"
        join(empty) => ""
        join('string', ',') => "string"
        join(123.456) => "123.456"
        join(null) => ""
        join(github) => ""
        "#,
    );
}

#[test]
fn json() {
    check(
        r#"
        fromJSON('null') => null
        fromJSON('true') => true
        fromJSON('-1234.5') => -1234.5
        fromJSON('"abc''def"') => "abc'def"
        fromJSON('[1, [2, {}]]') => [1,[2,{}]]
        fromJSON('{"b": 1, "a": 2}') => {"b":1,"a":2}
        fromJSON(true) => true
        fromJSON('') => ! `fromJSON` got an empty text, which is no JSON
        fromJSON(null) => ! `fromJSON` got an empty text, which is no JSON
        fromJSON('[1,') => ! `fromJSON` got no JSON: EOF while parsing a value at line 1 column 3: [1,
        fromJSON('[''a'', ''b'',]') => ["a","b"]
        fromJSON('{a: 1, ''b-c'': [0x10, null], /* d */ "e": "f\n" } // g') => {"a":1,"b-c":[16,null],"e":"f\n"}
        fromJSON('[''a]') => ! `fromJSON` got no JSON: expected value at line 1 column 2: ['a]
        fromJSON('{"a": 1} x') => ! `fromJSON` got no JSON: trailing characters at line 1 column 10: {"a": 1} x
        fromJSON('linux') => ! `fromJSON` got no JSON: expected value at line 1 column 1: linux
        toJSON(null) => "null"
        toJSON('a"b') => "\"a\\\"b\""
        toJSON(1.50) => "1.5"
        toJSON(list) => "[\n  \"one\",\n  \"two\",\n  \"three\"\n]"
        toJSON(env) => "{\n  \"key\": \"value\"\n}"
        toJSON(empty) => "[]"
        toJSON(steps) => "{}"
        toJSON(fromJSON('{"a":[{"b":null}]}')) => "{\n  \"a\": [\n    {\n      \"b\": null\n    }\n  ]\n}"
        fromJSON(toJSON(needs)).b.outputs.x => "2"
        "#,
    );
}

#[test]
fn case() {
    check(
        r#"
        case(true, 'a', 'b') => "a"
        case(false, 'a', 'b') => "b"
        CASE(true, 1, 2) => 1
        case(false, 'a', true, 'b', 'c') => "b"
        case(github.ref == 'refs/heads/main', 'main', 'other') => "main"
        case(true, null, 'b') => null
        case(true, 'a', fromJSON('broken')) => "a"
        case('yes', 'a', 'b') => ! a condition of `case` must be true or false, not a string
        case(null, 'a', 'b') => ! a condition of `case` must be true or false, not null
        case(true, 'a') => ! `case` takes at least 3 arguments, not 2
        case(false, 'a', true, 'b') => ! `case` needs pairs of a condition and a value, and a last value for all else
        "#,
    );
}

#[test]
fn hash_files() {
    check(
        r#"
        hashFiles('**/Cargo.lock') => "hash of **/Cargo.lock"
        hashfiles('a', format('{0}.txt', 'b')) => "hash of a+b.txt"
        hashFiles('broken') => ! the files can't be read
        hashFiles() => ! `hashFiles` takes at least 1 argument, not 0
        "#,
    );
}

#[test]
fn status() {
    check(
        "
        success() => true
        failure() => false
        cancelled() => false
        always() => true
        Success() && !cancelled() => true
        success('job') => ! `success` takes no arguments, not 1
        ",
    );
    for (expression, expected) in [
        ("success()", "false"),
        ("failure()", "true"),
        ("!failure()", "false"),
    ] {
        assert_eq!(shown(expression, &failing()), expected);
    }
}

#[test]
fn a_list_stays_a_list() {
    let value = eval("fromJSON('[1]')", &world()).expect("an expression");
    assert!(matches!(value, Value::Array(items) if items.len() == 1));
}

#[test]
fn names_of_some_objects_have_a_case() {
    let names = || Object::from_iter([("Name", 1.0)]);
    assert!(names().get("NAME").is_some());
    assert!(names().case_sensitive().get("NAME").is_none());
    assert!(names().case_sensitive().get("Name").is_some());
}
