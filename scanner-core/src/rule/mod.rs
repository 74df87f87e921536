//! Rules: from TOML packs to a [`RuleSet`] that is ready to match.
//!
//! `schema` mirrors the TOML one to one, `load` turns text into it with errors that point at the line, `compile` makes
//! rules of it, and `set` merges, selects and overrides.

mod compile;
mod error;
mod example;
mod literal;
mod load;
mod pattern;
mod problem;
pub mod schema;
mod set;

pub(crate) use compile::glob_set;
pub use compile::{Assigned, Code, Keyword, Matcher, Near, PathFilter, Rule, Text, ValueTest, Window};
pub use error::PackError;
pub use example::Example;
pub use load::Pack;
pub use pattern::LazyRegex;
pub use set::{Override, RuleSet, SelectError, nearest};
