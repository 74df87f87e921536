//! Notations of comments, strings and assignments: one entry for each family of languages that writes them alike.

use crate::document::format::without_template_endings;

/// A family of languages.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// Endings of file names, in lower case.
    extensions: &'static [&'static str],

    /// Starts of comments that end with their line.
    pub(super) line_comments: &'static [&'static str],
    /// Something that starts like a comment and is code.
    pub(super) attribute: Option<&'static str>,
    /// Start and end of a comment of several lines.
    pub(super) block_comment: Option<(&'static str, &'static str)>,
    /// The same for one that starts its line.
    pub(super) document_comment: Option<(&'static str, &'static str)>,
    /// Whether a line comment must follow a blank.
    pub(super) spaced_comments: bool,
    /// Whether `/.../` is a regular expression.
    pub(super) regular_expressions: bool,

    /// Letters before a quote that belong to the string.
    pub(super) prefixes: &'static [u8],
    /// Quotes between which backslashes stand for themselves.
    pub(super) raw_quotes: &'static [u8],
    /// Quotes whose strings can have several lines.
    pub(super) multiline_quotes: &'static [u8],
    /// Whether three quotes start a string.
    pub(super) triple_quotes: bool,
    /// Whether a raw string holds its quote doubled.
    pub(super) doubled_quotes: bool,
    /// Whether `<<EOF` starts a string.
    pub(super) heredocs: bool,
    /// The start of an expression inside of a string.
    pub(in crate::document) interpolation: Option<&'static str>,
    /// The purpose for which strings are read.
    pub(in crate::document) strings: Strings,

    /// Whether indentation ends blocks, as far as readers here are concerned.
    pub(crate) indented: bool,
    /// Whether braces hold statements, and lines go on at an operator.
    pub(in crate::document) brace_blocks: bool,
    /// Whether `?:` is an operator.
    pub(super) elvis: bool,
    /// Whether a choice is written `a if condition else b`.
    pub(in crate::document) choice_in_words: bool,
    /// Whether `:name` is a literal, and a key before `=>`.
    pub(crate) symbols: bool,
    /// Whether `=>` gives a key its value.
    pub(in crate::document) arrows: bool,
    /// Whether a type can be between a name and its value.
    pub(crate) types: bool,
    /// Whether `a="b"` without blanks is an attribute of markup.
    pub(in crate::document) markup: bool,
    /// The contexts in which `name:` gives a key its value.
    pub(in crate::document) entry: Entry,
    /// Whether `config('name')` is a look-up.
    pub(in crate::document) config_call: bool,
    /// Whether a look-up can fall back to a block: `fetch('name') { 'literal' }`.
    pub(in crate::document) block_fallback: bool,
}

/// The purpose for which a dialect's strings are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document) enum Strings {
    /// Nothing.
    Plain,
    /// Expressions in every string.
    Expressions,
    /// Expressions in braces of strings whose prefix says so.
    Formatted,
    /// Names with defaults, `${name:literal}`.
    Placeholders,
}

/// The contexts in which `name:` is an entry, and no label, branch or type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document) enum Entry {
    /// In any bracket.
    InBracket,
    /// In braces.
    InBraces,
    /// In braces, if the name is a string.
    Quoted,
    /// Anywhere, if the colon follows the name directly.
    Adjacent,
}

/// The dialect that most languages share.
const COMMON: Dialect = Dialect {
    extensions: &[],
    line_comments: &["//"],
    attribute: None,
    block_comment: Some(("/*", "*/")),
    document_comment: None,
    spaced_comments: false,
    regular_expressions: false,
    prefixes: b"",
    raw_quotes: b"",
    multiline_quotes: b"`",
    triple_quotes: false,
    doubled_quotes: false,
    heredocs: false,
    interpolation: None,
    strings: Strings::Plain,
    indented: false,
    brace_blocks: true,
    elvis: false,
    choice_in_words: false,
    symbols: false,
    arrows: false,
    types: false,
    markup: false,
    entry: Entry::InBracket,
    config_call: false,
    block_fallback: false,
};

/// The dialects whose settings are read.
static DIALECTS: &[Dialect] = &[
    Dialect {
        extensions: &["js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte"],
        regular_expressions: true,
        interpolation: Some("${"),
        strings: Strings::Expressions,
        types: true,
        markup: true,
        entry: Entry::InBraces,
        ..COMMON
    },
    Dialect {
        extensions: &["py"],
        line_comments: &["#"],
        block_comment: None,
        prefixes: b"rRbBuUfF",
        triple_quotes: true,
        strings: Strings::Formatted,
        indented: true,
        brace_blocks: false,
        choice_in_words: true,
        types: true,
        entry: Entry::Quoted,
        config_call: true,
        ..COMMON
    },
    Dialect {
        extensions: &["php", "phtml"],
        line_comments: &["//", "#"],
        attribute: Some("#["),
        multiline_quotes: b"\"'`",
        heredocs: true,
        elvis: true,
        arrows: true,
        config_call: true,
        ..COMMON
    },
    Dialect {
        extensions: &["rb", "ru", "rake"],
        line_comments: &["#"],
        block_comment: None,
        document_comment: Some(("=begin", "\n=end")),
        multiline_quotes: b"\"'`",
        heredocs: true,
        interpolation: Some("#{"),
        strings: Strings::Expressions,
        indented: true,
        symbols: true,
        arrows: true,
        entry: Entry::Adjacent,
        block_fallback: true,
        ..COMMON
    },
    // Elixir.
    Dialect {
        extensions: &["ex", "exs"],
        line_comments: &["#"],
        block_comment: None,
        triple_quotes: true,
        multiline_quotes: b"\"'",
        interpolation: Some("#{"),
        strings: Strings::Expressions,
        indented: true,
        brace_blocks: false,
        symbols: true,
        arrows: true,
        entry: Entry::Adjacent,
        ..COMMON
    },
    Dialect { extensions: &["go"], raw_quotes: b"`", ..COMMON },
    Dialect {
        extensions: &["java", "kt", "kts", "groovy", "gradle", "scala"],
        triple_quotes: true,
        interpolation: Some("${"),
        strings: Strings::Placeholders,
        elvis: true,
        types: true,
        ..COMMON
    },
    Dialect { extensions: &["cs"], prefixes: b"@$", triple_quotes: true, doubled_quotes: true, ..COMMON },
];

/// Of a language that is not known.
static UNKNOWN: Dialect =
    Dialect { line_comments: &["//", "# "], spaced_comments: true, triple_quotes: true, ..COMMON };

impl Dialect {
    /// By the lower-case path, for the languages whose settings are read.
    pub(in crate::document) fn for_path(path: &str) -> Option<&'static Self> {
        let name = without_template_endings(path.rsplit('/').next().unwrap_or(path));
        let extension = name.rsplit_once('.')?.1;
        DIALECTS.iter().find(|dialect| dialect.extensions.contains(&extension))
    }

    /// The same for any file.
    pub(crate) fn for_any(path: &str) -> &'static Self {
        Dialect::for_path(path).unwrap_or(&UNKNOWN)
    }
}
