//! Statements and blocks.

use crate::ast::{Block, Expr, Name, Stmt, StmtKind};

use super::expression::Context;
use super::parser::{Failed, Parser, Read, Separator};
use super::script::Item;
use super::token::Kind;

impl Parser<'_> {
    /// A statement, method, class or import.
    pub(super) fn item(&mut self, before: Separator) -> Read<Item> {
        self.nest(|parser| parser.item_here(before))
    }

    fn item_here(&mut self, before: Separator) -> Read<Item> {
        if self.is_import() {
            return self.import().map(Box::new).map(Item::Import);
        }
        if self.is_class() {
            return self.class().map(Item::Class);
        }
        if self.is_declaration() {
            return self.declaration();
        }
        self.statement_here(before)
            .map(Box::new)
            .map(Item::Statement)
    }

    fn statement_here(&mut self, before: Separator) -> Read<Stmt> {
        let start = self.start();
        if self.is_label() {
            return self.labelled();
        }
        let kind = match self.peek() {
            Kind::Word(word) => match *word {
                "if" => self.conditional()?,
                "while" => self.while_loop()?,
                "for" => self.for_loop()?,
                "switch" => self.switch()?,
                "try" => self.tried()?,
                "synchronized" => self.synchronized()?,
                "return" | "break" | "continue" | "throw" | "assert" => self.branch()?,
                _ => self.expression_statement(before)?,
            },
            _ => self.expression_statement(before)?,
        };
        Ok(Stmt {
            label: None,
            kind,
            span: self.since(start),
        })
    }

    fn is_label(&self) -> bool {
        matches!(self.peek(), Kind::Name(_)) && self.ahead(1).is(":")
    }

    fn labelled(&mut self) -> Read<Stmt> {
        let start = self.start();
        let label = self.ident()?.name;
        self.expect(":")?;
        self.newlines();
        let mut statement = if self.is("{") && !self.has_closure_params() {
            let block = self.block()?;
            Stmt {
                label: None,
                kind: StmtKind::Block(block),
                span: self.since(start),
            }
        } else {
            self.statement(Separator::Clear)?
        };
        statement.label.get_or_insert(label);
        statement.span = self.since(start);
        Ok(statement)
    }

    /// A statement where methods and classes have no place.
    pub(super) fn statement(&mut self, before: Separator) -> Read<Stmt> {
        let start = self.start();
        match self.item(before)? {
            Item::Statement(statement) => Ok(*statement),
            Item::Method(method) => {
                let message = "Method definition not expected here. Please define the method at an appropriate place or perhaps try using a block/Closure instead.";
                self.fail(message, method.span);
                Ok(Stmt {
                    label: None,
                    kind: StmtKind::Error,
                    span: method.span,
                })
            }
            Item::Class(class) => {
                self.fail("Class definition not expected here. Please define the class at an appropriate place or perhaps try using a block/Closure instead.", class.ident.span);
                Ok(Stmt {
                    label: None,
                    kind: StmtKind::Error,
                    span: class.span,
                })
            }
            Item::Import(import) => {
                self.fail("unexpected token: import", import.span);
                Ok(Stmt {
                    label: None,
                    kind: StmtKind::Error,
                    span: self.since(start),
                })
            }
        }
    }

    fn expression_statement(&mut self, before: Separator) -> Read<StmtKind> {
        if self.is("{") && !self.has_closure_params() {
            return Err(self.ambiguous_block(before));
        }
        self.command().map(StmtKind::Expr)
    }

    fn ambiguous_block(&mut self, before: Separator) -> Failed {
        let (what, how) = match before {
            Separator::Newline => (
                "Ambiguous expression could be a parameterless closure expression, an isolated open code block, or it may continue a previous statement",
                "Add an explicit parameter list, e.g. {it -> ...}, or force it to be treated as an open block by giving it a label, e.g. L:{...}, and also either remove the previous newline, or add an explicit semicolon ';'",
            ),
            Separator::Clear => (
                "Ambiguous expression could be either a parameterless closure expression or an isolated open code block",
                "Add an explicit closure parameter list, e.g. {it -> ...}, or force it to be treated as an open block by giving it a label, e.g. L:{...}",
            ),
        };
        let failed = self.fail(what, self.start());
        self.hint(how);
        failed
    }

    /// `{ ... }`.
    pub(super) fn block(&mut self) -> Read<Block> {
        let (open, start) = (self.at, self.start());
        self.expect("{")?;
        let statements = self.block_statements(open)?;
        Ok(Block {
            statements,
            span: self.since(start),
        })
    }

    /// The statements of a block, whose brace is that token, and its closing brace.
    pub(super) fn block_statements(&mut self, open: usize) -> Read<Vec<Stmt>> {
        let statements = self.statements(&["}"]);
        if self.eat("}") {
            return Ok(statements);
        }
        let failed = self.expected("'}'");
        if *self.peek() == Kind::End {
            self.hint(&self.unclosed(open));
        }
        Err(failed)
    }

    pub(super) fn statements(&mut self, ends: &[&str]) -> Vec<Stmt> {
        let mut statements = Vec::new();
        loop {
            let separator = self.separators();
            if self.peek().is_one_of(ends) || matches!(self.peek(), Kind::End | Kind::Sign("}")) {
                return statements;
            }
            let start = self.at;
            let statement = self
                .statement(separator)
                .and_then(|it| self.ended(it, ends));
            statements.push(statement.unwrap_or_else(|_| self.skipped(start)));
            if self.at == start {
                self.bump();
            }
        }
    }

    /// After a statement comes another line, a semicolon or the end of the block.
    fn ended(&mut self, statement: Stmt, ends: &[&str]) -> Read<Stmt> {
        if self.is_separator() || self.is("}") || self.peek().is_one_of(ends) {
            return Ok(statement);
        }
        Err(self.expected("'}'"))
    }

    fn branch(&mut self) -> Read<StmtKind> {
        let word = self.peek().clone();
        self.bump();
        Ok(match word {
            Kind::Word("return") => {
                let ends = self.is_separator()
                    || matches!(self.peek(), Kind::End)
                    || self.peek().is_one_of(&["}", "else"]);
                StmtKind::Return(if ends {
                    None
                } else {
                    Some(self.expression(Context::Inner)?)
                })
            }
            Kind::Word("break") => StmtKind::Break(self.target()),
            Kind::Word("continue") => StmtKind::Continue(self.target()),
            Kind::Word("throw") => StmtKind::Throw(self.expression(Context::Inner)?),
            _ => self.assertion()?,
        })
    }

    fn target(&mut self) -> Option<Name> {
        matches!(self.peek(), Kind::Name(_))
            .then(|| self.ident().ok())
            .flatten()
            .map(|it| it.name)
    }

    fn assertion(&mut self) -> Read<StmtKind> {
        let condition = self.nest(|parser| parser.conditional_expression(Context::Inner))?;
        let message = if self.eat(",") || self.eat(":") {
            self.newlines();
            Some(self.expression(Context::Inner)?)
        } else {
            None
        };
        Ok(StmtKind::Assert { condition, message })
    }

    /// An expression whose outermost call may have no parentheses.
    pub(super) fn command(&mut self) -> Read<Expr> {
        let first = self.at;
        let head = self.expression(Context::Statement)?;
        if self.path == (first, self.at) {
            return self.command_chain(head);
        }
        Ok(head)
    }
}
