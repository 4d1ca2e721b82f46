//! Why a transaction of a run did not go.

use maillon_store::StoreError;

use crate::http::Fault;
use crate::seal::SealError;

/// Why a transaction did not go.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The database; where another server was quicker, it is tried again.
    Store(StoreError),
    /// What is in memory is older than the journal.
    Stale,
    /// Anything else.
    Fault(Fault),
}

impl Trouble {
    /// Whether it goes when it is tried again with what the journal says now.
    pub(crate) fn passes(&self) -> bool {
        match self {
            Self::Stale => true,
            Self::Store(error) => error.is_duplicate() || error.is_clash(),
            Self::Fault(_) => false,
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<SealError> for Trouble {
    fn from(error: SealError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Store(error) => error.into(),
            Trouble::Stale => {
                Self::conflict("other servers were quicker again and again: try again")
            }
            Trouble::Fault(fault) => fault,
        }
    }
}
