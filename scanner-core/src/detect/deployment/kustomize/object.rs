//! An object while it is built.

use crate::document::Node;

/// An object, and how it is known to patches.
pub(super) struct Object {
    pub(super) root: Node,
    /// Its names as first written, whatever patches make of them.
    pub(super) id: Id,
    /// Whether all that changes it is known.
    pub(super) is_whole: bool,
}

/// The names by which patches select an object.
#[derive(PartialEq, Eq)]
pub(super) struct Id {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) namespace: String,
}

impl Object {
    /// An object as it is written; `None` for a document that is not one.
    pub(super) fn new(root: Node) -> Option<Self> {
        root.get("kind")?;
        Some(Object { id: Id::of(&root), root, is_whole: true })
    }
}

impl Id {
    /// The names in a document, of itself or of the object it is for.
    pub(super) fn of(root: &Node) -> Self {
        let text = |path: &[&str]| root.at(path).and_then(Node::text).unwrap_or_default();
        let version = text(&["apiVersion"]);
        let (group, version) = version.split_once('/').unwrap_or(("", version));
        Id {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: text(&["kind"]).to_owned(),
            name: text(&["metadata", "name"]).to_owned(),
            namespace: text(&["metadata", "namespace"]).to_owned(),
        }
    }

    /// Whether a patch that names an object this way is for another. A namespace is often set later.
    pub(super) fn is_for(&self, object: &Id) -> bool {
        let elsewhere =
            !self.namespace.is_empty() && !object.namespace.is_empty() && self.namespace != object.namespace;
        self.kind == object.kind && self.name == object.name && !elsewhere
    }
}
