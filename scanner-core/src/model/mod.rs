//! Core types shared by all modules: rule metadata, locations, secrets, fingerprints and findings.
//!
//! This module does not read, match or print.

mod cancel;
mod category;
mod copied_range;
mod credentials;
mod date;
mod environment;
mod evidence;
mod finding;
mod fingerprint;
mod fix;
mod interpolate;
mod left_out;
mod level;
mod line_hash;
mod line_index;
mod location;
mod lowered;
mod occurrences;
mod path_globs;
mod provenance;
mod report;
mod request;
mod rule_meta;
mod secret;
mod snippet;
mod statistics;
mod status;
mod survey;
mod technology;
mod trend;
mod value_class;
mod verdict;
mod words;

pub use cancel::Cancel;
pub use category::Category;
pub use copied_range::CopiedRange;
pub use credentials::Credentials;
pub use date::{Date, ParseDateError};
pub use environment::{Environment, ParseEnvironmentError, WordUse};
pub use evidence::{Evidence, EvidenceKind, Strength, UnknownEvidence};
pub use finding::{Finding, FindingBuilder, Suppression, SuppressionKind};
pub use fingerprint::{Fingerprint, FingerprintKey, ParseFingerprintError, ValueHash};
pub use fix::{Edit, Fix, Fixed, apply_fixes, replaced};
pub(crate) use interpolate::{braced, interpolate};
pub use left_out::LeftOut;
pub use level::{Confidence, ParseLevelError, Severity};
pub use line_hash::line_hashes;
pub use line_index::{LineColumn, LineIndex};
pub use location::{Location, Region};
pub use lowered::Lowered;
pub use occurrences::{Occurrences, Place, Presence};
pub use path_globs::{PathGlobError, PathGlobs};
pub use provenance::{Commit, Container, Provenance, Timestamp};
pub use report::Report;
pub use request::Request;
pub(crate) use rule_meta::LoadDocs;
pub use rule_meta::{Checksum, RuleDocs, RuleMeta};
pub use secret::Secret;
pub use snippet::Snippet;
pub use statistics::{HistoryStatistics, Incident, Statistics};
pub use status::Status;
pub use survey::{ProductionFile, Survey};
pub use technology::{Technology, UnknownTechnology};
pub use trend::{Change, Trend};
pub use value_class::{Mask, ValueClass};
pub use verdict::{
    Answer, Attestation, Decision, FindingRole, GateVerdict, ItemFinding, ParsePinError, Pin, Title, TitleLanguage,
    Verdict, Waiver, WaiverSubject,
};
pub use words::{NameWords, words};
