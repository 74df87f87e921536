//! What a file is: the language it is written in, the part it plays, and the environment it configures.
//!
//! The same line is a leak in one file and an example in another. Each judgement comes with its [`Reason`]. Path and
//! content of the file itself tell most; a [`Project`] adds what only a look across files can tell.

mod environment;
mod files;
mod language;
mod project;
mod reason;
mod role;

pub use environment::environment_of;
pub use files::{is_compose_file, is_env_file, template_of};
pub use language::Language;
pub use project::{Override, Project, ProjectBuilder, Reader};
pub use reason::Reason;
pub use role::{ParseRoleError, Role, is_aside};

use crate::model::Environment;

/// What is known of a file before its content is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileContext {
    /// How values are written in it.
    pub language: Language,
    /// What it is for.
    pub role: Role,
    /// Where what it configures runs.
    pub environment: Environment,
}

/// A [`FileContext`] with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What is known.
    pub context: FileContext,
    /// Why it has its role.
    pub role: Reason,
    /// Why it has its environment.
    pub environment: Reason,
}

impl FileContext {
    /// The context in which rules claim whatever they claim in any other.
    pub const MOST_TELLING: FileContext =
        FileContext { language: Language::Settings, role: Role::Plain, environment: Environment::Unknown };

    /// Judges a file by its path (relative to the root, forward slashes) and its content.
    pub fn of(path: &str, text: &[u8]) -> Self {
        Explanation::of(path, text).context
    }
}

impl Explanation {
    /// Judges a file alone; see [`Project::explain`] for one among others.
    pub fn of(path: &str, text: &[u8]) -> Self {
        let lower = path.to_lowercase();
        let language = Language::of(&lower);
        let (role, role_reason) = Role::of(path, &lower, language, text);
        let (environment, environment_reason) = environment::judge(&lower, language, text);
        Explanation {
            context: FileContext { language, role, environment },
            role: role_reason,
            environment: environment_reason,
        }
    }
}
