//! All settings of a file, whatever its syntax.

mod code;
mod collect;
mod dockerfile;
mod embedded;
mod expansion;
mod inert;
mod kind;
mod lines;
mod place;
mod shell;
mod template;
#[cfg(test)]
mod tests;
mod tree;

use super::{
    Format, MAX_TEXT_BYTES, ParseProblem, ParsedFile, TOO_LONG,
    setting::{Scope, Settings},
};
pub(crate) use code::class_environment;
use collect::Collector;
pub use kind::{Kind, is_pipeline};
pub(crate) use template::expressions;

impl ParsedFile<'_> {
    /// The settings of the file: of a document every key with its value, of source code the keys it sets and the literals
    /// it falls back to. A file that is neither has none.
    ///
    /// ```
    /// use gonogo_core::document::ParsedFile;
    /// let file = ParsedFile::new(".env", b"export COOKIE_SECURE=false # later\n");
    /// let settings = file.settings();
    /// let setting = &settings.list[0];
    /// assert_eq!((&*setting.name, &*setting.text, setting.value.clone()), ("COOKIE_SECURE", "false", 21..26));
    /// ```
    pub fn settings(&self) -> Settings<'_> {
        let path = self.path().to_ascii_lowercase();
        Reader::new(&path, self.bytes()).map_or_else(Settings::default, |reader| reader.read(&path, self))
    }
}

/// The readers of settings.
enum Reader {
    Document(Format),
    Script,
    Source,
}

impl Reader {
    /// By the path in lower case, and for code by whether it has any sign of settings.
    fn new(path: &str, text: &[u8]) -> Option<Self> {
        match Format::for_path(path) {
            // What a Procfile sets is in its commands.
            Some(Format::Properties) if shell::is_script(path, text) => Some(Reader::Script),
            Some(format) => kind::is_configuration(path, format).then_some(Reader::Document(format)),
            None if shell::is_script(path, text) => Some(Reader::Script),
            None => code::is_wanted(path, text).then_some(Reader::Source),
        }
    }

    fn read<'a>(&self, path: &str, file: &'a ParsedFile<'_>) -> Settings<'a> {
        let text = file.text();
        let mut collector = Collector::new(text);
        let problem = match self {
            _ if text.len() > MAX_TEXT_BYTES => Some(ParseProblem::new(text, 0, TOO_LONG)),
            Reader::Document(Format::Dockerfile) => {
                dockerfile::settings(file.dockerfile(), &mut collector);
                None
            }
            Reader::Document(_) => document(path, file, &mut collector),
            Reader::Script => {
                shell::settings(&mut collector, 0..text.len(), &Scope::default());
                None
            }
            Reader::Source => {
                code::settings(path, file, &mut collector);
                None
            }
        };
        let mut list = collector.finish();
        if let Reader::Document(Format::Dotenv) = self {
            inert::mark(text, &mut list, file.dialect());
        }
        Settings { list, problem }
    }
}

/// Reads a document; where it does not parse, its lines.
fn document(path: &str, file: &ParsedFile<'_>, collector: &mut Collector<'_>) -> Option<ParseProblem> {
    let tree = file.tree()?;
    tree::settings(path, &tree.document, collector);
    tree.problem.clone()
}
