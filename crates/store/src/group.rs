//! One writer, many transactions, few waits for the disk.
//!
//! SQLite has one writer at a time, and each commit waits for the disk. So transactions that come at the same
//! time become *parts* (savepoints) of one *group* (the database's own transaction). A part that is done waits for
//! its group's commit, and is acknowledged after it; whoever gets the writer next and has nothing more to write
//! commits for all. The writer is handed on in the order of asking, so a group is as large as its rush.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::{AnyConnection, Executor};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::error::StoreError;

/// The writer of a database. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Group(Arc<Mutex<Writer>>);

struct Writer {
    connection: AnyConnection,
    begin: &'static str,
    /// Tells the parts of the open group how it ended.
    open: Option<watch::Sender<Fate>>,
    /// Whether there is a part that is neither done nor undone.
    part: bool,
}

/// What became of a group.
#[derive(Clone)]
enum Fate {
    Open,
    Committed,
    Lost(Arc<sqlx::Error>),
}

/// A transaction within a group.
pub(crate) struct Part {
    /// Taken when it is done.
    writer: Option<OwnedMutexGuard<Writer>>,
    group: Group,
}

impl Group {
    pub(crate) fn new(connection: AnyConnection, begin: &'static str) -> Self {
        Self(Arc::new(Mutex::new(Writer {
            connection,
            begin,
            open: None,
            part: false,
        })))
    }

    /// Begins a part. Whoever stops waiting for it leaves no half-begun one behind.
    pub(crate) async fn begin(&self) -> Result<Part, StoreError> {
        let group = self.clone();
        let beginning = tokio::spawn(async move {
            let mut writer = Arc::clone(&group.0).lock_owned().await;
            writer.begin_part().await?;
            let writer = Some(writer);
            Ok(Part { writer, group })
        });
        let crashed = |_| Err(sqlx::Error::WorkerCrashed.into());
        beginning.await.unwrap_or_else(crashed)
    }

    /// Waits for the group's end, and ends it when it is this one's turn.
    async fn end(self, mut fate: watch::Receiver<Fate>) -> Result<(), StoreError> {
        loop {
            let known = fate.borrow_and_update().clone();
            match known {
                Fate::Committed => return Ok(()),
                Fate::Lost(why) => return Err(StoreError::Shared(why)),
                Fate::Open => {}
            }
            tokio::select! {
                biased;
                // Its sender lives until it has said how the group ended.
                _ = fate.changed() => {}
                mut writer = self.0.lock() => {
                    if matches!(*fate.borrow(), Fate::Open) {
                        writer.end().await;
                    }
                }
            }
        }
    }
}

impl Writer {
    async fn begin_part(&mut self) -> Result<(), StoreError> {
        self.undo_part().await;
        if self.open.is_none() {
            self.connection.execute(self.begin).await?;
            self.open = Some(watch::Sender::new(Fate::Open));
        }
        if let Err(error) = self.connection.execute("SAVEPOINT part").await {
            return Err(self.lose(error).await);
        }
        self.part = true;
        Ok(())
    }

    /// The part is done; how to hear of its group.
    async fn end_part(&mut self) -> Result<watch::Receiver<Fate>, StoreError> {
        if let Err(error) = self.connection.execute("RELEASE part").await {
            return Err(self.lose(error).await);
        }
        self.part = false;
        let open = self.open.as_ref().map(watch::Sender::subscribe);
        open.ok_or_else(|| sqlx::Error::WorkerCrashed.into())
    }

    /// Undoes a part that was given up. Where the database itself gave up the whole group, it is lost.
    async fn undo_part(&mut self) {
        if !std::mem::take(&mut self.part) {
            return;
        }
        let undone = self.connection.execute("ROLLBACK TO part; RELEASE part");
        if let Err(error) = undone.await {
            self.lose(error).await;
        }
    }

    async fn end(&mut self) {
        self.undo_part().await;
        if self.open.is_none() {
            return;
        }
        match self.connection.execute("COMMIT").await {
            Ok(_) => self.tell(Fate::Committed),
            Err(error) => {
                self.lose(error).await;
            }
        }
    }

    /// Gives up the group; the error for who notices.
    async fn lose(&mut self, error: sqlx::Error) -> StoreError {
        // There may be nothing left to roll back.
        let _ = self.connection.execute("ROLLBACK").await;
        let error = Arc::new(error);
        self.part = false;
        self.tell(Fate::Lost(Arc::clone(&error)));
        StoreError::Shared(error)
    }

    fn tell(&mut self, fate: Fate) {
        if let Some(open) = self.open.take() {
            open.send_replace(fate);
        }
    }

    /// Undoes a part that was given up; where nobody else is in the group, it ends, so that the database is free.
    async fn tidy(&mut self) {
        self.undo_part().await;
        if self
            .open
            .as_ref()
            .is_some_and(|open| open.receiver_count() == 0)
        {
            self.end().await;
        }
    }
}

impl Part {
    /// Makes the changes last: returns after the group's commit, and goes on also where nobody waits for it.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        let Some(mut writer) = self.writer.take() else {
            return Err(sqlx::Error::WorkerCrashed.into());
        };
        let group = self.group.clone();
        let ending = tokio::spawn(async move {
            let fate = writer.end_part().await?;
            drop(writer);
            group.end(fate).await
        });
        let crashed = |_| Err(sqlx::Error::WorkerCrashed.into());
        ending.await.unwrap_or_else(crashed)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let Some(mut writer) = self.writer.take() else {
            return;
        };
        // Without a runtime the next one who writes tidies up.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move { writer.tidy().await });
        }
    }
}

impl Deref for Part {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match &self.writer {
            Some(writer) => &writer.connection,
            None => unreachable!("a part has the writer until it is done"),
        }
    }
}

impl DerefMut for Part {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match &mut self.writer {
            Some(writer) => &mut writer.connection,
            None => unreachable!("a part has the writer until it is done"),
        }
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Group")
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Part")
    }
}
