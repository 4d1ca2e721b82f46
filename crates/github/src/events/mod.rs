//! Events: their payloads, the filters of `on`, and the `github` context that follows.
