//! The schema comes to be, and comes to be once.

use maillon_store::Store;

use crate::support::{addresses, stores};

#[tokio::test]
async fn a_fresh_database_gets_its_schema() {
    for fresh in stores().await {
        let now = fresh.store.now().await.unwrap();
        assert!(now.0 > 1_700_000_000_000, "{}: {now:?}", fresh.kind());
    }
}

#[tokio::test]
async fn opening_again_changes_nothing() {
    for (address, _folder) in addresses() {
        for _ in 0..2 {
            let store = Store::open(&address).await.unwrap();
            store.begin().await.unwrap().commit().await.unwrap();
        }
    }
}

#[tokio::test]
async fn several_servers_may_open_at_once() {
    for (address, _folder) in addresses() {
        let opening = (0..4).map(|_| {
            let address = address.clone();
            tokio::spawn(async move { Store::open(&address).await.map(drop) })
        });
        for opened in opening.collect::<Vec<_>>() {
            opened.await.unwrap().unwrap();
        }
    }
}
