//! `--format text`: a frame for each finding, then the summary.

use super::{Summary, frame};
use gonogo_core::{model::Report, report::Reporter};
use std::io::{self, Write};

/// Writes frames for people.
#[derive(Debug)]
pub(crate) struct TextReporter {
    pub(crate) show_secrets: bool,
    pub(crate) width: usize,
    /// What to write behind the frames.
    pub(crate) summary: Option<Summary>,
}

impl Reporter for TextReporter {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        for finding in report.active() {
            let frame = frame::frame(finding, self.show_secrets, self.width).map_err(io::Error::other)?;
            writeln!(out, "{frame}")?;
        }
        self.summary.map_or(Ok(()), |summary| out.write_all(summary.render(report).as_bytes()))
    }
}
