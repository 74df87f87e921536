//! Secrets to rotate: those in a repository's files and history, and the values of a production environment that were
//! ever committed there.
//!
//! A committed secret is leaked even if it was deleted later: every clone has it. [`Rotation`] lists the secrets of a
//! report. [`Comparison`] answers the opposite question: which of the values that production uses were ever in the
//! repository, including those that no rule recognises. It turns the values into rules for an ordinary scan, so the
//! answer is exact. No value is ever shown.
//!
//! ```
//! use gonogo_core::{Scanner, Target, rotation::{Comparison, EnvFile, Rotation}};
//!
//! # let folder = env!("CARGO_MANIFEST_DIR").to_owned() + "/examples";
//! let report = Scanner::builder().build()?.scan(Target::tree(&folder))?;
//! assert!(Rotation::from_report(&report).secrets.is_empty());
//!
//! # let token = gonogo_core::value::expand("{alnum:32}", "doc")?;
//! let production = EnvFile::parse(format!("PORT=80\nMAIL_TOKEN={token}\n").as_bytes());
//! let comparison = Comparison::new(&production);
//! let report = Scanner::builder().rules(comparison.rules()).build()?.scan(Target::tree(&folder))?;
//! let outcome = comparison.outcome(&report);
//! assert!(outcome.changes.is_empty());
//! assert_eq!(outcome.unseen[0].name, "MAIL_TOKEN");
//! assert_eq!(outcome.skipped[0].variable.name, "PORT");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod comparison;
mod encodings;
mod env_file;
mod list;
mod provider;
mod search_term;
mod url;

pub use comparison::{Change, Comparison, Outcome, Skipped};
pub use env_file::{EnvFile, InvalidLine, Variable};
pub use list::{Due, Rotation};
pub use search_term::{Part, SkipReason};
