//! Conversion of marked blobs to findings with provenance.

use super::{
    blobs::{BlobClass, Blobs},
    commits::Commits,
    reached::Reached,
    timeline::{Place, Timeline},
};
use crate::{
    engine::{
        drive::{Work, attribute::MAX_OTHER_PATHS},
        names::Names,
    },
    model::{Container, Finding, Fingerprint, Incident, Provenance, Secret, Suppression, SuppressionKind, ValueHash},
    source::{
        git::{Authors, Failure, Graph, ObjectId, Ref, Store},
        history::{Change, MarkedTree, MarkedTrees, Trees},
        reported_path,
    },
};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The reported path of findings in objects that no commit reaches.
const UNREACHABLE: &str = "unreachable";

/// Collector of findings. Among versions of one file, the oldest with a finding represents all.
pub(super) struct Findings<'a> {
    work: &'a Work<'a>,
    /// The prefix of reported paths.
    prefix: &'a str,
    store: &'a Store,
    blobs: &'a Blobs,
    graph: &'a Graph,
    timeline: &'a Timeline,
    known: BTreeMap<Fingerprint, Known>,
    /// Credentials in names of files and folders that were reported with their path.
    named: BTreeSet<Secret>,
    incidents: Vec<Incident>,
}

/// A finding, with the positions in the commit order at which it was added and removed.
struct Known {
    finding: Finding,
    first: Option<u32>,
    /// Whether an ancestor of HEAD removed it, and its position.
    removed: Option<(bool, u32)>,
    at_head: bool,
}

/// A blob to scan at a path.
struct ScanJob {
    path: String,
    place: Place,
    blob: ObjectId,
    first: Option<u32>,
}

/// The findings of each place.
#[derive(Default)]
struct AtPlace(HashMap<Place, BTreeSet<Fingerprint>>);

impl AtPlace {
    fn held(&self, path: &[u8], mark: Option<u32>) -> impl Iterator<Item = Fingerprint> + '_ {
        mark.and_then(|mark| self.0.get(&(path.to_vec(), mark))).into_iter().flatten().copied()
    }

    /// Findings present after a change.
    fn added(&self, change: &Change) -> BTreeSet<Fingerprint> {
        self.held(&change.path, change.new).collect()
    }

    /// Findings present before a change and not after it.
    fn removed(&self, change: &Change) -> BTreeSet<Fingerprint> {
        let new = self.added(change);
        self.held(&change.path, change.old).filter(|old| !new.contains(old)).collect()
    }
}

impl<'a> Findings<'a> {
    pub(super) fn new(
        work: &'a Work<'a>,
        prefix: &'a str,
        store: &'a Store,
        blobs: &'a Blobs,
        graph: &'a Graph,
        timeline: &'a Timeline,
    ) -> Self {
        let (known, named, incidents) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        Findings { work, prefix, store, blobs, graph, timeline, known, named, incidents }
    }

    /// Scans each marked blob at each path it had.
    pub(super) fn files(&mut self, marked: &mut MarkedTrees, reached: &Reached, orphans: bool) {
        let mut jobs = Vec::new();
        for ((path, mark), &first) in &self.timeline.firsts {
            if !self.may_have_findings(path, *mark) {
                continue;
            }
            let commit = self.graph.node(self.timeline.order[first as usize]);
            let job =
                |blob| ScanJob { path: self.report(path), place: (path.clone(), *mark), blob, first: Some(first) };
            match self.store.at_path(&commit.tree, path) {
                Ok((_, blob)) => jobs.push(job(blob)),
                Err(reason) => self.incidents.push(Incident::Object { id: commit.id.to_string(), reason }),
            }
        }
        jobs.extend(self.named(reached, marked));
        if orphans || self.work.cancel.is_cancelled() {
            jobs.extend(self.orphans(&jobs));
        }
        let (work, store, blobs) = (self.work, self.store, self.blobs);
        let scan_all = || jobs.par_iter().map(|job| scan(work, store, blobs, job)).collect();
        let scanned: Vec<_> = work.scanner.in_pool(scan_all);
        let mut at_place = AtPlace::default();
        let mut paths: Vec<&str> = jobs.iter().map(|job| job.path.as_str()).collect();
        paths.sort_unstable();
        let names = work.names(paths.iter().copied());
        self.named = names.known();
        for (job, outcome) in jobs.into_iter().zip(scanned) {
            match outcome {
                Ok(mut findings) => {
                    findings.extend(in_names(work, &names, &job));
                    at_place.0.insert(job.place, findings.iter().map(|finding| finding.fingerprint).collect());
                    findings.into_iter().for_each(|finding| self.add(finding, job.first));
                }
                Err(incident) => self.incidents.push(incident),
            }
        }
        let ancestors = self.ancestors(reached.head);
        self.note_removed(&ancestors, &at_place);
        if let Some(head) = reached.head {
            self.at_head(head, marked, &at_place);
            self.discarded(&ancestors, marked, &at_place);
        }
    }

    /// The reported form of a path.
    fn report(&self, path: &[u8]) -> String {
        format!("{}{}", self.prefix, reported_path(path))
    }

    /// Whether any rule that matches in blobs of this class looks at this path.
    fn may_have_findings(&self, path: &[u8], mark: u32) -> bool {
        match self.blobs.classes.get(mark as usize) {
            Some(BlobClass::Matched(rules)) => self.work.scanner.0.leaks().look_at(rules, &self.report(path)),
            Some(BlobClass::TooLarge(_)) | None => true,
        }
    }

    /// Marked blobs that refs reach without commits, such as a tag of a file or a folder.
    fn named(&self, reached: &Reached, marked: &mut MarkedTrees) -> Vec<ScanJob> {
        let mut jobs = Vec::new();
        for name in &reached.others {
            if let Some(&mark) = self.blobs.class_of.get(&name.id) {
                let place = (name.name.clone().into_bytes(), mark);
                jobs.push(ScanJob { path: self.report(&place.0), place, blob: name.id, first: None });
            }
            let tree = marked.of(&name.id);
            for change in marked.changes(MarkedTree::EMPTY, tree) {
                let Some(mark) = change.new else { continue };
                if let Ok((_, blob)) = self.store.at_path(&name.id, &change.path) {
                    let path = self.report(&change.path);
                    jobs.push(ScanJob { path, place: (change.path, mark), blob, first: None });
                }
            }
        }
        jobs
    }

    /// One blob of each mark that has no path.
    fn orphans(&self, jobs: &[ScanJob]) -> Vec<ScanJob> {
        let placed: BTreeSet<u32> = jobs.iter().map(|job| job.place.1).collect();
        let mut blobs: BTreeMap<u32, ObjectId> = BTreeMap::new();
        #[expect(clippy::iter_over_hash_type, reason = "the smallest of each mark is taken")]
        for (blob, mark) in &self.blobs.class_of {
            if !placed.contains(mark) {
                blobs.entry(*mark).and_modify(|known| *known = *blob.min(known)).or_insert(*blob);
            }
        }
        let job = |(mark, blob): (u32, ObjectId)| {
            let place = format!("{UNREACHABLE}/{blob}").into_bytes();
            ScanJob { path: self.report(&place), place: (place, mark), blob, first: None }
        };
        blobs.into_iter().map(job).collect()
    }

    /// Records the findings that were removed from their path, and the last commit that did. Removal by an ancestor of
    /// HEAD takes precedence over other branches.
    fn note_removed(&mut self, ancestors: &[bool], at_place: &AtPlace) {
        for (at, change) in self.timeline.changes() {
            let by_ancestor = ancestors[self.timeline.order[at as usize] as usize];
            for fingerprint in at_place.removed(change) {
                if let Some(known) = self.known.get_mut(&fingerprint) {
                    known.removed = known.removed.max(Some((by_ancestor, at)));
                }
            }
        }
    }

    /// For each commit, whether it is an ancestor of HEAD.
    fn ancestors(&self, head: Option<u32>) -> Vec<bool> {
        let mut ancestors = vec![false; self.graph.all().len()];
        self.graph.oldest_first(head).into_iter().for_each(|commit| ancestors[commit as usize] = true);
        ancestors
    }

    fn at_head(&mut self, head: u32, marked: &mut MarkedTrees, at_place: &AtPlace) {
        let tree = marked.of(&self.graph.node(head).tree);
        for change in marked.changes(MarkedTree::EMPTY, tree) {
            for fingerprint in at_place.added(&change) {
                if let Some(known) = self.known.get_mut(&fingerprint) {
                    known.at_head = true;
                }
            }
        }
    }

    /// Records findings of ancestors of HEAD that are gone though no commit removed them: a merge chose a side that
    /// never had them.
    fn discarded(&mut self, ancestors: &[bool], marked: &MarkedTrees, at_place: &AtPlace) {
        let by_ancestor = |first: u32| ancestors[self.timeline.order[first as usize] as usize];
        let is_lost = |known: &Known| {
            let left = known.removed.is_some_and(|(by_ancestor, _)| by_ancestor);
            !known.at_head && !left && known.first.is_some_and(by_ancestor)
        };
        let lost: BTreeSet<Fingerprint> =
            self.known.iter().filter(|(_, known)| is_lost(known)).map(|(fingerprint, _)| *fingerprint).collect();
        if lost.is_empty() {
            return;
        }
        for (at, change) in self.timeline.merged(self.graph, marked, ancestors) {
            for fingerprint in at_place.removed(&change).intersection(&lost) {
                if let Some(known) = self.known.get_mut(fingerprint) {
                    known.removed = known.removed.max(Some((true, at)));
                }
            }
        }
    }

    /// Adds the findings in the messages of reached commits and tags.
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

    /// Adds the findings in the names of refs, and of folders that lead to no file with findings.
    pub(super) fn names(&mut self, trees: &Trees, refs: &[Ref]) {
        let work = self.work;
        for of in refs {
            let found = work.scan_name(&of.name, Container::RefName, "a branch, tag or other ref", &of.id.to_string());
            found.into_iter().for_each(|finding| self.add(finding, None));
        }
        for (name, tree) in trees.named(|name| work.holds_token(name)) {
            let name = String::from_utf8_lossy(name);
            let found = work.scan_name(&name, Container::FileName, "a file or folder", &tree.to_string());
            let new: Vec<Finding> = found.into_iter().filter(|finding| !self.named.contains(&finding.secret)).collect();
            new.into_iter().for_each(|finding| self.add(finding, None));
        }
    }

    /// Adds a finding, keeping the oldest version. A comment that suppresses it in one version suppresses it in all: it
    /// is the same value at the same path, and somebody reviewed it.
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

    /// All findings with their provenance, and the incidents.
    pub(super) fn finish(self, reached: &Reached) -> (Vec<Finding>, Vec<Incident>) {
        let authors = Authors::new(self.store, reached.head.map(|head| &self.graph.node(head).tree));
        let mut paths: HashMap<(String, ValueHash), BTreeSet<String>> = HashMap::new();
        let key = |finding: &Finding| (finding.rule.id.clone(), finding.value_hash());
        for known in self.known.values() {
            paths.entry(key(&known.finding)).or_default().insert(known.finding.location.path.clone());
        }
        let commit = |at: u32| authors.commit(&self.graph.node(self.timeline.order[at as usize]).id);
        let mut findings: Vec<Finding> = Vec::with_capacity(self.known.len());
        for known in self.known.into_values() {
            let mut finding = known.finding;
            let own = finding.location.path.clone();
            let others = paths.get(&key(&finding)).into_iter().flatten().filter(|path| **path != own).cloned();
            let others = others.take(MAX_OTHER_PATHS);
            let mut provenance = finding.provenance.take().map_or_else(Provenance::default, |known| *known);
            provenance.introduced = match (provenance.container, known.first) {
                (Container::TagMessage, _) => {
                    ObjectId::from_hex(provenance.object.as_bytes()).map(|id| authors.commit(&id))
                }
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

/// The findings in names that are reported at the path of a job.
fn in_names(work: &Work<'_>, names: &Names, job: &ScanJob) -> Vec<Finding> {
    let mut found = names.at(&job.path);
    if !found.is_empty() {
        work.judge_names(&job.path, &mut found);
    }
    for finding in &mut found {
        finding.provenance = Some(Box::new(Provenance::new(Container::File, job.blob.to_string())));
    }
    found
}

fn scan(work: &Work<'_>, store: &Store, blobs: &Blobs, job: &ScanJob) -> Result<Vec<Finding>, Incident> {
    if let Some(BlobClass::TooLarge(bytes)) = blobs.classes.get(job.place.1 as usize) {
        return Err(Incident::TooLarge { path: job.path.clone(), bytes: *bytes });
    }
    let limit = work.scanner.0.tree.max_file_size;
    let too_large = |bytes| Incident::TooLarge { path: job.path.clone(), bytes };
    let (_, bytes) = store.read(&job.blob).map_err(|failure| match failure {
        Failure::TooLarge(size) if size > limit => too_large(size),
        failure => failure.incident(&job.blob),
    })?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64));
    }
    let mut findings = work.scan_for_leaks(&job.path, &bytes).findings;
    for finding in &mut findings {
        finding.provenance = Some(Box::new(Provenance::new(Container::File, job.blob.to_string())));
    }
    // A value that is twice in a file is one finding of its history.
    let mut seen = BTreeSet::new();
    findings.retain(|finding| seen.insert(finding.fingerprint));
    Ok(findings)
}
