//! Files that a scan leaves out though nothing failed, and why.

/// Why a file was not, or not fully, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LeftOut {
    /// An archive or a compressed file.
    Archive,
    /// A pointer of Git LFS in place of the content.
    LfsPointer,
    /// A pipe, a socket or a device.
    Special,
    /// A submodule that is not checked out.
    Submodule,
    /// A symbolic link.
    Link,
    /// A binary file.
    Binary,
    /// A file or folder that git ignores.
    Ignored,
    /// A file or folder that the configuration excludes.
    Excluded,
}

impl LeftOut {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            LeftOut::Archive => "archive",
            LeftOut::LfsPointer => "lfs-pointer",
            LeftOut::Special => "special-file",
            LeftOut::Submodule => "submodule",
            LeftOut::Link => "link",
            LeftOut::Binary => "binary",
            LeftOut::Ignored => "ignored",
            LeftOut::Excluded => "excluded",
        }
    }

    /// What is done with such files, and why.
    pub fn policy(self) -> &'static str {
        match self {
            LeftOut::Archive => "an archive or compressed file, which is not unpacked",
            LeftOut::LfsPointer => "a pointer of Git LFS; `git lfs pull` gets the content",
            LeftOut::Special => "a pipe, socket or device, which is not opened",
            LeftOut::Submodule => "a submodule that is not checked out; `git submodule update --init` gets it",
            LeftOut::Link => "a symbolic link, which is not followed",
            LeftOut::Binary => "a binary file, in which only private keys and key stores are looked for",
            LeftOut::Ignored => "ignored by git; --no-ignore scans it",
            LeftOut::Excluded => "excluded by the configuration",
        }
    }

    /// Whether content that the target has is missing from the result. A link leads to what is read where it is or belongs to
    /// something else, and the rest is left out by rule or at the user's own word.
    pub fn is_gap(self) -> bool {
        matches!(self, LeftOut::Archive | LeftOut::LfsPointer | LeftOut::Special | LeftOut::Submodule)
    }
}
