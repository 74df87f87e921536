//! Finds leaked secrets and unsafe configuration in bytes, trees and repositories.
//!
//! This is the library behind the `gonogo` command. It reads the targets it is given and hands back findings: it prints
//! nothing, asks no environment variable and never talks to the network. Over a thousand rules are built in; packs of
//! your own replace or join them.
//!
//! # Overview
//!
//! A [`Scanner`] is made once, by [`Scanner::builder`], and then scans as often as needed, from as many threads as
//! needed: it is `Send + Sync`, and cloning it is cheap. What it scans is a [`Target`] or plain bytes:
//!
//! * [`Scanner::scan`] collects everything into a [`Report`](model::Report);
//! * [`Scanner::scan_with`] hands findings to a [`Sink`](engine::Sink) as they come, which can stop the scan;
//! * [`Scanner::scan_bytes`] takes bytes and the path they would have, and does no input or output at all.
//!
//! Findings come in the same order whatever the number of threads. A value is never part of their `Debug` or of any
//! report unless it is asked for with [`Secret::reveal`](model::Secret::reveal).
//!
//! # Example: bytes in, findings out
//!
//! ```
//! use gonogo_core::{Scanner, model::Severity};
//!
//! # let token = gonogo_core::value::expand("ghp_{alnum:30}{check:github}", "doc")?;
//! let scanner = Scanner::builder().build()?;
//! let findings = scanner.scan_bytes("config/.env", format!("PORT=80\nGITHUB_TOKEN={token}\n").as_bytes());
//!
//! assert_eq!(findings.len(), 1);
//! assert_eq!(findings[0].rule.id, "github-personal-access-token");
//! assert_eq!(findings[0].severity, Severity::Blocker);
//! assert_eq!((findings[0].location.region.line, findings[0].location.region.column), (2, 14));
//! assert_eq!(findings[0].redacted(), "ghp_***");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Example: a tree, and a report in SARIF
//!
//! Files that `.gitignore` excludes are left out unless git tracks them. What could not be read is part of the report:
//! a scan that saw only a part says so.
//!
//! ```
//! # #[cfg(feature = "reports")] {
//! use gonogo_core::{Scanner, Target, report::{Reporter, Sarif}};
//!
//! # let folder = env!("CARGO_MANIFEST_DIR").to_owned() + "/examples";
//! let scanner = Scanner::builder().threads(2).build()?;
//! let report = scanner.scan(Target::tree(&folder))?;
//! assert!(report.statistics.is_complete());
//! assert_eq!(report.worst(), None);
//!
//! let mut sarif = Vec::new();
//! Sarif::new().write(&report, &mut sarif)?;
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Example: stop at the first finding
//!
//! ```
//! use gonogo_core::{Scanner, Target, engine::NoProgress, model::{Cancel, Finding}};
//! use std::{io::Cursor, ops::ControlFlow};
//!
//! # let key = gonogo_core::value::expand("{alnum:32}", "doc")?;
//! # let text = format!("api_secret: {key}\nother_secret: {key}\n");
//! let mut first = None;
//! let mut sink = |finding: Finding| {
//!     first = Some(finding);
//!     ControlFlow::Break(())
//! };
//! let target = Target::reader("settings.yml", Cursor::new(text));
//! let scanner = Scanner::builder().build()?;
//! let statistics = scanner.scan_with(target, &mut sink, &NoProgress, &Cancel::new())?;
//!
//! assert!(statistics.cancelled);
//! assert_eq!(first.map(|finding| finding.location.region.line), Some(1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Example: other rules
//!
//! Packs are TOML; `docs/rules.md` describes them. A broken one gives an error with its place in the file.
//!
//! ```
//! use gonogo_core::{Scanner, model::Severity, rule::{Override, Pack, RuleSet}};
//!
//! let error = Pack::from_toml("acme.toml", "schema = 1\n[pack]\nname = 'Acme Inc'\ndescription = ''\n").unwrap_err();
//! assert_eq!(error.to_string().lines().next(), Some("`Acme Inc` is not kebab-case: lower-case words and digits, joined by `-`"));
//!
//! let mut rules = RuleSet::builtin()?.filter(|rule| rule.meta.severity >= Severity::Medium);
//! let off = Override { enabled: Some(false), ..Override::default() };
//! rules.apply("generic-password", &off)?;
//! let scanner = Scanner::builder().rules(rules).build()?;
//! # let password = gonogo_core::value::expand("password = '{alnum:14}'", "doc")?;
//! assert!(scanner.scan_bytes("app.py", password.as_bytes()).is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! * `git` (default): files that git tracks are scanned although `.gitignore` excludes them, and so is what is staged and
//!   what commits bring. Needs a C compiler.
//! * `reports` (default): the writers of SARIF, JSON, JSON Lines and one-liners.
//! * `schema`: the JSON Schema of rule packs.
//! * `internals`: parsers and matchers, for this workspace's tests, benchmarks and fuzz targets. Not stable.
//!
//! Without any the crate still lists and scans trees; embedders that only call [`Scanner::scan_bytes`] need none.

// Where they are not shown, the public items of these modules are out of reach on purpose.
#![cfg_attr(not(feature = "internals"), allow(unreachable_pub))]

// Parsers and matchers. They are no part of the interface, which would otherwise be all of the crate; `internals` shows them to
// tests, benchmarks and fuzz targets. Written out, since rustfmt passes over modules that a macro declares.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod decode;
#[cfg(not(feature = "internals"))]
mod decode;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod detect;
#[cfg(not(feature = "internals"))]
mod detect;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod document;
#[cfg(not(feature = "internals"))]
mod document;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod evidence;
#[cfg(not(feature = "internals"))]
mod evidence;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod prefilter;
#[cfg(not(feature = "internals"))]
mod prefilter;

pub mod checklist;
pub mod context;
pub mod engine;
pub mod model;
pub mod redact;
pub mod regular_file;
#[cfg(feature = "reports")]
pub mod report;
pub mod rotation;
pub mod rule;
pub mod source;
pub mod suppress;
pub mod value;
pub mod verdict;
mod view;

pub use engine::{Scanner, Target};
