//! What a container may be given beside its image.

mod options;
mod ports;
mod table;
mod units;
mod words;

use serde::{Deserialize, Serialize};

pub use options::{
    BindMount, CreateOption, Flag, List, Number, OptionError, Pair, Text, Ulimit, parse_options,
};
pub use words::split_words;

use crate::secret::{self, Secret};

/// What a definition says of a container beside its image. All empty for most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extras {
    /// For the registry.
    pub credentials: Option<Credentials>,
    /// Ports that this machine sees.
    pub ports: Vec<PortMapping>,
    /// As `docker create --volume` takes them.
    pub volumes: Vec<String>,
    /// As `docker create` takes them, split into words.
    pub options: Vec<String>,
}

/// A login of a registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// The name.
    pub username: String,
    /// The password or token.
    #[serde(with = "secret::exposed")]
    pub password: Secret,
}

/// A port of a container that this machine sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PortMapping {
    /// On this machine; None: any free one.
    pub host: Option<u16>,
    /// In the container.
    pub container: u16,
    /// Of which protocol.
    pub protocol: Protocol,
}

/// A protocol with ports.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// TCP.
    #[default]
    Tcp,
    /// UDP.
    Udp,
}
