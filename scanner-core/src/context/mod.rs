//! What a file is: the language it is written in, and the part it plays.
//!
//! The same line is a leak in one file and an example in another. Everything here is told by the path alone, except that
//! generated files may say so in their first lines.

mod language;
mod role;

pub use language::Language;
pub use role::Role;

/// What is known of a file before its content is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileContext {
    /// How values are written in it.
    pub language: Language,
    /// What it is for.
    pub role: Role,
}

impl FileContext {
    /// The context in which rules claim whatever they claim in any other.
    pub const MOST_TELLING: FileContext = FileContext { language: Language::Settings, role: Role::Plain };

    /// Judges a file by its path (relative to the root, forward slashes) and its first bytes.
    pub fn of(path: &str, text: &[u8]) -> Self {
        let lower = path.to_ascii_lowercase();
        FileContext { language: Language::of(&lower), role: Role::of(&lower, text) }
    }
}
