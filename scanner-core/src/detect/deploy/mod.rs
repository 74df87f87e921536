//! Detectors for whole files: what is deployed, and how it is set up.
//!
//! Each kind of file is an [`Area`]. It reads a file once and hands every problem to [`Found`], named by the detector that
//! a rule in the packs has the same name as. What it needs of other files is in [`Relations`](super::Relations).

mod claim;
mod env_files;
mod server;

pub(super) use claim::Found;

use super::ConfigFile;

/// One kind of file and the detectors for it.
pub(super) struct Area {
    /// Their names, as packs write them.
    pub(super) detectors: &'static [&'static str],
    /// Whether files of such a path are of the kind.
    pub(super) wants: fn(path: &str) -> bool,
    /// Whether the text of files of such a path is looked up while others are searched.
    pub(super) beside: fn(path: &str) -> bool,
    /// Claims what is wrong in a file of the kind.
    pub(super) search: fn(file: &ConfigFile<'_>, found: &mut Found<'_>),
}

/// All areas.
pub(super) const AREAS: &[Area] = &[env_files::AREA, server::AREA];

/// The names of all detectors.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    AREAS.iter().flat_map(|area| area.detectors.iter().copied())
}

/// Whether some area looks up the text of files of such a path.
pub(super) fn is_looked_up(path: &str) -> bool {
    AREAS.iter().any(|area| (area.beside)(path))
}

/// `a`, `b` and 3 more.
fn list(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}
