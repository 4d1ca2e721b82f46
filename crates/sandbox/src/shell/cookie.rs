//! The name of its sandbox, in the environment of every process that runs there.

use std::fmt;

use crate::SandboxOrder;
use crate::owner::{Owner, unique_name};

/// The environment variable that holds the cookies.
pub(super) const VARIABLE: &str = "MAILLON_SANDBOX";

/// Names one sandbox and its owner: `UNIQUE-NAME@OWNER`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cookie(String);

impl Cookie {
    pub(super) fn of(order: &SandboxOrder) -> Self {
        Self(format!(
            "{}@{}",
            unique_name(&order.belongs()),
            Owner::of(order.owner)
        ))
    }

    /// The variable's value. A job that runs jobs itself is part of two sandboxes: the cookies of
    /// the outer ones stand first.
    pub(super) fn within(&self, outer: Option<&str>) -> String {
        match outer {
            Some(outer) if !outer.is_empty() => format!("{outer},{self}"),
            _ => self.0.clone(),
        }
    }

    /// Whether a process with this value of the variable runs in the sandbox.
    pub(super) fn is_in(&self, value: &str) -> bool {
        value.split(',').any(|cookie| cookie == self.0)
    }
}

impl fmt::Display for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The first cookie of the variable's value whose owner is gone.
pub(super) fn orphaned(value: &str) -> Option<&str> {
    value.split(',').find(|cookie| {
        let owner = cookie
            .split_once('@')
            .and_then(|(_, owner)| Owner::parse(owner));
        owner.is_some_and(|owner| owner.is_gone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nested_sandbox_is_part_of_the_outer_one() {
        let (outer, inner) = (Cookie("a-0-1@x".to_owned()), Cookie("b-0-1@y".to_owned()));
        let value = inner.within(Some(&outer.within(None)));
        assert_eq!(value, "a-0-1@x,b-0-1@y");
        assert!(outer.is_in(&value) && inner.is_in(&value));
        assert!(!Cookie("a-0-1".to_owned()).is_in(&value));
    }

    #[test]
    fn an_owner_that_is_gone_orphans() {
        let alive = format!("a@{}", Owner::of(std::process::id()));
        let gone = format!("b@{}", Owner::of(u32::MAX - 1));
        assert_eq!(orphaned(&alive), None);
        assert_eq!(orphaned("no cookie"), None);
        assert_eq!(orphaned(&format!("{alive},{gone}")), Some(gone.as_str()));
    }
}
