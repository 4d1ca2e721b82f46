//! Tokens become a tree.
//!
//! From loose to tight: `||`, `&&`, `==` `!=`, `<` `<=` `>` `>=`, `!`, then `.name`, `[index]`, `.*`.
//! Only contexts, calls and groups have properties; a literal has none.

use super::ExpressionError;
use super::functions::Function;
use super::lexer::{Operator, Span, Token, TokenKind, tokens};
use super::node::{Literal, MAX_DEPTH, Node, NodeKind, leaf, node, too_deep};

/// GitHub's own limit, in characters.
pub(super) const MAX_LENGTH: usize = 21_000;

/// Parses an expression. `base` is where it begins in the text that errors speak of.
pub(super) fn parse(text: &str, base: usize) -> Result<Node, ExpressionError> {
    let whole = Span {
        offset: base,
        length: text.len(),
    };
    if text.chars().count() > MAX_LENGTH {
        let message = format!("the expression is longer than {MAX_LENGTH} characters");
        return Err(whole.error(message));
    }
    let tokens = tokens(text, base)?;
    if tokens.is_empty() {
        return Err(whole.error("an expression is expected here"));
    }
    let mut parser = Parser {
        text,
        base,
        tokens: &tokens,
        at: 0,
        open: 0,
    };
    let root = parser.or()?;
    match parser.peek() {
        Some(_) => Err(parser.unexpected()),
        None => Ok(root),
    }
}

struct Parser<'t> {
    text: &'t str,
    base: usize,
    tokens: &'t [Token],
    at: usize,
    /// How many parts are begun and not yet ended.
    open: u8,
}

type Parsed = Result<Node, ExpressionError>;

impl Parser<'_> {
    fn or(&mut self) -> Parsed {
        self.chain(&TokenKind::Or, Self::and, NodeKind::Or)
    }

    fn and(&mut self) -> Parsed {
        self.chain(&TokenKind::And, Self::equality, NodeKind::And)
    }

    /// Parts that are joined by the same operator stand on one level, however many they are.
    fn chain(
        &mut self,
        operator: &TokenKind,
        part: fn(&mut Self) -> Parsed,
        join: fn(Vec<Node>) -> NodeKind,
    ) -> Parsed {
        let first = part(self)?;
        let mut parts = vec![first];
        while self.take(operator) {
            parts.push(part(self)?);
        }
        if parts.len() == 1 {
            return parts.pop().ok_or_else(|| self.unexpected());
        }
        let span = span_of(&parts);
        node(join(parts), span)
    }

    fn equality(&mut self) -> Parsed {
        const OPERATORS: [Operator; 2] = [Operator::Equal, Operator::NotEqual];
        self.comparison(&OPERATORS, Self::order)
    }

    fn order(&mut self) -> Parsed {
        const OPERATORS: [Operator; 4] = [
            Operator::Less,
            Operator::LessOrEqual,
            Operator::Greater,
            Operator::GreaterOrEqual,
        ];
        self.comparison(&OPERATORS, Self::not)
    }

    fn comparison(&mut self, operators: &[Operator], part: fn(&mut Self) -> Parsed) -> Parsed {
        let mut left = part(self)?;
        while let Some(TokenKind::Operator(operator)) = self.peek()
            && operators.contains(operator)
        {
            let operator = *operator;
            self.at += 1;
            let right = part(self)?;
            let span = left.span.to(right.span);
            let compare = NodeKind::Compare(operator, Box::new(left), Box::new(right));
            left = node(compare, span)?;
        }
        Ok(left)
    }

    fn not(&mut self) -> Parsed {
        let span = self.span();
        if !self.take(&TokenKind::Not) {
            return self.postfix();
        }
        let inner = self.nested(Self::not)?;
        let span = span.to(inner.span);
        node(NodeKind::Not(Box::new(inner)), span)
    }

    fn postfix(&mut self) -> Parsed {
        let (mut left, has_properties) = self.primary()?;
        if !has_properties {
            return Ok(left);
        }
        loop {
            left = match self.peek() {
                Some(TokenKind::Dot) => self.property(left)?,
                Some(TokenKind::OpenIndex) => self.index(left)?,
                _ => return Ok(left),
            };
        }
    }

    fn property(&mut self, left: Node) -> Parsed {
        self.at += 1;
        let end = self.span();
        let span = left.span.to(end);
        match self.peek() {
            Some(TokenKind::Star) => {
                self.at += 1;
                node(NodeKind::Every(Box::new(left)), span)
            }
            Some(TokenKind::Name(name)) => {
                let name = leaf(Literal::Text(name.as_str().into()), end);
                self.at += 1;
                node(NodeKind::Index(Box::new(left), Box::new(name)), span)
            }
            _ => Err(self.unexpected()),
        }
    }

    fn index(&mut self, left: Node) -> Parsed {
        self.at += 1;
        let index = if self.take(&TokenKind::Star) {
            None
        } else {
            Some(Box::new(self.nested(Self::or)?))
        };
        let span = left.span.to(self.span());
        self.expect(&TokenKind::CloseIndex)?;
        let left = Box::new(left);
        let kind = match index {
            None => NodeKind::Every(left),
            Some(index) => NodeKind::Index(left, index),
        };
        node(kind, span)
    }

    /// The innermost part, and whether it may have properties.
    fn primary(&mut self) -> Result<(Node, bool), ExpressionError> {
        let span = self.span();
        let literal = match self.peek() {
            Some(TokenKind::Open) => return Ok((self.group()?, true)),
            Some(TokenKind::Number(number)) => Literal::Number(*number),
            Some(TokenKind::Text(text)) => Literal::Text(text.as_str().into()),
            Some(TokenKind::Name(name)) => match constant(name) {
                Some(constant) => constant,
                None => return Ok((self.named(&name.clone())?, true)),
            },
            _ => return Err(self.unexpected()),
        };
        self.at += 1;
        Ok((leaf(literal, span), false))
    }

    fn group(&mut self) -> Parsed {
        self.at += 1;
        let inner = self.nested(Self::or)?;
        self.expect(&TokenKind::Close)?;
        Ok(inner)
    }

    fn named(&mut self, name: &str) -> Parsed {
        let span = self.span();
        self.at += 1;
        if !self.take(&TokenKind::Open) {
            return node(NodeKind::Context(name.into()), span);
        }
        let function = Function::named(name).map_err(|hint| {
            let mut error = span.error(format!("`{name}` is no function"));
            error.hint = Some(hint);
            error
        })?;
        let arguments = self.arguments()?;
        let call = span.to(self.last_span());
        function
            .check(arguments.len())
            .map_err(|why| call.error(why))?;
        node(NodeKind::Call(function, arguments), call)
    }

    fn arguments(&mut self) -> Result<Vec<Node>, ExpressionError> {
        let mut arguments = Vec::new();
        if self.take(&TokenKind::Close) {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.nested(Self::or)?);
            if !self.take(&TokenKind::Comma) {
                self.expect(&TokenKind::Close)?;
                return Ok(arguments);
            }
        }
    }

    fn nested(&mut self, part: fn(&mut Self) -> Parsed) -> Parsed {
        if self.open >= MAX_DEPTH {
            return Err(too_deep(self.span()));
        }
        self.open += 1;
        let parsed = part(self)?;
        self.open -= 1;
        Ok(parsed)
    }

    fn peek(&self) -> Option<&TokenKind> {
        Some(&self.tokens.get(self.at)?.kind)
    }

    fn take(&mut self, wanted: &TokenKind) -> bool {
        let fits = self.peek() == Some(wanted);
        self.at += usize::from(fits);
        fits
    }

    fn expect(&mut self, wanted: &TokenKind) -> Result<(), ExpressionError> {
        if self.take(wanted) {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    /// Where the next token stands; behind the last one, at the end.
    fn span(&self) -> Span {
        let end = Span {
            offset: self.base + self.text.len(),
            length: 0,
        };
        self.tokens.get(self.at).map_or(end, |token| token.span)
    }

    fn last_span(&self) -> Span {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(Span::default(), |token| token.span)
    }

    fn unexpected(&self) -> ExpressionError {
        let Some(token) = self.tokens.get(self.at) else {
            let last = self.last_span();
            return last.error("the expression ends too early");
        };
        let start = token.span.offset - self.base;
        let raw = self.text.get(start..start + token.span.length);
        let raw = raw.unwrap_or_default();
        let mut error = token.span.error(format!("`{raw}` is not expected here"));
        error.hint = hint(raw).map(str::to_owned);
        error
    }
}

fn hint(raw: &str) -> Option<&'static str> {
    match raw.to_ascii_lowercase().as_str() {
        "and" => Some("write `&&`"),
        "or" => Some("write `||`"),
        "*" => Some("there is no arithmetic; `*` only stands behind a dot or in brackets"),
        _ if raw.starts_with(['-', '+']) => Some("there is no arithmetic in expressions"),
        _ => None,
    }
}

fn constant(name: &str) -> Option<Literal> {
    match name {
        "null" => Some(Literal::Null),
        "true" => Some(Literal::Bool(true)),
        "false" => Some(Literal::Bool(false)),
        "NaN" => Some(Literal::Number(f64::NAN)),
        "Infinity" => Some(Literal::Number(f64::INFINITY)),
        _ => None,
    }
}

fn span_of(parts: &[Node]) -> Span {
    match parts {
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
        [] => Span::default(),
    }
}
