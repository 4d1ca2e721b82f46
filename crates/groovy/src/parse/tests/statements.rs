//! Statements.

use super::check;

#[test]
fn conditions() {
    check("if (a) b else c", "if (a) { b } else { c }");
    check(
        "if (a) { }\nelse if (b) { c }\n\nelse\n{ d }",
        "if (a) {} else { if (b) { c } else { d } }",
    );
    check("if (a) b; else c", "if (a) { b } else { c }");
    check("if (a)\n  b\nc", "if (a) { b }\nc");
    check("if (a) return\nb", "if (a) { return }\nb");
}

#[test]
fn loops() {
    check("while (a) b", "while (a) { b }");
    check("for (a in b) { c }", "for (a in b) { c }");
    check("for (String a : b) c", "for (String a in b) { c }");
    check("for (def a in b) { }", "for (a in b) {}");
    check(
        "for (int i = 0; i < 3; i++) { }",
        "for (int i = 0; (i < 3); (i++)) {}",
    );
    check("for (;;) { break }", "for (; ; ) { break }");
    check(
        "a: for (b in c) { continue a }",
        "a: for (b in c) { continue a }",
    );
}

#[test]
fn switches() {
    check(
        "switch (a) {\n  case 1:\n  case 2..3:\n    b\n    break\n  case ~/x/: c; break\n  default:\n    d\n}",
        "switch (a) { case 1: {}, case (2..3): { b; break }, case (~\"x\"): { c; break }, default: { d } }",
    );
}

#[test]
fn tries() {
    check("try { a } catch (e) { b }", "try { a } catch (e) { b }");
    check(
        "try { a }\ncatch (A | b.C e) { d }\ncatch (final E e) { }\nfinally { f }",
        "try { a } catch (A | b.C e) { d } catch (E e) {} finally { f }",
    );
}

#[test]
fn labels_and_blocks() {
    check("a: b", "a: b");
    check("a: { b }", "a: { b }");
    check("synchronized (a) { b }", "{ b }");
    check("{ -> a }", "{ -> a }");
}

#[test]
fn asserts_and_throws() {
    check("assert a == 1", "assert (a == 1) :");
    check("assert a : 'b'", "assert a : \"b\"");
    check("assert a, 'b'", "assert a : \"b\"");
    check("throw new A('b')", "throw new A(\"b\")");
}

#[test]
fn separators() {
    check("a;; b\n\n;c", "a\nb\nc");
    check("a /* b\n c */ d", "a!(d)");
    check("a /* b */\n// c\nd", "a\nd");
    check("a\r\nb\rc", "a\nb\nc");
}

#[test]
fn returns_take_no_command() {
    check("return a b", "<error>\n!1:10 expecting EOF, found 'b'");
}
