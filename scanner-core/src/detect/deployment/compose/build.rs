//! Dockerfiles that services are built from.

use crate::{
    detect::project::join,
    document::{Entry, Node},
};

/// The folder that a service is built in, and its Dockerfile; `None` for a service that is not built from a file.
pub(in crate::detect) struct ServiceBuild<'a> {
    pub(in crate::detect) context: String,
    pub(in crate::detect) dockerfile: String,
    /// The stage it is made of.
    pub(in crate::detect) target: Option<&'a str>,
}

impl<'a> ServiceBuild<'a> {
    /// Reads a service of a model whose paths are relative to a folder.
    pub(in crate::detect) fn new(service: &'a Entry, folder: &str) -> Option<Self> {
        let build = service.value.get("build")?;
        let text = |key: &str| build.get(key).and_then(Node::text);
        let context = join(folder, text("context").unwrap_or("."))?;
        let dockerfile = match build.get("dockerfile_inline") {
            Some(_) => inline_dockerfile(&service.key, &service.value, folder)?,
            None => join(&context, text("dockerfile").unwrap_or("Dockerfile"))?,
        };
        Some(ServiceBuild { context, dockerfile, target: text("target") })
    }
}

/// The path that the inline Dockerfile of a service would have: one that no file has.
pub(super) fn inline_dockerfile(name: &str, service: &Node, folder: &str) -> Option<String> {
    let context = service.at(&["build", "context"]).and_then(Node::text).unwrap_or(".");
    join(folder, &format!("{context}/{name}.inline.Dockerfile"))
}
