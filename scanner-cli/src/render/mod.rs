//! Output for people: findings, summaries, tables. Everything is written with styles, to a given width.

mod block;
mod diff;
pub(crate) mod environment;
mod escape;
mod excerpt;
mod file;
mod history;
mod layout;
mod places;
mod progress;
pub(crate) mod rotation;
mod rule;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod theme;
pub(crate) mod verdict;

pub(crate) use diff::diff;
pub(crate) use escape::escape_line;
pub(crate) use file::file;
pub(crate) use layout::count;
pub(crate) use progress::Bar;
pub(crate) use rule::{explain, list, show};
pub(crate) use summary::{Scope, Summary};
pub(crate) use text::TextReporter;

use crate::failure::Failure;

/// An error as a frame that shows the place, if it has one.
pub(crate) fn failure(failure: &Failure, width: usize) -> String {
    let mut text = String::new();
    match theme::handler(theme::bad(), width).render_report(&mut text, failure) {
        Ok(()) => text,
        Err(_) => failure.to_string(),
    }
}
