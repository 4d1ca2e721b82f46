//! Operators, literals, paths.

use super::check;

#[test]
fn precedence() {
    check("a + b * c - d", "((a + (b * c)) - d)");
    check("a || b && c == d", "(a || (b && (c == d)))");
    check("a | b ^ c & d", "(a | (b ^ (c & d)))");
    check("1..a + b", "(1..(a + b))");
    check("a << b + c", "(a << (b + c))");
    check("!a in b", "((!a) in b)");
    check("-a ** b", "(-(a ** b))");
    check("a * -b", "(a * (-b))");
    check("a == b as C", "(a == (b as C))");
    check("a =~ b == c", "(a =~ (b == c))");
    check("a instanceof B && c", "((a instanceof B) && c)");
}

#[test]
fn conditions() {
    check("a ? b : c ? d : e", "(a ? b : (c ? d : e))");
    check("a ?: b ?: c", "(a ?: (b ?: c))");
    check("x = a\n ? b\n : c", "x = (a ? b : c)");
    check("a\n ?: b", "(a ?: b)");
}

#[test]
fn numbers() {
    check(
        "x = [1, 1L, 1G, 1.5, 1.5G, 1.5d, 1.5f, 1_000]",
        "x = [1, 1L, 1G, 1.5M, 1.5M, 1.5d, 1.5f, 1000]",
    );
    check("x = [0x1F, 0b11, 017, 0xFFFFFFFF]", "x = [31, 3, 15, -1]");
    check(
        "x = [2147483647, 2147483648, 9223372036854775808]",
        "x = [2147483647, 2147483648L, 9223372036854775808G]",
    );
    check(
        "x = [-2147483648, -9223372036854775808, -2147483648L]",
        "x = [-2147483648, -9223372036854775808L, -2147483648L]",
    );
    check("1..3", "(1..3)");
    check("1.5.round()", "1.5M.round()");
    check("-1.abs()", "(-1.abs())");
}

#[test]
fn steps() {
    check("a++ + ++b", "((a++) + (++b))");
    check("a.b--", "(a.b--)");
}

#[test]
fn paths() {
    check("a?.b*.c.@d", "a?.b*.c.@d");
    check("a.&b", "a.&b");
    check("a[1][b, c]", "a[1][b, c]");
    check("a(b)(c)", "a(b).call(c)");
    check("a[0](b)", "a[0].call(b)");
    check("({ it })(1)", "{ it }.call(1)");
    check("a.class.in.new", "a.class.in.new");
    check("a\n  .b()\n  ?.c { d }\n  .e", "a.b()?.c({ d }).e");
    check("a // one\n  // two\n  .b()", "a.b()");
}

#[test]
fn brackets_with_a_name_are_casts() {
    check("(A) b", "((A) b)");
    check("(a) [1]", "((a) [1])");
    check("(int) -1", "((int) -1)");
    check("(a) - 1", "(a - 1)");
    check("(a.b()) + 1", "(a.b() + 1)");
}

#[test]
fn lists_and_maps() {
    check("[]", "[]");
    check("[:]", "[:]");
    check("[1, *a, 2,]", "[1, *a, 2]");
    check(
        "[a: 1, 'b c': 2, (d): 3, \"e$f\": 4, 5: 6, in: 7, *: g]",
        r#"["a": 1, "b c": 2, d: 3, "e${f}": 4, 5: 6, "in": 7, *:g]"#,
    );
    check(
        "x = [\n a: 1,\n b: [\n 2\n ]\n]",
        r#"x = ["a": 1, "b": [2]]"#,
    );
}

#[test]
fn arguments() {
    check("foo(1, a: 2, *b, *: c)", r#"foo(1, "a": 2, *b, *:c)"#);
    check("foo(default: 1, if: 2)", r#"foo("default": 1, "if": 2)"#);
    check("foo in: 1", "foo!(\"in\": 1)");
    check("foo a: 1, 'b': 2", r#"foo!("a": 1, "b": 2)"#);
    check("foo a,\n  b: 1", r#"foo!(a, "b": 1)"#);
}

#[test]
fn closures() {
    check("x = { it }", "x = { it }");
    check("x = { -> 1 }", "x = { -> 1 }");
    check(
        "x = { a, int b = 2, String... c -> a }",
        "x = { a, int b = 2, String ...c -> a }",
    );
    check("x = {\n a,\n b\n -> a\n b }", "x = { a, b -> a; b }");
    check(
        "x = { a\n b -> c }",
        "x = { a; <error> }\n!2:4 expecting '}', found '->'",
    );
}

#[test]
fn assignments() {
    check("a = b = c", "a = b = c");
    check("a.b += c", "a.b += c");
    check("a[1] **= 2", "a[1] **= 2");
    check("(a, b) = [1, 2]", "[a, b] = [1, 2]");
}

#[test]
fn new_things() {
    check("new a.B(1, c: 2).d()", r#"new a.B(1, "c": 2).d()"#);
    check("new Map<String, List<A>>()", "new Map()");
    check("new int[3][4]", "new int[3, 4]");
}

#[test]
fn lines_go_on_behind_operators_and_backslashes() {
    check("a +\n b", "(a + b)");
    check("a \\\n + b", "(a + b)");
    check("a = \n b", "a = b");
    check("foo(a\n + b)", "foo((a + b))");
}

#[test]
fn brackets_with_nothing_behind_a_name_call_it() {
    check("(a)()", "a()");
    check("(a)(b)", "((a) b)");
}
