//! Goes through all that is written in a script.

use maillon_groovy::ast::{
    Arg, Block, Call, ClassDecl, ClosureExpr, Declare, Declared, Entry, Expr, ExprKind, Ident,
    Member, Method, Param, Piece, Script, Stmt, StmtKind,
};

/// What is met on the way.
#[derive(Clone, Copy)]
pub(super) enum Met<'s> {
    Expr(&'s Expr),
    Stmt(&'s Stmt),
    Param(&'s Param),
    /// A variable that is declared, after its value.
    Declared(&'s Ident),
    /// The closure has `it`.
    It,
    /// What is declared from here on is known until the end of it.
    Begin(Begin),
    End,
}

/// What begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    /// A block, closure or loop: it sees what is around.
    Inner,
    /// A function: it does not.
    Function,
}

/// Tells of everything in a script, also in its functions and classes.
pub(super) fn script<'s>(script: &'s Script, tell: &mut impl FnMut(Met<'s>)) {
    let mut walk = Walk(tell);
    walk.block(&script.body);
    script.methods.iter().for_each(|method| walk.method(method));
    script.classes.iter().for_each(|class| walk.class(class));
}

/// Tells of everything in a block.
pub(super) fn block<'s>(block: &'s Block, tell: &mut impl FnMut(Met<'s>)) {
    Walk(tell).block(block);
}

struct Walk<'t, F>(&'t mut F);

impl<'s, F: FnMut(Met<'s>)> Walk<'_, F> {
    fn block(&mut self, block: &'s Block) {
        self.inside(Begin::Inner, |walk| walk.statements(block));
    }

    fn statements(&mut self, block: &'s Block) {
        block.statements.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn inside(&mut self, begin: Begin, walk: impl FnOnce(&mut Self)) {
        (self.0)(Met::Begin(begin));
        walk(self);
        (self.0)(Met::End);
    }

    fn method(&mut self, method: &'s Method) {
        self.inside(Begin::Function, |walk| {
            walk.params(&method.params);
            if let Some(body) = &method.body {
                walk.block(body);
            }
        });
    }

    fn closure(&mut self, closure: &'s ClosureExpr) {
        self.inside(Begin::Inner, |walk| {
            match &closure.params {
                Some(params) => walk.params(params),
                None => (walk.0)(Met::It),
            }
            walk.statements(&closure.body);
        });
    }

    fn class(&mut self, class: &'s ClassDecl) {
        class
            .fields
            .iter()
            .filter_map(|field| field.value.as_ref())
            .for_each(|value| self.expr(value));
        class
            .methods
            .iter()
            .chain(&class.constructors)
            .for_each(|method| self.method(method));
        class
            .statics
            .iter()
            .chain(&class.initializers)
            .for_each(|block| self.block(block));
        class
            .constants
            .iter()
            .for_each(|constant| self.args(&constant.args));
        class.classes.iter().for_each(|class| self.class(class));
    }

    fn params(&mut self, params: &'s [Param]) {
        for param in params {
            (self.0)(Met::Param(param));
            self.maybe(param.default.as_ref());
        }
    }

    fn maybe(&mut self, expr: Option<&'s Expr>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn exprs(&mut self, exprs: &'s [Expr]) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn args(&mut self, args: &'s [Arg]) {
        for arg in args {
            self.maybe(arg.key.as_ref());
            self.expr(&arg.value);
        }
    }

    fn stmt(&mut self, stmt: &'s Stmt) {
        (self.0)(Met::Stmt(stmt));
        match &stmt.kind {
            StmtKind::Expr(expr) | StmtKind::Throw(expr) => self.expr(expr),
            StmtKind::Declare(declare) => self.declare(declare),
            StmtKind::Return(expr) => self.maybe(expr.as_ref()),
            StmtKind::Assert { condition, message } => {
                self.expr(condition);
                self.maybe(message.as_ref());
            }
            StmtKind::Block(block) => self.block(block),
            StmtKind::Break(_) | StmtKind::Continue(_) | StmtKind::Error => {}
            _ => self.branching(stmt),
        }
    }

    fn declare(&mut self, declare: &'s Declare) {
        match &declare.what {
            Declared::Each(each) => {
                for (name, value) in each {
                    self.maybe(value.as_ref());
                    (self.0)(Met::Declared(name));
                }
            }
            Declared::Tuple(names, value) => {
                self.expr(value);
                for name in names {
                    (self.0)(Met::Declared(name));
                }
            }
        }
    }

    fn branching(&mut self, stmt: &'s Stmt) {
        match &stmt.kind {
            StmtKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.expr(condition);
                self.block(then);
                if let Some(block) = otherwise {
                    self.block(block);
                }
            }
            StmtKind::While { condition, body } => {
                self.expr(condition);
                self.block(body);
            }
            StmtKind::For {
                init,
                condition,
                update,
                body,
            } => self.inside(Begin::Inner, |walk| {
                for stmt in init {
                    walk.stmt(stmt);
                }
                walk.maybe(condition.as_ref());
                walk.exprs(update);
                walk.block(body);
            }),
            StmtKind::ForIn {
                variable,
                items,
                body,
            } => self.inside(Begin::Inner, |walk| {
                (walk.0)(Met::Param(variable));
                walk.expr(items);
                walk.block(body);
            }),
            _ => self.selecting(stmt),
        }
    }

    fn selecting(&mut self, stmt: &'s Stmt) {
        match &stmt.kind {
            StmtKind::Switch { value, cases } => {
                self.expr(value);
                for case in cases {
                    self.maybe(case.value.as_ref());
                    self.block(&case.body);
                }
            }
            StmtKind::Try {
                body,
                catches,
                finally,
            } => {
                self.block(body);
                for catch in catches {
                    self.inside(Begin::Inner, |walk| {
                        (walk.0)(Met::Declared(&catch.name));
                        walk.block(&catch.body);
                    });
                }
                if let Some(block) = finally {
                    self.block(block);
                }
            }
            _ => {}
        }
    }

    fn expr(&mut self, expr: &'s Expr) {
        (self.0)(Met::Expr(expr));
        match &expr.kind {
            ExprKind::GString(pieces) => pieces.iter().for_each(|piece| self.piece(piece)),
            ExprKind::List(items) => self.exprs(items),
            ExprKind::Map(entries) => entries.iter().for_each(|entry| self.entry(entry)),
            ExprKind::Closure(closure) => self.closure(closure),
            ExprKind::Call(call) => self.call(call),
            ExprKind::Property { object, name, .. } | ExprKind::MethodPointer { object, name } => {
                self.expr(object);
                self.member(name);
            }
            ExprKind::Index { object, index } => {
                self.expr(object);
                self.exprs(index);
            }
            ExprKind::New { args, .. } => self.args(args),
            ExprKind::NewArray { sizes, items, .. } => {
                self.exprs(sizes);
                self.exprs(items.as_deref().unwrap_or_default());
            }
            _ => self.operator(expr),
        }
    }

    fn operator(&mut self, expr: &'s Expr) {
        match &expr.kind {
            ExprKind::Range {
                from: one, to: two, ..
            }
            | ExprKind::Binary(_, one, two)
            | ExprKind::Elvis(one, two)
            | ExprKind::Assign {
                target: one,
                value: two,
                ..
            } => {
                self.expr(one);
                self.expr(two);
            }
            ExprKind::Ternary(condition, one, two) => {
                self.expr(condition);
                self.expr(one);
                self.expr(two);
            }
            ExprKind::Unary(_, inner)
            | ExprKind::Step { target: inner, .. }
            | ExprKind::InstanceOf(inner, _)
            | ExprKind::As(inner, _)
            | ExprKind::Cast(_, inner)
            | ExprKind::Spread(inner) => self.expr(inner),
            _ => {}
        }
    }

    fn piece(&mut self, piece: &'s Piece) {
        match piece {
            Piece::Text(_) => {}
            Piece::Value(expr) => self.expr(expr),
            Piece::Lazy(closure) => self.closure(closure),
        }
    }

    fn entry(&mut self, entry: &'s Entry) {
        match entry {
            Entry::Pair(key, value) => {
                self.expr(key);
                self.expr(value);
            }
            Entry::Spread(map) => self.expr(map),
        }
    }

    fn call(&mut self, call: &'s Call) {
        self.maybe(call.object.as_ref());
        self.member(&call.name);
        self.args(&call.args);
    }

    fn member(&mut self, member: &'s Member) {
        if let Member::Dynamic(name) = member {
            self.expr(name);
        }
    }
}
