//! The colours, in one place.

use gonogo_core::model::Severity;
use miette::{GraphicalReportHandler, GraphicalTheme, ThemeCharacters, ThemeStyles};
use owo_colors::Style;
use textwrap::{WordSeparator, WordSplitter};

pub(super) fn severity(severity: Severity) -> Style {
    match severity {
        Severity::Blocker => Style::new().red().bold(),
        Severity::High => Style::new().red(),
        Severity::Medium => Style::new().yellow(),
        _ => Style::new().blue(),
    }
}

pub(super) fn bad() -> Style {
    Style::new().red()
}

pub(super) fn warning() -> Style {
    Style::new().yellow()
}

pub(super) fn good() -> Style {
    Style::new().green()
}

pub(super) fn strong() -> Style {
    Style::new().bold()
}

pub(super) fn dim() -> Style {
    Style::new().dimmed()
}

/// Draws errors with one accent. Words are never broken: they may be paths.
pub(super) fn handler(accent: Style, width: usize) -> GraphicalReportHandler {
    let styles = ThemeStyles {
        error: accent,
        warning: accent,
        advice: accent,
        help: good(),
        link: strong(),
        linum: dim(),
        highlights: vec![accent],
    };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters: ThemeCharacters::unicode(), styles })
        .with_width(width)
        .with_break_words(false)
        .with_word_splitter(WordSplitter::NoHyphenation)
        .with_word_separator(WordSeparator::AsciiSpace)
        .with_links(false)
        .without_syntax_highlighting()
}
