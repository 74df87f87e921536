//! From bytes to candidates: everything that looks for problems in one file's content.
//!
//! Knows no file system, no git and no configuration. `text` calls rules at their keywords; `resolve` keeps one candidate
//! where several rules claim the same value.

mod candidate;
mod resolve;
mod text;

pub use candidate::{Candidate, Specificity};
pub use resolve::resolve;
pub use text::{Detector, Survey, UnknownDetector, Verdicts, owner};
pub(crate) use text::{Promise, promise};
