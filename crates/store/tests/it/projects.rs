//! Projects and what belongs to them, over both databases.

use std::collections::BTreeMap;

use maillon_model::Timestamp;
use maillon_protocol::api::{
    MergeHow, MergeState, NewSchedule, ProjectSettings, Retention, Role, RunEvent, RunState,
    Visibility,
};
use maillon_store::access::NewUser;
use maillon_store::{
    FreshMerge, FreshProject, FreshRun, MergeEnd, MergesShown, Noted, RunStand, Store, Viewer,
};

use crate::support::stores;

fn settings(visibility: Visibility) -> ProjectSettings {
    ProjectSettings {
        default_branch: "main".to_owned(),
        visibility,
        definition: None,
        protected: Vec::new(),
        approvals: 0,
        auto_cancel: true,
        poll_seconds: None,
        retention: Retention {
            days: None,
            runs: None,
            bytes: None,
        },
        default_labels: Vec::new(),
        forge: None,
        report_statuses: false,
    }
}

async fn project(store: &Store, name: &str, visibility: Visibility, url: Option<&str>) -> i64 {
    let fresh = FreshProject {
        name: name.to_owned(),
        path: name.to_owned(),
        url: url.map(str::to_owned),
        sealed: url.map(|_| b"sealed".to_vec()),
        settings: settings(visibility),
    };
    let mut tx = store.begin().await.unwrap();
    let id = tx.insert_project(&fresh).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn user(store: &Store, login: &str) -> i64 {
    let new = NewUser {
        login: login.to_owned(),
        ..NewUser::default()
    };
    let mut tx = store.begin().await.unwrap();
    let id = tx.new_user(&new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn a_name_is_given_once_and_seen_by_whom_it_may() {
    for fresh in stores().await {
        let store = &fresh.store;
        let jane = user(store, "jane").await;
        let mine = project(store, "private", Visibility::Private, None).await;
        project(store, "public", Visibility::Public, None).await;
        project(store, "internal", Visibility::Internal, None).await;
        let mut tx = store.begin().await.unwrap();
        let again = FreshProject {
            name: "public".to_owned(),
            path: String::new(),
            url: None,
            sealed: None,
            settings: settings(Visibility::Public),
        };
        assert!(tx.insert_project(&again).await.unwrap_err().is_duplicate());
        drop(tx);
        let names = async |viewer| {
            let seen = store.projects_of(viewer).await.unwrap();
            seen.into_iter()
                .map(|(row, role)| format!("{} {role:?}", row.name))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(Viewer::Stranger).await, ["public None"]);
        assert_eq!(
            names(Viewer::User(jane)).await,
            ["internal None", "public None"]
        );
        assert_eq!(names(Viewer::Administrator(jane)).await.len(), 3);
        let mut tx = store.begin().await.unwrap();
        tx.set_member(mine, jane, Role::Reporter).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(names(Viewer::User(jane)).await[1], "private Some(Reporter)");
        let mut tx = store.begin().await.unwrap();
        tx.remove_project(mine).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.project("private").await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_ref_is_news_once() {
    for fresh in stores().await {
        let id = project(&fresh.store, "x", Visibility::Private, None).await;
        let mut tx = fresh.store.begin().await.unwrap();
        for (sha, expected) in [
            (Some("1"), Noted::News),
            (Some("1"), Noted::Known),
            (Some("2"), Noted::News),
            (None, Noted::News),
            (None, Noted::Known),
            (Some("2"), Noted::News),
        ] {
            let noted = tx.set_ref(id, "refs/heads/main", sha).await.unwrap();
            assert_eq!(noted, expected, "{} {sha:?}", fresh.kind());
        }
        tx.commit().await.unwrap();
        let sha = fresh.store.ref_sha(id, "refs/heads/main").await.unwrap();
        assert_eq!(sha.as_deref(), Some("2"));
        assert_eq!(fresh.store.refs(id).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_webhook_is_heard_once_and_kept_until_it_is_settled() {
    for fresh in stores().await {
        let id = project(&fresh.store, "x", Visibility::Private, Some("/x")).await;
        let mut tx = fresh.store.begin().await.unwrap();
        let first = tx.hear_delivery(id, "1", Some("{}")).await.unwrap();
        let again = tx.hear_delivery(id, "1", Some("other")).await.unwrap();
        assert_eq!((first, again), (Noted::News, Noted::Known));
        tx.forget_deliveries(Timestamp(u64::MAX / 2)).await.unwrap();
        tx.commit().await.unwrap();
        let open = fresh.store.open_deliveries().await.unwrap();
        assert_eq!((open.len(), open[0].body.as_str()), (1, "{}"));
        let mut tx = fresh.store.begin().await.unwrap();
        tx.settle_delivery(id, "1").await.unwrap();
        assert_eq!(tx.hear_delivery(id, "1", None).await.unwrap(), Noted::Known);
        tx.commit().await.unwrap();
        assert!(fresh.store.open_deliveries().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_schedule_that_is_due_is_taken_once() {
    for fresh in stores().await {
        let store = &fresh.store;
        let (id, jane) = (
            project(store, "x", Visibility::Private, None).await,
            user(store, "jane").await,
        );
        let new = NewSchedule {
            description: "nightly".to_owned(),
            cron: "0 4 * * *".to_owned(),
            timezone: "UTC".to_owned(),
            git_ref: "main".to_owned(),
            variables: BTreeMap::from([("A".to_owned(), "1".to_owned())]),
            active: true,
        };
        let mut tx = store.begin().await.unwrap();
        let schedule = tx
            .insert_schedule(id, jane, &new, Some(Timestamp(1000)))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert!(
            store
                .due_schedules(Timestamp(999))
                .await
                .unwrap()
                .is_empty()
        );
        let due = store
            .due_schedules(Timestamp(1000))
            .await
            .unwrap()
            .remove(0);
        assert_eq!(
            (due.owner.as_str(), &due.variables),
            ("jane", &new.variables)
        );
        for expected in [Noted::News, Noted::Known] {
            let mut tx = store.begin().await.unwrap();
            assert_eq!(
                tx.take_schedule(&due, Some(Timestamp(2000))).await.unwrap(),
                expected
            );
            tx.schedule_ran(schedule, Ok(7)).await.unwrap();
            tx.schedule_ran(schedule, Err("no branch")).await.unwrap();
            tx.commit().await.unwrap();
        }
        let now = store.schedule(id, schedule).await.unwrap().unwrap();
        assert_eq!(
            (now.next_at, now.last_run),
            (Some(Timestamp(2000)), Some(7))
        );
        assert_eq!(now.trouble.as_deref(), Some("no branch"));
    }
}

#[tokio::test]
async fn merge_requests_are_numbered_approved_and_end_once() {
    for fresh in stores().await {
        let store = &fresh.store;
        let (id, jane) = (
            project(store, "x", Visibility::Private, None).await,
            user(store, "jane").await,
        );
        let merge = FreshMerge {
            title: "T".to_owned(),
            description: String::new(),
            source_branch: "a".to_owned(),
            target_branch: "main".to_owned(),
            author_id: jane,
            sha: "1".to_owned(),
        };
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.insert_merge(id, &merge).await.unwrap(), 1);
        assert_eq!(tx.insert_merge(id, &merge).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let row = store.merge(id, 1).await.unwrap().unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.approve(row.id, jane, "1").await.unwrap();
        tx.approve(row.id, jane, "1").await.unwrap();
        tx.wish_merge(row.id, Some((jane, MergeHow::FastForward)))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.approvals(row.id, "1").await.unwrap().len(), 1);
        assert_eq!(
            store.merges_when_green().await.unwrap()[0].how,
            MergeHow::FastForward
        );
        let mut tx = store.begin().await.unwrap();
        tx.set_merge_sha(row.id, "2").await.unwrap();
        tx.commit().await.unwrap();
        let moved = store.merge(id, 1).await.unwrap().unwrap();
        assert_eq!((moved.state, moved.sha.as_str()), (MergeState::Open, "2"));
        assert!(store.approvals(row.id, "2").await.unwrap().is_empty());
        let mut tx = store.begin().await.unwrap();
        let end = MergeEnd::Merged {
            by: jane,
            base: "0",
            merged: "3",
        };
        assert_eq!(tx.end_merge(row.id, &end).await.unwrap(), Noted::News);
        assert_eq!(
            tx.end_merge(row.id, &MergeEnd::Closed).await.unwrap(),
            Noted::Known
        );
        tx.commit().await.unwrap();
        let numbers = async |shown| {
            let rows = store.merges(id, shown, None, 10).await.unwrap();
            rows.into_iter().map(|row| row.number).collect::<Vec<_>>()
        };
        assert_eq!(numbers(MergesShown::All).await, [2, 1]);
        assert_eq!(numbers(MergesShown::Open).await, [2]);
    }
}

#[tokio::test]
async fn a_forge_is_owed_the_newest_state_of_a_run() {
    for fresh in stores().await {
        let store = &fresh.store;
        let hosted = project(store, "hosted", Visibility::Private, None).await;
        let remote = project(store, "remote", Visibility::Private, Some("/x")).await;
        let mut runs = Vec::new();
        for project in [hosted, remote] {
            let run = FreshRun {
                project,
                event: RunEvent::Push,
                git_ref: "refs/heads/main".to_owned(),
                sha: "1".to_owned(),
                title: String::new(),
                author: String::new(),
                rerun_of: None,
                merge: None,
                priority: 0,
                protected: false,
                trusted: true,
                sealed: None,
            };
            let mut tx = store.begin().await.unwrap();
            runs.push(tx.create_run(&run).await.unwrap().0);
            tx.commit().await.unwrap();
        }
        let due = async || store.reports_due(Timestamp(u64::MAX / 2)).await.unwrap();
        assert_eq!(due().await.len(), 1);
        let stand = async |state| {
            let mut tx = store.begin().await.unwrap();
            let stand = RunStand {
                state,
                wake_at: None,
                reason: None,
            };
            tx.set_run(runs[1], &stand).await.unwrap();
            tx.commit().await.unwrap();
        };
        stand(RunState::Running).await;
        let told = due().await.remove(0);
        assert_eq!(
            (told.run, told.state, told.tries),
            (runs[1], RunState::Running, 0)
        );
        stand(RunState::Success).await;
        let mut tx = store.begin().await.unwrap();
        // What was told is old by now.
        tx.report_settled(told.run, told.state).await.unwrap();
        tx.report_failed(&told, Timestamp(0), "no").await.unwrap();
        tx.commit().await.unwrap();
        let told = due().await.remove(0);
        assert_eq!((told.state, told.tries), (RunState::Success, 0));
        let mut tx = store.begin().await.unwrap();
        tx.report_failed(&told, Timestamp(0), "no").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(due().await[0].tries, 1);
        let mut tx = store.begin().await.unwrap();
        tx.report_settled(told.run, told.state).await.unwrap();
        tx.commit().await.unwrap();
        stand(RunState::Success).await;
        assert!(due().await.is_empty());
    }
}
