//! All settings of a file, whatever its syntax.

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
    Document, Format, ParseProblem, parse_text,
    setting::{Scope, Setting, Settings},
    source,
};
pub(super) use collect::Collector;
pub(super) use place::is_environment;
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
    match super::as_text(text) {
        Cow::Borrowed(text) => read(path, text),
        Cow::Owned(text) => {
            let settings = read(path, &text);
            Settings { list: settings.list.into_iter().map(Setting::into_owned).collect(), problem: settings.problem }
        }
    }
}

fn read<'a>(path: &str, text: &'a str) -> Settings<'a> {
    let path = path.to_ascii_lowercase();
    let mut collector = Collector::new(text);
    let mut problem = None;
    match Format::of(&path).filter(|format| kind::is_configuration(&path, *format)) {
        Some(_) if text.len() > super::LONGEST_TEXT => problem = Some(ParseProblem::new(text, 0, super::TOO_LONG)),
        Some(format) => problem = document(&path, format, &mut collector),
        None if text.len() <= super::LONGEST_TEXT && shell::is_script(&path, text) => {
            shell::settings(&mut collector, 0..text.len(), &Scope::default())
        }
        None if source::is_wanted(&path, text) => source::settings(&path, &mut collector),
        None => {}
    }
    Settings { list: collector.finish(), problem }
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
