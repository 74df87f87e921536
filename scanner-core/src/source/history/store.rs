//! All objects of a repository: its packs, its loose objects, and those of its alternates.

use super::{
    ObjectId,
    delta::Delta,
    forest::{Forest, RootBase},
    inflate::Inflate,
    loose,
    object::{Failure, MAX_OBJECT_BYTES, ObjectKind},
    pack::{Pack, Stored},
    rebuild::{Task, Visitor},
};
use crate::model::{Cancel, Incident};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Alternates of alternates are followed this far, as git does.
const DEEPEST_ALTERNATE: usize = 5;

/// The objects of a repository.
#[derive(Debug)]
pub struct Store {
    packs: Vec<(Pack, Forest)>,
    /// Folders that hold loose objects, the repository's own first.
    folders: Vec<PathBuf>,
    /// Names of all loose objects that no pack has, sorted, with the folder they are in.
    loose: Vec<(ObjectId, usize)>,
    /// What could not be opened.
    pub incidents: Vec<Incident>,
}

impl Store {
    /// Opens the object database in a folder `objects`.
    pub fn open(objects: &Path) -> Self {
        let mut store = Store { packs: Vec::new(), folders: Vec::new(), loose: Vec::new(), incidents: Vec::new() };
        store.add_folder(objects, 0);
        for at in 0..store.folders.len() {
            store.add_packs(&store.folders[at].join("pack"));
        }
        for at in 0..store.folders.len() {
            let (ids, unlisted) = loose::list(&store.folders[at]);
            store.incidents.extend(unlisted.into_iter().map(|(folder, error)| Incident::History {
                reason: format!("the objects in {} can't be listed: {error}", folder.display()),
            }));
            let new: Vec<_> = ids.into_iter().filter(|id| !store.is_packed(id, store.packs.len())).collect();
            store.loose.extend(new.into_iter().map(|id| (id, at)));
        }
        store.loose.sort_unstable();
        store.loose.dedup_by_key(|(id, _)| *id);
        store
    }

    fn add_folder(&mut self, objects: &Path, depth: usize) {
        let objects = fs::canonicalize(objects).unwrap_or_else(|_| objects.to_owned());
        if self.folders.contains(&objects) {
            return;
        }
        self.folders.push(objects.clone());
        let alternates = fs::read(objects.join("info/alternates")).unwrap_or_default();
        for line in alternates.split(|byte| *byte == b'\n').filter(|line| !line.is_empty() && line[0] != b'#') {
            let path = objects.join(&*String::from_utf8_lossy(line.trim_ascii_end()));
            if depth == DEEPEST_ALTERNATE || !path.is_dir() {
                let reason = format!(
                    "objects borrowed from {} are missing: the folder is not there (see objects/info/alternates)",
                    path.display()
                );
                self.incidents.push(Incident::History { reason });
            } else {
                self.add_folder(&path, depth + 1);
            }
        }
    }

    fn add_packs(&mut self, folder: &Path) {
        let names = match fs::read_dir(folder) {
            Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect::<Vec<_>>(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => {
                let name = folder.display().to_string();
                return self.incidents.push(Incident::Pack { name, reason: error.to_string() });
            }
        };
        let has = |path: &Path, extension: &str| path.extension().is_some_and(|found| found == extension);
        let mut packs: Vec<&PathBuf> = names.iter().filter(|path| has(path, "pack") || has(path, "idx")).collect();
        packs.sort();
        for pair in packs.chunk_by(|a, b| a.with_extension("") == b.with_extension("")) {
            let name = pair[0].with_extension("pack").file_name().unwrap_or_default().to_string_lossy().into_owned();
            let opened = match pair {
                [one] if has(one, "pack") => Err("it has no index; `git index-pack` makes one".to_owned()),
                [_] => Err("its index is here and it is not; another clone may have it".to_owned()),
                _ => Pack::open(&pair[0].with_extension("idx")),
            };
            match opened {
                Ok(pack) => {
                    let problem = pack.problem.clone();
                    self.incidents.extend(problem.map(|reason| Incident::Pack { name, reason }));
                    let forest = Forest::of(&pack);
                    self.packs.push((pack, forest));
                }
                Err(reason) => self.incidents.push(Incident::Pack { name, reason }),
            }
        }
    }

    /// Whether one of the first so many packs has an object.
    fn is_packed(&self, id: &ObjectId, packs: usize) -> bool {
        self.packs[..packs].iter().any(|(pack, _)| pack.has(id))
    }

    /// Whether the repository has an object.
    pub fn has(&self, id: &ObjectId) -> bool {
        self.is_packed(id, self.packs.len()) || self.find_loose(id).is_some()
    }

    fn find_loose(&self, id: &ObjectId) -> Option<&Path> {
        let at = self.loose.binary_search_by_key(id, |(id, _)| *id).ok()?;
        Some(&self.folders[self.loose[at].1])
    }

    /// Reads one object.
    ///
    /// # Errors
    /// One that is damaged. `None` is one that is not there.
    pub fn read(&self, id: &ObjectId) -> Option<Result<(ObjectKind, Vec<u8>), Failure>> {
        self.read_across(id, self.packs.len())
    }

    /// Reads one object. `hops` is how often its base may be in another pack: damaged packs could lead around in a circle.
    fn read_across(&self, id: &ObjectId, hops: usize) -> Option<Result<(ObjectKind, Vec<u8>), Failure>> {
        if let Some(folder) = self.find_loose(id) {
            return Some(loose::read(folder, id));
        }
        let (pack, entry) = self.packs.iter().find_map(|(pack, _)| Some((pack, pack.find(id)?)))?;
        Some(self.read_packed(pack, entry, hops))
    }

    fn read_packed(&self, pack: &Pack, entry: u32, hops: usize) -> Result<(ObjectKind, Vec<u8>), Failure> {
        let mut chain = vec![entry];
        let (kind, mut bytes) = loop {
            let last = chain[chain.len() - 1];
            match pack.entries[last as usize].stored {
                Stored::Whole(kind) => {
                    let mut bytes = Vec::new();
                    pack.inflate(last, &mut Inflate::new(), &mut bytes)?;
                    chain.pop();
                    break (kind, bytes);
                }
                Stored::On(base) if chain.len() <= pack.entries.len() => chain.push(base),
                Stored::Outside(id) => {
                    let base = hops.checked_sub(1).and_then(|hops| self.read_across(&id, hops));
                    break base.unwrap_or(Err(Failure::Base(id)))?;
                }
                Stored::On(_) | Stored::Broken => return Err(Failure::Damaged("its header can't be read")),
            }
        };
        let (mut inflate, mut delta, mut next, mut copies) = (Inflate::new(), Vec::new(), Vec::new(), Vec::new());
        for entry in chain.into_iter().rev() {
            pack.inflate(entry, &mut inflate, &mut delta)?;
            let unfit = |_| Failure::Damaged("its delta does not fit the object it is based on");
            let delta = Delta::parse(&delta).map_err(unfit)?;
            if delta.size > MAX_OBJECT_BYTES {
                return Err(Failure::TooLarge(delta.size));
            }
            delta.apply(&bytes, &mut next, &mut copies).map_err(unfit)?;
            std::mem::swap(&mut bytes, &mut next);
        }
        Ok((kind, bytes))
    }

    /// How many objects there are, copies in several packs included.
    pub fn len(&self) -> usize {
        self.packs.iter().map(|(pack, _)| pack.entries.len()).sum::<usize>() + self.loose.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows all objects of some kinds to a visitor, each object once, in threads of the pool this is called in. What the
    /// threads gathered comes in no order.
    pub fn visit<V: Visitor>(&self, kinds: &[ObjectKind], visitor: &V, cancel: &Cancel) -> Vec<V::Gain> {
        let mut gains = Vec::new();
        for (at, (pack, forest)) in self.packs.iter().enumerate() {
            if cancel.is_cancelled() {
                return gains;
            }
            let is_first = |id: &ObjectId| !self.is_packed(id, at) && visitor.wants(id);
            let kind = |id: &ObjectId| Some(self.read(id)?.ok()?.0);
            let task = Task::new(pack, forest, kinds, kind, is_first);
            let fetch = |id: &ObjectId| self.read(id).and_then(Result::ok);
            gains.extend(task.run(visitor, &fetch, cancel));
        }
        gains.extend(loose::visit(&self.loose, &self.folders, kinds, visitor, cancel));
        gains
    }

    /// Objects that nothing can be said of but their name, and why.
    pub fn lost(&self) -> Vec<(ObjectId, Failure)> {
        let lost = self.packs.iter().flat_map(|(pack, forest)| {
            forest.lost.iter().map(|entry| match pack.entries[*entry as usize].stored {
                Stored::On(base) => (pack.id(*entry), Failure::Base(pack.id(base))),
                _ => (pack.id(*entry), Failure::Damaged("its header can't be read: the pack is cut or damaged")),
            })
        });
        let outside = self.packs.iter().flat_map(|(pack, forest)| {
            forest.roots().filter_map(|root| match root.base {
                RootBase::Outside(id) if !self.has(&id) => Some((pack.id(root.entry), Failure::Base(id))),
                _ => None,
            })
        });
        lost.chain(outside).collect()
    }
}
