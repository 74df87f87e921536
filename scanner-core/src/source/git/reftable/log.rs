//! Reflogs in the format reftable: what each ref was before each of its changes, and what it became.

use super::table;
use crate::source::git::{
    bytes::{highest_first, take},
    id::{ObjectFormat, ObjectId},
};
use std::collections::BTreeMap;

/// The length of a number behind the name in a key: that of the change, so that the last one comes first.
const NUMBER_BYTES: usize = 8;

/// A change of a ref.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source::git) struct Change {
    pub(in crate::source::git) old: ObjectId,
    pub(in crate::source::git) new: ObjectId,
}

/// Changes by the names of refs, each with its number behind.
#[derive(Debug, Default)]
pub(in crate::source::git) struct Logs(BTreeMap<Vec<u8>, Change>);

impl Logs {
    /// Adds the records of a block, which start at `from`.
    pub(super) fn add(&mut self, block: &[u8], from: usize, format: ObjectFormat) -> Option<()> {
        table::records(block, from, |key, kind, rest| {
            match kind {
                0 => drop(self.0.remove(key)),
                1 => {
                    let change = Change { old: format.take(rest)?, new: format.take(rest)? };
                    skip_text(rest)?;
                    skip_text(rest)?;
                    // The time, and the two bytes of its zone.
                    highest_first(rest)?;
                    take(rest, 2)?;
                    skip_text(rest)?;
                    self.0.insert(key.to_vec(), change);
                }
                _ => return None,
            }
            Some(())
        })
    }

    /// All changes, with the names of their refs.
    pub(in crate::source::git) fn changes(&self) -> impl Iterator<Item = (&[u8], Change)> {
        self.0.iter().map(|(key, change)| {
            let end = key.len().saturating_sub(NUMBER_BYTES + 1);
            (&key[..end], *change)
        })
    }
}

fn skip_text(rest: &mut &[u8]) -> Option<()> {
    let length = usize::try_from(highest_first(rest)?).ok()?;
    take(rest, length).map(drop)
}
