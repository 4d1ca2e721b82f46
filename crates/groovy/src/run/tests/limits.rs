//! Scripts that would not end, and those that would take all there is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::testing::{check, run_within};
use crate::{Code, Cx, Eval, Host, Limits, Program, Value, parse};

fn check_refused(script: &str, words: &str) {
    let limits = Limits {
        steps: 200_000,
        depth: 200,
        memory: 50 << 20,
    };
    let (result, _) = run_within(script, limits);
    assert!(result.contains(words), "{script}\n=> {result}");
}

#[test]
fn endless_loops_end() {
    check_refused("while (true) { }", "did not end within 200000 steps");
    check_refused("for (;;) { def x = 1 }", "did not end within");
    check_refused("1e400.downto(5) { }", "did not end within");
    check_refused(
        "def l = [1]; for (int i = 0; i < l.size(); i++) l << i",
        "did not end",
    );
    check_refused(
        "try { while (true) { } } catch (Throwable e) { 'caught' }",
        "did not end",
    );
}

#[test]
fn endless_recursion_overflows_and_can_be_caught() {
    check_refused(
        "def f(x) { f(x + 1) }\nf(1)",
        "java.lang.StackOverflowError",
    );
    check_refused("def c\nc = { c() }\nc()", "java.lang.StackOverflowError");
    check_refused(
        "def f() { f() }\ntry { f() } catch (StackOverflowError e) { 'caught' }",
        "caught",
    );
    check_refused(
        "class A { def getX() { x2 }; def getX2() { x } }\nnew A().x",
        "StackOverflowError",
    );
    check_refused(
        "class A { String toString() { \"$this\" } }\nnew A().toString()",
        "StackOverflowError",
    );
    check_refused(
        "def l = []; def m = [l]; l << m; l.toString()",
        "StackOverflowError",
    );
    check_refused(
        "def a = []; a << a; def b = []; b << b; a == b",
        "StackOverflowError",
    );
}

#[test]
fn recursion_up_to_the_depth_is_fine() {
    check("def f(n) { n == 0 ? 0 : 1 + f(n - 1) }\nf(950)", "950");
    check(
        "def f\nf = { n -> n == 0 ? 0 : 1 + f(n - 1) }\nf(950)",
        "950",
    );
}

#[test]
fn values_that_are_too_large() {
    check_refused(
        "def s = 'x'; while (true) { s += s }",
        "values of more than 50 MiB",
    );
    check_refused(
        "def l = [1]; while (true) { l += l }",
        "values of more than 50 MiB",
    );
    check_refused(
        "def l = []; l[1_000_000_000] = 1",
        "values of more than 50 MiB",
    );
    check_refused("(1..2_000_000_000).toList()", "too large");
    check_refused("2 ** 100_000_000", "too many digits");
    check_refused("1G << 1_000_000_000", "too many digits");
    check_refused("new int[100_000_000]", "values of more than 50 MiB");
    check_refused(
        "def s = ''; 100_000.times { s += 'xxxxxxxxxx' }",
        "values of more than 50 MiB",
    );
}

#[test]
fn long_chains_are_dropped() {
    check(
        "def l = []; for (int i = 0; i < 100000; i++) { l = [l] }; l.size()",
        "1",
    );
    check(
        "def l = [:]; for (int i = 0; i < 100000; i++) { l = [a: l] }; l.size()",
        "1",
    );
    check(
        "def c = { 0 }; for (int i = 0; i < 100000; i++) { def p = c; c = { p } }; 1",
        "1",
    );
    check(
        "class N { def next }\ndef n = null; for (int i = 0; i < 50000; i++) { n = new N(next: n) }; 1",
        "1",
    );
}

#[test]
fn values_that_hold_themselves() {
    check("def l = []; l << l; l.toString()", "[(this Collection)]");
    check("def m = [:]; m.m = m; m.toString()", "[m:(this Map)]");
    check("def l = []; l << l; def m = [:]; m[l] = 1; m.size()", "1");
}

/// A host that sees as much memory in use as it is told, and counts how often it is asked.
struct Meter {
    used: u64,
    asked: AtomicU32,
}

impl Host for Meter {
    fn call(&self, _cx: &mut Cx, _name: &str, _args: &[Value]) -> Eval<Option<Value>> {
        Ok(None)
    }

    fn get(&self, _cx: &mut Cx, _name: &str) -> Eval<Option<Value>> {
        Ok(None)
    }

    fn print(&self, _cx: &mut Cx, _text: &str) {}

    fn now(&self) -> i64 {
        0
    }

    fn random(&self) -> u64 {
        0
    }

    fn memory_in_use(&self) -> Option<u64> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Some(self.used)
    }
}

/// Runs a script of which so much is in use: what it gives or why it ended, and how often the host was asked.
fn run_metered(script: &str, used: u64) -> (String, u32) {
    let limits = Limits {
        memory: 50 << 20,
        ..Limits::default()
    };
    let asked = AtomicU32::new(0);
    let meter = Arc::new(Meter { used, asked });
    let script = Arc::new(parse(&Code::new("test", script)).script);
    let mut cx = Program::new(meter.clone(), limits).enter();
    let loaded = cx.load(&script, None);
    let result = match loaded.and_then(|loaded| cx.run(&loaded)) {
        Ok(value) => format!("{value:?}"),
        Err(unwind) => format!("{unwind:?}"),
    };
    (result, meter.asked.load(Ordering::Relaxed))
}

const GARBAGE: &str = "for (int i = 0; i < 200; i++) { 'x' * 1_000_000 }; 7";

#[test]
fn values_that_are_gone_do_not_count() {
    let (result, asked) = run_metered(GARBAGE, 10 << 20);
    assert_eq!(result, "7");
    assert!((2..20).contains(&asked), "{asked}");
}

#[test]
fn values_that_live_count() {
    let (result, asked) = run_metered(GARBAGE, 50 << 20);
    assert!(result.contains("values of more than 50 MiB"), "{result}");
    assert_eq!(asked, 1);
}

#[test]
fn a_value_that_is_too_large_is_never_made() {
    for script in [
        "'x' * 60_000_000",
        "'x'.padLeft(60_000_000)",
        "new int[10_000_000]",
        "['x'] * 10_000_000",
    ] {
        let (result, _) = run_metered(script, 10 << 20);
        assert!(result.contains("values of more than 50 MiB"), "{script}");
    }
}

#[test]
fn texts_are_counted_while_they_grow() {
    for script in [
        "def s = 'x' * 1_000_000; \"${[s] * 100}\".size()",
        "def s = 'x' * 1_000_000; def g = \"$s$s$s$s$s$s$s$s$s$s\"; ([g] * 10).toString()",
        "('x' * 1000).replace('x', 'y' * 1_000_000)",
        "('x' * 1000).replaceAll('x', 'y' * 1_000_000)",
        "def s = 'y' * 1_000_000; ('x' * 1000).replaceAll(/x/) { s }",
        "([('x' * 1_000_000)] * 100).join(',')",
        "groovy.json.JsonOutput.toJson(['x' * 1_000_000] * 100)",
        "groovy.json.JsonOutput.prettyPrint('[' * 10_000)",
        "'xxxxxxxxxx' * 2_000_000_000",
    ] {
        check_refused(script, "values of more than 50 MiB");
    }
}

#[test]
fn calls_of_empty_bodies_count_too() {
    check_refused("2000000000.times { }", "did not end within");
    check_refused("1.upto(Long.MAX_VALUE) { }", "did not end within");
}

#[test]
fn numbers_without_end_are_not_begun() {
    check_refused(
        "new BigDecimal('1e2000000000').setScale(10)",
        "too many digits",
    );
    check_refused("('1' * 2000000).toBigInteger()", "too many digits");
    check_refused("new BigDecimal('1' * 2000000)", "too many digits");
}

#[test]
fn hashes_of_values_that_hold_each_other_end() {
    check("def l = []; l << l; l << [l]; l.hashCode() != 1", "true");
    check(
        "def m = [:]; m.a = m; m.b = m; m.c = [m, m]; m.hashCode() != 1",
        "true",
    );
    check(
        "def l = [1]; 60.times { l = [l, l] }; l.hashCode() == l.hashCode()",
        "true",
    );
}
