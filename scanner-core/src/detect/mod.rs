//! From bytes to matches: everything that looks for problems in one file's content.
//!
//! Knows no file system, no git and no configuration. `text` calls rules at their keywords, `settings` at keys and values,
//! `document` at parts of parsed trees, `frameworks` at calls in source code. `analyzers` look at whole files, with what
//! `project` knows of others; `resolve` keeps one match where several rules have the same value.

mod analyzers;
mod config;
mod deployment;
mod document;
mod file;
mod frameworks;
mod knowledge;
mod list;
mod lowering;
mod matched;
mod naming;
mod origin;
mod policy;
mod project;
mod resolve;
mod roles;
mod settings;
mod text;

pub(crate) use analyzers::{Manifest, run_commands, start_words};
pub use config::{ConfigDetector, Matches};
pub(crate) use deployment::compose::is_deployed_base;
pub use file::ConfigFile;
pub(crate) use knowledge::{
    image::name_of_image,
    launch::{LaunchContext, Program, elsewhere, programs, seeding},
};
pub use matched::{Match, Remedy, Specificity};
pub(crate) use naming::{NameHint, name_hint};
pub use policy::apply_role;
pub use project::{Files, RelatedFiles, RelatedFilesBuilder};
pub(crate) use project::{join, split};
pub use resolve::resolve;
pub(crate) use settings::{is_credential, is_weak_credential};
pub use text::{Detector, PathlessScan, VerdictTable, key_of_value};
