//! Transactions that come at the same time: each is all or nothing, and what is acknowledged is there.

use maillon_store::Store;

use crate::support::stores;

async fn names(store: &Store) -> Vec<String> {
    let agents = store.agents().await.unwrap();
    agents.into_iter().map(|agent| agent.name).collect()
}

async fn make(store: Store, name: String) -> bool {
    let mut tx = store.begin().await.unwrap();
    let made = tx.make_agent(&name, &format!("hash of {name}")).await;
    made.is_ok() && tx.commit().await.is_ok()
}

#[tokio::test]
async fn what_is_not_committed_is_not_there() {
    for fresh in stores().await {
        let store = &fresh.store;
        let mut tx = store.begin().await.unwrap();
        tx.make_agent("gone", "1").await.unwrap();
        drop(tx);
        assert!(make(store.clone(), "here".to_owned()).await);
        assert_eq!(names(store).await, ["here"], "{}", fresh.kind());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_is_all_or_nothing_among_many() {
    for fresh in stores().await {
        let store = &fresh.store;
        let good =
            (0..40).map(|number| tokio::spawn(make(store.clone(), format!("agent {number:02}"))));
        let good: Vec<_> = good.collect();
        // A second one of a name is refused, and takes nobody with it.
        let bad = (0..40)
            .map(|number| tokio::spawn(make(store.clone(), format!("agent {:02}", number % 4))));
        let bad: Vec<_> = bad.collect();
        let given_up = (0..40).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.begin().await.unwrap();
                let _ = tx
                    .make_agent(&format!("never {number}"), &format!("never {number}"))
                    .await;
            })
        });
        for task in given_up.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        let mut made = 0;
        for task in good.into_iter().chain(bad) {
            made += usize::from(task.await.unwrap());
        }
        assert_eq!(made, 40, "{}", fresh.kind());
        let names = names(store).await;
        assert_eq!(names.len(), 40);
        assert!(names.iter().all(|name| name.starts_with("agent")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_goes_on_though_nobody_waits_for_it() {
    for fresh in stores().await {
        let store = fresh.store.clone();
        let asked = tokio::spawn(make(store.clone(), "impatient".to_owned()));
        tokio::task::yield_now().await;
        asked.abort();
        let _ = asked.await;
        assert!(make(store.clone(), "later".to_owned()).await);
        assert!(names(&store).await.contains(&"later".to_owned()));
    }
}
