//! The models of compose files, made once a scan.

use super::{file::ComposeFile, model::models};
use crate::detect::{deployment::Model, project::Files};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Models are kept up to so much text. Beyond it they are made again for each that asks.
const MAX_RETAINED_BYTES: usize = 16 << 20;

impl ComposeFile<'_> {
    /// The models that compose makes of the file: one for each way it is started. They are made once a scan.
    pub(in crate::detect) fn models(self) -> Arc<Vec<Model>> {
        let kept = self.files.file(self.path()).filter(|kept| kept.bytes() == self.parsed.bytes());
        let retained =
            kept.and_then(|_| self.files.once(self.path(), |files| Retained::new(models(self), files)).0.clone());
        retained.unwrap_or_else(|| Arc::new(models(self)))
    }
}

/// The models of a file; `None` if there is no room for them.
struct Retained(Option<Arc<Vec<Model>>>);

impl Retained {
    fn new(models: Vec<Model>, files: &Files) -> Self {
        let bytes = models.iter().map(|model| model.sources.text_bytes()).sum::<usize>();
        let before = files.once("", |_| RetainedBytes::default()).0.fetch_add(bytes, Ordering::Relaxed);
        Retained((before + bytes <= MAX_RETAINED_BYTES).then(|| Arc::new(models)))
    }
}

/// The text of all models that are kept.
#[derive(Default)]
struct RetainedBytes(AtomicUsize);
