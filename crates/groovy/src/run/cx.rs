//! A thread of execution, as hosts and the library see it.

use std::any::Any;
use std::sync::Arc;

use super::program::Program;
use super::scope::{Context, Scope, Slot};
use super::types::Type;
use super::unit::Unit;
use super::{Eval, Fault, Frame, Host, Throw, Unwind};
use crate::ast::{Block, Expr, Name, Script};
use crate::code::{Code, Span};
use crate::value::{Class, Closure, ClosureCode, Object, Value};

/// How large the stack of a thread must be that runs scripts. It is only mapped where it is used.
pub const STACK: usize = 128 << 20;

/// What stays free of the stack for the host's own calls and for unwinding.
const RESERVE: usize = 4 << 20;

/// How many nodes are evaluated between two looks at the limits.
const ROUND: u32 = 4096;

/// One thread of execution.
pub struct Cx {
    pub(super) program: Arc<Program>,
    /// What the host keeps for this thread.
    pub local: Option<Arc<dyn Any + Send + Sync>>,
    pub(super) calls: Vec<Call>,
    /// Nodes until the next look at the limits.
    left: u32,
    /// Bytes made since the last look.
    made: u64,
    /// Where the stack was at the beginning.
    base: usize,
    /// What an `assert` keeps of the values in its condition.
    pub(super) recorder: Option<Vec<(Span, u32, Value)>>,
    /// Classes that are being made.
    pub(super) building: Vec<Name>,
    /// `it`.
    it: Name,
}

/// A call under way.
#[derive(Clone)]
pub(super) struct Call {
    context: Arc<Context>,
    pub(super) at: Span,
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

/// A thread of execution that has not begun.
pub struct Fork {
    program: Arc<Program>,
    calls: Vec<Call>,
    local: Option<Arc<dyn Any + Send + Sync>>,
}

impl Fork {
    /// Begins it on the current OS thread.
    pub fn enter(self) -> Cx {
        Cx::new(&self.program, self.calls, self.local)
    }
}

impl Drop for Cx {
    fn drop(&mut self) {
        self.program.give_baton();
    }
}

impl Cx {
    pub(super) fn new(
        program: &Arc<Program>,
        calls: Vec<Call>,
        local: Option<Arc<dyn Any + Send + Sync>>,
    ) -> Self {
        program.take_baton();
        Self {
            program: Arc::clone(program),
            local,
            calls,
            left: ROUND,
            made: 0,
            base: here(),
            recorder: None,
            building: Vec::new(),
            it: "it".into(),
        }
    }

    /// The program.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// The host.
    pub fn host(&self) -> Arc<dyn Host> {
        Arc::clone(&self.program.host)
    }

    /// Runs what a script has at its top. Gives the value of the last statement.
    pub fn run(&mut self, loaded: &Loaded) -> Eval<Value> {
        let body = Arc::clone(&loaded.script.body);
        self.within(&loaded.scope, |cx| cx.body(&body, &loaded.scope))
    }

    /// Evaluates an expression with the variables of a scope.
    pub fn eval(&mut self, expr: &Expr, scope: &Arc<Scope>) -> Eval<Value> {
        self.within(scope, |cx| cx.expr(expr, scope))
    }

    /// Runs a block in a new scope inside this one. Gives the value of the last statement, or what it returns.
    pub fn run_block(&mut self, block: &Block, scope: &Arc<Scope>) -> Eval<Value> {
        let inner = Scope::inside(scope);
        self.within(&inner, |cx| cx.body(block, &inner))
    }

    /// A scope inside another one, with these variables.
    pub fn scope(&mut self, around: &Arc<Scope>, variables: Vec<(Name, Value)>) -> Arc<Scope> {
        let slots = variables.into_iter().map(|(name, value)| Slot {
            name,
            value,
            ty: Type::Any,
        });
        let context = Arc::clone(&around.context);
        Scope::with(Some(Arc::clone(around)), context, slots.collect())
    }

    /// The scope of a closure as it was written: what its code sees, with `owner` and `delegate` as they are now.
    pub fn scope_of(&mut self, closure: &Arc<Closure>) -> Option<Arc<Scope>> {
        match &closure.code {
            ClosureCode::Script(_, around) => Some(Self::closure_scope(closure, around)),
            _ => None,
        }
    }

    /// A throwable of a class (`hudson.AbortException`, `java.lang.IllegalArgumentException`) on its way.
    pub fn throw(&mut self, class: &str, message: impl Into<Name>) -> Unwind {
        let class = self
            .class(class)
            .unwrap_or_else(|| Class::builtin(class, None));
        let object = Object::throwable(class, Some(message.into()));
        self.trace(&object);
        Unwind::Throw(Throw(object))
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
        self.calls.last().map(Call::frame)
    }

    /// The source file that runs, for messages.
    pub fn code(&self) -> Option<Arc<Code>> {
        self.calls
            .last()
            .map(|call| Arc::clone(&call.context.unit.script.code))
    }

    /// Does something that takes time, while other threads of the program run.
    pub fn wait<T>(&mut self, work: impl FnOnce() -> T) -> T {
        self.program.give_baton();
        let done = work();
        self.program.take_baton();
        done
    }

    /// Another thread of the same program, which starts with this one's depth and `local`. To be sent to a new OS thread, where
    /// [`Fork::enter`] makes a [`Cx`] of it.
    pub fn fork(&self) -> Fork {
        Fork {
            program: Arc::clone(&self.program),
            calls: self.calls.clone(),
            local: self.local.clone(),
        }
    }

    /// Counts memory that a value takes.
    pub fn charge(&mut self, bytes: usize) -> Eval<()> {
        let bytes = bytes as u64;
        self.made = self.made.saturating_add(bytes);
        if self.made > 1 << 20 {
            self.account(bytes)
        } else {
            Ok(())
        }
    }

    /// Counts an evaluated node.
    pub(crate) fn tick(&mut self) -> Eval<()> {
        self.left -= 1;
        if self.left == 0 {
            self.account(0)
        } else {
            Ok(())
        }
    }

    /// Looks at the limits, and lets the host interrupt. The last `coming` bytes that were counted are of a value that is not yet made.
    fn account(&mut self, coming: u64) -> Eval<()> {
        let steps = self.program.count(u64::from(ROUND - self.left));
        self.left = ROUND;
        let made = std::mem::take(&mut self.made);
        let limits = self.program.limits;
        if steps > limits.steps {
            return Err(self.fault(format!(
                "the script did not end within {} steps; is a loop without end in it?",
                limits.steps
            )));
        }
        if !self.program.fits(made, coming) {
            return Err(self.fault(format!(
                "the script made values of more than {} MiB",
                limits.memory >> 20
            )));
        }
        self.host().check(self)
    }

    /// Whether so much of the stack is left that another call can begin.
    pub(crate) fn check_stack(&mut self) -> Eval<()> {
        if self.base.abs_diff(here()) > STACK - RESERVE {
            return Err(self.overflow());
        }
        Ok(())
    }

    fn overflow(&mut self) -> Unwind {
        let class = self.class("java.lang.StackOverflowError");
        let class = class.unwrap_or_else(|| Class::builtin("java.lang.StackOverflowError", None));
        let object = Object::throwable(class, None);
        self.trace(&object);
        Unwind::Throw(Throw(object))
    }

    /// Does something as a call of code in a file.
    pub(super) fn within<T>(
        &mut self,
        scope: &Scope,
        work: impl FnOnce(&mut Self) -> Eval<T>,
    ) -> Eval<T> {
        if self.calls.len() >= self.program.limits.depth as usize {
            return Err(self.overflow());
        }
        self.check_stack()?;
        self.tick()?;
        let at = Span::default();
        let recorder = self.recorder.take();
        let context = Arc::clone(&scope.context);
        self.calls.push(Call { context, at });
        let done = work(self);
        self.calls.pop();
        self.recorder = recorder;
        done
    }

    /// The file whose code runs.
    pub(super) fn unit(&self) -> Option<Arc<Unit>> {
        self.calls.last().map(|call| Arc::clone(&call.context.unit))
    }

    /// The name `it`, made once.
    pub(super) fn it(&self) -> Name {
        Arc::clone(&self.it)
    }

    /// Says where in the current call the script is.
    pub(super) fn at(&mut self, span: Span) {
        if let Some(call) = self.calls.last_mut() {
            call.at = span;
        }
    }

    /// Writes down where a throwable was made, unless that is known.
    pub(crate) fn trace(&self, object: &Object) {
        if let Some(thrown) = &object.thrown {
            let mut thrown = thrown.lock();
            if thrown.trace.is_empty() {
                thrown.trace = self.calls.iter().rev().map(Call::frame).collect();
            }
        }
    }
}

impl Call {
    fn frame(&self) -> Frame {
        let code = &self.context.unit.script.code;
        Frame {
            method: self.context.method_name().into(),
            file: Arc::clone(&code.name),
            position: code.position(self.at.start),
        }
    }
}

/// About where the stack is.
#[inline(never)]
fn here() -> usize {
    let mark = 0u8;
    std::ptr::from_ref(std::hint::black_box(&mark)).addr()
}
