//! Statements that hold others: conditions, loops, `switch`, `try`.

use crate::ast::{Block, Case, Catch, Expr, Param, Rest, StmtKind};

use super::expression::Context;
use super::parser::{Parser, Read, Separator};
use super::token::Kind;

impl Parser<'_> {
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

    pub(super) fn conditional(&mut self) -> Read<StmtKind> {
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

    pub(super) fn while_loop(&mut self) -> Read<StmtKind> {
        self.expect("while")?;
        let condition = self.parenthesized()?;
        let body = self.loop_body()?;
        Ok(StmtKind::While { condition, body })
    }

    pub(super) fn for_loop(&mut self) -> Read<StmtKind> {
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
        let closed = self.behind(self.at);
        let mut at = self.at + 1;
        while closed.is_none_or(|end| at < end) {
            match self.kind(at) {
                Kind::Sign(";") => return true,
                Kind::End => return false,
                Kind::Sign("{") if closed.is_none() => return false,
                Kind::Sign("(" | "[" | "{") => match self.behind(at) {
                    Some(behind) => at = behind,
                    None => return false,
                },
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
        let update = if self.is(")") {
            Vec::new()
        } else {
            vec![self.expression(Context::Inner)?]
        };
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
        let ty = self.declared_type()?;
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

    pub(super) fn switch(&mut self) -> Read<StmtKind> {
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

    pub(super) fn tried(&mut self) -> Read<StmtKind> {
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

    pub(super) fn synchronized(&mut self) -> Read<StmtKind> {
        self.expect("synchronized")?;
        self.parenthesized()?;
        self.newlines();
        self.block().map(StmtKind::Block)
    }
}
