//! The predefined `CI_*` variables.
