//! Configuration files as one spanned tree, and the settings in them and in source code.
//!
//! Every parser here is bounded in depth and size, keeps the place of what it reads, and never panics. What it can't
//! read is a [`ParseProblem`]; the file is still searched as text, and its settings are read line by line.

mod dockerfile;
mod dotenv;
mod format;
mod ini;
mod json;
mod loose;
mod node;
mod problem;
mod properties;
mod setting;
mod settings;
mod text;
mod toml;
mod yaml;

pub use format::Format;
pub use node::{Entry, Node, Scalar, Style, Value};
pub use problem::ParseProblem;
pub use setting::{Guard, Origin, Scope, Setting, Settings, Syntax};
pub use settings::settings;

/// A parsed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it was parsed as.
    pub format: Format,
    /// The documents of a YAML stream; every other format has one.
    pub roots: Vec<Node>,
}

/// A longer text is not parsed.
const LONGEST_TEXT: usize = 4 << 20;

/// Parses a file of a format that is known by its name, whose case does not matter.
pub fn parse(path: &str, text: &[u8]) -> Result<Document, ParseProblem> {
    let text = String::from_utf8_lossy(text);
    let Some(format) = Format::of(path) else {
        return Err(ParseProblem::new(&text, 0, "the name says of no format that is parsed"));
    };
    if text.len() > LONGEST_TEXT {
        return Err(ParseProblem::new(&text, 0, "longer than 4 MiB"));
    }
    let roots = match format {
        Format::Dotenv => vec![dotenv::parse(&text)],
        Format::Json => vec![json::parse(&text)?],
        Format::Toml => vec![toml::parse(&text)?],
        Format::Ini => vec![ini::parse(&text, ini::Separator::Operator)],
        Format::Conf => vec![ini::parse(&text, ini::Separator::Blank)],
        Format::Properties => properties::parse(&text),
        Format::Dockerfile => vec![dockerfile::parse(&text)],
        Format::Yaml => yaml::parse(&text)?,
    };
    Ok(Document { format, roots })
}
