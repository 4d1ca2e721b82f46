//! Linked lists, queues and stacks: what is at the front, and what is at the end.

use super::list::{mutable, no_element};
use super::table::{Args, Method, Param, Run, Type, method};
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPES: &[Type] = &[
    // `push` and `pop` of a linked list are those that Groovy gives to all lists.
    Type::new("java.util.LinkedList").methods(METHODS),
    Type::new("java.util.ArrayDeque").methods(METHODS),
    Type::new("java.util.ArrayDeque").methods(&[
        method("push", &[Param::Any], add_first),
        method("pop", &[], REMOVE_FIRST),
    ]),
    // Stacks are lists here.
    Type::new("java.util.List").methods(&[
        method("empty", &[], |_, this, _| {
            Ok(Value::Bool(peek(this, End::Back).is_none()))
        }),
        method("peek", &[], |cx, this, _| {
            peek(this, End::Back)
                .ok_or_else(|| super::support::throw_bare(cx, "java.util.EmptyStackException"))
        }),
    ]),
];

const METHODS: &[Method] = &[
    method("addFirst", &[Param::Any], add_first),
    method("offerFirst", &[Param::Any], add_first),
    method("addLast", &[Param::Any], add_last),
    method("offer", &[Param::Any], add_last),
    method("offerLast", &[Param::Any], add_last),
    method("remove", &[], REMOVE_FIRST),
    method("removeFirst", &[], REMOVE_FIRST),
    method("removeLast", &[], |cx, this, _| {
        take(cx, this, End::Back)?.ok_or_else(|| no_element(cx))
    }),
    method("poll", &[], POLL),
    method("pollFirst", &[], POLL),
    method("pollLast", &[], |cx, this, _| {
        Ok(take(cx, this, End::Back)?.unwrap_or_default())
    }),
    method("peek", &[], PEEK),
    method("peekFirst", &[], PEEK),
    method("peekLast", &[], |_, this, _| {
        Ok(peek(this, End::Back).unwrap_or_default())
    }),
    method("element", &[], FIRST),
    method("getFirst", &[], FIRST),
    method("getLast", &[], |cx, this, _| {
        peek(this, End::Back).ok_or_else(|| no_element(cx))
    }),
];

const REMOVE_FIRST: Run = |cx, this, _| take(cx, this, End::Front)?.ok_or_else(|| no_element(cx));

const POLL: Run = |cx, this, _| Ok(take(cx, this, End::Front)?.unwrap_or_default());

const PEEK: Run = |_, this, _| Ok(peek(this, End::Front).unwrap_or_default());

const FIRST: Run = |cx, this, _| peek(this, End::Front).ok_or_else(|| no_element(cx));

/// Which end of a queue.
#[derive(Clone, Copy)]
enum End {
    Front,
    Back,
}

fn add_first(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let list = mutable(cx, this)?;
    super::support::charge(cx, 1)?;
    list.items.lock().insert(0, args.get(0).clone());
    Ok(Value::Null)
}

fn add_last(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    super::list::insert(cx, this, args.get(0).clone()).map(Value::Bool)
}

fn take(cx: &mut Cx, this: &Value, end: End) -> Eval<Option<Value>> {
    let mut items = mutable(cx, this)?.items.lock();
    Ok(match end {
        End::Front if !items.is_empty() => Some(items.remove(0)),
        End::Front => None,
        End::Back => items.pop(),
    })
}

fn peek(this: &Value, end: End) -> Option<Value> {
    let Value::List(list) = this else {
        return None;
    };
    let items = list.items.lock();
    match end {
        End::Front => items.first().cloned(),
        End::Back => items.last().cloned(),
    }
}
