//! Texts in all quotes.

use super::check;

#[test]
fn quotes_without_interpolation() {
    check(r"'a$b'", r#""a$b""#);
    check(r#"'a"b'"#, r#""a\"b""#);
    check(r#""a'b""#, r#""a'b""#);
    check("'''a\n'b''c'''", r#""a\n'b''c""#);
    check("x = /a\\/b\\d/", r#"x = "a/b\\d""#);
}

#[test]
fn dollars_begin_names_and_braces_values() {
    check(r#""$a""#, r#""${a}""#);
    check(r#""$a.b.c d""#, r#""${a.b.c} d""#);
    check(r#""$a.b()""#, r#""${a.b}()""#);
    check(r#""$a. b""#, r#""${a}. b""#);
    check(r#""x${a.b(1)}y""#, r#""x${a.b(1)}y""#);
    check(r#""${a b}""#, r#""${a!(b)}""#);
    check(r#""$this.a""#, r#""${this.a}""#);
    check("\"\"\"$a\n${\nb\n}\"\"\"", r#""${a}\n${b}""#);
}

#[test]
fn values_can_hold_texts() {
    check(
        r#""${a.collect { "x${it}" }.join(',')}""#,
        r#""${a.collect({ "x${it}" }).join(",")}""#,
    );
    check(r#""${"${a}"}""#, r#""${"${a}"}""#);
    check(r#""${[a: 1]}""#, r#""${["a": 1]}""#);
}

#[test]
fn closures_as_values_are_lazy() {
    check(r#""${-> a}""#, r#""${ -> a }""#);
    check(r#""${w -> w << a}""#, r#""${ w -> (w << a) }""#);
    check(r#""${}""#, r#""${null}""#);
    check(r#""${a; b}""#, r#""${{ -> a; b }.call()}""#);
}

#[test]
fn escapes() {
    check(r"'\n\t\\ \'\$'", r#""\n\t\\ '$""#);
    check(r"'\u0041\u00e4\101'", r#""AäA""#);
    check(r"'\ud83d\ude00'", r#""😀""#);
    check("'a\\\nb'", r#""ab""#);
    check(r#""\${a}""#, r#""${a}""#);
}

#[test]
fn slashes_are_texts_where_no_value_is_before_them() {
    check("a / b / c", "((a / b) / c)");
    check("a =~ /b/", r#"(a =~ "b")"#);
    check("x = /a${b}c$/", r#"x = "a${b}c$""#);
    check("foo(/a/, ~/b/)", r#"foo("a", (~"b"))"#);
    check("x = /a\nb/", r#"x = "a\nb""#);
    check("x = $/a $$b $/ $c/$", r#"x = "a $b / ${c}""#);
}

#[test]
fn a_text_can_be_the_name_of_a_method() {
    check("'a b'(1)", "a b(1)");
    check("\"a$b\"(1)", "<\"a${b}\">(1)");
    check("x.\"a$b\"(1)", "x.<\"a${b}\">(1)");
    check("x.'a b'", "x.a b");
}
