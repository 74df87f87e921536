//! Source code as tokens, and what many languages have in common: brackets, calls, objects, conditions on the environment.
//!
//! No language has a grammar here. Code is cut into tokens and brackets are paired; what differs between languages is in one
//! table, [`Dialect`].

mod dialect;
mod environment;
mod group;
mod lex;
mod object;
mod production;
mod test_items;
mod token;

pub(crate) use dialect::Dialect;
pub(super) use dialect::{Entry, Strings};
pub use environment::EnvCondition;
pub(crate) use group::{Group, MAX_GROUP_BYTES, letters, unquoted};
pub(crate) use lex::lex;
pub(super) use object::exported_object;
pub(crate) use production::{LOOKBACK_BYTES, MAX_INDENT_BYTES, is_in_docstring, runs_in_production};
pub(crate) use test_items::test_items;
pub(super) use token::Token;
pub(crate) use token::{Code, Kind, is_link};

/// Longer files are generated: nobody writes their calls and settings.
pub(crate) const MAX_CODE_BYTES: usize = 1 << 20;
