//! Blobs of a history that may have findings at some path.

use crate::{
    context::Marks,
    decode::{Decoded, decode},
    detect::{Detector, PathlessScan, VerdictTable},
    model::Cancel,
    source::{
        git::{Base, Failure, IdMap, Object, ObjectId, ObjectKind, Store, Visitor},
        history::Cache,
    },
};
use std::{borrow::Cow, collections::HashMap};

/// The result for a blob that may have findings. Blobs of one class have the same findings at the same path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BlobClass {
    /// These rules match in it, at some paths.
    Matched(Vec<u32>),
    /// It has this size in bytes, which exceeds the limit.
    TooLarge(u64),
}

/// All blobs of a repository, classified.
#[derive(Debug, Default)]
pub(super) struct Blobs {
    pub(super) classes: Vec<BlobClass>,
    /// The class of each blob that may have findings.
    pub(super) class_of: IdMap<u32>,
    pub(super) failed: Vec<(ObjectId, Failure)>,
    /// The searched blobs, in no particular order.
    pub(super) searched_ids: Vec<ObjectId>,
    pub(super) count: u64,
    pub(super) binary: u64,
    pub(super) bytes: u64,
    pub(super) searched: u64,
}

impl Blobs {
    /// Scans all blobs except those in the cache.
    pub(super) fn scan(
        store: &Store,
        detector: &Detector,
        limit: u64,
        known: &Cache,
        advance: &(dyn Fn(u64) + Sync),
        cancel: &Cancel,
    ) -> Self {
        let verdicts = VerdictTable::default();
        let scan = BlobScan { detector, verdicts: &verdicts, limit, known, advance };
        let partials = store.visit(&[ObjectKind::Blob], &scan, cancel);
        let mut blobs = Blobs::default();
        let (mut keys, mut large) = (Vec::new(), Vec::new());
        for partial in partials {
            blobs.count += partial.count;
            blobs.binary += partial.binary;
            blobs.bytes += partial.bytes;
            blobs.searched += partial.searched;
            blobs.failed.extend(partial.failed);
            blobs.searched_ids.extend(partial.searched_ids);
            keys.extend(partial.keys);
            large.extend(partial.large);
        }
        blobs.failed.sort_by_key(|(id, _)| *id);
        blobs.classify(keys, large, &verdicts);
        blobs
    }

    /// Adds the searched blobs to a cache, and takes from it those that were skipped.
    pub(super) fn exchange(&mut self, cache: &mut Cache, store: &Store) {
        let mut marked: Vec<(ObjectId, u32, &[u32])> = Vec::new();
        #[expect(clippy::iter_over_hash_type, reason = "they are sorted below")]
        for (id, class) in &self.class_of {
            if let BlobClass::Matched(rules) = &self.classes[*class as usize] {
                marked.push((*id, *class, rules));
            }
        }
        marked.sort_unstable();
        cache.learn(&self.searched_ids, marked);
        let first = self.classes.len() as u32;
        let (rules, groups) = cache.marked(store);
        self.classes.extend(rules.iter().cloned().map(BlobClass::Matched));
        self.class_of.extend(groups.map(|(id, group)| (id, first + group)));
    }

    /// Groups blobs with equal verdicts into classes. The number of a class depends on the threads; the grouping does
    /// not.
    fn classify(
        &mut self,
        mut keys: Vec<(ObjectId, ClassKey)>,
        mut large: Vec<(ObjectId, u64)>,
        verdicts: &VerdictTable,
    ) {
        keys.sort_unstable_by_key(|(id, _)| *id);
        large.sort_unstable();
        let mut numbers: HashMap<ClassKey, u32> = HashMap::new();
        for (id, key) in keys {
            let next = self.classes.len() as u32;
            let rules = verdicts.rules(&key.0);
            let number = *numbers.entry(key).or_insert(next);
            if number == next {
                self.classes.push(BlobClass::Matched(rules));
            }
            self.class_of.insert(id, number);
        }
        for (id, bytes) in large {
            self.class_of.insert(id, self.classes.len() as u32);
            self.classes.push(BlobClass::TooLarge(bytes));
        }
    }
}

struct BlobScan<'a> {
    detector: &'a Detector,
    verdicts: &'a VerdictTable,
    limit: u64,
    known: &'a Cache,
    advance: &'a (dyn Fn(u64) + Sync),
}

#[derive(Default)]
struct Partial {
    keys: Vec<(ObjectId, ClassKey)>,
    large: Vec<(ObjectId, u64)>,
    failed: Vec<(ObjectId, Failure)>,
    searched_ids: Vec<ObjectId>,
    count: u64,
    binary: u64,
    bytes: u64,
    searched: u64,
}

impl Visitor for BlobScan<'_> {
    /// The scan of a blob whose bytes are its text.
    type State = Option<PathlessScan>;
    type Partial = Partial;

    fn wants(&self, id: &ObjectId) -> bool {
        !self.known.knows(id)
    }

    fn visit(&self, object: Object<'_>, base: Option<Base<'_, Self::State>>, partial: &mut Partial) -> Self::State {
        let size = object.bytes.len() as u64;
        if size > self.limit {
            partial.large.extend(object.wanted.then_some((object.id, size)));
            return None;
        }
        let (text, binary) = match decode(object.bytes) {
            Decoded::Text(text) => (text, false),
            Decoded::Binary(bytes) => (Cow::Borrowed(bytes), true),
        };
        let converted = matches!(text, Cow::Owned(_));
        let base = base.filter(|_| !converted).and_then(|base| Some((base.state.as_ref()?, base.copies)));
        let scan = self.detector.scan_pathless(&text, binary, base, self.verdicts);
        if object.wanted {
            partial.count += 1;
            partial.searched_ids.push(object.id);
            partial.binary += u64::from(binary);
            partial.bytes += size;
            partial.searched += scan.searched as u64;
            (self.advance)(size);
            partial.keys.extend(class_key(&scan, &text).map(|key| (object.id, key)));
        }
        (!converted).then_some(scan)
    }

    fn limit(&self) -> u64 {
        self.limit
    }

    fn failed(&self, id: ObjectId, failure: Failure, partial: &mut Partial) {
        match failure {
            Failure::TooLarge(size) if size > self.limit => partial.large.push((id, size)),
            failure => partial.failed.push((id, failure)),
        }
    }
}

/// The key of a class: the verdicts of the rules, and what the text says of its role. With the path, it determines the
/// findings.
type ClassKey = (Vec<u32>, Marks);

/// The key of a text; `None` if it can have no findings.
fn class_key(scan: &PathlessScan, text: &[u8]) -> Option<ClassKey> {
    let verdicts = scan.verdicts();
    (!verdicts.is_empty()).then(|| (verdicts, Marks::of(text)))
}
