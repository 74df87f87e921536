//! The classification of a file, for people.

use super::theme;
use gonogo_core::context::{Explanation, Reader};
use owo_colors::OwoColorize;
use std::path::Path;

/// One line for each thing that is known, with its reason.
pub(crate) fn file(path: &Path, explanation: &Explanation, readers: &[Reader]) -> String {
    let context = explanation.context;
    let line = |name: &str, what: &str, why: String| {
        format!("  {name:<13}{:<13}{}\n", what.style(theme::strong()), why.style(theme::dim()))
    };
    let mut text = format!("{}\n", path.display().style(theme::strong()));
    text += &line("role", context.role.as_str(), explanation.role.to_string());
    text += &line("environment", context.environment.as_str(), explanation.environment.to_string());
    for reader in readers {
        let place = format!("{}:{}", reader.path, reader.line);
        text += &match reader.loader {
            Some(loader) => line("read by", loader.as_str(), place),
            None => format!("  {:<13}{place}\n", "read by"),
        };
    }
    text
}
