//! Tests of the crate's surface.

#[cfg(test)]
mod bare;
#[cfg(test)]
mod fetch;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod git;
#[cfg(test)]
mod repository;
#[cfg(test)]
mod yaml;
#[cfg(test)]
mod yaml_errors;
#[cfg(test)]
mod yaml_hostile;
