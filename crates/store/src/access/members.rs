//! Who is what in a project.

use maillon_protocol::api::{Member, Role};
use sqlx::Row as _;

use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{of_word, word};

impl Store {
    /// A project's members, by login.
    pub async fn members(&self, project: i64) -> Result<Vec<Member>, StoreError> {
        let question = "SELECT u.login, m.role FROM members m JOIN users u ON u.id = m.user_id \
             WHERE m.project_id = $1 ORDER BY u.login";
        let rows = sqlx::query(question).bind(project);
        let rows = rows.fetch_all(self.reads()).await?;
        let members = rows.iter().map(|row| {
            Ok(Member {
                login: row.try_get("login")?,
                role: of_word("a role", row.try_get("role")?)?,
            })
        });
        members.collect()
    }
}

impl Tx {
    /// Makes somebody a member, or gives them another role.
    pub async fn set_member(
        &mut self,
        project: i64,
        user: i64,
        role: Role,
    ) -> Result<(), StoreError> {
        let set = sqlx::query(
            "INSERT INTO members (project_id, user_id, role) VALUES ($1, $2, $3) \
             ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role",
        );
        let set = set.bind(project).bind(user).bind(word(&role));
        set.execute(self.sql()).await?;
        Ok(())
    }

    /// Ends a membership. False: there was none.
    pub async fn remove_member(&mut self, project: i64, user: i64) -> Result<bool, StoreError> {
        let removed = sqlx::query("DELETE FROM members WHERE project_id = $1 AND user_id = $2");
        let removed = removed.bind(project).bind(user);
        Ok(removed.execute(self.sql()).await?.rows_affected() == 1)
    }
}
