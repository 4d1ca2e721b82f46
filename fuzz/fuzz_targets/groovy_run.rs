//! Any text as a Groovy script that is run within small limits: a value, something thrown or a limit; never a panic, and never
//! without end.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use maillon_groovy::{Code, Cx, Eval, Host, Limits, Program, STACK, Unwind, Value, parse};

struct Nothing;

impl Host for Nothing {
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
        4
    }
}

const LIMITS: Limits = Limits {
    steps: 20_000,
    depth: 100,
    memory: 16 << 20,
};

fn run(text: &str) {
    let parsed = parse(&Code::new("Jenkinsfile", text));
    if !parsed.errors.is_empty() {
        return;
    }
    let program = Program::new(Arc::new(Nothing), LIMITS);
    let mut cx = program.enter();
    let loaded = cx.load(&Arc::new(parsed.script), None);
    let value = loaded.and_then(|loaded| cx.run(&loaded));
    let value = match value {
        Ok(value) => value,
        Err(Unwind::Throw(thrown)) => Value::Object(thrown.0),
        Err(Unwind::Fault(_)) => return,
    };
    cx.to_text(&value).ok();
}

fuzz_target!(|text: &str| {
    let text = text.to_owned();
    let thread = std::thread::Builder::new().stack_size(STACK);
    let thread = thread.spawn(move || run(&text)).expect("a thread");
    thread.join().expect("no panic");
});
