//! Duties that one of several servers does at a time.

use std::time::Duration;

use crate::error::StoreError;
use crate::tx::Tx;
use crate::words::millis;

impl Tx {
    /// Takes or keeps a duty for a while; false: another server has it. Until the end of this transaction nobody
    /// else takes it, so what is done in it is done once.
    pub async fn take_duty(
        &mut self,
        duty: &str,
        holder: &str,
        keep: Duration,
    ) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let take = "INSERT INTO leases_of_servers (duty, holder, expires_at) VALUES ($1, $2, $3) \
             ON CONFLICT (duty) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at \
             WHERE leases_of_servers.holder = excluded.holder OR leases_of_servers.expires_at <= $4 \
             OR leases_of_servers.expires_at > excluded.expires_at + $5";
        let take = sqlx::query(take)
            .bind(duty.to_owned())
            .bind(holder.to_owned())
            .bind(millis(now.after(keep)))
            .bind(millis(now))
            .bind(i64::try_from(keep.as_millis()).unwrap_or(i64::MAX));
        Ok(take.execute(self.sql()).await?.rows_affected() > 0)
    }
}
