//! Rules: from TOML packs to a [`RuleSet`] that is ready to match.
//!
//! `schema` mirrors the TOML one to one, `load` turns text into it with errors that point at the line, `compile` makes
//! rules of it, and `set` merges, selects and overrides.

mod check;
mod compile;
mod digest;
mod document;
mod environments;
mod error;
mod example;
mod key;
mod keyword;
mod literal;
mod load;
mod nearest;
mod path_filter;
mod pattern;
mod problem;
pub mod schema;
mod selector;
mod set;
mod setting;

pub use check::{Check, UnknownCheck};
pub use compile::{Assigned, Code, Matcher, Near, Rule, Text, ValueTest};
pub use document::{Condition, DocumentRule, MessagePart};
pub use error::PackError;
pub use example::Example;
pub use key::KeyPattern;
pub use keyword::Keyword;
pub use load::Pack;
pub(crate) use nearest::hint;
pub use nearest::nearest;
pub use path_filter::PathFilter;
pub(crate) use path_filter::glob_set;
pub use pattern::{LazyRegex, Window};
pub use schema::{CredentialName, DocumentKind, Place, ValueIs, ValuePart};
pub use selector::{Selector, Start, Step};
pub use set::{Override, RuleSet, SelectError};
pub use setting::{Asked, SettingRule};
