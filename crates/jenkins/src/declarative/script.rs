//! How the walk talks to the script: it calls steps as a script would, with blocks that are made of Rust.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use maillon_groovy::ast::{Arg, Call, CallStyle, Expr, ExprKind, Ident, Member, Name};
use maillon_groovy::{Closure, ClosureCode, Cx, Eval, NativeClosure, Scope, Throw, Unwind, Value};

use crate::build::{Local, no_such_method, note};
use crate::credentials::{self, Bind};
use crate::steps::{self, Described};

/// Something to do in a place that block steps make: a node, a changed environment.
pub(crate) type Work = Arc<dyn Fn(&mut Cx) -> Eval<()> + Send + Sync>;

struct Block(Work);

impl NativeClosure for Block {
    fn call(&self, cx: &mut Cx, _args: Vec<Value>) -> Eval<Value> {
        (self.0)(cx).map(|()| Value::Null)
    }
}

/// Work as a closure that steps can call.
pub(crate) fn closure(work: Work) -> Value {
    Value::Closure(Arc::new(Closure {
        code: ClosureCode::Native(Arc::new(Block(work))),
        owner: Value::Null,
        this: Value::Null,
        delegate: parking_lot::Mutex::new(Value::Null),
        strategy: parking_lot::Mutex::default(),
    }))
}

/// Calls a step.
pub(crate) fn step(cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Value> {
    match steps::call(cx, name, args)? {
        Some(value) => Ok(value),
        None => Err(no_such_method(cx, name)),
    }
}

/// Calls a step with a block.
pub(crate) fn block(cx: &mut Cx, name: &str, mut args: Vec<Value>, work: &Work) -> Eval<()> {
    args.push(closure(Arc::clone(work)));
    step(cx, name, &args).map(drop)
}

/// Does the work with more environment variables, each `NAME=value`.
pub(crate) fn with_env(cx: &mut Cx, variables: Vec<String>, work: &Work) -> Eval<()> {
    if variables.is_empty() {
        return work(cx);
    }
    let variables = Value::list(variables.into_iter().map(Value::text));
    block(cx, "withEnv", vec![variables], work)
}

/// The value of a global variable: `env`, `scm`, `docker`.
pub(crate) fn global(cx: &mut Cx, name: &str, scope: &Arc<Scope>) -> Eval<Value> {
    cx.eval(&variable(name), scope)
}

/// An environment variable, as `env.NAME` sees it; None where it is not set.
pub(crate) fn env(cx: &mut Cx, name: &str, scope: &Arc<Scope>) -> Eval<Option<Name>> {
    let env = global(cx, "env", scope)?;
    let value = cx.get_property(&env, name)?;
    if value.is_null() {
        return Ok(None);
    }
    cx.to_text(&value).map(Some)
}

/// A name as an expression.
pub(super) fn variable(name: &str) -> Expr {
    Expr {
        kind: ExprKind::Variable(name.into()),
        span: maillon_groovy::Span::default(),
    }
}

/// A call as an expression: what a directive that is an argument of a step means.
pub(super) fn call(name: &Ident, args: &[Arg]) -> Expr {
    Expr {
        kind: ExprKind::Call(Box::new(Call {
            object: None,
            access: maillon_groovy::ast::Access::Dot,
            name: Member::Name(name.clone()),
            args: args.to_vec(),
            style: CallStyle::Plain,
        })),
        span: name.span,
    }
}

/// The values of arguments as a step gets them: named ones are a map at the front.
pub(crate) fn values(cx: &mut Cx, args: &[Arg], scope: &Arc<Scope>) -> Eval<Vec<Value>> {
    let named = named(cx, args, scope)?;
    let mut values = Vec::new();
    if !named.is_empty() {
        values.push(Value::map(named));
    }
    for arg in args.iter().filter(|arg| arg.key.is_none()) {
        values.push(cx.eval(&arg.value, scope)?);
    }
    Ok(values)
}

/// The named arguments.
pub(crate) fn named(cx: &mut Cx, args: &[Arg], scope: &Arc<Scope>) -> Eval<Vec<(Name, Value)>> {
    let mut named = Vec::new();
    for arg in args {
        if let Some(key) = &arg.key {
            let key = cx.eval(key, scope)?;
            named.push((cx.to_text(&key)?, cx.eval(&arg.value, scope)?));
        }
    }
    Ok(named)
}

/// The argument of a name, or the only one where it has none.
pub(crate) fn argument(
    cx: &mut Cx,
    args: &[Arg],
    name: &str,
    scope: &Arc<Scope>,
) -> Eval<Option<Value>> {
    let meant = |arg: &&Arg| match &arg.key {
        None => args.len() == 1,
        Some(key) => matches!(&key.kind, ExprKind::Str(key) if **key == *name),
    };
    match args.iter().find(meant) {
        None => Ok(None),
        Some(arg) => cx.eval(&arg.value, scope).map(Some),
    }
}

/// The same as text; None also for `null`.
pub(crate) fn text_argument(
    cx: &mut Cx,
    args: &[Arg],
    name: &str,
    scope: &Arc<Scope>,
) -> Eval<Option<Name>> {
    match argument(cx, args, name, scope)? {
        None | Some(Value::Null) => Ok(None),
        Some(value) => cx.to_text(&value).map(Some),
    }
}

/// The same as a boolean; a missing one is false.
pub(crate) fn bool_argument(
    cx: &mut Cx,
    args: &[Arg],
    name: &str,
    scope: &Arc<Scope>,
) -> Eval<bool> {
    match argument(cx, args, name, scope)? {
        None => Ok(false),
        Some(Value::Str(text)) => Ok(text.eq_ignore_ascii_case("true")),
        Some(value) => cx.truth(&value),
    }
}

/// Separates what was thrown, which the walk keeps until the end, from what ends everything.
pub(super) fn caught<T>(result: Eval<T>) -> Eval<Result<T, Throw>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(Unwind::Throw(thrown)) => Ok(Err(thrown)),
        Err(fault) => Err(fault),
    }
}

/// An `error` of Jenkins itself.
pub(crate) fn abort(cx: &mut Cx, message: impl Into<Name>) -> Unwind {
    cx.throw("hudson.AbortException", message)
}

/// Whether the thread is in a stage: what is done for the whole build then needs none of its own.
pub(crate) fn within_a_stage(cx: &mut Cx) -> Eval<bool> {
    Ok(Local::here(cx)?.stage.is_some())
}

/// Does work in a stage that Jenkins adds, unless there is a stage already.
pub(crate) fn synthetic(cx: &mut Cx, name: &str, work: &Work) -> Eval<()> {
    if within_a_stage(cx)? {
        return work(cx);
    }
    block(cx, "stage", vec![Value::text(name)], work)
}

/// The thread's stage does not run, whatever is thrown out of it.
pub(super) fn mark_skipped(cx: &mut Cx) -> Eval<()> {
    if let Some(stage) = &Local::here(cx)?.stage {
        stage.skipped.store(true, Ordering::Relaxed);
    }
    Ok(())
}

/// A description without arguments: `agent()` of `retry(conditions: [...])`.
pub(crate) fn described(symbol: &str) -> Value {
    Value::native(Described {
        symbol: symbol.to_owned(),
        args: steps::Arguments::default(),
    })
}

/// Does work with credentials in the environment: names of variables with ids.
pub(super) fn with_credentials(cx: &mut Cx, wanted: Vec<(Name, Name)>, work: &Work) -> Eval<()> {
    if wanted.is_empty() {
        return work(cx);
    }
    let wanted: Vec<(String, Bind)> = wanted
        .into_iter()
        .map(|(name, id)| {
            let name = name.to_string();
            (id.to_string(), Bind::Declarative { name })
        })
        .collect();
    note(cx, "withCredentials");
    let result =
        credentials::with_credentials(cx, &wanted, |cx| steps::braces(cx, None, |cx| work(cx)));
    note(cx, "// withCredentials");
    result
}
