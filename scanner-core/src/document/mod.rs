//! Configuration files as one spanned tree, and the settings in them and in source code.
//!
//! Every parser here is bounded in depth and size, keeps the place of what it reads, and never panics. What it can't
//! read is a [`ParseProblem`]; the file is still searched as text, and its settings are read line by line.

pub(crate) mod code;
mod dockerfile;
mod dotenv;
mod format;
mod hcl;
mod ini;
mod json;
mod loose;
mod node;
mod package;
mod parsed;
#[cfg(test)]
pub(crate) mod parses;
mod problem;
mod properties;
mod server;
mod setting;
mod settings;
mod shell;
#[cfg(test)]
mod tests;
mod text;
mod toml;
mod word;
mod words;
mod yaml;

pub use code::EnvCondition;
pub use dockerfile::{Dockerfile, Instruction, Keyword, Stage};
pub use format::Format;
pub use node::{Entry, Node, Scalar, Style, Value};
pub use package::Package;
pub use parsed::ParsedFile;
pub use problem::ParseProblem;
pub use server::{Directive, Server, ServerConfig};
pub use setting::{Origin, Setting, Settings, Syntax};
pub use settings::{Kind, is_pipeline};
pub(crate) use settings::{class_environment, expressions};
pub use shell::{Command, commands};
pub use word::Word;

use crate::context::EnvDialect;
use std::borrow::Cow;

/// A parsed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The format it was parsed as.
    pub format: Format,
    /// The documents of a YAML stream; every other format has one.
    pub roots: Vec<Node>,
}

/// A longer text is not parsed.
const MAX_TEXT_BYTES: usize = 4 << 20;

const TOO_LONG: &str = "longer than 4 MiB";

/// Parses a file of a format that is known by its name, whose case does not matter. What is a template of such a file, as in
/// a Helm chart, is read line by line as far as it goes.
///
/// ```
/// use gonogo_core::document::{Node, parse};
/// let compose = parse("compose.yml", b"services:\n  db: {image: postgres}\n")?;
/// assert_eq!(compose.roots[0].at(&["services", "db", "image"]).and_then(Node::text), Some("postgres"));
///
/// let problem = parse("broken.json", b"{\n  \"a\": }").unwrap_err();
/// assert_eq!((problem.line, problem.column), (2, 8));
/// # Ok::<(), gonogo_core::document::ParseProblem>(())
/// ```
pub fn parse(path: &str, text: &[u8]) -> Result<Document, ParseProblem> {
    let text = as_text(text);
    let Some(format) = Format::for_path(path) else {
        return Err(ParseProblem::new(&text, 0, "the file name has no known format"));
    };
    if text.len() > MAX_TEXT_BYTES {
        return Err(ParseProblem::new(&text, 0, TOO_LONG));
    }
    let (roots, problem) = parse_text(format, &text, &EnvDialect::COMMON);
    match problem {
        Some(problem) => Err(problem),
        None => Ok(Document { format, roots }),
    }
}

/// Parses as far as it goes, and says why it does not go further.
fn parse_text(format: Format, text: &str, dialect: &EnvDialect) -> (Vec<Node>, Option<ParseProblem>) {
    #[cfg(test)]
    parses::note("document", text);
    let strict = match format {
        Format::Dotenv => Ok(vec![dotenv::parse(text, dialect)]),
        Format::Ini => Ok(vec![ini::parse(text, ini::Separator::Operator)]),
        Format::Unit => Ok(vec![ini::parse(text, ini::Separator::Unit)]),
        Format::Conf => Ok(vec![ini::parse(text, ini::Separator::Blank)]),
        Format::Properties => Ok(properties::parse(text)),
        Format::Dockerfile => Ok(vec![dockerfile::parse(text)]),
        Format::Json => json::parse(text).map(|root| vec![root]),
        Format::Yaml => yaml::parse(text),
        Format::Toml => {
            let (root, problem) = toml::parse(text);
            return (vec![root], problem);
        }
        Format::Hcl => {
            let (root, problem) = hcl::parse(text);
            return (vec![root], problem.filter(|_| !is_template(text)));
        }
    };
    match strict {
        Ok(roots) => (roots, None),
        // A template of a document is no broken one.
        Err(problem) => (loose::parse(text), Some(problem).filter(|_| !is_template(text))),
    }
}

fn is_template(text: &str) -> bool {
    ["{{", "{%", "<%"].iter().any(|sign| text.contains(sign))
}

/// The text, in which each byte that is not UTF-8 is a question mark: all places stay as they are.
pub(crate) fn as_text(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text += chunk.valid();
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    Cow::Owned(text)
}
