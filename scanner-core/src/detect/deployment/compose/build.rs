//! Dockerfiles that services are built from.

use crate::{detect::project::join, document::Node};

/// The folder that a service is built in, and its Dockerfile; `None` for a service that is not built from a file.
pub(in crate::detect) struct ServiceBuild<'a> {
    pub(in crate::detect) context: String,
    pub(in crate::detect) dockerfile: String,
    /// The stage it is made of.
    pub(in crate::detect) target: Option<&'a str>,
}

impl<'a> ServiceBuild<'a> {
    /// Reads a service of a model whose paths are relative to a folder.
    pub(in crate::detect) fn new(service: &'a Node, folder: &str) -> Option<Self> {
        let build = service.get("build").filter(|build| build.get("dockerfile_inline").is_none())?;
        let text = |key: &str| build.get(key).and_then(Node::text);
        let context = join(folder, text("context").unwrap_or("."))?;
        let dockerfile = join(&context, text("dockerfile").unwrap_or("Dockerfile"))?;
        Some(ServiceBuild { context, dockerfile, target: text("target") })
    }
}
