//! Statements.

use std::sync::Arc;

use super::scope::{Scope, Stored};
use super::types::Type;
use super::{Cx, Eval, Throw, Unwind};
use crate::ast::{Block, Catch, Declare, Declared, Expr, Ident, Name, Param, Stmt, StmtKind};
use crate::value::{Object, Value};

/// How a statement ended.
pub(super) enum Flow {
    /// With a value, which counts where it is the last one.
    Next(Value),
    Return(Value),
    Break(Option<Name>),
    Continue(Option<Name>),
}

/// What a loop does after a turn.
enum Turn {
    Next,
    Leave,
    Out(Flow),
}

impl Cx {
    /// The body of a method, closure or script. Its scope is there already.
    pub(super) fn body(&mut self, block: &Block, scope: &Arc<Scope>) -> Eval<Value> {
        Ok(match self.statements(&block.statements, scope)? {
            Flow::Next(value) | Flow::Return(value) => value,
            Flow::Break(_) | Flow::Continue(_) => Value::Null,
        })
    }

    pub(super) fn statements(&mut self, statements: &[Stmt], scope: &Arc<Scope>) -> Eval<Flow> {
        let mut last = Flow::Next(Value::Null);
        for statement in statements {
            last = self.statement(statement, scope)?;
            if !matches!(last, Flow::Next(_)) {
                break;
            }
        }
        Ok(last)
    }

    /// A block in a scope of its own, if it needs one.
    pub(super) fn block(&mut self, block: &Block, scope: &Arc<Scope>) -> Eval<Flow> {
        let declares = |stmt: &Stmt| matches!(stmt.kind, StmtKind::Declare(_));
        if block.statements.iter().any(declares) {
            return self.statements(&block.statements, &Scope::inside(scope));
        }
        self.statements(&block.statements, scope)
    }

    fn statement(&mut self, statement: &Stmt, scope: &Arc<Scope>) -> Eval<Flow> {
        self.tick()?;
        self.at(statement.span);
        let label = statement.label.as_ref();
        match &statement.kind {
            StmtKind::Expr(expr) => self.expr(expr, scope).map(Flow::Next),
            StmtKind::Declare(declare) => self.declare(declare, scope).map(Flow::Next),
            StmtKind::If {
                condition,
                then,
                otherwise,
            } => self.choice(condition, then, otherwise.as_ref(), scope),
            StmtKind::While { condition, body } => {
                self.repeat(Some(condition), &[], body, label, scope)
            }
            StmtKind::For {
                init,
                condition,
                update,
                body,
            } => {
                let scope = Scope::inside(scope);
                for statement in init {
                    self.statement(statement, &scope)?;
                }
                self.repeat(condition.as_ref(), update, body, label, &scope)
            }
            StmtKind::ForIn {
                variable,
                items,
                body,
            } => self.for_in(variable, items, body, label, scope),
            StmtKind::Switch { value, cases } => self.switch(value, cases, scope),
            StmtKind::Try {
                body,
                catches,
                finally,
            } => self.attempt(body, catches, finally.as_ref(), scope),
            StmtKind::Throw(expr) => Err(self.throw_value(expr, scope)),
            StmtKind::Return(expr) => {
                let value = expr.as_ref().map(|expr| self.expr(expr, scope));
                Ok(Flow::Return(value.transpose()?.unwrap_or_default()))
            }
            StmtKind::Break(label) => Ok(Flow::Break(label.clone())),
            StmtKind::Continue(label) => Ok(Flow::Continue(label.clone())),
            StmtKind::Block(block) => self.block(block, scope),
            StmtKind::Assert { condition, message } => {
                self.assertion(condition, message.as_ref(), scope)?;
                Ok(Flow::Next(Value::Null))
            }
            StmtKind::Error => Err(self.fault("this could not be read")),
        }
    }

    fn choice(
        &mut self,
        condition: &Expr,
        then: &Block,
        otherwise: Option<&Block>,
        scope: &Arc<Scope>,
    ) -> Eval<Flow> {
        if self.condition(condition, scope)? {
            return self.block(then, scope);
        }
        match otherwise {
            Some(block) => self.block(block, scope),
            None => Ok(Flow::Next(Value::Null)),
        }
    }

    pub(super) fn condition(&mut self, expr: &Expr, scope: &Arc<Scope>) -> Eval<bool> {
        match self.expr(expr, scope)? {
            Value::Bool(value) => Ok(value),
            value => self.truth(&value),
        }
    }

    fn repeat(
        &mut self,
        condition: Option<&Expr>,
        update: &[Expr],
        body: &Block,
        label: Option<&Name>,
        scope: &Arc<Scope>,
    ) -> Eval<Flow> {
        loop {
            self.tick()?;
            if let Some(condition) = condition
                && !self.condition(condition, scope)?
            {
                break;
            }
            match turn(self.block(body, scope)?, label) {
                Turn::Next => {}
                Turn::Leave => break,
                Turn::Out(flow) => return Ok(flow),
            }
            for expr in update {
                self.expr(expr, scope)?;
            }
        }
        Ok(Flow::Next(Value::Null))
    }

    fn for_in(
        &mut self,
        variable: &Param,
        items: &Expr,
        body: &Block,
        label: Option<&Name>,
        scope: &Arc<Scope>,
    ) -> Eval<Flow> {
        let items = self.expr(items, scope)?;
        let items = self.items(&items)?;
        let scope = Scope::inside(scope);
        let name = &variable.ident.name;
        let ty = Type::declared(variable.ty.as_ref());
        scope.declare(name, Value::Null, ty.clone());
        for item in items {
            self.tick()?;
            let item = self.convert(item, &ty)?;
            scope.force(name, item);
            match turn(self.block(body, &scope)?, label) {
                Turn::Next => {}
                Turn::Leave => break,
                Turn::Out(flow) => return Ok(flow),
            }
        }
        Ok(Flow::Next(Value::Null))
    }

    fn declare(&mut self, declare: &Declare, scope: &Arc<Scope>) -> Eval<Value> {
        if is_field(declare) {
            // It got its value when the script was loaded.
            return Ok(Value::Null);
        }
        let ty = Type::declared(declare.ty.as_ref());
        match &declare.what {
            Declared::Each(variables) => self.declare_each(variables, &ty, scope),
            Declared::Tuple(names, value) => {
                let value = self.expr(value, scope)?;
                for (at, ident) in names.iter().enumerate() {
                    let item = self.tuple_item(&value, at)?;
                    let item = self.convert(item, &ty)?;
                    scope.declare(&ident.name, item, ty.clone());
                }
                Ok(value)
            }
        }
    }

    fn declare_each(
        &mut self,
        variables: &[(Ident, Option<Expr>)],
        ty: &Type,
        scope: &Arc<Scope>,
    ) -> Eval<Value> {
        let mut last = Value::Null;
        for (ident, value) in variables {
            last = match value {
                Some(expr) => {
                    let value = self.expr(expr, scope)?;
                    self.convert(value, ty)?
                }
                None => ty.initial(),
            };
            scope.declare(&ident.name, last.clone(), ty.clone());
        }
        Ok(last)
    }

    /// Assigns to a variable of the scope if there is one; else gives the value back.
    pub(super) fn store(
        &mut self,
        name: &Name,
        value: Value,
        scope: &Arc<Scope>,
    ) -> Eval<Option<Value>> {
        match scope.set(name, value) {
            Stored::Yes => Ok(None),
            Stored::NoVariable(value) => Ok(Some(value)),
            Stored::Typed(ty, value) => {
                let value = self.convert(value, &ty)?;
                scope.force(name, value);
                Ok(None)
            }
        }
    }

    fn throw_value(&mut self, expr: &Expr, scope: &Arc<Scope>) -> Unwind {
        match self.expr(expr, scope) {
            Ok(Value::Object(object)) if object.thrown.is_some() => {
                self.trace(&object);
                Unwind::Throw(Throw(object))
            }
            Ok(Value::Null) => self.throw("java.lang.NullPointerException", "null"),
            Ok(other) => self.cast_error(&other, "java.lang.Throwable"),
            Err(unwind) => unwind,
        }
    }

    fn attempt(
        &mut self,
        body: &Block,
        catches: &[Catch],
        finally: Option<&Block>,
        scope: &Arc<Scope>,
    ) -> Eval<Flow> {
        let depth = self.calls.len();
        let done = match self.block(body, scope) {
            Err(Unwind::Throw(Throw(object))) => {
                self.calls.truncate(depth);
                self.handle(object, catches, scope)
            }
            done => done,
        };
        let Some(finally) = finally else { return done };
        if matches!(done, Err(Unwind::Fault(_))) {
            return done;
        }
        match self.block(finally, scope)? {
            Flow::Next(_) => done,
            leaves => Ok(leaves),
        }
    }

    fn handle(&mut self, object: Arc<Object>, catches: &[Catch], scope: &Arc<Scope>) -> Eval<Flow> {
        for catch in catches {
            if is_caught(&object, catch, scope) {
                let scope = Scope::inside(scope);
                scope.declare(&catch.name.name, Value::Object(object), Type::Any);
                return self.block(&catch.body, &scope);
            }
        }
        Err(Unwind::Throw(Throw(object)))
    }
}

/// Whether a clause is for a throwable.
fn is_caught(object: &Arc<Object>, catch: &Catch, scope: &Scope) -> bool {
    if catch.types.is_empty() {
        return object.class.is("java.lang.Exception");
    }
    let value = Value::Object(Arc::clone(object));
    let mut types = catch.types.iter();
    types.any(|ty| super::instance::is_instance(&value, &ty.name, scope))
}

/// Whether a declaration is one of a field of the script.
pub(super) fn is_field(declare: &Declare) -> bool {
    let mut annotations = declare.annotations.iter();
    annotations.any(|annotation| matches!(&*annotation.name, "Field" | "groovy.transform.Field"))
}

fn turn(flow: Flow, label: Option<&Name>) -> Turn {
    let mine = |named: &Option<Name>| named.is_none() || named.as_ref() == label;
    match flow {
        Flow::Next(_) => Turn::Next,
        Flow::Break(named) if mine(&named) => Turn::Leave,
        Flow::Continue(named) if mine(&named) => Turn::Next,
        other => Turn::Out(other),
    }
}
