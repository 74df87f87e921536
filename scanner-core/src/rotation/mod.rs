//! What must be rotated: the secrets that a repository's files and history hold, each once, and the variables of a
//! production environment whose values were ever seen there.
//!
//! A secret that was committed is leaked, whether it was deleted later or not: whoever has a clone has it. [`Rotation`]
//! makes the list of them from a report. [`Comparison`] answers the other question: which of the values that production
//! uses were ever in the repository, also those that no rule would take for a secret. It makes rules of the values, to be
//! run by an ordinary scan, so the answer is exact; none of the values is ever shown.
//!
//! ```
//! use gonogo_core::{Scanner, Target, rotation::{Comparison, EnvFile, Rotation}};
//!
//! # let folder = env!("CARGO_MANIFEST_DIR").to_owned() + "/examples";
//! let report = Scanner::builder().build()?.scan(Target::tree(&folder))?;
//! assert!(Rotation::of(&report).secrets.is_empty());
//!
//! # let token = gonogo_core::value::expand("{alnum:32}", "doc")?;
//! let production = EnvFile::parse(format!("PORT=80\nMAIL_TOKEN={token}\n").as_bytes());
//! let comparison = Comparison::of(&production);
//! let report = Scanner::builder().rules(comparison.rules()).build()?.scan(Target::tree(&folder))?;
//! let outcome = comparison.outcome(&report);
//! assert!(outcome.changes.is_empty());
//! assert_eq!(outcome.unseen[0].name, "MAIL_TOKEN");
//! assert_eq!(outcome.skipped[0].variable.name, "PORT");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod comparison;
mod env_file;
mod list;
mod provider;
mod spelling;
mod url;
mod worth;

pub use comparison::{Change, Comparison, Outcome, Skipped};
pub use env_file::{EnvFile, Unread, Variable};
pub use list::{Due, Rotation};
pub use worth::{Part, Skip};
