//! The arguments of steps, conditions, options and the like against their parameters.

use maillon_groovy::Span;
use maillon_groovy::ast::{Arg, Call, Entry as Pair, Expr, ExprKind, Member};

use super::Reader;
use super::literal::{Literal, java_type, nearest};
use super::syntax::{Callee, callee, closure, text};
use crate::keywords::{self, Described};
use crate::steps::{ANY_NAME, Body, Kind, Param, Presence, Step};

/// What may be called.
#[derive(Clone, Copy)]
pub(super) struct Callable<'m> {
    pub(super) name: &'m str,
    pub(super) params: &'m [Param],
    /// The parameter that an unnamed argument is.
    sole: Option<&'m Param>,
    takes_block: bool,
}

impl<'m> Callable<'m> {
    pub(super) fn step(step: &'m Step) -> Self {
        Self {
            name: step.name,
            params: step.params,
            sole: step
                .sole
                .and_then(|name| step.params.iter().find(|param| param.name == name)),
            takes_block: step.body != Body::None,
        }
    }

    pub(super) fn described(described: &'m Described) -> Self {
        let mut required = described
            .params
            .iter()
            .filter(|param| param.presence == Presence::Required);
        let first = required.next();
        Self {
            name: described.name,
            params: described.params,
            sole: first.filter(|_| required.next().is_none()),
            takes_block: false,
        }
    }

    fn param(&self, name: &str) -> Option<&'m Param> {
        let any = || self.params.iter().find(|param| param.name == ANY_NAME);
        self.params
            .iter()
            .find(|param| param.name == name)
            .or_else(any)
    }

    fn required(&self) -> impl Iterator<Item = &'m Param> {
        self.params
            .iter()
            .filter(|param| param.presence == Presence::Required)
    }
}

/// Arguments as Groovy passes them, without the block.
pub(super) enum Given<'s> {
    Named(Vec<(&'s Expr, &'s Expr)>),
    One(&'s Expr),
    Several(Vec<&'s Expr>),
}

impl<'s> Given<'s> {
    /// A single map is named arguments too, except one with `$class`, which is a value.
    pub(super) fn of(args: &'s [Arg]) -> Self {
        let named: Vec<_> = args
            .iter()
            .filter_map(|arg| Some((arg.key.as_ref()?, &arg.value)))
            .collect();
        let plain: Vec<_> = args
            .iter()
            .filter(|arg| arg.key.is_none())
            .map(|arg| &arg.value)
            .collect();
        match (plain.as_slice(), named.is_empty()) {
            ([], _) => Self::Named(named),
            ([one], true) => pairs(one).map_or(Self::One(one), Self::Named),
            _ => Self::Several(plain),
        }
    }
}

fn pair(entry: &Pair) -> Option<(&Expr, &Expr)> {
    match entry {
        Pair::Pair(key, value) => Some((key, value)),
        Pair::Spread(_) => None,
    }
}

fn pairs(expr: &Expr) -> Option<Vec<(&Expr, &Expr)>> {
    let ExprKind::Map(entries) = &expr.kind else {
        return None;
    };
    let pairs: Vec<_> = entries.iter().map(pair).collect::<Option<_>>()?;
    let class = pairs
        .iter()
        .any(|(key, _)| text(key).is_some_and(|key| &**key == "$class"));
    (!class).then_some(pairs)
}

impl<'s> Reader<'_> {
    /// The arguments of a step or condition. `at` is where a missing one is told.
    pub(super) fn described(&mut self, at: Span, args: &'s [Arg], of: Callable<'_>) {
        self.values(args);
        match Given::of(args) {
            Given::Named(named) => self.named(at, &named, of),
            Given::One(value) => match of.sole {
                Some(param) => self.fits(value, param, None),
                None if of.takes_block => {}
                None => {
                    let message = "Step does not take a single required parameter - use named parameters instead";
                    self.report.hinted(
                        "jenkins/not-single-parameter",
                        value.span,
                        message,
                        parameters(of),
                    );
                }
            },
            Given::Several(_) => self.unnamed(at, of),
        }
    }

    fn unnamed(&mut self, at: Span, of: Callable<'_>) {
        let message = format!("Arguments to \"{}\" must be explicitly named.", of.name);
        self.report
            .hinted("jenkins/unnamed-arguments", at, message, parameters(of));
    }

    fn named(&mut self, at: Span, named: &[(&'s Expr, &'s Expr)], of: Callable<'_>) {
        let alone = named.len() == 1 && !of.takes_block;
        let mut right = true;
        for (key, value) in named {
            let Some(param) = self.parameter(key, of) else {
                right = false;
                continue;
            };
            let only = alone && of.sole.is_some_and(|sole| sole.name == param.name);
            self.fits(value, param, (!only).then_some(param.name));
        }
        if right {
            self.missing(at, named, of);
        }
    }

    /// The parameter of a key; None where there is none, which is told.
    fn parameter<'m>(&mut self, key: &'s Expr, of: Callable<'m>) -> Option<&'m Param> {
        if matches!(key.kind, ExprKind::Spread(_)) {
            return None;
        }
        let name = self.literal_text(key)?;
        let param = of.param(name);
        if param.is_none() {
            let near = nearest(name, of.params.iter().map(|param| param.name));
            let message = format!("Invalid parameter \"{name}\", did you mean \"{near}\"?");
            self.report.hinted(
                "jenkins/unknown-parameter",
                key.span,
                message,
                parameters(of),
            );
        }
        param
    }

    fn missing(&mut self, at: Span, named: &[(&'s Expr, &'s Expr)], of: Callable<'_>) {
        let given = |name| {
            named
                .iter()
                .any(|(key, _)| text(key).is_some_and(|key| &**key == name))
        };
        for param in of.required().filter(|param| !given(param.name)) {
            let message = format!("Missing required parameter: \"{}\"", param.name);
            let hint = format!("`{}`: {}", param.name, param.summary);
            self.report
                .hinted("jenkins/missing-parameter", at, message, hint);
        }
    }

    /// Tells where a constant is of another type. Named parameters are named in the message.
    fn fits(&mut self, value: &Expr, param: &Param, name: Option<&str>) {
        let Some(literal) = Literal::of(value).filter(|literal| !literal.fits(param.kind)) else {
            return;
        };
        let (wanted, shown, class) = (java_type(param.kind), literal.shown(), literal.class());
        let which = name.map_or(String::new(), |name| format!(" for parameter \"{name}\""));
        let message =
            format!("Expecting \"{wanted}\"{which} but got \"{shown}\" of type {class} instead");
        self.report.hinted(
            "jenkins/wrong-type",
            value.span,
            message,
            expected(param.kind),
        );
    }

    /// What is wrong with values wherever they stand.
    fn values(&mut self, args: &[Arg]) {
        for arg in args {
            self.value(&arg.value);
        }
    }

    /// What is wrong with a value wherever it stands.
    pub(super) fn value(&mut self, value: &Expr) {
        if Literal::of(value) == Some(Literal::TooLarge) {
            let message = "BigIntegers cannot be used as constants in Declarative. The maximum value for an integer is \
                9,223,372,036,854,775,807 and the minimum value for an integer is -9,223,372,036,854,775,808.";
            self.report.error("jenkins/too-large", value.span, message);
        }
        let source = self.report.source(value.span);
        if source.starts_with("${") && matches!(value.kind, ExprKind::Call(_)) {
            let message =
                format!("{source} cannot be used as a value directly. Did you mean \"{source}\"?");
            self.report
                .error("jenkins/bare-dollar", value.span, message);
        }
    }

    /// The arguments of an option, trigger or parameter, where calls may be arguments.
    pub(super) fn called(&mut self, at: Span, args: &'s [Arg], of: Callable<'_>) {
        if let Given::Named(named) = Given::of(args)
            && !named.is_empty()
        {
            self.missing(at, &named, of);
        }
        self.call_arguments(at, args, of);
    }

    fn call_arguments(&mut self, at: Span, args: &'s [Arg], of: Callable<'_>) {
        let plain = args.iter().filter(|arg| arg.key.is_none()).count();
        match (plain, args.len()) {
            (0, 1..) => self.named_call_arguments(args, of),
            (1.., all) if plain != all => {
                self.report.hinted(
                    "jenkins/mixed-arguments",
                    at,
                    "Cannot mix named and unnamed arguments",
                    parameters(of),
                );
            }
            (2.., _) => self.unnamed(at, of),
            _ => self.sole_argument(at, args.first(), of),
        }
    }

    fn named_call_arguments(&mut self, args: &'s [Arg], of: Callable<'_>) {
        for arg in args {
            let Some(param) = arg.key.as_ref().and_then(|key| self.parameter(key, of)) else {
                continue;
            };
            self.call_argument(&arg.value, param, Some(param.name));
        }
    }

    /// None or one argument. A single required flag may be left out: `skipDefaultCheckout()`.
    fn sole_argument(&mut self, at: Span, arg: Option<&'s Arg>, of: Callable<'_>) {
        let required: Vec<&Param> = of.required().collect();
        match (arg, of.sole) {
            (Some(arg), Some(param)) => self.call_argument(&arg.value, param, None),
            (None, _)
                if required
                    .iter()
                    .all(|param| required.len() == 1 && param.kind == Kind::Bool) => {}
            _ => {
                let (wanted, given) = (required.len(), usize::from(arg.is_some()));
                let message = format!(
                    "\"{}\" should have {wanted} arguments but has {given} arguments instead.",
                    of.name
                );
                self.report
                    .hinted("jenkins/argument-count", at, message, parameters(of));
            }
        }
    }

    fn call_argument(&mut self, value: &'s Expr, param: &Param, name: Option<&str>) {
        match &value.kind {
            ExprKind::Call(call) => self.nested_call(value.span, call),
            _ => self.fits(value, param, name),
        }
    }

    /// A call as an argument: `logRotator(numToKeepStr: '5')`.
    fn nested_call(&mut self, at: Span, call: &'s Call) {
        self.value_of_call(at);
        let Callee::Name(name) = callee(call) else {
            return;
        };
        self.blocked_call(name.span, &name.name);
        if let Some(described) = keywords::nested(&name.name) {
            self.call_arguments(at, &call.args, Callable::described(described));
        }
    }

    fn value_of_call(&mut self, at: Span) {
        let source = self.report.source(at);
        if source.starts_with("${") {
            let message =
                format!("{source} cannot be used as a value directly. Did you mean \"{source}\"?");
            self.report.error("jenkins/bare-dollar", at, message);
        }
    }

    /// Tells of steps that must not be called there.
    pub(super) fn blocked_call(&mut self, at: Span, name: &str) {
        if let Some(why) = keywords::blocked_in_calls(name) {
            let message =
                format!("Invalid step \"{name}\" used - not allowed in this context - {why}");
            self.report.error("jenkins/blocked-step", at, message);
        }
    }

    /// Tells of closures in the arguments of options and the like, whose values are wanted before anything runs.
    pub(super) fn no_closures(&mut self, args: &[Arg]) {
        for arg in args.iter().filter(|arg| closure(&arg.value).is_some()) {
            let message = "Method call arguments cannot use closures";
            self.report
                .error("jenkins/closure-argument", arg.value.span, message);
        }
        for arg in args {
            if let ExprKind::Call(call) = &arg.value.kind
                && matches!(call.name, Member::Name(ref name) if &*name.name != "$")
            {
                self.no_closures(&call.args);
            }
        }
    }
}

fn parameters(of: Callable<'_>) -> String {
    let names: Vec<String> = of
        .params
        .iter()
        .map(|param| format!("`{}`", param.name))
        .collect();
    match names.as_slice() {
        [] => format!("`{}` has no parameters", of.name),
        _ => format!("`{}` has {}", of.name, names.join(", ")),
    }
}

fn expected(kind: Kind) -> String {
    match kind {
        Kind::Text => "put it into quotes".to_owned(),
        Kind::Int | Kind::Long | Kind::Number => "a number, without quotes".to_owned(),
        Kind::List => "a list: `['a', 'b']`".to_owned(),
        Kind::Map => "a map: `[a: 'b']`".to_owned(),
        Kind::OneOf(words) => format!("one of {}", words.join(", ")),
        Kind::Bool | Kind::Any => String::new(),
    }
}
