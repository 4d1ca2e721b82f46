//! Execution: a walk over the tree with limits.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use crate::ast::{Block, Expr, Name, Script};
use crate::code::{Code, Position};
use crate::value::{Class, Closure, Object, Value};

/// What evaluation gives.
pub type Eval<T> = Result<T, Unwind>;

/// Why evaluation left its way.
pub enum Unwind {
    /// Something was thrown; `catch` sees it.
    Throw(Throw),
    /// It can't go on; nothing catches this, but `finally` blocks are left too.
    Fault(Box<Fault>),
}

/// A throwable under way.
#[derive(Clone)]
pub struct Throw(pub Arc<Object>);

/// Why a script can't go on: a limit, or an error of this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// For a person.
    pub message: String,
    /// Where.
    pub at: Option<Frame>,
}

/// A place in a running script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The file.
    pub file: Name,
    /// Where in it.
    pub position: Position,
}

/// What bounds a script.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Evaluated nodes, over all threads.
    pub steps: u64,
    /// Calls within calls.
    pub depth: u32,
    /// Bytes of values that were made, roughly, over all threads.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 2_000_000_000,
            depth: 1000,
            memory: 2 << 30,
        }
    }
}

/// What a script finds around it.
///
/// Names are looked for in this order: local variables; methods and fields of the script (its class); the binding; then
/// here. In closures the delegate comes in by the closure's strategy.
pub trait Host: Send + Sync {
    /// Calls what no script defines: a step or a global variable's `call`. None: there is no such thing. Closures are the last arguments,
    /// named arguments are one map at the front (as Groovy has it).
    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>>;

    /// A global variable: `env`, `params`, `currentBuild`. None: there is no such thing.
    fn get(&self, cx: &mut Cx, name: &str) -> Eval<Option<Value>>;

    /// Assigns to a name that is no variable of the script; false: it goes into the binding.
    fn set(&self, _cx: &mut Cx, _name: &str, _value: &Value) -> Eval<bool> {
        Ok(false)
    }

    /// A class that no script of the program has yet: the file of a library, parsed. `name` is full, or simple with the imports' star packages tried.
    fn class(&self, _cx: &mut Cx, _name: &str) -> Eval<Option<Arc<Script>>> {
        Ok(None)
    }

    /// Constructs a class of the host.
    fn construct(&self, _cx: &mut Cx, _class: &str, _args: &[Value]) -> Eval<Option<Value>> {
        Ok(None)
    }

    /// Calls a static method of a class of the host.
    fn call_static(
        &self,
        _cx: &mut Cx,
        _class: &str,
        _name: &str,
        _args: &[Value],
    ) -> Eval<Option<Value>> {
        Ok(None)
    }

    /// `println`, `print`, `printf`; the text has its line end, if any.
    fn print(&self, cx: &mut Cx, text: &str);

    /// Milliseconds since 1970.
    fn now(&self) -> i64;

    /// The time zone's name for dates: `UTC`.
    fn time_zone(&self) -> String {
        "UTC".to_owned()
    }

    /// Sleeping and random numbers are the host's.
    fn random(&self) -> u64;

    /// Called now and then (every some thousand steps, and at each call of the host): an interruption comes in here as an `Err`.
    fn check(&self, _cx: &mut Cx) -> Eval<()> {
        Ok(())
    }

    /// Names that a script can call or read, for suggestions.
    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    /// What a script's class is called in messages: `WorkflowScript`.
    fn script_class(&self) -> &str {
        "WorkflowScript"
    }
}

/// The variables that code sees: those of its block, then those around it. The outermost one of a script has its
/// object, and with that the binding.
pub struct Scope {
    _private: (),
}

/// All that the threads of a script share: classes, limits, the host, the baton (only the thread that has it runs).
pub struct Program {
    _private: (),
}

impl Program {
    /// A program without scripts.
    pub fn new(host: Arc<dyn Host>, limits: Limits) -> Arc<Self> {
        let _ = (host, limits);
        Arc::new(Self { _private: () })
    }

    /// A thread of execution. It takes the baton, waiting for it where another thread has it, and gives it back when dropped.
    pub fn enter(self: &Arc<Self>) -> Cx {
        Cx {
            program: Arc::clone(self),
            local: None,
        }
    }
}

/// One thread of execution.
pub struct Cx {
    program: Arc<Program>,
    /// What the host keeps for this thread.
    pub local: Option<Arc<dyn Any + Send + Sync>>,
}

/// A script that stands ready to run: its methods can be called without (and before) running it.
#[derive(Clone)]
pub struct Loaded {
    /// `this` of the script: it has its methods, `@Field`s and binding.
    pub object: Value,
    /// Its outermost scope.
    pub scope: Arc<Scope>,
    /// As parsed.
    pub script: Arc<Script>,
}

impl Cx {
    /// The program.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// Makes a script's classes and its object, without running it. `binding` is shared when given (a map from names), else the script has
    /// one of its own.
    pub fn load(&mut self, script: &Arc<Script>, binding: Option<&Value>) -> Eval<Loaded> {
        let _ = (script, binding);
        Err(self.fault("not built"))
    }

    /// Runs what a script has at its top. Gives the value of the last statement.
    pub fn run(&mut self, loaded: &Loaded) -> Eval<Value> {
        let _ = loaded;
        Err(self.fault("not built"))
    }

    /// Evaluates an expression with the variables of a scope.
    pub fn eval(&mut self, expr: &Expr, scope: &Arc<Scope>) -> Eval<Value> {
        let _ = (expr, scope);
        Err(self.fault("not built"))
    }

    /// Runs a block in a new scope inside this one. Gives the value of the last statement, or what it returns.
    pub fn run_block(&mut self, block: &Block, scope: &Arc<Scope>) -> Eval<Value> {
        let _ = (block, scope);
        Err(self.fault("not built"))
    }

    /// A scope inside another one, with these variables.
    pub fn scope(&mut self, around: &Arc<Scope>, variables: Vec<(Name, Value)>) -> Arc<Scope> {
        let _ = variables;
        Arc::clone(around)
    }

    /// The scope of a closure as it was written: what its code sees, with `owner` and `delegate` as they are now.
    pub fn scope_of(&mut self, closure: &Arc<Closure>) -> Option<Arc<Scope>> {
        let _ = closure;
        None
    }

    /// Calls a closure, or whatever has a `call` method.
    pub fn call(&mut self, callee: &Value, args: &[Value]) -> Eval<Value> {
        let _ = (callee, args);
        Err(self.fault("not built"))
    }

    /// Calls a method of a value, as `value.name(args)` would.
    pub fn call_method(&mut self, receiver: &Value, name: &str, args: &[Value]) -> Eval<Value> {
        let _ = (receiver, name, args);
        Err(self.fault("not built"))
    }

    /// Reads a property, as `value.name` would.
    pub fn get_property(&mut self, receiver: &Value, name: &str) -> Eval<Value> {
        let _ = (receiver, name);
        Err(self.fault("not built"))
    }

    /// Whether a script's object (or the program's host) has a method, so that a call would not miss.
    pub fn has_method(&mut self, receiver: &Value, name: &str) -> bool {
        let _ = (receiver, name);
        false
    }

    /// `toString()`.
    pub fn to_text(&mut self, value: &Value) -> Eval<Name> {
        let _ = value;
        Err(self.fault("not built"))
    }

    /// `inspect()`: with quotes around strings.
    pub fn inspect(&mut self, value: &Value) -> Eval<Name> {
        let _ = value;
        Err(self.fault("not built"))
    }

    /// Groovy's truth.
    pub fn truth(&mut self, value: &Value) -> Eval<bool> {
        let _ = value;
        Err(self.fault("not built"))
    }

    /// `==`.
    pub fn equals(&mut self, a: &Value, b: &Value) -> Eval<bool> {
        let _ = (a, b);
        Err(self.fault("not built"))
    }

    /// `<=>`.
    pub fn compare(&mut self, a: &Value, b: &Value) -> Eval<std::cmp::Ordering> {
        let _ = (a, b);
        Err(self.fault("not built"))
    }

    /// What `for` and `each` go through.
    pub fn items(&mut self, value: &Value) -> Eval<Vec<Value>> {
        let _ = value;
        Err(self.fault("not built"))
    }

    /// A class by its simple or full name.
    pub fn class(&mut self, name: &str) -> Option<Arc<Class>> {
        let _ = name;
        None
    }

    /// A throwable of a class (`hudson.AbortException`, `java.lang.IllegalArgumentException`) on its way.
    pub fn throw(&mut self, class: &str, message: impl Into<Name>) -> Unwind {
        let class = Class::builtin(class, None);
        Unwind::Throw(Throw(Object::throwable(class, Some(message.into()))))
    }

    /// The end of the script, without a chance for it to go on.
    pub fn fault(&mut self, message: impl Into<String>) -> Unwind {
        Unwind::Fault(Box::new(Fault {
            message: message.into(),
            at: self.place(),
        }))
    }

    /// Where the script is.
    pub fn place(&self) -> Option<Frame> {
        None
    }

    /// The source file that runs, for messages.
    pub fn code(&self) -> Option<Arc<Code>> {
        None
    }

    /// Does something that takes time, while other threads of the program run.
    pub fn wait<T>(&mut self, work: impl FnOnce() -> T) -> T {
        work()
    }

    /// Another thread of the same program, which starts with this one's depth and `local`. To be sent to a new OS thread, where
    /// [`Fork::enter`] makes a [`Cx`] of it.
    pub fn fork(&self) -> Fork {
        Fork {
            program: Arc::clone(&self.program),
            local: self.local.clone(),
        }
    }

    /// Counts memory that a host's value takes.
    pub fn charge(&mut self, bytes: usize) -> Eval<()> {
        let _ = bytes;
        Ok(())
    }
}

/// A thread of execution that has not begun.
pub struct Fork {
    program: Arc<Program>,
    local: Option<Arc<dyn Any + Send + Sync>>,
}

impl Fork {
    /// Begins it on the current OS thread.
    pub fn enter(self) -> Cx {
        let mut cx = self.program.enter();
        cx.local = self.local;
        cx
    }
}

impl fmt::Debug for Unwind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Throw(Throw(object)) => {
                write!(f, "{}: {:?}", object.class.name, object.message())
            }
            Self::Fault(fault) => fault.fmt(f),
        }
    }
}
