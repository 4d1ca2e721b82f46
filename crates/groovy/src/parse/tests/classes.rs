//! Classes and their kin.

use super::check;

#[test]
fn members() {
    check(
        "class A extends B<C> implements D, e.F {\n  static final int x = 1\n  String y, z = 'a'\n  A(int x) { this.x = x }\n  def m() { 1 }\n  static { s }\n  { i }\n}",
        "Class A extends B implements D, e.F { static final int x = 1; String y; String z = \"a\"; static { s }; { i }; new def A(int x) { this.x = x }; def m() { 1 } }",
    );
}

#[test]
fn enums() {
    check("enum A { B, C }", "Enum A { B(); C() }");
    check(
        "enum A {\n  B(1),\n  C(2)\n  final int x\n  A(int x) { this.x = x }\n}",
        "Enum A { B(1); C(2); final int x; new def A(int x) { this.x = x } }",
    );
    check(
        "enum A { B, C; def m() { } }",
        "Enum A { B(); C(); def m() {} }",
    );
}

#[test]
fn interfaces_and_traits() {
    check(
        "interface A extends B, C { def d(); int e() }",
        "Interface A implements B, C { def d(); int e() }",
    );
    check("trait A { def b() { 1 } }", "Trait A { def b() { 1 } }");
    check(
        "@interface A { int b() default 1 }",
        "Annotation A { int b() }",
    );
    check(
        "abstract class A { abstract void b() }",
        "abstract Class A { abstract void b() }",
    );
}

#[test]
fn classes_in_classes() {
    check(
        "class A { class B { B() { } } A() { } }",
        "Class A { <error> }\n!1:31 expecting '}', found 'A'"
            .replace("<error> ", "Class B { new def B() {} } ")
            .as_str(),
    );
    check(
        "class A { class B { }\n A() { } }",
        "Class A { new def A() {}; Class B {  } }",
    );
}

#[test]
fn generic_methods_and_calls_of_constructors() {
    check(
        "class A { def <T> T m(T t) { t } }",
        "Class A { def T m(T t) { t } }"
            .replace("def T", "T")
            .as_str(),
    );
    check(
        "class A { A() { super(1) }\n A(b) { this() } }",
        "Class A { new def A() { super(1) }; new def A(b) { this() } }",
    );
}

#[test]
fn a_broken_member_leaves_the_others() {
    check(
        "class A {\n  def b(1) { }\n  def c() { 1 }\n}",
        "Class A { def c() { 1 } }\n!2:9 unexpected token: 1",
    );
}
