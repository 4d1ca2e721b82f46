//! Which method suits the arguments, and what its parameters become.

use std::sync::Arc;

use super::instance::Fit;
use super::invoke::{Wanted, is_static, unit_of};
use super::scope::Scope;
use super::types::Type;
use super::unit::Unit;
use super::{Cx, Eval};
use crate::ast::{Method, Param, Rest};
use crate::value::{Class, ListKind, Value};

impl Cx {
    /// The method that suits the arguments best; of equals the nearest one.
    pub(super) fn select(
        &mut self,
        class: &Arc<Class>,
        name: &str,
        args: &[Value],
        wanted: Wanted,
    ) -> Option<(Arc<Class>, Arc<Method>)> {
        let mut best: Option<(u32, Arc<Class>, Arc<Method>)> = None;
        for owner in class.coded() {
            let (Some(decl), Some(unit)) = (owner.decl(), unit_of(owner)) else {
                continue;
            };
            for method in &decl.methods {
                let callable =
                    method.body.is_some() && (wanted == Wanted::Any || is_static(method));
                if *method.ident.name != *name || !callable {
                    continue;
                }
                if let Some(distance) = self.suits(&method.params, args, &unit)
                    && best.as_ref().is_none_or(|(least, ..)| distance < *least)
                {
                    best = Some((distance, Arc::clone(owner), Arc::clone(method)));
                }
            }
        }
        best.map(|(_, owner, method)| (owner, method))
    }

    /// How far the arguments are from the parameters; None: they don't suit.
    pub(super) fn suits(
        &mut self,
        params: &[Param],
        args: &[Value],
        unit: &Arc<Unit>,
    ) -> Option<u32> {
        let Some(shape) = shape(params, args) else {
            return nothing_for_one(params, args);
        };
        let mut distance = u32::from(shape.rest);
        for (ty, arg) in shape.pairs {
            distance += match self.fit(arg, &ty, unit) {
                Fit::Far(distance) => distance,
                Fit::No => return None,
            };
        }
        Some(distance + shape.defaults)
    }

    /// Makes the parameters variables. The arguments suit.
    pub(super) fn bind(
        &mut self,
        params: &[Param],
        args: Vec<Value>,
        scope: &Arc<Scope>,
    ) -> Eval<()> {
        let rest = params.last().filter(|_| takes_rest(params, &args));
        let fixed = params.len() - usize::from(rest.is_some());
        let required = params
            .iter()
            .take(fixed)
            .filter(|param| param.default.is_none());
        let mut spare = args.len().saturating_sub(required.count());
        let mut args = args.into_iter();
        for param in params.iter().take(fixed) {
            let given = match &param.default {
                None => args.next(),
                Some(_) if spare > 0 => {
                    spare -= 1;
                    args.next()
                }
                Some(default) => Some(self.expr(default, scope)?),
            };
            let ty = whole_type(param);
            let value = self.convert(given.unwrap_or_default(), &ty)?;
            scope.declare(&param.ident.name, value, ty);
        }
        let Some(rest) = rest else { return Ok(()) };
        let ty = element_type(rest);
        let mut values = Vec::new();
        for arg in args {
            values.push(self.convert(arg, &ty)?);
        }
        let array = super::expression::array(values);
        scope.declare(&rest.ident.name, array, Type::Any);
        Ok(())
    }
}

/// Arguments beside the parameters that take them.
struct Shape<'a> {
    pairs: Vec<(Type, &'a Value)>,
    /// How many defaults are used: fewer are nearer.
    defaults: u32,
    /// Whether the last parameter takes several.
    rest: bool,
}

fn shape<'a>(params: &[Param], args: &'a [Value]) -> Option<Shape<'a>> {
    let rest = params.last().filter(|_| takes_rest(params, args));
    let fixed = params.get(..params.len() - usize::from(rest.is_some()))?;
    let required = fixed.iter().filter(|param| param.default.is_none()).count();
    let most = fixed.len();
    if args.len() < required || (rest.is_none() && args.len() > most) {
        return None;
    }
    let mut spare = args.len() - required;
    let mut left = args.iter();
    let mut pairs = Vec::with_capacity(args.len());
    let mut defaults = 0;
    for param in fixed {
        if param.default.is_some() {
            if spare == 0 {
                defaults += 1;
                continue;
            }
            spare -= 1;
        }
        pairs.push((whole_type(param), left.next()?));
    }
    if let Some(rest) = rest {
        let ty = element_type(rest);
        pairs.extend(left.map(|arg| (ty.clone(), arg)));
    }
    Some(Shape {
        pairs,
        defaults,
        rest: rest.is_some(),
    })
}

/// The type of a parameter's value; of one with `...`, that of all its values.
fn whole_type(param: &Param) -> Type {
    match Type::declared(param.ty.as_ref()) {
        of if param.rest == Rest::Yes => Type::Array(Box::new(of)),
        ty => ty,
    }
}

/// A method with one parameter can be called without an argument: it gets null.
fn nothing_for_one(params: &[Param], args: &[Value]) -> Option<u32> {
    match (params, args) {
        ([only], []) if Type::declared(only.ty.as_ref()).takes_null() => Some(1000),
        _ => None,
    }
}

/// Whether the last parameter takes all arguments that are left, as an array.
fn takes_rest(params: &[Param], values: &[Value]) -> bool {
    let Some(last) = params.last() else {
        return false;
    };
    let is_array = last.rest == Rest::Yes || last.ty.as_ref().is_some_and(|ty| ty.dimensions > 0);
    let whole = values.len() == params.len()
        && matches!(values.last(), Some(Value::List(array)) if array.kind == ListKind::Array);
    let null = values.len() == params.len() && matches!(values.last(), Some(Value::Null));
    is_array && !whole && !null
}

/// The type of each value that a last parameter takes.
fn element_type(param: &Param) -> Type {
    match Type::declared(param.ty.as_ref()) {
        Type::Array(of) if param.rest == Rest::No => *of,
        ty => ty,
    }
}
