//! A compose file among the files beside it.

use super::model::models;
use crate::{
    context::{Project, is_compose_file},
    detect::{deployment::Model, project::Files},
    document::ParsedFile,
    model::Environment,
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Models are kept up to so much text. Beyond it they are made again for each that asks.
const MAX_RETAINED_BYTES: usize = 16 << 20;

/// A compose file, and what is known about the files beside it.
#[derive(Clone, Copy)]
pub(in crate::detect) struct ComposeFile<'a> {
    pub(in crate::detect) parsed: &'a ParsedFile<'a>,
    pub(in crate::detect) environment: Environment,
    pub(in crate::detect) project: &'a Project,
    pub(in crate::detect) files: &'a Files,
}

impl<'a> ComposeFile<'a> {
    /// Another file; `None` for one that is no compose file or is not in use.
    pub(in crate::detect) fn from_kept(
        parsed: &'a ParsedFile<'a>,
        project: &'a Project,
        files: &'a Files,
    ) -> Option<Self> {
        if !is_compose_file(parsed.path()) {
            return None;
        }
        let context = project.context(parsed.path(), parsed.bytes());
        let environment = context.environment;
        context.role.is_in_use().then_some(ComposeFile { parsed, environment, project, files })
    }

    /// The models that compose makes of the file: one for each way it is started. They are made once a scan.
    pub(in crate::detect) fn models(self) -> Arc<Vec<Model>> {
        let kept = self.files.file(self.path()).filter(|kept| kept.bytes() == self.parsed.bytes());
        let retained =
            kept.and_then(|_| self.files.once(self.path(), |files| Retained::new(models(self), files)).0.clone());
        retained.unwrap_or_else(|| Arc::new(models(self)))
    }

    /// Its path.
    pub(in crate::detect) fn path(self) -> &'a str {
        self.parsed.path()
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
