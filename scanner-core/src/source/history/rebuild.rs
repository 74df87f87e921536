//! Rebuilds the objects of a pack, each from its base, each once.
//!
//! A delta tree is walked from its root; what an object's children need, its bytes and what the visitor remembers of it,
//! is on a stack. As children with more below them come later and a base is dropped before its last child, the stack
//! never holds more objects than the logarithm of their number, however long the chains are.

use super::{
    ObjectId,
    delta::Delta,
    forest::{Forest, Root, RootBase},
    inflate::Inflate,
    object::{Failure, MAX_OBJECT_BYTES, ObjectKind},
    pack::Pack,
};
use crate::model::{Cancel, CopiedRange};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Is shown every object of some kind, bases first.
pub trait Visitor: Sync {
    /// What it remembers of an object while others are made from it.
    type Memory;
    /// What a thread gathers.
    type Gain: Send + Default;

    /// Whether the object is to be shown; if not it is only rebuilt where others need it.
    fn wants(&self, id: &ObjectId) -> bool;

    /// Objects of more bytes fail as too large, but those that others are made from.
    fn limit(&self) -> u64 {
        MAX_OBJECT_BYTES
    }

    /// An object, and the one it was made from.
    fn visit(&self, object: Object<'_>, base: Option<Base<'_, Self::Memory>>, gain: &mut Self::Gain) -> Self::Memory;

    /// An object that can't be rebuilt.
    fn failed(&self, id: ObjectId, failure: Failure, gain: &mut Self::Gain);
}

/// An object, rebuilt.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    /// Its name.
    pub id: ObjectId,
    /// What it is.
    pub kind: ObjectKind,
    /// Its content.
    pub bytes: &'a [u8],
    /// Whether the visitor wanted it, or it is only the base of others.
    pub wanted: bool,
}

/// What an object was made from.
#[derive(Clone, Copy, Debug)]
pub struct Base<'a, M> {
    /// Its content.
    pub bytes: &'a [u8],
    /// What the visitor remembers of it.
    pub memory: &'a M,
    /// What was taken over from it, sorted by place.
    pub copies: &'a [CopiedRange],
}

/// Objects that are to be shown.
pub(super) struct Task<'a> {
    pack: &'a Pack,
    forest: &'a Forest,
    roots: Vec<Root>,
    /// For each entry, whether it or one below it is wanted. Empty if all are.
    needed: Vec<bool>,
}

impl<'a> Task<'a> {
    /// All objects of the given kind in a pack. `outside` tells the kind of objects that are elsewhere.
    pub(super) fn new(
        pack: &'a Pack,
        forest: &'a Forest,
        kinds: &[ObjectKind],
        outside: impl Fn(&ObjectId) -> Option<ObjectKind>,
        wants: impl Fn(&ObjectId) -> bool,
    ) -> Self {
        let is_kind = |root: &Root| match root.base {
            RootBase::None(kind) => kinds.contains(&kind),
            RootBase::Outside(id) => outside(&id).is_none_or(|kind| kinds.contains(&kind)),
        };
        let mut task = Task { pack, forest, roots: forest.roots().filter(is_kind).collect(), needed: Vec::new() };
        task.prune(wants);
        task
    }

    /// Leaves out what nothing wanted is made from.
    fn prune(&mut self, wants: impl Fn(&ObjectId) -> bool) {
        let mut order: Vec<u32> = self.roots.iter().map(|root| root.entry).collect();
        let mut at = 0;
        while let Some(&entry) = order.get(at) {
            order.extend_from_slice(self.forest.children(entry));
            at += 1;
        }
        let mut needed = vec![false; self.pack.entries.len()];
        for &entry in order.iter().rev() {
            let below = self.forest.children(entry).iter().any(|child| needed[*child as usize]);
            needed[entry as usize] = below || wants(&self.pack.id(entry));
        }
        self.roots.retain(|root| needed[root.entry as usize]);
        self.needed = needed;
    }

    /// Shows everything to the visitor, from all threads of the pool this is called in.
    pub(super) fn run<V: Visitor>(
        &self,
        visitor: &V,
        fetch: &(impl Fn(&ObjectId) -> Option<(ObjectKind, Vec<u8>)> + Sync),
        cancel: &Cancel,
    ) -> Vec<V::Gain> {
        let next = AtomicUsize::new(0);
        rayon::broadcast(|_| {
            let mut worker = Worker { task: self, visitor, scratch: Scratch::new(), gain: V::Gain::default() };
            while let Some(root) = self.roots.get(next.fetch_add(1, Ordering::Relaxed)) {
                worker.walk(root, fetch, cancel);
                if cancel.is_cancelled() {
                    break;
                }
            }
            worker.gain
        })
    }
}

/// Memory that a thread uses again and again.
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
    /// Which child is next.
    next: usize,
    bytes: Vec<u8>,
    memory: M,
}

struct Worker<'a, V: Visitor> {
    task: &'a Task<'a>,
    visitor: &'a V,
    scratch: Scratch,
    gain: V::Gain,
}

impl<'a, V: Visitor> Worker<'a, V> {
    fn walk(&mut self, root: &Root, fetch: &impl Fn(&ObjectId) -> Option<(ObjectKind, Vec<u8>)>, cancel: &Cancel) {
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

    fn children(&self, entry: u32) -> &'a [u32] {
        self.task.forest.children(entry)
    }

    /// How many bytes an object may have: those that others are made from are rebuilt even if the visitor wants none so
    /// large.
    fn limit(&self, entry: u32) -> u64 {
        let is_base = self.children(entry).iter().any(|child| self.task.needed[*child as usize]);
        if is_base { MAX_OBJECT_BYTES } else { self.visitor.limit().min(MAX_OBJECT_BYTES) }
    }

    /// The root of a tree. One on a base outside is the only child of that base.
    fn root(
        &mut self,
        root: &Root,
        fetch: &impl Fn(&ObjectId) -> Option<(ObjectKind, Vec<u8>)>,
    ) -> Result<(ObjectKind, Frame<V::Memory>), Failure> {
        match root.base {
            RootBase::None(kind) => {
                let size = self.task.pack.size(root.entry)?;
                if size > self.limit(root.entry) {
                    return Err(Failure::TooLarge(size));
                }
                let mut bytes = self.scratch.buffer();
                self.task.pack.inflate(root.entry, &mut self.scratch.inflate, &mut bytes)?;
                Ok((kind, self.shown(root.entry, kind, bytes, None)))
            }
            RootBase::Outside(id) => {
                let (kind, bytes) = fetch(&id).ok_or(Failure::Base(id))?;
                let object = Object { id, kind, bytes: &bytes, wanted: false };
                let memory = self.visitor.visit(object, None, &mut self.gain);
                let base = Frame { entry: root.entry, next: 0, bytes, memory };
                let held = base.bytes.capacity() as u64;
                Ok((kind, self.child(root.entry, kind, &base, held)?))
            }
        }
    }

    fn child(
        &mut self,
        entry: u32,
        kind: ObjectKind,
        base: &Frame<V::Memory>,
        held: u64,
    ) -> Result<Frame<V::Memory>, Failure> {
        let limit = self.limit(entry);
        let mut delta = std::mem::take(&mut self.scratch.delta);
        let mut bytes = self.scratch.buffer();
        let mut copies = std::mem::take(&mut self.scratch.copies);
        let outcome = self.task.pack.inflate(entry, &mut self.scratch.inflate, &mut delta).and_then(|()| {
            let unfit = |_| Failure::Damaged("its delta does not fit the object it is based on");
            let delta = Delta::parse(&delta).map_err(unfit)?;
            if delta.size > limit || held.saturating_add(delta.size) > MAX_OBJECT_BYTES {
                return Err(Failure::TooLarge(delta.size));
            }
            delta.apply(&base.bytes, &mut bytes, &mut copies).map_err(unfit)
        });
        let from = Base { bytes: &base.bytes, memory: &base.memory, copies: &copies };
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
        base: Option<Base<'_, V::Memory>>,
    ) -> Frame<V::Memory> {
        let id = self.task.pack.id(entry);
        let object = Object { id, kind, bytes: &bytes, wanted: self.visitor.wants(&id) };
        let memory = self.visitor.visit(object, base, &mut self.gain);
        Frame { entry, next: 0, bytes, memory }
    }

    /// Reports an object, and all that are made from it.
    fn fail(&mut self, entry: u32, failure: Failure) {
        let mut lost = vec![(entry, failure)];
        while let Some((entry, failure)) = lost.pop() {
            let id = self.task.pack.id(entry);
            let is_large = matches!(failure, Failure::TooLarge(_));
            if self.visitor.wants(&id) {
                self.visitor.failed(id, failure, &mut self.gain);
            }
            for &child in self.children(entry) {
                let large = if is_large { self.large(child) } else { None };
                lost.push((child, large.unwrap_or(Failure::Base(id))));
            }
        }
    }

    /// What was made from something too large is mostly too large itself, as its delta tells.
    fn large(&mut self, entry: u32) -> Option<Failure> {
        let Scratch { inflate, delta, .. } = &mut self.scratch;
        self.task.pack.inflate(entry, inflate, delta).ok()?;
        let size = Delta::parse(delta).ok()?.size;
        (size > self.visitor.limit()).then_some(Failure::TooLarge(size))
    }
}
