//! All objects of a repository: its packs, its loose objects, and those of its alternates.

use super::{
    bases::{Bases, Content},
    delta::Delta,
    forest::RootBase,
    inflate::Inflate,
    loose,
    object::{Failure, MAX_OBJECT_BYTES, ObjectKind},
    pack::Pack,
    pack_entry::{INVALID_HEADER, Packed, Stored},
    pack_listing::Listing,
    rebuild::{Task, Visitor},
};
use crate::{
    model::{Cancel, Incident},
    regular_file::{self, MAX_TEXT_BYTES},
    source::git::id::{ObjectFormat, ObjectId},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

/// Alternates of alternates are followed this far, as git does.
const MAX_ALTERNATE_DEPTH: usize = 5;

/// The objects of a repository. Opening it reads little: all objects are listed when first asked for.
#[derive(Debug)]
pub struct Store {
    format: ObjectFormat,
    packs: Vec<Pack>,
    /// Folders that hold loose objects, the repository's own first.
    folders: Vec<PathBuf>,
    /// Packs and folders that could not be opened.
    unopened: Vec<Incident>,
    listing: OnceLock<Loose>,
    bases: Bases<Place>,
}

/// The place of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    /// In the pack of this number, from this offset on.
    Packed(usize, u64),
    Loose(ObjectId),
}

/// All loose objects.
#[derive(Debug, Default)]
struct Loose {
    /// Those that no pack has, sorted, with the folder they are in.
    objects: Vec<(ObjectId, usize)>,
    /// Folders that could not be listed.
    incidents: Vec<Incident>,
}

impl Store {
    /// Opens the object database in a folder `objects`.
    pub fn open(objects: &Path, format: ObjectFormat) -> Self {
        let mut store = Store {
            format,
            packs: Vec::new(),
            folders: Vec::new(),
            unopened: Vec::new(),
            listing: OnceLock::new(),
            bases: Bases::new(),
        };
        store.add_folder(objects, 0);
        for at in 0..store.folders.len() {
            store.add_packs(&store.folders[at].join("pack"));
        }
        store
    }

    /// The hash that names its objects.
    pub(crate) fn format(&self) -> ObjectFormat {
        self.format
    }

    fn add_folder(&mut self, objects: &Path, depth: usize) {
        let objects = fs::canonicalize(objects).unwrap_or_else(|_| objects.to_owned());
        if self.folders.contains(&objects) {
            return;
        }
        self.folders.push(objects.clone());
        let alternates = match regular_file::read(&objects.join("info/alternates"), MAX_TEXT_BYTES) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                let reason = format!("objects borrowed from others are missing: objects/info/alternates: {error}");
                return self.unopened.push(Incident::History { reason });
            }
            read => read.unwrap_or_default(),
        };
        for line in alternates.split(|byte| *byte == b'\n').filter(|line| !line.is_empty() && line[0] != b'#') {
            let path = objects.join(&*String::from_utf8_lossy(line.trim_ascii_end()));
            let fault = match depth {
                _ if !path.is_dir() => "the folder is not there (see objects/info/alternates)",
                MAX_ALTERNATE_DEPTH => "git follows alternates of alternates no further (see objects/info/alternates)",
                _ => {
                    self.add_folder(&path, depth + 1);
                    continue;
                }
            };
            let reason = format!("objects borrowed from {} are missing: {fault}", path.display());
            self.unopened.push(Incident::History { reason });
        }
    }

    fn add_packs(&mut self, folder: &Path) {
        let names = match fs::read_dir(folder) {
            Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect::<Vec<_>>(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => {
                let name = folder.display().to_string();
                return self.unopened.push(Incident::Pack { name, reason: error.to_string() });
            }
        };
        let has = |path: &Path, extension: &str| path.extension().is_some_and(|found| found == extension);
        let mut packs: Vec<&PathBuf> = names.iter().filter(|path| has(path, "pack") || has(path, "idx")).collect();
        packs.sort();
        for pair in packs.chunk_by(|a, b| a.with_extension("") == b.with_extension("")) {
            let opened = match pair {
                [one] if has(one, "pack") => Err("it has no index; `git index-pack` makes one".to_owned()),
                [_] => Err("its index is here and it is not; another clone may have it".to_owned()),
                _ => Pack::open(&pair[0].with_extension("idx"), self.format),
            };
            match opened {
                Ok(pack) => self.packs.push(pack),
                Err(reason) => {
                    let name = pair[0].with_extension("pack").file_name().unwrap_or_default().to_owned();
                    self.unopened.push(Incident::Pack { name: name.to_string_lossy().into_owned(), reason });
                }
            }
        }
    }

    /// The listing of all loose objects, made once.
    fn loose(&self) -> &Loose {
        self.listing.get_or_init(|| {
            // Packs are listed first: whether they have a loose object is then known from memory.
            for pack in &self.packs {
                let _ = pack.listing();
            }
            let mut listing = Loose::default();
            for (at, folder) in self.folders.iter().enumerate() {
                let (ids, unlisted) = loose::list(folder, self.format);
                listing.incidents.extend(unlisted.into_iter().map(|(folder, error)| Incident::History {
                    reason: format!("the objects in {} can't be listed: {error}", folder.display()),
                }));
                let new = ids.into_iter().filter(|id| !self.is_packed(id, self.packs.len()));
                listing.objects.extend(new.map(|id| (id, at)));
            }
            listing.objects.sort_unstable();
            listing.objects.dedup_by_key(|(id, _)| *id);
            listing
        })
    }

    fn listed(&self) -> impl Iterator<Item = (usize, &Pack, &Listing)> {
        self.loose();
        self.packs.iter().enumerate().filter_map(|(at, pack)| Some((at, pack, pack.listing().ok()?)))
    }

    /// Packs and folders that could not be opened or listed.
    pub fn incidents(&self) -> Vec<Incident> {
        let mut incidents = [&self.unopened[..], &self.loose().incidents].concat();
        for pack in &self.packs {
            let reasons = pack.problem.clone().into_iter().chain(pack.listing().err().map(str::to_owned));
            incidents.extend(reasons.map(|reason| Incident::Pack { name: pack.name(), reason }));
        }
        incidents
    }

    /// Whether one of the first packs, of this number, has an object.
    fn is_packed(&self, id: &ObjectId, packs: usize) -> bool {
        self.packs[..packs].iter().any(|pack| pack.has(id))
    }

    /// Whether the repository has an object.
    pub fn has(&self, id: &ObjectId) -> bool {
        self.is_packed(id, self.packs.len()) || self.find_loose(id).is_some()
    }

    fn find_loose(&self, id: &ObjectId) -> Option<&Path> {
        let Some(listing) = self.listing.get() else {
            return self.folders.iter().find(|folder| loose::file(folder, id).exists()).map(PathBuf::as_path);
        };
        let at = listing.objects.binary_search_by_key(id, |(id, _)| *id).ok()?;
        Some(&self.folders[listing.objects[at].1])
    }

    fn find_packed(&self, id: &ObjectId) -> Option<(usize, u64)> {
        self.packs.iter().enumerate().find_map(|(at, pack)| Some((at, pack.find(id)?)))
    }

    /// Reads one object.
    ///
    /// # Errors
    /// One that is damaged, too large or not there.
    pub fn read(&self, id: &ObjectId) -> Result<Content, Failure> {
        self.read_across(id, self.packs.len())
    }

    /// Reads one object of a kind.
    ///
    /// # Errors
    /// As [`Store::read`]; and one of another kind is damaged.
    pub(crate) fn read_kind(&self, id: &ObjectId, kind: ObjectKind) -> Result<Arc<Vec<u8>>, Failure> {
        let (found, bytes) = self.read(id)?;
        if found == kind { Ok(bytes) } else { Err(Failure::not_a(kind)) }
    }

    /// Reads one object of at most this many bytes.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub(crate) fn read_within(&self, id: &ObjectId, limit: u64) -> Result<Content, Failure> {
        let packed = self.find_packed(id);
        match self.size_at(packed, id)? {
            size if size > limit => Err(Failure::TooLarge(size)),
            _ => self.read_at(packed, id, self.packs.len()),
        }
    }

    /// Reads one object. `hops` is how often its base may be in another pack: damaged packs could lead around in a circle.
    fn read_across(&self, id: &ObjectId, hops: usize) -> Result<Content, Failure> {
        self.read_at(self.find_packed(id), id, hops)
    }

    /// The same where the pack and offset of an object are known; it is loose if there is none.
    fn read_at(&self, packed: Option<(usize, u64)>, id: &ObjectId, hops: usize) -> Result<Content, Failure> {
        if let Some((pack, offset)) = packed {
            return self.read_packed(pack, offset, hops);
        }
        let place = Place::Loose(*id);
        if let Some(kept) = self.bases.get(&place) {
            return Ok(kept);
        }
        let (kind, bytes) = loose::read(self.find_loose(id).ok_or(Failure::Missing)?, id)?;
        let content = (kind, Arc::new(bytes));
        self.bases.keep(place, &content);
        Ok(content)
    }

    /// Reads an entry of a pack: goes down to a base that is known or stored in full, and applies the deltas above it.
    fn read_packed(&self, number: usize, offset: u64, hops: usize) -> Result<Content, Failure> {
        // Asked before anything is made ready: folders and commits are read again and again.
        if let Some(kept) = self.bases.get(&Place::Packed(number, offset)) {
            return Ok(kept);
        }
        let pack = &self.packs[number];
        let (mut inflate, mut deltas, mut at) = (Inflate::new(), Vec::new(), offset);
        let mut content = loop {
            if let Some(kept) = self.bases.get(&Place::Packed(number, at)) {
                break kept;
            }
            let header = pack.header(at)?;
            let base = match header.content {
                Packed::Object(kind) => {
                    let content = (kind, Arc::new(pack.inflate_at(at, &header, &mut inflate)?));
                    self.bases.keep(Place::Packed(number, at), &content);
                    break content;
                }
                Packed::OffsetDelta(distance) => Ok(at.checked_sub(distance).ok_or(INVALID_HEADER)?),
                Packed::RefDelta(id) => pack.find(&id).ok_or(id),
            };
            deltas.push((at, header));
            match base {
                Ok(base) if deltas.len() <= pack.len() => at = base,
                Ok(_) => return Err(INVALID_HEADER),
                Err(id) => {
                    let base = hops.checked_sub(1).and_then(|hops| self.read_across(&id, hops).ok());
                    break base.ok_or(Failure::Base(id))?;
                }
            }
        };
        let mut copies = Vec::new();
        for (at, header) in deltas.into_iter().rev() {
            let delta = pack.inflate_at(at, &header, &mut inflate)?;
            let delta = Delta::parse(&delta)?;
            if delta.size > MAX_OBJECT_BYTES {
                return Err(Failure::TooLarge(delta.size));
            }
            let mut bytes = Vec::new();
            delta.apply(&content.1, &mut bytes, &mut copies)?;
            content.1 = Arc::new(bytes);
            self.bases.keep(Place::Packed(number, at), &content);
        }
        Ok(content)
    }

    /// The size of an object in bytes, without rebuilding it.
    ///
    /// # Errors
    /// As [`Store::read`], as far as its header and the start of its delta show.
    pub fn size(&self, id: &ObjectId) -> Result<u64, Failure> {
        self.size_at(self.find_packed(id), id)
    }

    fn size_at(&self, packed: Option<(usize, u64)>, id: &ObjectId) -> Result<u64, Failure> {
        let Some((pack, offset)) = packed else {
            return loose::size(self.find_loose(id).ok_or(Failure::Missing)?, id);
        };
        let pack = &self.packs[pack];
        let header = pack.header(offset)?;
        match header.content {
            Packed::Object(_) => Ok(header.size),
            Packed::OffsetDelta(_) | Packed::RefDelta(_) => Ok(Delta::parse(&pack.delta_start(offset, &header))?.size),
        }
    }

    /// The number of objects, copies in several packs included.
    pub fn len(&self) -> usize {
        self.listed().map(|(_, _, listing)| listing.entries.len()).sum::<usize>() + self.loose().objects.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows all objects of some kinds to a visitor, each object once, in threads of the pool this is called in. The results
    /// of the threads come in no order.
    pub fn visit<V: Visitor>(&self, kinds: &[ObjectKind], visitor: &V, cancel: &Cancel) -> Vec<V::Partial> {
        let mut partials = Vec::new();
        for (at, pack, listing) in self.listed() {
            if cancel.is_cancelled() {
                return partials;
            }
            let is_first = |id: &ObjectId| !self.is_packed(id, at) && visitor.wants(id);
            let kind = |id: &ObjectId| Some(self.read(id).ok()?.0);
            let task = Task::new(pack, listing, kinds, kind, is_first);
            let fetch = |id: &ObjectId| self.read(id).ok();
            partials.extend(task.run(visitor, &fetch, cancel));
        }
        partials.extend(loose::visit(&self.loose().objects, &self.folders, kinds, visitor, cancel));
        partials
    }

    /// Objects of which nothing but their id is known, and why.
    pub fn lost(&self) -> Vec<(ObjectId, Failure)> {
        let lost = self.listed().flat_map(|(_, _, listing)| {
            listing.forest.lost.iter().map(|entry| match listing.entries[*entry as usize].stored {
                Stored::On(base) => (listing.id(*entry), Failure::Base(listing.id(base))),
                _ => (listing.id(*entry), Failure::Damaged("its header can't be read: the pack is cut or damaged")),
            })
        });
        let outside = self.listed().flat_map(|(_, _, listing)| {
            listing.forest.roots().filter_map(|root| match root.base {
                RootBase::Outside(base) => {
                    let base = listing.outside(base);
                    (!self.has(&base)).then(|| (listing.id(root.entry), Failure::Base(base)))
                }
                RootBase::None(_) => None,
            })
        });
        lost.chain(outside).collect()
    }
}
