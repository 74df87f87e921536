//! Compose files, as what is started from them together.

mod derive;
mod entry;
mod file;
mod merge;
mod model;
mod normalize;
mod port;
mod retained;
mod stack;
#[cfg(test)]
mod tests;

pub(in crate::detect) use file::ComposeFile;
