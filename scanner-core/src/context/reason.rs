//! Reasons for the classification of a file.

use std::fmt;

/// The reason for a file's environment or role. `Display` is a noun phrase, such as `file name`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Its name.
    Name,
    /// A folder that it is in.
    Folder(String),
    /// A setting in it.
    Content {
        /// The setting, as written.
        setting: String,
        /// Its line.
        line: u32,
    },
    /// It is a configuration of a process manager, which runs programs on servers.
    ProcessManager,
    /// It is a Procfile, by which platforms start programs.
    Procfile,
    /// It is a CI workflow.
    Workflow,
    /// A marker in its first lines.
    Head,
    /// Its extension.
    Extension,
    /// A similar file nearby is for production.
    Sibling(String),
    /// Another file loads it.
    ReadBy {
        /// The file that loads it.
        path: String,
        /// The line of the reference.
        line: u32,
    },
    /// A deployment starts it.
    StartedBy {
        /// The script or pipeline.
        path: String,
        /// The line of the command.
        line: u32,
    },
    /// An override in `gonogo.toml`.
    Override,
    /// No evidence.
    Nothing,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Name => f.write_str("file name"),
            Reason::Folder(folder) => write!(f, "in `{folder}/`"),
            Reason::Content { setting, line } => write!(f, "`{setting}` on line {line}"),
            Reason::ProcessManager => f.write_str("PM2 process file"),
            Reason::Procfile => f.write_str("Procfile"),
            Reason::Workflow => f.write_str("CI workflow"),
            Reason::Head => f.write_str("file header"),
            Reason::Extension => f.write_str("file extension"),
            Reason::Sibling(path) => write!(f, "`{path}` exists for production"),
            Reason::ReadBy { path, line } => write!(f, "read by {path}:{line}"),
            Reason::StartedBy { path, line } => write!(f, "deployed by {path}:{line}"),
            Reason::Override => f.write_str("set in gonogo.toml"),
            Reason::Nothing => f.write_str("no indication"),
        }
    }
}
