//! Rebuilds the objects of a pack, each from its base, each once.
//!
//! A delta tree is walked from its root; what an object's children need, its bytes and the visitor's state, is on a
//! stack. As children with more below them come later and a base is dropped before its last child, the stack never
//! holds more objects than the logarithm of their number, however long the chains are.

use super::{
    bases::Content,
    delta::Delta,
    forest::{Root, RootBase},
    inflate::Inflate,
    object::{Failure, MAX_OBJECT_BYTES, ObjectKind},
    pack::Pack,
    pack_entry::Entry,
    pack_listing::Listing,
};
use crate::{
    model::{Cancel, CopiedRange},
    source::git::id::ObjectId,
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// A visitor that is shown every object of some kinds, bases first.
pub trait Visitor: Sync {
    /// The state it keeps of an object while others are rebuilt from it.
    type State;
    /// The results that one thread gathers.
    type Partial: Send + Default;

    /// Whether the object is to be shown; if not it is only rebuilt where others need it.
    fn wants(&self, id: &ObjectId) -> bool;

    /// Objects of more bytes fail as too large, but those that others are made from.
    fn limit(&self) -> u64 {
        MAX_OBJECT_BYTES
    }

    /// An object, and the one it was made from.
    fn visit(
        &self,
        object: Object<'_>,
        base: Option<Base<'_, Self::State>>,
        partial: &mut Self::Partial,
    ) -> Self::State;

    /// An object that can't be rebuilt.
    fn failed(&self, id: ObjectId, failure: Failure, partial: &mut Self::Partial);
}

/// An object, rebuilt.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    /// Its id.
    pub id: ObjectId,
    /// Its type.
    pub kind: ObjectKind,
    /// Its content.
    pub bytes: &'a [u8],
    /// Whether the visitor wanted it, or it is only the base of others.
    pub wanted: bool,
}

/// The base that an object was rebuilt from.
#[derive(Clone, Copy, Debug)]
pub struct Base<'a, M> {
    /// Its content.
    pub bytes: &'a [u8],
    /// The state that the visitor keeps of it.
    pub state: &'a M,
    /// The ranges that were copied from it, sorted by place.
    pub copies: &'a [CopiedRange],
}

/// Objects that are to be shown.
pub(super) struct Task<'a> {
    pack: &'a Pack,
    listing: &'a Listing,
    roots: Vec<Root>,
    /// For each entry, whether it is to be shown.
    wanted: Vec<bool>,
    /// For each entry, whether it or one below it is to be shown.
    needed: Vec<bool>,
}

impl<'a> Task<'a> {
    /// All objects of the given kinds in a pack. `outside` looks up the kind of objects that are elsewhere.
    pub(super) fn new(
        pack: &'a Pack,
        listing: &'a Listing,
        kinds: &[ObjectKind],
        outside: impl Fn(&ObjectId) -> Option<ObjectKind>,
        wants: impl Fn(&ObjectId) -> bool,
    ) -> Self {
        let is_kind = |root: &Root| match root.base {
            RootBase::None(kind) => kinds.contains(&kind),
            RootBase::Outside(base) => outside(&listing.outside(base)).is_none_or(|kind| kinds.contains(&kind)),
        };
        let roots = listing.forest.roots().filter(is_kind).collect();
        let none = vec![false; listing.entries.len()];
        let mut task = Task { pack, listing, roots, wanted: none.clone(), needed: none };
        task.prune(wants);
        task
    }

    /// Leaves out objects that are not wanted and that no wanted one is made from.
    fn prune(&mut self, wants: impl Fn(&ObjectId) -> bool) {
        let mut order: Vec<u32> = self.roots.iter().map(|root| root.entry).collect();
        let mut at = 0;
        while let Some(&entry) = order.get(at) {
            order.extend_from_slice(self.listing.forest.children(entry));
            at += 1;
        }
        let Task { wanted, needed, .. } = self;
        for &entry in order.iter().rev() {
            let below = self.listing.forest.children(entry).iter().any(|child| needed[*child as usize]);
            wanted[entry as usize] = wants(&self.listing.id(entry));
            needed[entry as usize] = below || wanted[entry as usize];
        }
        self.roots.retain(|root| needed[root.entry as usize]);
    }

    /// Shows everything to the visitor, from all threads of the pool this is called in.
    pub(super) fn run<V: Visitor>(
        &self,
        visitor: &V,
        fetch: &(impl Fn(&ObjectId) -> Option<Content> + Sync),
        cancel: &Cancel,
    ) -> Vec<V::Partial> {
        let next = AtomicUsize::new(0);
        rayon::broadcast(|_| {
            let mut worker = Worker { task: self, visitor, scratch: Scratch::new(), partial: V::Partial::default() };
            while let Some(root) = self.roots.get(next.fetch_add(1, Ordering::Relaxed)) {
                worker.walk(root, fetch, cancel);
                if cancel.is_cancelled() {
                    break;
                }
            }
            worker.partial
        })
    }
}

/// Buffers that a thread uses again and again.
struct Scratch {
    inflate: Inflate,
    delta: Vec<u8>,
    copies: Vec<CopiedRange>,
    spare: Vec<Vec<u8>>,
}

impl Scratch {
    fn new() -> Self {
        Scratch { inflate: Inflate::new(), delta: Vec::new(), copies: Vec::new(), spare: Vec::new() }
    }

    fn buffer(&mut self) -> Vec<u8> {
        self.spare.pop().unwrap_or_default()
    }

    /// Keeps a buffer for later, unless it is one of many or large.
    fn recycle(&mut self, buffer: Vec<u8>) {
        if self.spare.len() < 8 && buffer.capacity() <= 4 << 20 {
            self.spare.push(buffer);
        }
    }
}

/// An object whose children are being rebuilt.
struct Frame<M> {
    entry: u32,
    /// The next child.
    next: usize,
    bytes: Vec<u8>,
    state: M,
}

struct Worker<'a, V: Visitor> {
    task: &'a Task<'a>,
    visitor: &'a V,
    scratch: Scratch,
    partial: V::Partial,
}

impl<'a, V: Visitor> Worker<'a, V> {
    fn walk(&mut self, root: &Root, fetch: &impl Fn(&ObjectId) -> Option<Content>, cancel: &Cancel) {
        let mut stack = Vec::new();
        let kind = match self.root(root, fetch) {
            Ok((kind, frame)) => {
                stack.push(frame);
                kind
            }
            Err(failure) => return self.fail(root.entry, failure),
        };
        while let Some(top) = stack.last_mut() {
            let Some(&child) = self.children(top.entry).get(top.next) else {
                if let Some(done) = stack.pop() {
                    self.scratch.recycle(done.bytes);
                }
                continue;
            };
            top.next += 1;
            if !self.task.needed[child as usize] {
                continue;
            }
            let is_last = top.next == self.children(top.entry).len();
            let held: u64 = stack.iter().map(|frame| frame.bytes.capacity() as u64).sum();
            let made = stack.last().map(|base| self.child(child, kind, base, held));
            if is_last && let Some(done) = stack.pop() {
                self.scratch.recycle(done.bytes);
            }
            match made {
                Some(Ok(frame)) => stack.push(frame),
                Some(Err(failure)) => self.fail(child, failure),
                None => {}
            }
            if cancel.is_cancelled() {
                return;
            }
        }
    }

    fn entry(&self, number: u32) -> &'a Entry {
        &self.task.listing.entries[number as usize]
    }

    fn children(&self, entry: u32) -> &'a [u32] {
        self.task.listing.forest.children(entry)
    }

    /// The size in bytes that an object may have: those that others are made from are rebuilt even if the visitor wants
    /// none so large.
    fn limit(&self, entry: u32) -> u64 {
        let is_base = self.children(entry).iter().any(|child| self.task.needed[*child as usize]);
        if is_base { MAX_OBJECT_BYTES } else { self.visitor.limit().min(MAX_OBJECT_BYTES) }
    }

    /// The root of a tree. One on a base outside is the only child of that base.
    fn root(
        &mut self,
        root: &Root,
        fetch: &impl Fn(&ObjectId) -> Option<Content>,
    ) -> Result<(ObjectKind, Frame<V::State>), Failure> {
        match root.base {
            RootBase::None(kind) => {
                let size = self.task.pack.size(self.entry(root.entry))?;
                if size > self.limit(root.entry) {
                    return Err(Failure::TooLarge(size));
                }
                let mut bytes = self.scratch.buffer();
                let stored = self.entry(root.entry);
                self.task.pack.inflate(stored, &mut self.scratch.inflate, &mut bytes)?;
                Ok((kind, self.shown(root.entry, kind, bytes, None)))
            }
            RootBase::Outside(base) => {
                let id = self.task.listing.outside(base);
                let (kind, bytes) = fetch(&id).ok_or(Failure::Base(id))?;
                let object = Object { id, kind, bytes: &bytes, wanted: false };
                let state = self.visitor.visit(object, None, &mut self.partial);
                let base = Frame { entry: root.entry, next: 0, bytes: Arc::unwrap_or_clone(bytes), state };
                let held = base.bytes.capacity() as u64;
                Ok((kind, self.child(root.entry, kind, &base, held)?))
            }
        }
    }

    fn child(
        &mut self,
        entry: u32,
        kind: ObjectKind,
        base: &Frame<V::State>,
        held: u64,
    ) -> Result<Frame<V::State>, Failure> {
        let limit = self.limit(entry);
        let mut delta = std::mem::take(&mut self.scratch.delta);
        let mut bytes = self.scratch.buffer();
        let mut copies = std::mem::take(&mut self.scratch.copies);
        let stored = self.entry(entry);
        let outcome = self.task.pack.inflate(stored, &mut self.scratch.inflate, &mut delta).and_then(|()| {
            let delta = Delta::parse(&delta)?;
            if delta.size > limit || held.saturating_add(delta.size) > MAX_OBJECT_BYTES {
                return Err(Failure::TooLarge(delta.size));
            }
            Ok(delta.apply(&base.bytes, &mut bytes, &mut copies)?)
        });
        let from = Base { bytes: &base.bytes, state: &base.state, copies: &copies };
        let made = outcome.map(|()| self.shown(entry, kind, bytes, Some(from)));
        self.scratch.delta = delta;
        self.scratch.copies = copies;
        made
    }

    fn shown(
        &mut self,
        entry: u32,
        kind: ObjectKind,
        bytes: Vec<u8>,
        base: Option<Base<'_, V::State>>,
    ) -> Frame<V::State> {
        let id = self.task.listing.id(entry);
        let object = Object { id, kind, bytes: &bytes, wanted: self.task.wanted[entry as usize] };
        let state = self.visitor.visit(object, base, &mut self.partial);
        Frame { entry, next: 0, bytes, state }
    }

    /// Reports an object, and all that are made from it.
    fn fail(&mut self, entry: u32, failure: Failure) {
        let mut lost = vec![(entry, failure)];
        while let Some((entry, failure)) = lost.pop() {
            let id = self.task.listing.id(entry);
            let is_large = matches!(failure, Failure::TooLarge(_));
            if self.task.wanted[entry as usize] {
                self.visitor.failed(id, failure, &mut self.partial);
            }
            for &child in self.children(entry) {
                let large = if is_large { self.large(child) } else { None };
                lost.push((child, large.unwrap_or(Failure::Base(id))));
            }
        }
    }

    /// The failure of an object that was made from one that is too large: it is mostly too large itself, as its delta says.
    fn large(&mut self, entry: u32) -> Option<Failure> {
        let entry = self.entry(entry);
        let Scratch { inflate, delta, .. } = &mut self.scratch;
        self.task.pack.inflate(entry, inflate, delta).ok()?;
        let size = Delta::parse(delta).ok()?.size;
        (size > self.visitor.limit()).then_some(Failure::TooLarge(size))
    }
}
