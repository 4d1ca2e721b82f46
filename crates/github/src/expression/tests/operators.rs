use super::check;

#[test]
fn literals() {
    check(
        r#"
        true => true
        false => false
        null => null
        123 => 123
        -9.7 => -9.7
        +5 => 5
        .5 => 0.5
        -.5 => -0.5
        1. => 1
        0xff => 255
        0xFF => 255
        0o10 => 8
        0xffffffff => -1
        -2.99e-2 => -0.0299
        1.2e2 => 120
        1.2E+2 => 120
        -0 => 0
        NaN => NaN
        Infinity => Infinity
        -Infinity => -Infinity
        12345678901234567890 => 1.23456789012346E+19
        'foo' => "foo"
        '' => ""
        'it''s foo' => "it's foo"
        '''' => "'"
        'a}}b' => "a}}b"
        'été' => "été"
        "#,
    );
}

#[test]
fn not() {
    check(
        "
        !true => false
        !false => true
        !null => true
        !-10 => false
        !0 => true
        !3.14 => false
        !NaN => true
        !'' => true
        !'abc' => false
        !'0' => false
        !'false' => false
        !fromJSON('{}') => false
        !fromJSON('[]') => false
        !!'abc' => true
        ! true => false
        ",
    );
}

#[test]
fn and_gives_an_operand() {
    check(
        r#"
        true && true => true
        true && false => false
        true && null => null
        true && -10 => -10
        true && 0 => 0
        true && 3.14 => 3.14
        true && Infinity => Infinity
        true && NaN => NaN
        true && '' => ""
        true && 'abc' => "abc"
        false && true => false
        false && null => false
        false && 'abc' => false
        null && true => null
        null && false => null
        0 && 'abc' => 0
        -10 && 'abc' => "abc"
        Infinity && false => false
        NaN && true => NaN
        '' && true => ""
        'abc' && 0 => 0
        'abc' && 'def' && null && 1 => null
        fromJSON('{}') && true => true
        "#,
    );
}

#[test]
fn or_gives_an_operand() {
    check(
        r#"
        true || false => true
        true || 'abc' => true
        false || null => null
        false || 0 => 0
        false || -10 => -10
        false || 'abc' => "abc"
        null || '' => ""
        null || 'abc' => "abc"
        0 || NaN => NaN
        0 || 10 => 10
        NaN || 'abc' => "abc"
        '' || 'abc' => "abc"
        'abc' || 'def' => "abc"
        -Infinity || true => -Infinity
        fromJSON('{}') || false => {}
        false || false || 'last' => "last"
        matrix.none || 'fallback' => "fallback"
        "#,
    );
}

#[test]
fn equality_coerces() {
    check(
        "
        1 == 1 => true
        1 == 1.0 => true
        1 == 2 => false
        'a' == 'a' => true
        'a' == 'A' => true
        'a' != 'A' => false
        'É' == 'é' => true
        'ß' == 'SS' => false
        null == null => true
        null == 0 => true
        null == '' => true
        null == false => true
        null == 'a' => false
        true == 1 => true
        true == '1' => true
        true == 'true' => false
        false == '' => true
        '' == 0 => true
        ' 3 ' == 3 => true
        '0x10' == 16 => true
        'abc' == 0 => false
        'NaN' == NaN => false
        NaN == NaN => false
        NaN != NaN => true
        Infinity == 'Infinity' => true
        fromJSON('[]') == fromJSON('[]') => false
        fromJSON('{}') == fromJSON('{}') => false
        list == list => true
        github == github => true
        github.event == github.event => true
        github != env => true
        list == 'Array' => false
        github == true => false
        matrix.version == '3.1' => true
        matrix.version == '3.10' => true
        matrix.missing == '' => true
        ",
    );
}

#[test]
fn order_coerces() {
    check(
        "
        1 < 2 => true
        1 < 1 => false
        1 <= 1 => true
        2 > 1 => true
        2 >= 3 => false
        'a' < 'b' => true
        'B' > 'a' => true
        'abc' <= 'ABC' => true
        'def' > 'abc' => true
        true > false => true
        true >= true => true
        false > -11 => true
        true > NaN => false
        true < NaN => false
        NaN <= NaN => false
        '10' > 9 => true
        '10' > '9' => false
        '2' > true => true
        '' > null => false
        null > -1 => true
        null >= '0' => true
        null < 'x' => false
        Infinity > true => true
        -Infinity < 0 => true
        list > list => false
        list >= list => true
        fromJSON('{}') < 2 => false
        fromJSON('{}') < fromJSON('[]') => false
        ",
    );
}

#[test]
fn precedence() {
    check(
        r#"
        !2 < 3 => true
        !(2 < 3) => false
        3 < 2 < 1 => true
        3 < (2 < 1) => false
        0 > 0 < 1 => true
        2 > 2 > 0 => false
        2 > (2 > 0) => true
        2 <= 3 == true => true
        2 <= (3 == true) => false
        2 == 2 == 1 => true
        2 == (2 == 1) => false
        2 == 2 != 0 => true
        1 == 1 && 2 => 2
        1 == (1 && 2) => false
        'a' == 'a' && 'b' => "b"
        false && 0 || null => null
        false && (0 || null) => false
        1 || 2 && 3 => 1
        (1 || 2) && 3 => 3
        (false || (false || true)) => true
        ((('x'))) => "x"
        !github.missing => true
        (!github).ref => null
        'x'=='x'&&true||false => true
        "#,
    );
}
