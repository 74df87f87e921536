//! Follows paths through a tree.

use crate::{
    document::{Entry, Node},
    rule::{Selector, Start, Step},
};
use std::rc::Rc;

/// A node and the path to it.
#[derive(Clone, Debug)]
pub(super) struct NodeRef<'t> {
    here: Rc<Level<'t>>,
    /// The keys that the wildcards of the path matched.
    pub(super) caught: Vec<String>,
}

/// A step of the way to a node, shared by all that is below it.
#[derive(Debug)]
struct Level<'t> {
    node: &'t Node,
    /// The entry that the node is the value of; `None` in lists and at the root.
    entry: Option<&'t Entry>,
    above: Option<Rc<Level<'t>>>,
}

impl<'t> NodeRef<'t> {
    pub(super) fn root(node: &'t Node) -> Self {
        NodeRef { here: Rc::new(Level { node, entry: None, above: None }), caught: Vec::new() }
    }

    /// The selected node.
    pub(super) fn node(&self) -> &'t Node {
        self.here.node
    }

    /// The key with what is here, unless it is in a list.
    pub(super) fn entry(&self) -> Option<&'t Entry> {
        self.here.entry
    }

    /// The path to the node: keys, and the `name` of items of lists. Places in lists are no part of it, so that it is the
    /// same when they are reordered.
    pub(super) fn path(&self, name: impl Fn(&Node) -> Option<String>) -> String {
        let part = |level: &Rc<Level<'_>>| match level.entry {
            Some(entry) => entry.key.clone(),
            None => name(level.node).unwrap_or_default(),
        };
        let below_root = self.levels().filter(|level| level.above.is_some());
        let mut parts: Vec<String> = below_root.map(part).collect();
        parts.reverse();
        parts.join(".")
    }

    /// The nodes from here to the root.
    pub(super) fn around(&self) -> impl Iterator<Item = &'t Node> {
        self.levels().map(|level| level.node)
    }

    /// The levels from here to the root.
    fn levels(&self) -> impl Iterator<Item = &Rc<Level<'t>>> {
        std::iter::successors(Some(&self.here), |level| level.above.as_ref())
    }

    fn start_level(&self, selector: &Selector) -> Option<&Rc<Level<'t>>> {
        match selector.start {
            Start::Root => self.levels().last(),
            Start::Up(levels) => self.levels().nth(levels),
        }
    }

    /// The node that a path starts at.
    pub(super) fn start(&self, selector: &Selector) -> Option<&'t Node> {
        self.start_level(selector).map(|level| level.node)
    }

    /// Everything that a path leads to.
    pub(super) fn follow(&self, selector: &Selector) -> Vec<NodeRef<'t>> {
        let start = self.start_level(selector);
        let start = start.map(|here| NodeRef { here: Rc::clone(here), caught: self.caught.clone() });
        let mut spots = Vec::from_iter(start);
        for step in &selector.steps {
            let mut below = Vec::new();
            spots.iter().for_each(|spot| spot.step(step, &mut below));
            spots = below;
        }
        spots
    }

    /// Adds what a step leads to.
    fn step(&self, step: &Step, reached: &mut Vec<NodeRef<'t>>) {
        if *step == Step::Deep {
            reached.push(self.clone());
            let mut children = Vec::new();
            self.children(&Step::Any, false, &mut children);
            children.iter().for_each(|child| child.step(step, reached));
        } else {
            self.children(step, step.catches(), reached);
        }
    }

    fn children(&self, step: &Step, catches: bool, reached: &mut Vec<NodeRef<'t>>) {
        let node = self.node();
        let entries = node.entries().iter().filter(|entry| step.is(&entry.key));
        reached.extend(entries.map(|entry| self.child(&entry.value, Some(entry), catches.then(|| entry.key.clone()))));
        if *step == Step::Any {
            let items = node.items().iter().enumerate();
            reached.extend(items.map(|(at, item)| self.child(item, None, catches.then(|| at.to_string()))));
        }
    }

    fn child(&self, node: &'t Node, entry: Option<&'t Entry>, caught: Option<String>) -> NodeRef<'t> {
        let here = Rc::new(Level { node, entry, above: Some(Rc::clone(&self.here)) });
        NodeRef { here, caught: self.caught.iter().cloned().chain(caught).collect() }
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
