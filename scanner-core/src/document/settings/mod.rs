//! All settings of a file, whatever its syntax.

use super::{
    Document, Format,
    setting::{Scope, Setting, Settings, Syntax},
};
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
    if Format::of(path).is_none() {
        return Settings::default();
    }
    let document = match super::parse(path, text) {
        Ok(document) => document,
        Err(problem) => return Settings { list: Vec::new(), problem: Some(problem) },
    };
    Settings { list: flat(&document), problem: None }
}

fn flat(document: &Document) -> Vec<Setting<'static>> {
    let entries = document.roots.iter().flat_map(|root| root.entries());
    entries
        .filter_map(|entry| {
            let scalar = entry.value.as_scalar()?;
            Some(Setting {
                name: Cow::Owned(entry.key.clone()),
                path: entry.key.clone(),
                receiver: None,
                key: entry.key_span.clone(),
                value: entry.value.span.clone(),
                text: Cow::Owned(scalar.text.clone()),
                syntax: Syntax::Dotenv,
                scope: Scope::default(),
            })
        })
        .collect()
}
