//! Why a file was taken for what it is.

use std::fmt;

/// Why a file has its environment or its role. Its text is a noun phrase, such as `file name`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Its name says so.
    Name,
    /// A folder that it is in says so.
    Folder(String),
    /// A setting in it says so.
    Content {
        /// The setting, as it is written.
        setting: String,
        /// Where it stands.
        line: u32,
    },
    /// It is a process manager's file, which runs programs on servers.
    ProcessManager,
    /// It is a workflow.
    Workflow,
    /// Its first lines say so.
    Head,
    /// Its extension says so.
    Extension,
    /// Another file beside it is for production.
    Sibling(String),
    /// Another file reads it.
    ReadBy {
        /// The file that does.
        path: String,
        /// Where it does.
        line: u32,
    },
    /// `gonogo.toml` says so.
    Override,
    /// Nothing says anything.
    Nothing,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Name => f.write_str("file name"),
            Reason::Folder(folder) => write!(f, "in `{folder}/`"),
            Reason::Content { setting, line } => write!(f, "`{setting}` on line {line}"),
            Reason::ProcessManager => f.write_str("PM2 process file"),
            Reason::Workflow => f.write_str("CI workflow"),
            Reason::Head => f.write_str("file header"),
            Reason::Extension => f.write_str("file extension"),
            Reason::Sibling(path) => write!(f, "`{path}` exists for production"),
            Reason::ReadBy { path, line } => write!(f, "read by {path}:{line}"),
            Reason::Override => f.write_str("set in gonogo.toml"),
            Reason::Nothing => f.write_str("no indication"),
        }
    }
}
