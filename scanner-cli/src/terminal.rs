//! The terminal, detected once: whether there is one, its width, its colours.

use crate::{args::Color, failure::Failure, render};
use anstream::{AutoStream, ColorChoice};
use std::io::{self, BufWriter, IsTerminal, Write};

/// Longer lines are hard to read, however wide the terminal.
const MAX_COLUMNS: usize = 120;
/// Narrower output is no easier to read on a narrow terminal.
const MIN_COLUMNS: usize = 40;
/// The width where there is no terminal.
const DEFAULT_COLUMNS: usize = 100;

/// Stdout and stderr, and what they can do. Everything is written with styles; the streams strip what is not wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    color: ColorChoice,
    pub(crate) stdout_is_terminal: bool,
    pub(crate) stderr_is_terminal: bool,
    /// Columns to write in.
    pub(crate) width: usize,
}

impl Terminal {
    pub(crate) fn detect(color: Color) -> Self {
        let stdout_is_terminal = io::stdout().is_terminal();
        let columns = if stdout_is_terminal { terminal_size::terminal_size() } else { None };
        Terminal {
            color: match color {
                Color::Auto => ColorChoice::Auto,
                Color::Always => ColorChoice::Always,
                Color::Never => ColorChoice::Never,
            },
            stdout_is_terminal,
            stderr_is_terminal: io::stderr().is_terminal(),
            width: columns.map_or(DEFAULT_COLUMNS, |(width, _)| usize::from(width.0)).clamp(MIN_COLUMNS, MAX_COLUMNS),
        }
    }

    /// Writes to stdout. Where the reader has gone away, what is left is dropped quietly.
    pub(crate) fn print(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        let mut out = BufWriter::new(AutoStream::new(io::stdout(), self.color));
        match write(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("cannot write to stdout: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Writes to stderr. There is nowhere to report that it fails.
    pub(crate) fn say(&self, text: &str) {
        let _ = writeln!(AutoStream::new(io::stderr(), self.color), "{text}");
    }

    pub(crate) fn say_failure(&self, failure: &Failure) {
        self.say(render::failure(failure, self.width).trim_end());
    }
}
