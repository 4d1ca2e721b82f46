//! Scripts and what they give.

use crate::testing::check;

#[test]
fn arithmetic() {
    check("1 + 2 * 3", "7");
    check("10 / 4", "2.5");
    check("10 / 3", "3.3333333333");
    check("2 ** 10", "1024");
    check("1.10 + 2.205", "3.305");
    check("2.0 * 3.00", "6.000");
    check("7 % 3", "1");
    check("Integer.MAX_VALUE + 1", "-2147483648");
    check("1.0d / 3", "0.3333333333333333");
}

#[test]
fn closures() {
    check("def add = { a, b -> a + b }; add(1, 2)", "3");
    check("[1, 2, 3].collect { it * 2 }", "[2, 4, 6]");
    check("def n = 0; 5.times { n += it }; n", "10");
}

#[test]
fn classes() {
    check(
        "class P { String name; int age; String hi() { \"hi $name\" } }\nnew P(name: 'x', age: 3).hi()",
        "hi x",
    );
}

#[test]
fn methods() {
    check("def f(a, b = 2) { a + b }\nf(1) + f(1, 1)", "5");
    check("def f(Map m, x) { \"$m $x\" }\nf(a: 1, 5)", "[a:1] 5");
}

#[test]
fn exceptions() {
    check(
        "try { throw new RuntimeException('x') } catch (Exception e) { e.message }",
        "x",
    );
    check(
        "try { 1 / 0 } catch (ArithmeticException e) { e.message } finally { 2 }",
        "Division by zero",
    );
    check(
        "foo",
        "groovy.lang.MissingPropertyException: No such property: foo for class: WorkflowScript",
    );
}

mod host;
mod limits;
