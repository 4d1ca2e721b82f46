//! The language of `rules:if`.
