//! `--format text`: a frame for each finding, one for each secret from history, then the summary.

use super::{Summary, frame, trail};
use gonogo_core::{
    model::{Report, Veil},
    report::Reporter,
};
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
        let (past, plain): (Vec<_>, Vec<_>) = report.active().partition(|finding| finding.provenance.is_some());
        for finding in plain {
            let frame = frame::frame(finding, self.show_secrets, self.width).map_err(io::Error::other)?;
            writeln!(out, "{frame}")?;
        }
        let veil = if self.show_secrets { Veil::default() } else { Veil::of(report) };
        for trail in trail::trails(past.into_iter()) {
            let frame = trail::trail(&trail, self.show_secrets, &veil, self.width).map_err(io::Error::other)?;
            writeln!(out, "{frame}")?;
        }
        self.summary.map_or(Ok(()), |summary| out.write_all(summary.render(report).as_bytes()))
    }
}
