//! From marked blobs to findings with their way through history.

use super::{
    Reached,
    blobs::{Blobs, Mark},
    commits::Commits,
    timeline::{Place, Timeline},
};
use crate::{
    engine::drive::Work,
    model::{Container, Finding, Fingerprint, Incident, Provenance, Suppression, SuppressionKind, ValueHash},
    source::{
        git::{Authors, Repository},
        history::{Change, Failure, Graph, Holding, Holdings, Lookup, ObjectId, Store},
        reported_path,
    },
};
use git2::Mailmap;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Each of them is a finding of its own: a value that is everywhere would have the square of its paths listed.
const MOST_OTHERS: usize = 20;

/// Where findings are reported whose object no commit reaches.
const UNREACHABLE: &str = "unreachable";

/// Gathers findings: of several versions of one file, the oldest that has it speaks for all.
pub(super) struct Findings<'a> {
    work: &'a Work<'a>,
    repository: &'a Repository,
    /// What reported paths begin with.
    prefix: &'a str,
    store: &'a Store,
    blobs: &'a Blobs,
    graph: &'a Graph,
    timeline: &'a Timeline,
    known: BTreeMap<Fingerprint, Known>,
    incidents: Vec<Incident>,
}

/// A finding, and when it came and went, as places in the order of commits.
struct Known {
    finding: Finding,
    first: Option<u32>,
    /// And whether that was in the past of HEAD.
    removed: Option<(bool, u32)>,
    at_head: bool,
}

/// A blob to scan at a path.
struct Look {
    path: String,
    place: Place,
    blob: ObjectId,
    first: Option<u32>,
}

/// What was found at each place.
#[derive(Default)]
struct AtPlace(HashMap<Place, BTreeSet<Fingerprint>>);

impl AtPlace {
    fn held(&self, path: &[u8], mark: Option<u32>) -> impl Iterator<Item = Fingerprint> + '_ {
        mark.and_then(|mark| self.0.get(&(path.to_vec(), mark))).into_iter().flatten().copied()
    }

    /// What is there after a change.
    fn come(&self, change: &Change) -> BTreeSet<Fingerprint> {
        self.held(&change.path, change.new).collect()
    }

    /// What was there before a change and is not after it.
    fn gone(&self, change: &Change) -> BTreeSet<Fingerprint> {
        let new = self.come(change);
        self.held(&change.path, change.old).filter(|old| !new.contains(old)).collect()
    }
}

impl<'a> Findings<'a> {
    pub(super) fn new(
        work: &'a Work<'a>,
        repository: &'a Repository,
        prefix: &'a str,
        store: &'a Store,
        blobs: &'a Blobs,
        graph: &'a Graph,
        timeline: &'a Timeline,
    ) -> Self {
        let (known, incidents) = (BTreeMap::new(), Vec::new());
        Findings { work, repository, prefix, store, blobs, graph, timeline, known, incidents }
    }

    /// Scans each marked blob at each path it had.
    pub(super) fn files(&mut self, holdings: &mut Holdings, reached: &Reached, orphans: bool) {
        let (mut looks, mut lookup) = (Vec::new(), Lookup::new(self.store));
        for ((path, mark), &first) in &self.timeline.firsts {
            if !self.may_have_findings(path, *mark) {
                continue;
            }
            let commit = self.graph.node(self.timeline.order[first as usize]);
            let look = |blob| Look { path: self.report(path), place: (path.clone(), *mark), blob, first: Some(first) };
            match lookup.at(&commit.tree, path) {
                Ok(blob) => looks.push(look(blob)),
                Err(reason) => self.incidents.push(Incident::Object { id: commit.id.to_string(), reason }),
            }
        }
        looks.extend(self.tips(reached, holdings));
        if orphans || self.work.cancel.is_cancelled() {
            looks.extend(self.orphans(&looks));
        }
        let (work, store, blobs) = (self.work, self.store, self.blobs);
        let scan_all = || looks.par_iter().map(|look| scan(work, store, blobs, look)).collect();
        let scanned: Vec<_> = work.scanner.in_pool(scan_all);
        let mut at_place = AtPlace::default();
        for (look, outcome) in looks.into_iter().zip(scanned) {
            match outcome {
                Ok(findings) => {
                    at_place.0.insert(look.place, findings.iter().map(|finding| finding.fingerprint).collect());
                    findings.into_iter().for_each(|finding| self.add(finding, look.first));
                }
                Err(incident) => self.incidents.push(incident),
            }
        }
        let past = self.past(reached.head);
        self.leave(&past, &at_place);
        if let Some(head) = reached.head {
            self.at_head(head, holdings, &at_place);
            self.discarded(&past, holdings, &at_place);
        }
    }

    /// A path as it is reported.
    fn report(&self, path: &[u8]) -> String {
        format!("{}{}", self.prefix, reported_path(path))
    }

    /// Whether any rule that claims something in blobs of this mark looks at this path.
    fn may_have_findings(&self, path: &[u8], mark: u32) -> bool {
        match self.blobs.marks.get(mark as usize) {
            Some(Mark::Claims(rules)) => self.work.scanner.0.leaks().look_at(rules, &self.report(path)),
            Some(Mark::TooLarge(_)) | None => true,
        }
    }

    /// Marked blobs that names lead to other than by commits, such as a tag of a file or a folder.
    fn tips(&self, reached: &Reached, holdings: &mut Holdings) -> Vec<Look> {
        let (mut looks, mut lookup) = (Vec::new(), Lookup::new(self.store));
        for tip in &reached.others {
            if let Some(&mark) = self.blobs.marked.get(&tip.id) {
                let place = (tip.name.clone().into_bytes(), mark);
                looks.push(Look { path: self.report(&place.0), place, blob: tip.id, first: None });
            }
            let tree = holdings.of(&tip.id);
            for change in holdings.changes(Holding::EMPTY, tree) {
                let Some(mark) = change.new else { continue };
                if let Ok(blob) = lookup.at(&tip.id, &change.path) {
                    let path = self.report(&change.path);
                    looks.push(Look { path, place: (change.path, mark), blob, first: None });
                }
            }
        }
        looks
    }

    /// One blob of each mark that is at no path.
    fn orphans(&self, looks: &[Look]) -> Vec<Look> {
        let placed: BTreeSet<u32> = looks.iter().map(|look| look.place.1).collect();
        let mut blobs: BTreeMap<u32, ObjectId> = BTreeMap::new();
        #[expect(clippy::iter_over_hash_type, reason = "the smallest of each mark is taken")]
        for (blob, mark) in &self.blobs.marked {
            if !placed.contains(mark) {
                blobs.entry(*mark).and_modify(|known| *known = *blob.min(known)).or_insert(*blob);
            }
        }
        let look = |(mark, blob): (u32, ObjectId)| {
            let place = format!("{UNREACHABLE}/{blob}").into_bytes();
            Look { path: self.report(&place), place: (place, mark), blob, first: None }
        };
        blobs.into_iter().map(look).collect()
    }

    /// Notes what left its path, and with which commit last. What left it in the past of HEAD counts before what left it on
    /// other branches.
    fn leave(&mut self, past: &[bool], at_place: &AtPlace) {
        for (at, change) in self.timeline.changes() {
            let in_past = past[self.timeline.order[at as usize] as usize];
            for fingerprint in at_place.gone(change) {
                if let Some(known) = self.known.get_mut(&fingerprint) {
                    known.removed = known.removed.max(Some((in_past, at)));
                }
            }
        }
    }

    /// For each commit, whether HEAD descends from it.
    fn past(&self, head: Option<u32>) -> Vec<bool> {
        let mut past = vec![false; self.graph.all().len()];
        self.graph.oldest_first(head).into_iter().for_each(|commit| past[commit as usize] = true);
        past
    }

    fn at_head(&mut self, head: u32, holdings: &mut Holdings, at_place: &AtPlace) {
        let holding = holdings.of(&self.graph.node(head).tree);
        for change in holdings.changes(Holding::EMPTY, holding) {
            for fingerprint in at_place.come(&change) {
                if let Some(known) = self.known.get_mut(&fingerprint) {
                    known.at_head = true;
                }
            }
        }
    }

    /// What was in the past of HEAD, is gone, and was taken away by no commit: a merge took a side that never had it.
    fn discarded(&mut self, past: &[bool], holdings: &Holdings, at_place: &AtPlace) {
        let in_past = |first: u32| past[self.timeline.order[first as usize] as usize];
        let is_lost = |known: &Known| {
            let left = known.removed.is_some_and(|(in_past, _)| in_past);
            !known.at_head && !left && known.first.is_some_and(in_past)
        };
        let lost: BTreeSet<Fingerprint> =
            self.known.iter().filter(|(_, known)| is_lost(known)).map(|(fingerprint, _)| *fingerprint).collect();
        if lost.is_empty() {
            return;
        }
        for (at, change) in self.timeline.merged(self.graph, holdings, past) {
            for fingerprint in at_place.gone(&change).intersection(&lost) {
                if let Some(known) = self.known.get_mut(fingerprint) {
                    known.removed = known.removed.max(Some((true, at)));
                }
            }
        }
    }

    /// Adds what was found in the messages of reached commits and tags.
    pub(super) fn messages(&mut self, commits: &Commits, reached: &Reached) {
        for (at, number) in reached.commits.iter().enumerate() {
            let found = commits.messages.get(&self.graph.node(*number).id);
            found.into_iter().flatten().for_each(|finding| self.add(finding.clone(), Some(at as u32)));
        }
        for tag in &reached.tags {
            let found = commits.messages.get(tag);
            found.into_iter().flatten().for_each(|finding| self.add(finding.clone(), None));
        }
    }

    /// The oldest version stays. A comment that suppresses the finding in one version does so in all: it is the same value
    /// at the same path, and somebody looked at it.
    fn add(&mut self, finding: Finding, first: Option<u32>) {
        let is_inline = |suppression: &Suppression| suppression.kind == SuppressionKind::Inline;
        let Some(known) = self.known.get_mut(&finding.fingerprint) else {
            let known = Known { first, removed: None, at_head: false, finding };
            self.known.insert(known.finding.fingerprint, known);
            return;
        };
        let old = known.finding.suppression.take().filter(is_inline);
        let new = finding.suppression.clone().filter(is_inline);
        let is_older = first.is_some_and(|first| known.first.is_none_or(|known| first < known));
        if is_older {
            known.first = first;
            known.finding = finding;
        }
        known.finding.suppression = old.or(new).or(known.finding.suppression.take());
    }

    /// HEAD's `.mailmap`, read from the store: libgit2 never ends on a loose object that is cut.
    fn mailmap(&self, head: Option<u32>) -> Option<Mailmap> {
        let blob = Lookup::new(self.store).at(&self.graph.node(head?).tree, b".mailmap").ok()?;
        let (_, bytes) = self.store.read(&blob)?.ok()?;
        Mailmap::from_buffer(&String::from_utf8_lossy(&bytes)).ok()
    }

    /// All findings with their provenance, and what could not be looked at.
    pub(super) fn finish(self, reached: &Reached) -> (Vec<Finding>, Vec<Incident>) {
        let authors = Authors::new(self.repository.git(), self.mailmap(reached.head));
        let describe = |id: &ObjectId| id.git().map(|id| authors.commit(id)).unwrap_or_default();
        let mut paths: HashMap<(String, ValueHash), BTreeSet<String>> = HashMap::new();
        let key = |finding: &Finding| (finding.rule.id.clone(), finding.value_hash());
        for known in self.known.values() {
            paths.entry(key(&known.finding)).or_default().insert(known.finding.location.path.clone());
        }
        let commit = |at: u32| describe(&self.graph.node(self.timeline.order[at as usize]).id);
        let mut findings: Vec<Finding> = Vec::with_capacity(self.known.len());
        for known in self.known.into_values() {
            let mut finding = known.finding;
            let own = finding.location.path.clone();
            let others = paths.get(&key(&finding)).into_iter().flatten().filter(|path| **path != own).cloned();
            let others = others.take(MOST_OTHERS);
            let mut provenance = finding.provenance.take().map_or_else(Provenance::default, |known| *known);
            provenance.introduced = match (provenance.container, known.first) {
                (Container::TagMessage, _) => ObjectId::from_hex(provenance.object.as_bytes()).map(|id| describe(&id)),
                (_, first) => first.map(commit),
            };
            provenance.at_head = known.at_head;
            provenance.removed = known.removed.filter(|_| !known.at_head).map(|(_, at)| commit(at));
            provenance.other_paths = others.collect();
            finding.provenance = Some(Box::new(provenance));
            findings.push(finding);
        }
        (findings, self.incidents)
    }
}

fn scan(work: &Work<'_>, store: &Store, blobs: &Blobs, look: &Look) -> Result<Vec<Finding>, Incident> {
    if let Some(Mark::TooLarge(bytes)) = blobs.marks.get(look.place.1 as usize) {
        return Err(Incident::TooLarge { path: look.path.clone(), bytes: *bytes });
    }
    let object = |reason: String| Incident::Object { id: look.blob.to_string(), reason };
    let read = store.read(&look.blob).ok_or_else(|| object("it is missing".to_owned()))?;
    let limit = work.scanner.0.tree.max_file_size;
    let too_large = |bytes| Incident::TooLarge { path: look.path.clone(), bytes };
    let (_, bytes) = read.map_err(|failure| match failure {
        Failure::TooLarge(size) if size > limit => too_large(size),
        failure => object(failure.to_string()),
    })?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64));
    }
    let mut findings = work.scan_for_leaks(&look.path, &bytes).findings;
    for finding in &mut findings {
        finding.provenance = Some(Box::new(Provenance::of(Container::File, look.blob.to_string())));
    }
    // One value twice in a file is one finding of its history.
    let mut seen = BTreeSet::new();
    findings.retain(|finding| seen.insert(finding.fingerprint));
    Ok(findings)
}
