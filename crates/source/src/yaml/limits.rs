//! Bounds on what a file may ask for.

/// Bounds on what a file may ask for, so that a hostile one can't exhaust the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Levels of nesting.
    pub depth: usize,
    /// Nodes, each alias counted with all that it stands for.
    pub nodes: usize,
    /// Size of the text in bytes.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 100,
            nodes: 10_000_000,
            bytes: 64 << 20,
        }
    }
}
