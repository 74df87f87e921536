//! What is known by a name of code, of which most names are none.

use std::collections::HashMap;

/// Names in their case, each with all that is known of it.
pub(super) struct ByName<T> {
    known: HashMap<&'static [u8], Vec<T>>,
    /// By first byte the lengths of the names, as bits: a name is seldom hashed in vain.
    lengths: [u64; 256],
}

impl<T> ByName<T> {
    pub(super) fn add(&mut self, name: &'static str, one: T) {
        if let Some(first) = name.bytes().next() {
            self.lengths[usize::from(first)] |= length_bit(name.len());
            self.known.entry(name.as_bytes()).or_default().push(one);
        }
    }

    /// All that is known of a name.
    pub(super) fn get(&self, name: &[u8]) -> &[T] {
        let may_be = |first: &u8| self.lengths[usize::from(*first)] & length_bit(name.len()) != 0;
        let found = name.first().filter(|first| may_be(first)).and_then(|_| self.known.get(name));
        found.map_or(&[], |known| known)
    }
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        ByName { known: HashMap::new(), lengths: [0; 256] }
    }
}

/// Names of 63 bytes and more share a bit.
fn length_bit(length: usize) -> u64 {
    1 << length.min(63)
}
