//! The bar on stderr. It appears only when a scan takes its time.

use gonogo_core::engine::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

/// Scans that take less are done before a bar could be read.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counts what was scanned, and shows it after a second.
#[derive(Debug)]
pub(crate) struct Bar {
    bar: ProgressBar,
    started: Instant,
    is_settled: AtomicBool,
}

impl Bar {
    /// A bar; one that is never shown unless `wanted`.
    pub(crate) fn new(wanted: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Bar { bar, started: Instant::now(), is_settled: AtomicBool::new(!wanted) }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&self) {
        let template = "{bar:30} {percent:>3}%  {binary_bytes} of {binary_total_bytes}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.progress_chars("━╸─"));
        }
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
    }
}

impl Progress for Bar {
    fn total(&self, _files: u64, bytes: u64) {
        self.bar.set_length(bytes);
    }

    fn advance(&self, _files: u64, bytes: u64) {
        self.bar.inc(bytes);
        if self.started.elapsed() > PATIENCE && !self.is_settled.swap(true, Ordering::Relaxed) {
            self.show();
        }
    }
}
