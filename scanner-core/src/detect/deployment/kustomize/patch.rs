//! Patches: what each changes, and in which objects.

use super::{
    json_patch,
    object::{Id, Object},
    strategic,
};
use crate::document::{Node, Value};
use regex::{Regex, RegexBuilder};

/// The size of a compiled pattern. Patterns come with the repository, and a short one can be made to need much more.
const MAX_PATTERN_BYTES: usize = 64 << 10;

/// A patch.
pub(super) struct Patch {
    /// The selector of its objects; `None` if it names one itself.
    target: Option<Target>,
    change: Change,
}

/// The change of a patch.
enum Change {
    /// Anything: the patch can't be read.
    Unknown,
    /// A part of an object.
    Merge(Id, Node),
    /// Operations on paths.
    Operations(Vec<Node>),
}

/// Whether a patch is for an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    Perhaps,
    Yes,
}

impl Patch {
    /// A patch as it is written; `None` if it changes nothing.
    pub(super) fn new(root: Node, target: Option<Target>) -> Option<Self> {
        let change = match root.value {
            Value::Mapping(entries) if entries.is_empty() => return None,
            Value::Sequence(operations) if operations.is_empty() => return None,
            Value::Scalar(_) if root.is_null() => return None,
            Value::Mapping(_) => Change::Merge(Id::of(&root), root),
            Value::Sequence(operations) => Change::Operations(operations),
            Value::Scalar(_) => Change::Unknown,
        };
        Some(Patch { target, change })
    }

    /// A patch that can't be read.
    pub(super) fn unknown(target: Option<Target>) -> Self {
        Patch { target, change: Change::Unknown }
    }

    /// Changes the objects that it is for.
    pub(super) fn apply(&self, objects: &mut Vec<Object>) {
        objects.retain_mut(|object| match self.fit(object) {
            Fit::No => true,
            Fit::Perhaps => {
                object.is_whole = false;
                true
            }
            Fit::Yes => self.change.apply(object),
        });
    }

    fn fit(&self, object: &Object) -> Fit {
        match (&self.target, &self.change) {
            (Some(target), _) => target.fit(&object.id),
            (None, Change::Merge(id, _)) if id.is_for(&object.id) => Fit::Yes,
            (None, Change::Unknown) => Fit::Perhaps,
            (None, _) => Fit::No,
        }
    }
}

impl Change {
    /// Changes an object; `false` if nothing is left of it.
    fn apply(&self, object: &mut Object) -> bool {
        match self {
            Change::Unknown => object.is_whole = false,
            Change::Merge(_, root) if strategic::deletes(root) => return false,
            Change::Merge(_, root) => strategic::merge("", &mut object.root, root.clone()),
            Change::Operations(operations) => json_patch::apply(&mut object.root, operations),
        }
        true
    }
}

/// A selector of objects: a pattern for each part of their names.
#[derive(Clone)]
pub(super) struct Target {
    group: Pattern,
    version: Pattern,
    kind: Pattern,
    name: Pattern,
    namespace: Pattern,
    /// Whether labels or annotations select, too, which are not looked at.
    is_narrowed: bool,
}

impl Target {
    pub(super) fn new(node: &Node) -> Self {
        let pattern = |key: &str| Pattern::new(node.get(key).and_then(Node::text).unwrap_or_default());
        Target {
            group: pattern("group"),
            version: pattern("version"),
            kind: pattern("kind"),
            name: pattern("name"),
            namespace: pattern("namespace"),
            is_narrowed: ["labelSelector", "annotationSelector"].iter().any(|key| node.get(key).is_some()),
        }
    }

    fn fit(&self, id: &Id) -> Fit {
        // A namespace is often set later.
        let namespace = if id.namespace.is_empty() { Fit::Yes } else { self.namespace.fit(&id.namespace) };
        let narrowed = if self.is_narrowed { Fit::Perhaps } else { Fit::Yes };
        let [group, version] = [self.group.fit(&id.group), self.version.fit(&id.version)];
        let [kind, name] = [self.kind.fit(&id.kind), self.name.fit(&id.name)];
        group.min(version).min(kind).min(name).min(namespace).min(narrowed)
    }
}

/// A regular expression for a whole text.
#[derive(Clone)]
enum Pattern {
    Any,
    Text(String),
    /// `before.*after`
    Around(String, String),
    Regex(Regex),
    Invalid,
}

impl Pattern {
    fn new(text: &str) -> Self {
        if text.is_empty() {
            return Pattern::Any;
        }
        // Most are as plain as this, and need no automaton.
        let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        match text.split_once(".*") {
            None if is_plain(text) => return Pattern::Text(text.to_owned()),
            Some((before, after)) if is_plain(before) && is_plain(after) => {
                return Pattern::Around(before.to_owned(), after.to_owned());
            }
            _ => {}
        }
        let mut builder = RegexBuilder::new(&format!("^(?:{text})$"));
        builder.size_limit(MAX_PATTERN_BYTES).build().map_or(Pattern::Invalid, Pattern::Regex)
    }

    fn fit(&self, text: &str) -> Fit {
        let fits = match self {
            Pattern::Any => true,
            Pattern::Text(own) => own == text,
            Pattern::Around(before, after) => text.strip_prefix(&**before).is_some_and(|rest| rest.ends_with(&**after)),
            Pattern::Regex(regex) => regex.is_match(text),
            Pattern::Invalid => return Fit::Perhaps,
        };
        if fits { Fit::Yes } else { Fit::No }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_for_the_whole_text() {
        for (pattern, texts, others) in [
            ("", "api worker", ""),
            ("api", "api", "api-2 my-api"),
            ("api.*", "api api-2", "my-api"),
            (".*-api", "my-api", "api my-api-2"),
            ("a-.*-a", "a--a a-b-a", "a-a"),
            ("api|worker", "api worker", "api-2 my-worker"),
            ("a[0-9]+", "a1 a22", "a b1"),
        ] {
            let fits = |text: &str| Pattern::new(pattern).fit(text) == Fit::Yes;
            assert!(texts.split_whitespace().all(fits), "{pattern}");
            assert!(!others.split_whitespace().any(fits), "{pattern}");
        }
        assert!(Pattern::new("(").fit("api") == Fit::Perhaps);
    }
}
