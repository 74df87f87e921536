//! Counts of a scan, and what it could not read.

use std::fmt;

/// Something that was not, or not fully, scanned.
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
    /// The file has a syntax error, so its settings were read line by line.
    Unparsed {
        /// Relative path.
        path: String,
        /// Where, and what is wrong there.
        reason: String,
    },
    /// The file or folder could not be read.
    Unreadable {
        /// Relative path.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// A git object that something refers to is missing or broken.
    Object {
        /// Its id in hexadecimal.
        id: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A pack could not be read, or not all of it.
    Pack {
        /// Its file name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A part of the history is missing from this repository, or was left out: a shallow clone, a missing alternate.
    History {
        /// What is missing, why, and how to get it.
        reason: String,
    },
    /// The repository's index could not be read, so ignored files that git tracks may be missing.
    Index {
        /// What git said.
        reason: String,
    },
}

impl Incident {
    /// Whether something that was asked for is missing from the result. A size limit is the user's own choice, and text
    /// that can't be parsed was searched all the same.
    pub fn is_failure(&self) -> bool {
        !matches!(self, Incident::TooLarge { .. } | Incident::Unparsed { .. })
    }

    /// The file or folder it is about.
    pub fn path(&self) -> Option<&str> {
        match self {
            Incident::TooLarge { path, .. } | Incident::Unparsed { path, .. } | Incident::Unreadable { path, .. } => {
                Some(path)
            }
            Incident::Object { .. } | Incident::Pack { .. } | Incident::History { .. } | Incident::Index { .. } => None,
        }
    }
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Incident::TooLarge { path, bytes } => write!(f, "{path}: not scanned: {bytes} bytes, over the size limit"),
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

/// Counts of one scan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Files read and searched.
    pub files: u64,
    /// Bytes read and searched.
    pub bytes: u64,
    /// Files in which only key material was looked for, because they are binary.
    pub binary_files: u64,
    /// What was not looked at, sorted.
    pub incidents: Vec<Incident>,
    /// Whether the scan was stopped before its end.
    pub cancelled: bool,
    /// Of commits that were looked at, what they held.
    pub history: Option<HistoryStatistics>,
}

/// Counts of a scan of commits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryStatistics {
    /// Commits whose message was searched and whose files were looked at.
    pub commits: u64,
    /// Distinct versions of files.
    pub blobs: u64,
    /// Of these, versions that an earlier scan had searched.
    pub known_blobs: u64,
    /// Bytes that had to be searched: of a version made from another only what it adds. The rest of
    /// [`Statistics::bytes`] is known from there.
    pub searched_bytes: u64,
}

impl Statistics {
    /// Adds what another part of the same scan counted. Files outside a history are searched in full.
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
        self.incidents.extend(other.incidents);
        self.cancelled |= other.cancelled;
    }

    /// Whether everything that was asked for was looked at.
    pub fn is_complete(&self) -> bool {
        !self.cancelled && !self.incidents.iter().any(Incident::is_failure)
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
