//! Statements and blocks.

use crate::ast::{Block, Case, Catch, Expr, Param, Rest, Stmt, StmtKind};

use super::expression::Context;
use super::parser::{Parser, Read, Separator};
use super::script::Item;
use super::token::Kind;

impl Parser<'_> {
    /// A statement, method, class or import.
    pub(super) fn item(&mut self, before: Separator) -> Read<Item> {
        self.nest(|parser| parser.item_here(before))
    }

    fn item_here(&mut self, before: Separator) -> Read<Item> {
        if self.is_import() {
            return self.import().map(Item::Import);
        }
        if self.is_class() {
            return self.class().map(Item::Class);
        }
        if self.is_declaration() {
            return self.declaration();
        }
        self.statement_here(before).map(Item::Statement)
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
            Item::Statement(statement) => Ok(statement),
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

    fn ambiguous_block(&mut self, before: Separator) -> super::parser::Failed {
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
        let start = self.start();
        self.expect("{")?;
        let statements = self.block_statements()?;
        Ok(Block {
            statements,
            span: self.since(start),
        })
    }

    /// The statements of a block and its closing brace.
    pub(super) fn block_statements(&mut self) -> Read<Vec<Stmt>> {
        let open = self.at.saturating_sub(1);
        let statements = self.statements(&["}"]);
        if self.eat("}") {
            return Ok(statements);
        }
        let failed = self.expected("'}'");
        if let Some(open) = self.token(open).map(|token| token.span) {
            let line = self.code.position(open.start).line;
            self.hint(&format!(
                "the brace that opens in line {line} is never closed"
            ));
        }
        Err(failed)
    }

    fn statements(&mut self, ends: &[&str]) -> Vec<Stmt> {
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

    /// The body of a loop or a condition: a block, or one statement.
    fn body(&mut self) -> Read<Block> {
        self.newlines();
        if self.is("{") {
            return self.block();
        }
        let statement = self.statement(Separator::Clear)?;
        let span = statement.span;
        Ok(Block {
            statements: vec![statement],
            span,
        })
    }

    fn loop_body(&mut self) -> Read<Block> {
        self.newlines();
        let start = self.start();
        if self.eat(";") {
            return Ok(Block {
                statements: Vec::new(),
                span: self.since(start),
            });
        }
        self.body()
    }

    fn parenthesized(&mut self) -> Read<Expr> {
        self.expect("(")?;
        let value = self.expression(Context::Inner)?;
        self.expect(")")?;
        Ok(value)
    }

    /// `(a == b)`: an assignment is none of the conditions of `if`.
    fn condition(&mut self) -> Read<Expr> {
        self.expect("(")?;
        let condition = self.nest(|parser| parser.conditional_expression(Context::Inner))?;
        if self.is("=") {
            let failed = self.expected("')'");
            self.hint("a comparison is written ==");
            return Err(failed);
        }
        self.expect(")")?;
        Ok(condition)
    }

    fn conditional(&mut self) -> Read<StmtKind> {
        self.expect("if")?;
        let condition = self.condition()?;
        let then = self.body()?;
        let otherwise = if self.else_follows() {
            Some(self.body()?)
        } else {
            None
        };
        Ok(StmtKind::If {
            condition,
            then,
            otherwise,
        })
    }

    fn else_follows(&mut self) -> bool {
        let start = self.at;
        self.separators();
        if self.eat("else") {
            return true;
        }
        self.at = start;
        false
    }

    fn while_loop(&mut self) -> Read<StmtKind> {
        self.expect("while")?;
        let condition = self.parenthesized()?;
        let body = self.loop_body()?;
        Ok(StmtKind::While { condition, body })
    }

    fn for_loop(&mut self) -> Read<StmtKind> {
        self.expect("for")?;
        let classic = self.has_semicolon();
        self.expect("(")?;
        if classic {
            self.for_classic()
        } else {
            self.for_in()
        }
    }

    fn has_semicolon(&self) -> bool {
        let end = self.behind(self.at).unwrap_or(self.at);
        let mut at = self.at + 1;
        while at < end {
            match self.kind(at) {
                Kind::Sign(";") => return true,
                Kind::Sign("(" | "[" | "{") => at = self.behind(at).unwrap_or(end),
                _ => at += 1,
            }
        }
        false
    }

    fn for_classic(&mut self) -> Read<StmtKind> {
        let init = if self.is(";") {
            Vec::new()
        } else {
            vec![self.statement(Separator::Clear)?]
        };
        self.expect(";")?;
        let condition = if self.is(";") {
            None
        } else {
            Some(self.expression(Context::Inner)?)
        };
        self.expect(";")?;
        let mut update = Vec::new();
        while !self.is(")") {
            update.push(self.expression(Context::Inner)?);
            if !self.eat(",") {
                break;
            }
        }
        self.expect(")")?;
        let body = self.loop_body()?;
        Ok(StmtKind::For {
            init,
            condition,
            update,
            body,
        })
    }

    fn for_in(&mut self) -> Read<StmtKind> {
        let start = self.start();
        self.modifiers()?;
        let ty = if self.ahead(1).is_one_of(&["in", ":"]) {
            None
        } else {
            Some(self.type_ref()?)
        };
        let typed = self.since(start).end > start.start && self.start() != start;
        let ident = self.ident()?;
        if self.is(":") && !typed {
            let failed = self.fail(
                "Java-style for-each statement requires a type declaration.",
                self.start(),
            );
            self.hint("Use the 'in' keyword, as for (x in y) {...}");
            return Err(failed);
        }
        if !self.eat("in") {
            self.expect(":")?;
        }
        let items = self.expression(Context::Inner)?;
        self.expect(")")?;
        let body = self.loop_body()?;
        let variable = Param {
            ty,
            ident,
            default: None,
            rest: Rest::No,
        };
        Ok(StmtKind::ForIn {
            variable,
            items,
            body,
        })
    }

    fn switch(&mut self) -> Read<StmtKind> {
        self.expect("switch")?;
        let value = self.parenthesized()?;
        self.newlines();
        self.expect("{")?;
        let mut cases = Vec::new();
        loop {
            self.separators();
            if self.eat("}") {
                return Ok(StmtKind::Switch { value, cases });
            }
            cases.push(self.case()?);
        }
    }

    fn case(&mut self) -> Read<Case> {
        let value = if self.eat("default") {
            None
        } else if self.eat("case") {
            Some(self.expression(Context::Inner)?)
        } else {
            return Err(self.unexpected());
        };
        self.expect(":")?;
        let start = self.start();
        let statements = self.statements(&["case", "default"]);
        if statements.is_empty() && self.is("}") {
            let failed = self.unexpected();
            self.hint("the last case needs a statement: break");
            return Err(failed);
        }
        Ok(Case {
            value,
            body: Block {
                statements,
                span: self.since(start),
            },
        })
    }

    fn tried(&mut self) -> Read<StmtKind> {
        self.expect("try")?;
        self.newlines();
        let body = self.block()?;
        let mut catches = Vec::new();
        while self.word_follows("catch") {
            catches.push(self.catch()?);
        }
        let finally = if self.word_follows("finally") {
            self.newlines();
            Some(self.block()?)
        } else {
            None
        };
        if catches.is_empty() && finally.is_none() {
            self.fail(
                "A try statement must have at least one catch or finally block.",
                body.span,
            );
        }
        Ok(StmtKind::Try {
            body,
            catches,
            finally,
        })
    }

    /// Goes behind a word that may stand in the next line.
    fn word_follows(&mut self, word: &str) -> bool {
        let at = self.skip_newlines(self.at);
        let found = self.kind(at).is(word);
        if found {
            self.at = at + 1;
        }
        found
    }

    fn catch(&mut self) -> Read<Catch> {
        self.expect("(")?;
        self.modifiers()?;
        let mut types = Vec::new();
        if !self.ahead(1).is(")") {
            types.push(self.type_ref()?);
            while self.eat("|") {
                types.push(self.type_ref()?);
            }
        }
        let name = self.ident()?;
        self.expect(")")?;
        self.newlines();
        let body = self.block()?;
        Ok(Catch { types, name, body })
    }

    fn synchronized(&mut self) -> Read<StmtKind> {
        self.expect("synchronized")?;
        self.parenthesized()?;
        self.newlines();
        self.block().map(StmtKind::Block)
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

    fn target(&mut self) -> Option<crate::ast::Name> {
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
