//! What a scan was asked for and how it ended, as whoever runs the scanner knows it.

/// The request behind a report, for its receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The kind of input: `files`, `stdin`, `staged`, `commits`, `history`.
    pub kind: &'static str,
    /// The commit at HEAD of the repository; `None` if there is none or it can't be read.
    pub commit: Option<String>,
    /// A hash of the rules that ran, in hexadecimal; `None` if rules were made of values.
    pub rules_hash: Option<String>,
    /// The exit code, and its meaning.
    pub exit: Option<(u8, String)>,
}
