//! Variables, methods, imports, annotations.

use super::check;

#[test]
fn variables() {
    check("def a", "def a");
    check("def a = 1, b", "def a = 1, b");
    check("String a = 'b'", "String a = \"b\"");
    check("final int a = 1", "final int a = 1");
    check("Map<String, List<A>> a = [:]", "Map a = [:]");
    check("a.b.C[] d = 1", "a.b.C[] d = 1");
    check("def (a, b) = c", "def (a, b) = c");
    check("def (int a, String b) = c", "def (a, b) = c");
}

#[test]
fn names_without_a_capital_are_no_types() {
    check("a b", "a!(b)");
    check("A b", "A b");
}

#[test]
fn methods() {
    check(
        "def a(b, c = 1, D... e) { b }",
        "def a(b, c = 1, D ...e) { b }",
    );
    check(
        "private static List<A> a()\n{ }",
        "private static List a() {}",
    );
    check("void a() throws b.C, D { }", "void a() {}");
    check("def 'a b'() { }", "def a b() {}");
    check(
        "@NonCPS\ndef a(final String b) { }",
        "@NonCPS() def a(String b) {}",
    );
}

#[test]
fn methods_may_be_called_with_the_same_shape() {
    check("a() { b }", "a({ b })");
    check("A(1)", "A(1)");
}

#[test]
fn imports() {
    check(
        "package a.b\nimport c.D\nimport c.*\nimport c.D as E\nimport static c.D.e\nimport static c.D.*;",
        "package a.b\nimport c.D\nimport c.*\nimport c.D as E\nimport static c.D.e\nimport static c.D.*",
    );
}

#[test]
fn annotations() {
    check("@Library('a@b') _\nc", "@Library(value=\"a@b\") def _\nc");
    check(
        "@Library(['a', 'b']) import c.D",
        "@Library(value=[\"a\", \"b\"]) import c.D",
    );
    check("@Field Map a = [:]", "@Field() Map a = [:]");
    check(
        "@groovy.transform.Field def a",
        "@groovy.transform.Field() def a",
    );
    check("@A(b = 1, c = 2) def d", "@A(b=1, c=2) def d");
}

#[test]
fn a_line_for_the_shell_may_come_first() {
    check("#!/usr/bin/env groovy\na", "a");
    check("\u{feff}#!groovy\na", "a");
}
