//! What can go wrong.

/// What can go wrong with a sandbox: always the infrastructure's fault, never the job's.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// No engine answers.
    #[error("no container engine answers: {tried}")]
    NoEngine {
        /// What was tried, each with its reason.
        tried: String,
    },
    /// The engine refused something.
    #[error("{doing}: {why}")]
    Engine {
        /// `create container for job build`
        doing: String,
        /// The engine's own words.
        why: String,
    },
    /// An image can't be had.
    #[error("image {image}: {why}")]
    Image {
        /// Its reference.
        image: String,
        /// The engine's own words.
        why: String,
    },
    /// A container is asked for what can't be had.
    #[error("container of {image}: {why}")]
    Options {
        /// The image's reference.
        image: String,
        /// What, and why not.
        why: String,
    },
    /// A service did not answer in time, or ended.
    #[error("service {service}: {why}")]
    Service {
        /// Its name.
        service: String,
        /// What happened, with the last lines of its log.
        why: String,
    },
    /// A program or file is missing, no permission, no space.
    #[error("{doing}: {source}")]
    Io {
        /// `start bash`
        doing: String,
        /// The system's own words.
        source: std::io::Error,
    },
    /// Cancelled while opening.
    #[error("canceled")]
    Canceled,
}
