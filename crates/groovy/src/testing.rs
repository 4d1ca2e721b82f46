//! Scripts run in tests.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::{Code, Cx, Eval, Host, Limits, Program, STACK, Unwind, Value, parse};

/// A host that has nothing but a place for what is printed.
#[derive(Default)]
pub(crate) struct Printer(pub(crate) Mutex<String>);

impl Host for Printer {
    fn call(&self, _cx: &mut Cx, _name: &str, _args: &[Value]) -> Eval<Option<Value>> {
        Ok(None)
    }

    fn get(&self, _cx: &mut Cx, _name: &str) -> Eval<Option<Value>> {
        Ok(None)
    }

    fn print(&self, _cx: &mut Cx, text: &str) {
        self.0.lock().push_str(text);
    }

    fn now(&self) -> i64 {
        1_700_000_000_000
    }

    fn random(&self) -> u64 {
        4
    }
}

/// Runs a script: its last value as text (or what it threw, as `class: message`), and what it printed.
pub(crate) fn run(script: &str) -> (String, String) {
    run_within(script, Limits::default())
}

/// Runs a script with limits.
pub(crate) fn run_within(script: &str, limits: Limits) -> (String, String) {
    let script = script.to_owned();
    let thread = std::thread::Builder::new().stack_size(STACK);
    let thread = thread.spawn(move || run_here(&script, limits)).unwrap();
    thread.join().unwrap()
}

fn run_here(script: &str, limits: Limits) -> (String, String) {
    let parsed = parse(&Code::new("test", script));
    if let Some(error) = parsed.errors.first() {
        return (format!("syntax: {}", error.message), String::new());
    }
    let printer = Arc::new(Printer::default());
    let program = Program::new(printer.clone(), limits);
    let mut cx = program.enter();
    let done = cx
        .load(&Arc::new(parsed.script), None)
        .and_then(|loaded| cx.run(&loaded))
        .and_then(|value| cx.to_text(&value));
    let result = match done {
        Ok(text) => text.to_string(),
        Err(Unwind::Throw(thrown)) => {
            let value = Value::Object(thrown.0);
            cx.to_text(&value)
                .map_or_else(|_| "?".to_owned(), |text| text.to_string())
        }
        Err(Unwind::Fault(fault)) => format!("fault: {}", fault.message),
    };
    drop(cx);
    let output = printer.0.lock().clone();
    (result, output)
}

/// Checks a script's last value, as text.
pub(crate) fn check(script: &str, expected: &str) {
    assert_eq!(run(script).0, expected, "{script}");
}
