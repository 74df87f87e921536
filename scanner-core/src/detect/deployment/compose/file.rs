//! A compose file among the files beside it.

use crate::{
    context::{Project, is_compose_file},
    detect::project::Files,
    document::ParsedFile,
    model::Environment,
};

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

    /// Its path.
    pub(in crate::detect) fn path(self) -> &'a str {
        self.parsed.path()
    }
}
