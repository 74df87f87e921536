//! Compose files, as what is started from them together.

mod build;
mod derive;
mod entry;
mod file;
mod inline;
mod merge;
mod model;
mod normalize;
mod port;
mod retained;
mod services;
mod stack;
#[cfg(test)]
mod tests;

pub(in crate::detect) use build::ServiceBuild;
pub(in crate::detect) use derive::is_check_off;
pub(in crate::detect) use file::ComposeFile;
pub(in crate::detect) use inline::{InlineFile, inline_files};
pub(crate) use stack::is_deployed_base;
