//! Objects that were read lately: those that are read one at a time are mostly changes of each other.

use super::object::ObjectKind;
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Bytes that are kept; when there would be more, all are dropped. Some hundred trees fit, which is as many as a commit and
/// its parents have in common.
const MAX_KEPT_BYTES: usize = 4 << 20;
/// Larger objects are not kept: they would drive out many others.
const MAX_KEPT_OBJECT_BYTES: usize = 256 << 10;

/// An object's type and content.
pub(super) type Content = (ObjectKind, Arc<Vec<u8>>);

/// A cache of objects, shared by threads.
#[derive(Debug)]
pub(super) struct Bases<K>(Mutex<Kept<K>>);

#[derive(Debug)]
struct Kept<K> {
    objects: HashMap<K, Content>,
    bytes: usize,
}

impl<K: Eq + Hash> Bases<K> {
    pub(super) fn new() -> Self {
        Bases(Mutex::new(Kept { objects: HashMap::new(), bytes: 0 }))
    }

    pub(super) fn get(&self, key: &K) -> Option<Content> {
        self.lock().objects.get(key).cloned()
    }

    pub(super) fn keep(&self, key: K, (kind, bytes): &Content) {
        if bytes.len() > MAX_KEPT_OBJECT_BYTES {
            return;
        }
        let mut kept = self.lock();
        if kept.bytes + bytes.len() > MAX_KEPT_BYTES {
            *kept = Kept { objects: HashMap::new(), bytes: 0 };
        }
        kept.bytes += bytes.len();
        kept.objects.insert(key, (*kind, Arc::clone(bytes)));
    }

    fn lock(&self) -> MutexGuard<'_, Kept<K>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
