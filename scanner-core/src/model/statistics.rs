//! What a scan looked at, and what it could not.

use std::fmt;

/// Something that was asked for and not (fully) looked at.
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
    /// The file or folder could not be read.
    Unreadable {
        /// Relative path.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The repository's index could not be read, so ignored files that git tracks may be missing.
    Index {
        /// What git said.
        reason: String,
    },
}

impl Incident {
    /// Whether something that was asked for is missing from the result. A size limit is the user's own choice.
    pub fn is_failure(&self) -> bool {
        !matches!(self, Incident::TooLarge { .. })
    }

    /// The file or folder it is about.
    pub fn path(&self) -> Option<&str> {
        match self {
            Incident::TooLarge { path, .. } | Incident::Unreadable { path, .. } => Some(path),
            Incident::Index { .. } => None,
        }
    }
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Incident::TooLarge { path, bytes } => write!(f, "{path}: not scanned, {bytes} bytes are over the limit"),
            Incident::Unreadable { path, reason } => write!(f, "{path}: not read: {reason}"),
            Incident::Index { reason } => {
                write!(f, "the git index could not be read, ignored files that git tracks may be missing: {reason}")
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
}

impl Statistics {
    /// Adds what another part of the same scan counted.
    pub fn merge(&mut self, other: Statistics) {
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
