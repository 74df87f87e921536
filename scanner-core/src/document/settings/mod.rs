//! All settings of a file, whatever its syntax.

mod code;
mod collect;
mod dockerfile;
mod expansion;
mod kind;
mod lines;
mod place;
mod shell;
mod template;
#[cfg(test)]
mod tests;
mod tree;

use super::{
    Document, Format, LONGEST_TEXT, ParseProblem, TOO_LONG, parse_text,
    setting::{Scope, Setting, Settings},
};
use collect::Collector;
pub use kind::{Kind, is_pipeline};
use std::borrow::Cow;

/// Reads the settings of a file: of a configuration document every key with its value, of source code the keys it
/// sets and the literals it falls back to. A file that is neither has none.
///
/// ```
/// use gonogo_core::document::settings;
/// let settings = settings(".env", b"export COOKIE_SECURE=false # later\n");
/// let setting = &settings.list[0];
/// assert_eq!((&*setting.name, &*setting.text, setting.value.clone()), ("COOKIE_SECURE", "false", 21..26));
/// ```
pub fn settings<'a>(path: &str, text: &'a [u8]) -> Settings<'a> {
    let path = path.to_ascii_lowercase();
    let Some(reader) = Reader::of(&path, text) else { return Settings::default() };
    match super::as_text(text) {
        Cow::Borrowed(text) => reader.read(&path, text),
        Cow::Owned(text) => {
            let settings = reader.read(&path, &text);
            Settings { list: settings.list.into_iter().map(Setting::into_owned).collect(), problem: settings.problem }
        }
    }
}

/// How the settings of a file are read.
enum Reader {
    Document(Format),
    Script,
    Source,
}

impl Reader {
    /// By the path in lower case, and for code by whether it has any sign of settings.
    fn of(path: &str, text: &[u8]) -> Option<Self> {
        match Format::of(path) {
            // What a Procfile sets is in its commands.
            Some(Format::Properties) if shell::is_script(path, text) => Some(Reader::Script),
            Some(format) => kind::is_configuration(path, format).then_some(Reader::Document(format)),
            None if shell::is_script(path, text) => Some(Reader::Script),
            None => code::is_wanted(path, text).then_some(Reader::Source),
        }
    }

    fn read<'a>(self, path: &str, text: &'a str) -> Settings<'a> {
        let mut collector = Collector::new(text);
        let problem = match self {
            _ if text.len() > LONGEST_TEXT => Some(ParseProblem::new(text, 0, TOO_LONG)),
            Reader::Document(format) => document(path, format, &mut collector),
            Reader::Script => {
                shell::settings(&mut collector, 0..text.len(), &Scope::default());
                None
            }
            Reader::Source => {
                code::settings(path, &mut collector);
                None
            }
        };
        Settings { list: collector.finish(), problem }
    }
}

/// Reads a document; where it does not parse, its lines.
fn document(path: &str, format: Format, collector: &mut Collector<'_>) -> Option<ParseProblem> {
    let (roots, problem) = parse_text(format, collector.text());
    let document = Document { format, roots };
    match format {
        Format::Dockerfile => dockerfile::settings(&document, collector),
        _ => tree::settings(path, &document, collector),
    }
    problem
}
