//! Follows paths through a tree.

use crate::{
    document::{Entry, Node},
    rule::{Selector, Start, Step},
};

/// A node and the way to it.
#[derive(Clone, Debug)]
pub(super) struct NodeRef<'t> {
    way: Vec<Level<'t>>,
    /// The keys that the wildcards of the path matched.
    pub(super) caught: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
struct Level<'t> {
    node: &'t Node,
    /// The entry that the node is the value of; `None` in lists and at the root.
    entry: Option<&'t Entry>,
}

impl<'t> NodeRef<'t> {
    pub(super) fn root(node: &'t Node) -> Self {
        NodeRef { way: vec![Level { node, entry: None }], caught: Vec::new() }
    }

    /// The selected node. The path is never empty: going up ends at the root.
    pub(super) fn node(&self) -> &'t Node {
        self.way[self.way.len() - 1].node
    }

    /// The key with what is here, unless it is in a list.
    pub(super) fn entry(&self) -> Option<&'t Entry> {
        self.way[self.way.len() - 1].entry
    }

    /// The way here, of keys and of what `name` calls items of lists. Places in lists are no part of it, so that it is the
    /// same when they are reordered.
    pub(super) fn path(&self, name: impl Fn(&Node) -> Option<String>) -> String {
        let part = |level: &Level<'_>| match level.entry {
            Some(entry) => entry.key.clone(),
            None => name(level.node).unwrap_or_default(),
        };
        self.way[1..].iter().map(part).collect::<Vec<_>>().join(".")
    }

    /// Everything that a path leads to.
    pub(super) fn follow(&self, selector: &Selector) -> Vec<NodeRef<'t>> {
        let kept = match selector.start {
            Start::Root => 1,
            Start::Up(levels) if levels < self.way.len() => self.way.len() - levels,
            Start::Up(_) => return Vec::new(),
        };
        let start = NodeRef { way: self.way[..kept].to_vec(), caught: self.caught.clone() };
        let mut spots = vec![start];
        for step in &selector.steps {
            spots = spots.iter().flat_map(|spot| spot.step(step)).collect();
        }
        spots
    }

    fn step(&self, step: &Step) -> Vec<NodeRef<'t>> {
        if *step == Step::Deep {
            let mut all = vec![self.clone()];
            all.extend(self.children(&Step::Any, false).iter().flat_map(|child| child.step(step)));
            return all;
        }
        self.children(step, step.catches())
    }

    fn children(&self, step: &Step, catches: bool) -> Vec<NodeRef<'t>> {
        let node = self.node();
        let entries = node.entries().iter().filter(|entry| step.is(&entry.key));
        let mut children: Vec<NodeRef<'t>> =
            entries.map(|entry| self.child(&entry.value, Some(entry), catches.then(|| entry.key.clone()))).collect();
        if *step == Step::Any {
            let items = node.items().iter().enumerate();
            children.extend(items.map(|(at, item)| self.child(item, None, catches.then(|| at.to_string()))));
        }
        children
    }

    fn child(&self, node: &'t Node, entry: Option<&'t Entry>, caught: Option<String>) -> NodeRef<'t> {
        let mut child = self.clone();
        child.way.push(Level { node, entry });
        child.caught.extend(caught);
        child
    }
}

/// The text of a scalar, or the texts of a list with blanks between them. Nothing for a mapping.
pub(super) fn text_of(node: &Node) -> Option<String> {
    match node.text() {
        Some(text) => Some(text.to_owned()),
        None if !node.items().is_empty() => {
            let texts: Vec<&str> = node.items().iter().filter_map(Node::text).collect();
            Some(texts.join(" "))
        }
        None => None,
    }
}
