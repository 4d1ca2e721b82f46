//! Runs scripts.

use std::sync::Arc;
use std::thread;

use maillon_groovy::{Code, Cx, Eval, Host, Limits, Program, STACK, Unwind, Value, parse};
use parking_lot::Mutex;

/// A host that only keeps what is printed.
#[derive(Default)]
struct Printer {
    printed: Mutex<String>,
}

impl Host for Printer {
    fn call(&self, _: &mut Cx, _: &str, _: &[Value]) -> Eval<Option<Value>> {
        Ok(None)
    }

    fn get(&self, _: &mut Cx, _: &str) -> Eval<Option<Value>> {
        Ok(None)
    }

    fn print(&self, _: &mut Cx, text: &str) {
        self.printed.lock().push_str(text);
    }

    fn now(&self) -> i64 {
        1_700_000_000_000
    }

    fn random(&self) -> u64 {
        4
    }
}

/// What a script did.
pub(crate) struct Ran {
    /// What it printed.
    pub(crate) printed: String,
    /// Its result, inspected; or what it threw, as `class: message`.
    pub(crate) result: Result<String, String>,
}

/// Runs a script with little memory and time.
pub(crate) fn run(text: &str) -> Ran {
    let host = Arc::new(Printer::default());
    let limits = Limits {
        steps: 20_000_000,
        memory: 256 << 20,
        ..Limits::default()
    };
    let program = Program::new(Arc::clone(&host) as Arc<dyn Host>, limits);
    let result = thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK);
        let thread = thread.spawn_scoped(scope, || evaluate(text, &program));
        thread
            .expect("a thread")
            .join()
            .expect("a script never panics")
    });
    let printed = std::mem::take(&mut *host.printed.lock());
    Ran { printed, result }
}

fn evaluate(text: &str, program: &Arc<Program>) -> Result<String, String> {
    let parsed = parse(&Code::new("WorkflowScript.groovy", text));
    if let Some(error) = parsed.errors.first() {
        return Err(format!("does not parse: {}", error.message));
    }
    let mut cx = program.enter();
    let script = Arc::new(parsed.script);
    let result = cx.load(&script, None).and_then(|loaded| cx.run(&loaded));
    match result.and_then(|value| cx.inspect(&value)) {
        Ok(shown) => Ok(shown.to_string()),
        Err(unwind) => Err(shown(&unwind)),
    }
}

fn shown(unwind: &Unwind) -> String {
    let Unwind::Throw(thrown) = unwind else {
        return format!("{unwind:?}");
    };
    let message = thrown.0.message();
    let message = message.as_deref().unwrap_or("null");
    let message = message.split("\nPossible solutions:").next();
    format!("{}: {}", thrown.0.class.name, message.unwrap_or_default())
}
