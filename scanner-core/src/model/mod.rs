//! The nouns everything else speaks in: rules' metadata, places, secrets, fingerprints and findings.
//!
//! Nothing here reads, matches or prints.

mod cancel;
mod copied_range;
mod environment;
mod finding;
mod fingerprint;
mod fix;
mod level;
mod line_hash;
mod line_index;
mod location;
mod path_globs;
mod provenance;
mod redact;
mod report;
mod rule_meta;
mod secret;
mod snippet;
mod statistics;
mod trail;
mod veil;
mod words;

pub use cancel::Cancel;
pub use copied_range::CopiedRange;
pub use environment::{Environment, ParseEnvironmentError, WordUse};
pub use finding::{Finding, FindingBuilder, Suppression, SuppressionKind};
pub use fingerprint::{Fingerprint, ParseFingerprintError, ValueHash};
pub use fix::{Edit, Fix, apply_fixes};
pub use level::{Confidence, ParseLevelError, Severity};
pub use line_hash::line_hashes;
pub use line_index::{LineColumn, LineIndex};
pub use location::{Location, Region};
pub use path_globs::{PathGlobError, PathGlobs};
pub use provenance::{Commit, Container, Provenance, Timestamp};
pub use redact::redact;
pub use report::Report;
pub use rule_meta::{Checksum, RuleMeta};
pub use secret::Secret;
pub use snippet::Snippet;
pub use statistics::{HistoryStatistics, Incident, Statistics};
pub use trail::{Place, Presence, Trail};
pub use veil::Veil;
pub use words::{NameWords, words};
