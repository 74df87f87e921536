//! Classification of a file: its language, its role in the repository, and the environment it configures.
//!
//! The same line is a leak in one file and an example in another. Every classification comes with its [`Reason`]. It
//! mostly follows from the path and the content of the file itself; a [`Project`] adds facts from other files.

mod compose;
mod deploy;
mod environment;
mod files;
mod language;
mod loader;
mod mentions;
mod names;
mod project;
mod reason;
mod role;
mod siblings;

pub use compose::is_for_developers;
pub use environment::environment_of;
pub(crate) use environment::is_workflow;
pub use files::{is_compose_file, is_env_file, template_of};
pub use language::Language;
pub use loader::{Colon, Dollar, EnvDialect, Export, Loader, Quotes, Twice};
pub use names::is_pm2_file;
pub use project::{Override, Project, ProjectBuilder, Reader};
pub use reason::Reason;
pub use role::{Marks, ParseRoleError, Role, is_aside};

use crate::model::Environment;

/// Classification of a file, made before it is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileContext {
    /// The language group.
    pub language: Language,
    /// The role in the repository.
    pub role: Role,
    /// The environment it configures.
    pub environment: Environment,
}

/// Classification of a file, with the reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The classification.
    pub context: FileContext,
    /// The reason for its role.
    pub role: Reason,
    /// The reason for its environment.
    pub environment: Reason,
}

impl FileContext {
    /// The context in which rules match everything that they match in any other.
    pub const MOST_TELLING: FileContext =
        FileContext { language: Language::Settings, role: Role::Plain, environment: Environment::Unknown };

    /// Classifies a file by its path (relative to the root, with forward slashes) and its content.
    pub fn for_path(path: &str, text: &[u8]) -> Self {
        Explanation::for_path(path, text).context
    }
}

impl Explanation {
    /// Classifies a file by itself; [`Project::explain`] takes other files into account.
    pub fn for_path(path: &str, text: &[u8]) -> Self {
        let lower = path.to_lowercase();
        let language = Language::from_path(&lower);
        let (role, role_reason) = Role::for_file(path, &lower, language, Marks::of(text));
        let (environment, environment_reason) = environment::classify(&lower, language, text);
        Explanation {
            context: FileContext { language, role, environment },
            role: role_reason,
            environment: environment_reason,
        }
    }
}
