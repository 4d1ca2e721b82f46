//! Which cache fits best: per scope the key itself, then what begins with it, then what begins with one of the
//! other keys; of several the newest.

use super::{Record, Wanted};
use crate::shelf::Item;

/// The cache that fits best. Items are ordered by age, oldest first.
pub(super) fn best<'a, 'b>(
    items: &'a [Item<Record>],
    mut scopes: impl Iterator<Item = &'b str>,
    wanted: &Wanted<'_>,
) -> Option<&'a Item<Record>> {
    scopes.find_map(|scope| {
        let fits = |item: &&Item<Record>| {
            let identity = &item.meta.identity;
            identity.scope == scope && identity.version == wanted.version
        };
        best_key(&items.iter().filter(fits).rev(), wanted.keys)
    })
}

fn best_key<'a>(
    newest_first: &(impl Iterator<Item = &'a Item<Record>> + Clone),
    keys: &[String],
) -> Option<&'a Item<Record>> {
    let newest = |fits: &dyn Fn(&str) -> bool| {
        let mut items = newest_first.clone();
        items.find(|item| fits(&item.meta.identity.key))
    };
    let exact = keys.first().and_then(|key| newest(&|found| found == key));
    let prefix = || {
        keys.iter()
            .find_map(|key| newest(&|found| found.starts_with(key.as_str())))
    };
    exact.or_else(prefix)
}

#[cfg(test)]
mod tests {
    use maillon_model::Timestamp;

    use super::super::Identity;
    use super::*;

    /// Caches as `scope/key`, oldest first; gives the one that is found.
    fn found(caches: &[&str], scopes: &[&str], keys: &[&str]) -> Option<String> {
        let items: Vec<_> = caches.iter().enumerate().map(item).collect();
        let keys: Vec<_> = keys.iter().map(ToString::to_string).collect();
        let wanted = Wanted {
            keys: &keys,
            version: "v",
        };
        let found = best(&items, scopes.iter().copied(), &wanted)?;
        let identity = &found.meta.identity;
        Some(format!("{}/{}", identity.scope, identity.key))
    }

    fn item((id, cache): (usize, &&str)) -> Item<Record> {
        let (scope, key) = cache.split_once('/').unwrap();
        let (key, version) = key.split_once('#').unwrap_or((key, "v"));
        let identity = Identity {
            scope: scope.into(),
            key: key.into(),
            version: version.into(),
        };
        let meta = Record {
            identity,
            size: 1,
            created: Timestamp(id as u64),
        };
        Item {
            id: id as u64,
            meta,
        }
    }

    #[test]
    fn the_key_itself_wins() {
        let caches = ["main/deps-1", "main/deps-12"];
        assert_eq!(
            found(&caches, &["main"], &["deps-1"]),
            Some("main/deps-1".into())
        );
    }

    #[test]
    fn then_the_newest_that_begins_with_the_key() {
        let caches = ["main/deps-1", "main/deps-2", "main/other"];
        assert_eq!(
            found(&caches, &["main"], &["deps-"]),
            Some("main/deps-2".into())
        );
    }

    #[test]
    fn then_the_other_keys_in_order() {
        let caches = ["main/linux-b", "main/linux-a-1", "main/linux-c"];
        let keys = ["linux-a-2", "linux-a", "linux-"];
        assert_eq!(
            found(&caches, &["main"], &keys),
            Some("main/linux-a-1".into())
        );
        assert_eq!(
            found(&caches, &["main"], &["none", "linux-"]),
            Some("main/linux-c".into())
        );
    }

    #[test]
    fn the_own_scope_comes_before_a_better_key_elsewhere() {
        let caches = ["main/deps-1", "topic/deps-0"];
        let keys = ["deps-1", "deps-"];
        assert_eq!(
            found(&caches, &["topic", "main"], &keys),
            Some("topic/deps-0".into())
        );
        assert_eq!(
            found(&caches, &["other", "main"], &keys),
            Some("main/deps-1".into())
        );
    }

    #[test]
    fn other_scopes_and_versions_do_not_count() {
        let caches = ["secret/deps", "main/deps#w"];
        assert_eq!(found(&caches, &["main"], &["deps"]), None);
        assert_eq!(found(&caches, &[], &["deps"]), None);
    }
}
