//! Knowledge across the files of a scan, from before the first one is searched.

mod files;
mod memo;
mod packages;
mod relations;

pub use files::Files;
pub(crate) use files::{join, split};
use memo::Memo;
pub(super) use packages::PackagePaths;
pub use relations::{RelatedFiles, RelatedFilesBuilder};
pub(super) use relations::{is_public, patterns};
