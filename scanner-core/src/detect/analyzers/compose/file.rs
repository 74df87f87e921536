//! A compose file among the files beside it.

use crate::{
    context::{Project, is_compose_file},
    detect::{ConfigFile, Files},
    document::ParsedFile,
    model::Environment,
};

/// A compose file, and what is known about the files beside it.
#[derive(Clone, Copy)]
pub(in crate::detect) struct ComposeFile<'a> {
    pub(super) parsed: &'a ParsedFile<'a>,
    pub(super) environment: Environment,
    pub(super) project: &'a Project,
    pub(super) files: &'a Files,
}

impl<'a> ComposeFile<'a> {
    /// The file that is searched.
    pub(in crate::detect) fn from_searched(file: &'a ConfigFile<'_>) -> Self {
        let files = file.relations.files();
        ComposeFile { parsed: file.parsed, environment: file.context().environment, project: file.project, files }
    }

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
        ConfigFile::is_in_use(context.role).then_some(ComposeFile { parsed, environment, project, files })
    }

    /// Its path.
    pub(in crate::detect) fn path(self) -> &'a str {
        self.parsed.path()
    }
}
