//! Which files of a history rules would claim something in, wherever these files are.

use crate::{
    context::{FileContext, Role},
    decode::{Decoded, decode},
    detect::{Detector, Survey, Verdicts},
    model::Cancel,
    source::history::{Base, Cache, Failure, IdMap, Object, ObjectId, ObjectKind, Store, Visitor},
};
use std::{borrow::Cow, collections::HashMap};

/// What is known of a blob that needs a closer look. Blobs with the same mark have the same findings at the same path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// These rules claim something in it, at some paths.
    Claims(Vec<u32>),
    /// It has so many bytes, which is over the limit.
    TooLarge(u64),
}

/// All blobs of a repository, looked at once.
#[derive(Debug, Default)]
pub(super) struct Blobs {
    pub(super) marks: Vec<Mark>,
    /// The blobs that have a mark, by its number.
    pub(super) marked: IdMap<u32>,
    pub(super) failed: Vec<(ObjectId, Failure)>,
    /// The blobs that were searched, in no order.
    pub(super) searched_ids: Vec<ObjectId>,
    pub(super) count: u64,
    pub(super) binary: u64,
    pub(super) bytes: u64,
    pub(super) searched: u64,
}

impl Blobs {
    /// Surveys all blobs but those that are known.
    pub(super) fn survey(
        store: &Store,
        detector: &Detector,
        limit: u64,
        known: &Cache,
        advance: &(dyn Fn(u64) + Sync),
        cancel: &Cancel,
    ) -> Self {
        let verdicts = Verdicts::default();
        let surveyor = Surveyor { detector, verdicts: &verdicts, limit, known, advance };
        let gains = store.visit(&[ObjectKind::Blob], &surveyor, cancel);
        let mut blobs = Blobs::default();
        let (mut claims, mut large) = (Vec::new(), Vec::new());
        for gain in gains {
            blobs.count += gain.count;
            blobs.binary += gain.binary;
            blobs.bytes += gain.bytes;
            blobs.searched += gain.searched;
            blobs.failed.extend(gain.failed);
            blobs.searched_ids.extend(gain.searched_ids);
            claims.extend(gain.claims);
            large.extend(gain.large);
        }
        blobs.failed.sort_by_key(|(id, _)| *id);
        blobs.mark(claims, large, &verdicts);
        blobs
    }

    /// Tells a cache what was searched, and learns from it what was not.
    pub(super) fn exchange(&mut self, cache: &mut Cache, store: &Store) {
        let mut marked: Vec<(ObjectId, u32, &[u32])> = Vec::new();
        #[expect(clippy::iter_over_hash_type, reason = "they are sorted below")]
        for (id, mark) in &self.marked {
            if let Mark::Claims(rules) = &self.marks[*mark as usize] {
                marked.push((*id, *mark, rules));
            }
        }
        marked.sort_unstable();
        cache.learn(&self.searched_ids, marked);
        let first = self.marks.len() as u32;
        let (rules, groups) = cache.marked(store);
        self.marks.extend(rules.iter().cloned().map(Mark::Claims));
        self.marked.extend(groups.map(|(id, group)| (id, first + group)));
    }

    /// Gives equal verdicts one mark. Which number a verdict has depends on the threads; which are equal does not.
    fn mark(&mut self, mut claims: Vec<(ObjectId, Claims)>, mut large: Vec<(ObjectId, u64)>, verdicts: &Verdicts) {
        claims.sort_unstable_by_key(|(id, _)| *id);
        large.sort_unstable();
        let mut numbers: HashMap<Claims, u32> = HashMap::new();
        for (id, (claimed, generated)) in claims {
            let next = self.marks.len() as u32;
            let rules = verdicts.rules(&claimed);
            let number = *numbers.entry((claimed, generated)).or_insert(next);
            if number == next {
                self.marks.push(Mark::Claims(rules));
            }
            self.marked.insert(id, number);
        }
        for (id, bytes) in large {
            self.marked.insert(id, self.marks.len() as u32);
            self.marks.push(Mark::TooLarge(bytes));
        }
    }
}

struct Surveyor<'a> {
    detector: &'a Detector,
    verdicts: &'a Verdicts,
    limit: u64,
    known: &'a Cache,
    advance: &'a (dyn Fn(u64) + Sync),
}

#[derive(Default)]
struct Gain {
    claims: Vec<(ObjectId, Claims)>,
    large: Vec<(ObjectId, u64)>,
    failed: Vec<(ObjectId, Failure)>,
    searched_ids: Vec<ObjectId>,
    count: u64,
    binary: u64,
    bytes: u64,
    searched: u64,
}

impl Visitor for Surveyor<'_> {
    /// The survey of a blob whose bytes are its text.
    type Memory = Option<Survey>;
    type Gain = Gain;

    fn wants(&self, id: &ObjectId) -> bool {
        !self.known.knows(id)
    }

    fn visit(&self, object: Object<'_>, base: Option<Base<'_, Self::Memory>>, gain: &mut Gain) -> Self::Memory {
        let size = object.bytes.len() as u64;
        if size > self.limit {
            gain.large.extend(object.wanted.then_some((object.id, size)));
            return None;
        }
        let (text, binary) = match decode(object.bytes) {
            Decoded::Text(text) => (text, false),
            Decoded::Binary(bytes) => (Cow::Borrowed(bytes), true),
        };
        let converted = matches!(text, Cow::Owned(_));
        let base = base.filter(|_| !converted).and_then(|base| Some((base.memory.as_ref()?, base.copies)));
        let survey = self.detector.survey(&text, binary, base, self.verdicts);
        if object.wanted {
            gain.count += 1;
            gain.searched_ids.push(object.id);
            gain.binary += u64::from(binary);
            gain.bytes += size;
            gain.searched += survey.searched as u64;
            (self.advance)(size);
            gain.claims.extend(claims(&survey, &text).map(|claims| (object.id, claims)));
        }
        (!converted).then_some(survey)
    }

    fn limit(&self) -> u64 {
        self.limit
    }

    fn failed(&self, id: ObjectId, failure: Failure, gain: &mut Gain) {
        match failure {
            Failure::TooLarge(size) if size > self.limit => gain.large.push((id, size)),
            failure => gain.failed.push((id, failure)),
        }
    }
}

/// All that decides, with the path, what is found in a text: the rules' verdicts, and whether it says that it is generated.
type Claims = (Vec<u32>, bool);

/// `None` if nothing can be found.
fn claims(survey: &Survey, text: &[u8]) -> Option<Claims> {
    let verdicts = survey.verdicts();
    (!verdicts.is_empty()).then(|| (verdicts, FileContext::of("", text).role == Role::Generated))
}
