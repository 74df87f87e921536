//! Many ids of one format, in no more bytes than they have: one pack can hold millions.

use crate::source::git::id::{ObjectFormat, ObjectId};
use std::{cmp::Ordering, ops::Range};

/// Ids one behind the other.
#[derive(Debug)]
pub(super) struct Ids {
    width: usize,
    bytes: Vec<u8>,
}

impl Ids {
    /// None yet, and room for this many.
    pub(super) fn with_capacity(format: ObjectFormat, count: usize) -> Self {
        Ids { width: format.bytes(), bytes: Vec::with_capacity(count * format.bytes()) }
    }

    /// Adds ids that are one behind the other already.
    pub(super) fn extend(&mut self, ids: &[u8]) {
        self.bytes.extend_from_slice(ids);
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len() / self.width
    }

    pub(super) fn get(&self, place: usize) -> ObjectId {
        ObjectId::from_bytes(self.at(place)).unwrap_or_default()
    }

    fn at(&self, place: usize) -> &[u8] {
        &self.bytes[place * self.width..][..self.width]
    }

    /// The place of an id among these, which are sorted.
    pub(super) fn find(&self, Range { mut start, mut end }: Range<usize>, id: &ObjectId) -> Option<usize> {
        while start < end {
            let middle = start + (end - start) / 2;
            match self.at(middle).cmp(id.as_bytes()) {
                Ordering::Less => start = middle + 1,
                Ordering::Greater => end = middle,
                Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}
