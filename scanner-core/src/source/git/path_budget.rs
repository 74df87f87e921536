//! How far folders are followed that hold each other many times: forty of them can have more paths than fit into any memory.

use super::id::{IdMap, ObjectId};

/// The paths at which one folder is entered. So each folder is entered at one path at least, however many it has.
const MAX_PATHS_OF_FOLDER: u32 = 4096;
/// Bytes of paths, which are about a million of usual ones.
const MAX_BYTES: usize = 256 << 20;
/// Bytes that are kept with each path.
const BYTES_PER_PATH: usize = 192;

/// What a walk through folders may still take.
#[derive(Debug)]
pub(crate) struct PathBudget {
    entered: IdMap<u32>,
    bytes: usize,
    /// Whether anything was refused.
    is_cut: bool,
}

impl PathBudget {
    pub(crate) fn new() -> Self {
        PathBudget { entered: IdMap::default(), bytes: MAX_BYTES, is_cut: false }
    }

    /// Whether a folder is to be entered at one more path.
    pub(crate) fn enter(&mut self, tree: &ObjectId) -> bool {
        let entered = self.entered.entry(*tree).or_default();
        *entered += 1;
        let is_allowed = *entered <= MAX_PATHS_OF_FOLDER;
        self.is_cut |= !is_allowed;
        is_allowed
    }

    /// Whether one more path is to be kept.
    pub(crate) fn keep(&mut self, path: &[u8]) -> bool {
        let left = self.bytes.checked_sub(path.len() + BYTES_PER_PATH);
        self.is_cut |= left.is_none();
        self.bytes = left.unwrap_or(0);
        left.is_some()
    }

    /// Whether it refused anything.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }
}
