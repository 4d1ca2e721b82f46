//! Conditions of `post`.

/// In the order in which they run, each with when it does.
pub(crate) const POST_CONDITIONS: &[(&str, &str)] = &[
    ("always", "Whatever the result is."),
    (
        "changed",
        "The result is another one than that of the build before; also at the first build.",
    ),
    (
        "fixed",
        "It succeeded, and the build before failed or was unstable.",
    ),
    (
        "regression",
        "It is worse than the build before, which succeeded or was unstable.",
    ),
    ("aborted", "It was aborted."),
    ("success", "It succeeded."),
    ("unsuccessful", "It did not succeed."),
    ("unstable", "It is unstable."),
    ("failure", "It failed."),
    ("notBuilt", "It was not built."),
    ("cleanup", "Whatever the result is, after all others."),
];
