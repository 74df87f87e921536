//! Finds what is at a path of a tree.

use super::{IdMap, ObjectId, Store, trees::entries};

/// Bytes of trees that are kept at hand.
const KEPT: usize = 16 << 20;

/// Reads trees one at a time, and keeps the last ones at hand.
pub(crate) struct Lookup<'a> {
    store: &'a Store,
    trees: IdMap<Vec<u8>>,
    kept: usize,
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(store: &'a Store) -> Self {
        Lookup { store, trees: IdMap::default(), kept: 0 }
    }

    /// The object at a path below a tree, or in words, what is missing or damaged on the way.
    pub(crate) fn at(&mut self, tree: &ObjectId, path: &[u8]) -> Result<ObjectId, String> {
        path.split(|byte| *byte == b'/').try_fold(*tree, |id, name| {
            let entry = entries(self.tree(&id)?).find(|(_, other, _)| *other == name);
            entry.map(|(_, _, id)| id).ok_or_else(|| format!("its tree {id} is damaged"))
        })
    }

    fn tree(&mut self, id: &ObjectId) -> Result<&[u8], String> {
        if self.kept > KEPT {
            self.trees.clear();
            self.kept = 0;
        }
        if !self.trees.contains_key(id) {
            let tree = self.store.read(id).ok_or_else(|| format!("its tree {id} is missing"))?;
            let (_, tree) = tree.map_err(|failure| format!("its tree {id}: {failure}"))?;
            self.kept += tree.len();
            self.trees.insert(*id, tree);
        }
        Ok(self.trees.get(id).map_or(&[], |tree| &tree[..]))
    }
}
