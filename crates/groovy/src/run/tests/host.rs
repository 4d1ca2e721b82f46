//! What a host brings: steps, variables, classes, threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use parking_lot::Mutex;

use crate::ast::Script;
use crate::{Closure, Code, Cx, Eval, Host, Limits, Program, STACK, Unwind, Value, parse};

/// Steps `echo`, `block`, `fail`; the variable `env`; classes of a library.
#[derive(Default)]
struct Steps {
    log: Mutex<Vec<String>>,
    inside: AtomicU32,
}

impl Steps {
    fn say(&self, text: impl Into<String>) {
        self.log.lock().push(text.into());
    }
}

fn library(name: &str) -> Option<Arc<Script>> {
    let text = match name {
        "com.acme.Greeter" => {
            "package com.acme\nclass Greeter { def script; def hi(n) { script.echo \"hi $n ${Names.LAST}\" }; \
             static up(s) { s.toUpperCase() }; def bad() { echo 'x' } }"
        }
        "com.acme.Names" => "package com.acme\nclass Names { static final String LAST = 'Doe' }",
        "com.acme.Tool" => "package com.acme\ndef run2() { echo 'tool' }\nreturn this",
        _ => return None,
    };
    Some(Arc::new(parse(&Code::new(name, text)).script))
}

impl Host for Steps {
    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        match (name, args) {
            ("echo", [text]) => {
                let text = cx.to_text(text)?;
                self.say(&*text);
                Ok(Some(Value::Null))
            }
            ("block", [body @ Value::Closure(_)]) => {
                self.say("{");
                let value = cx.call(body, &[]);
                self.say("}");
                value.map(Some)
            }
            ("fail", [text]) => {
                let text = cx.to_text(text)?;
                Err(cx.throw("hudson.AbortException", text))
            }
            _ => Ok(None),
        }
    }

    fn get(&self, _cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        Ok((name == "env").then(|| Value::map([("HOME", Value::text("/root"))])))
    }

    fn class(&self, _cx: &mut Cx, name: &str) -> Eval<Option<Arc<Script>>> {
        Ok(library(name))
    }

    fn missing(&self, cx: &mut Cx, name: &str, _args: &[Value]) -> Option<Unwind> {
        let message = format!("No such DSL method '{name}' found");
        Some(cx.throw("java.lang.NoSuchMethodError", message))
    }

    fn print(&self, _cx: &mut Cx, text: &str) {
        self.say(text.trim_end());
    }

    fn now(&self) -> i64 {
        0
    }

    fn random(&self) -> u64 {
        0
    }
}

fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(STACK);
    thread.spawn(work).unwrap().join().unwrap()
}

/// Checks what steps a script calls, one a line; what it throws is the last.
fn check(script: &'static str, expected: &[&str]) {
    let log = on_thread(move || {
        let parsed = parse(&Code::new("Jenkinsfile", script));
        assert_eq!(parsed.errors, []);
        let steps = Arc::new(Steps::default());
        let program = Program::new(steps.clone(), Limits::default());
        let mut cx = program.enter();
        let loaded = cx.load(&Arc::new(parsed.script), None);
        if let Err(Unwind::Throw(thrown)) = loaded.and_then(|loaded| cx.run(&loaded)) {
            let text = cx.to_text(&Value::Object(thrown.0)).unwrap_or_default();
            steps.say(&*text);
        }
        steps.log.lock().clone()
    });
    assert_eq!(log, expected, "{script}");
}

#[test]
fn steps_are_called_by_name() {
    check("echo 'a'\necho \"b ${1 + 1}\"", &["a", "b 2"]);
    check("block { echo 'in' }", &["{", "in", "}"]);
    check("def x = 1\nblock { x++ }\necho \"$x\"", &["{", "}", "2"]);
    check("this.echo 'a'", &["a"]);
    check(
        "def f() { echo 'in f' }\nblock { f() }",
        &["{", "in f", "}"],
    );
    check("[1, 2].each { echo \"n$it\" }", &["n1", "n2"]);
    check("println 'p'; print 'q'", &["p", "q"]);
}

#[test]
fn variables_of_the_host() {
    check("echo env.HOME", &["/root"]);
    check("def f() { env.HOME }\necho f()", &["/root"]);
    check("x = 5\ndef f() { x + 1 }\necho \"${f()}\"", &["6"]);
}

#[test]
fn unknown_names() {
    check(
        "nope 1",
        &["java.lang.NoSuchMethodError: No such DSL method 'nope' found"],
    );
    check(
        "block { nope() }",
        &[
            "{",
            "}",
            "java.lang.NoSuchMethodError: No such DSL method 'nope' found",
        ],
    );
    check(
        "nope",
        &["groovy.lang.MissingPropertyException: No such property: nope for class: WorkflowScript"],
    );
}

#[test]
fn errors_of_steps_are_caught() {
    check(
        "try { fail 'no' } catch (e) { echo \"got $e.message\" }",
        &["got no"],
    );
    check(
        "try { fail 'no' } catch (hudson.AbortException e) { echo 'abort' } finally { echo 'end' }",
        &["abort", "end"],
    );
    check(
        "try { fail 'no' } catch (IOException e) { echo 'io' }",
        &["io"],
    );
    check(
        "block { fail 'x' }",
        &["{", "}", "hudson.AbortException: x"],
    );
}

#[test]
fn closures_with_delegates_reach_steps_and_delegate() {
    let script = "def conf(Closure body) { def c = [:]; body.resolveStrategy = Closure.DELEGATE_FIRST; \
                  body.delegate = c; body(); c }\n\
                  def r = conf { name = 'n'; echo 'inside' }\necho r.name";
    check(script, &["inside", "n"]);
    check(
        "class D { def made = []; def add(x) { made << x } }\ndef d = new D()\n\
         def c = { add 1; echo 'e' }\nc.delegate = d\nc()\necho \"$d.made\"",
        &["e", "[1]"],
    );
}

#[test]
fn classes_of_a_library() {
    check(
        "import com.acme.Greeter\nnew Greeter(script: this).hi('Jo')",
        &["hi Jo Doe"],
    );
    check("echo com.acme.Greeter.up('a')", &["A"]);
    check(
        "import com.acme.*\necho Greeter.up('b') + Names.LAST",
        &["BDoe"],
    );
    check("import static com.acme.Greeter.up\necho up('c')", &["C"]);
    check("new com.acme.Tool().run2()", &["tool"]);
    check(
        "import com.acme.Greeter as G\ndef g = new G(script: this); g.hi 'x'",
        &["hi x Doe"],
    );
}

#[test]
fn classes_have_no_steps_of_their_own() {
    check(
        "new com.acme.Greeter().bad()",
        &[
            "groovy.lang.MissingMethodException: No signature of method: com.acme.Greeter.echo() \
           is applicable for argument types: (java.lang.String) values: [x]\n\
           Possible solutions: hi(java.lang.Object)",
        ],
    );
}

#[test]
fn one_thread_runs_at_a_time() {
    let most = on_thread(|| {
        let steps = Arc::new(Steps::default());
        let program = Program::new(steps.clone(), Limits::default());
        let mut cx = program.enter();
        let script =
            Arc::new(parse(&Code::new("x", "def n = 0; for (i in 1..500) n += i; n")).script);
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (fork, steps, script) = (cx.fork(), steps.clone(), script.clone());
                let thread = std::thread::Builder::new().stack_size(STACK);
                let work = move || {
                    let mut cx = fork.enter();
                    let now = steps.inside.fetch_add(1, Ordering::SeqCst) + 1;
                    let loaded = cx.load(&script, None).unwrap();
                    let value = cx.run(&loaded).unwrap();
                    cx.wait(|| ());
                    steps.inside.fetch_sub(1, Ordering::SeqCst);
                    (now, format!("{value:?}"))
                };
                thread.spawn(work).unwrap()
            })
            .collect();
        let ended: Vec<_> = cx.wait(|| threads.into_iter().map(|t| t.join().unwrap()).collect());
        assert!(ended.iter().all(|(_, value)| value == "125250"));
        ended.len()
    });
    assert_eq!(most, 4);
}

#[test]
fn natives_are_called_as_closures() {
    struct Add;
    impl crate::NativeClosure for Add {
        fn call(&self, cx: &mut Cx, args: Vec<Value>) -> Eval<Value> {
            let [a, b] = args.as_slice() else {
                return Err(cx.fault("two are needed"));
            };
            cx.call_method(a, "plus", std::slice::from_ref(b))
        }
    }
    let sum = on_thread(|| {
        let program = Program::new(Arc::new(Steps::default()), Limits::default());
        let mut cx = program.enter();
        let add = Value::Closure(Arc::new(Closure::native(Add)));
        let binding = Value::map([("add", add)]);
        let script = Arc::new(parse(&Code::new("x", "add(1, 2) + [3, 4].inject(0, add)")).script);
        let loaded = cx.load(&script, Some(&binding)).unwrap();
        let value = cx.run(&loaded).unwrap();
        format!("{value:?}")
    });
    assert_eq!(sum, "10");
}
