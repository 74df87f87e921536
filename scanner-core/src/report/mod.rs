//! Writers of reports: one [`Reporter`] a format, one file a reporter.
//!
//! Reporters know only the model. What they write depends on the report and their options alone, so two equal scans give
//! equal bytes; the duration in JSON is the one exception. A secret's value is written only where the caller asked for
//! it with [`Values::Shown`]; SARIF never holds one.
//!
//! ```
//! use gonogo_core::{model::Report, report::{Compact, Reporter, Sarif}};
//!
//! let report = Report::default();
//! let mut out = Vec::new();
//! Sarif::new().category("secrets").write(&report, &mut out)?;
//! Compact::default().write(&report, &mut out)?;
//! # std::io::Result::Ok(())
//! ```

mod compact;
#[cfg(test)]
#[path = "../../tests/scan/conformance.rs"]
mod conformance;
mod counts;
mod json;
mod jsonl;
pub mod markdown;
mod origin;
mod receipt;
mod record;
#[cfg(test)]
mod sample;
mod sarif;
#[cfg(test)]
mod tests;
mod values;
mod verdict;

pub use compact::{Compact, disturbs_terminal};
pub use json::Json;
pub use jsonl::JsonLines;
pub use receipt::Receipt;
pub use sarif::Sarif;
pub use values::Values;
pub use verdict::{Gemara, InToto, Junit, VerdictHtml, VerdictJson, VerdictMarkdown, VerdictSarif};

use crate::model::Report;
use std::io;

/// The version of the keys of JSON and JSON Lines. Keys may be added under one version; none goes or changes its meaning.
const SCHEMA: u32 = 1;
const TOOL: &str = "gonogo";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes reports in one format.
pub trait Reporter {
    /// Writes the whole report. `out` need not be buffered; it is flushed.
    fn write(&self, report: &Report, out: &mut dyn io::Write) -> io::Result<()>;
}
