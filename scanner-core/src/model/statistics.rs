//! Statistics of a scan, including the inputs it could not read.

use super::LeftOut;
use std::fmt;

/// An input that was not, or not fully, scanned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Incident {
    /// The file is larger than the limit.
    TooLarge {
        /// Relative path.
        path: String,
        /// Size in bytes.
        bytes: u64,
    },
    /// The file or folder was left out.
    LeftOut {
        /// Relative path; that of a folder ends with a slash.
        path: String,
        /// The reason.
        reason: LeftOut,
    },
    /// The file has a syntax error, so its settings were read line by line.
    Unparsed {
        /// Relative path.
        path: String,
        /// The position and the error.
        reason: String,
    },
    /// The file or folder could not be read.
    Unreadable {
        /// Relative path.
        path: String,
        /// The operating system's error.
        reason: String,
    },
    /// A referenced git object is missing or damaged.
    Object {
        /// Its id in hexadecimal.
        id: String,
        /// The error.
        reason: String,
    },
    /// A pack could not be read, or only in part.
    Pack {
        /// Its file name.
        name: String,
        /// The error.
        reason: String,
    },
    /// Part of the history is missing from this repository or was left out: a shallow clone, a missing alternate.
    History {
        /// The missing part, the cause, and the remedy.
        reason: String,
    },
    /// The repository's index could not be read, so ignored files that git tracks may be missing.
    Index {
        /// Git's error.
        reason: String,
    },
}

impl Incident {
    /// Whether something could not be read. What is left out by rule is no failure.
    pub fn is_failure(&self) -> bool {
        !matches!(self, Incident::TooLarge { .. } | Incident::LeftOut { .. } | Incident::Unparsed { .. })
    }

    /// Whether content that the target has is missing from the result. Text that could not be parsed was searched all the same.
    pub fn is_gap(&self) -> bool {
        match self {
            Incident::TooLarge { .. } => true,
            Incident::LeftOut { reason, .. } => reason.is_gap(),
            incident => incident.is_failure(),
        }
    }

    /// The kind, as reports name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Incident::TooLarge { .. } => "too-large",
            Incident::LeftOut { reason, .. } => reason.as_str(),
            Incident::Unparsed { .. } => "unparsed",
            Incident::Unreadable { .. } => "unreadable",
            Incident::Object { .. } => "object",
            Incident::Pack { .. } => "pack",
            Incident::History { .. } => "history",
            Incident::Index { .. } => "index",
        }
    }

    /// The file or folder concerned.
    pub fn path(&self) -> Option<&str> {
        match self {
            Incident::TooLarge { path, .. }
            | Incident::LeftOut { path, .. }
            | Incident::Unparsed { path, .. }
            | Incident::Unreadable { path, .. } => Some(path),
            Incident::Object { .. } | Incident::Pack { .. } | Incident::History { .. } | Incident::Index { .. } => None,
        }
    }

    /// Gives what is about a file another path.
    pub fn rename(&mut self, to: &str) {
        match self {
            Incident::TooLarge { path, .. }
            | Incident::LeftOut { path, .. }
            | Incident::Unparsed { path, .. }
            | Incident::Unreadable { path, .. } => to.clone_into(path),
            Incident::Object { .. } | Incident::Pack { .. } | Incident::History { .. } | Incident::Index { .. } => {}
        }
    }
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Incident::TooLarge { path, bytes } => write!(f, "{path}: not scanned: {bytes} bytes, over the size limit"),
            Incident::LeftOut { path, reason } => write!(f, "{path}: {}", reason.policy()),
            Incident::Unparsed { path, reason } => write!(f, "{path}: parsed as plain text: {reason}"),
            Incident::Unreadable { path, reason } => write!(f, "{path}: could not be read: {reason}"),
            Incident::Object { id, reason } => write!(f, "object {id}: {reason}"),
            Incident::Pack { name, reason } => write!(f, "{name}: {reason}"),
            Incident::History { reason } => write!(f, "{reason}"),
            Incident::Index { reason } => {
                write!(f, "cannot read the git index, so tracked files that are ignored may be missing: {reason}")
            }
        }
    }
}

/// Statistics of one scan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Files read and searched.
    pub files: u64,
    /// Bytes read and searched.
    pub bytes: u64,
    /// Files searched for key material only, because they are binary.
    pub binary_files: u64,
    /// Findings that were left out because the versions before had them already.
    pub old: u64,
    /// Inputs that were not scanned, sorted.
    pub incidents: Vec<Incident>,
    /// Files that were named one by one and are missing from the result.
    pub named_unread: u64,
    /// Whether it is all right that nothing was read: a commit that adds no content, a push of nothing new.
    pub nothing_to_read: bool,
    /// Whether the scan was stopped before its end.
    pub cancelled: bool,
    /// Statistics of the scanned commits, if any.
    pub history: Option<HistoryStatistics>,
}

/// Statistics of a scan of commits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryStatistics {
    /// Commits whose messages and files were scanned.
    pub commits: u64,
    /// Distinct versions of files.
    pub blobs: u64,
    /// Versions among these that an earlier scan had searched.
    pub known_blobs: u64,
    /// Bytes that were actually searched: of a version stored as a change of another, only the added ones. The result
    /// for the rest of [`Statistics::bytes`] follows from there.
    pub searched_bytes: u64,
}

impl Statistics {
    /// Adds the statistics of another part of the same scan. Files outside a history are searched in full.
    pub fn merge(&mut self, other: Statistics) {
        self.history = match (self.history, other.history) {
            (Some(a), Some(b)) => Some(a.merge(b)),
            (Some(a), None) => Some(HistoryStatistics { searched_bytes: a.searched_bytes + other.bytes, ..a }),
            (None, Some(b)) => Some(HistoryStatistics { searched_bytes: b.searched_bytes + self.bytes, ..b }),
            (None, None) => None,
        };
        self.files += other.files;
        self.bytes += other.bytes;
        self.binary_files += other.binary_files;
        self.old += other.old;
        self.named_unread += other.named_unread;
        self.nothing_to_read |= other.nothing_to_read;
        self.incidents.extend(other.incidents);
        self.cancelled |= other.cancelled;
    }

    /// Whether there was something to scan, and none of it was scanned.
    pub fn is_empty(&self) -> bool {
        let history = self.history.unwrap_or_default();
        self.files == 0 && history.commits == 0 && history.blobs == 0 && !self.nothing_to_read
    }

    /// Whether all that was asked for was scanned. What a folder holds and a rule leaves out was not asked for.
    pub fn is_complete(&self) -> bool {
        !self.cancelled && self.named_unread == 0 && !self.incidents.iter().any(Incident::is_failure)
    }

    /// Whether content that the target has is missing from the result, by rule or not.
    pub fn has_gaps(&self) -> bool {
        self.cancelled || self.incidents.iter().any(Incident::is_gap)
    }
}

impl HistoryStatistics {
    fn merge(self, other: Self) -> Self {
        HistoryStatistics {
            commits: self.commits + other.commits,
            blobs: self.blobs + other.blobs,
            known_blobs: self.known_blobs + other.known_blobs,
            searched_bytes: self.searched_bytes + other.searched_bytes,
        }
    }
}
