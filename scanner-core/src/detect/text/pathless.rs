//! A scan of a text whose path is not known, carried over from the text it was made from.
//!
//! A history holds each file in hundreds of versions that are nearly the same. The places of keywords are known from
//! the version before, as far as they were copied from it; only what was added, and the seams, are searched. The
//! verdict of rules at a keyword depends only on the bytes within their reach: where all of these were copied, they are
//! not asked again.

use super::{
    Detector, Index,
    call::Call,
    code,
    pattern::NEAR_BYTES,
    reach::{Reach, last_assignment},
};
use crate::{
    document::code::{LOOKBACK_BYTES, MAX_INDENT_BYTES},
    model::CopiedRange,
    prefilter::Hit,
    rule::{Matcher, Rule, Text},
};
use std::{
    collections::BTreeSet,
    ops::Range,
    sync::{Mutex, OnceLock, PoisonError},
};

/// Numbers verdicts, so that two texts with the same numbers have the same matches at any path.
#[derive(Debug, Default)]
pub struct VerdictTable(Mutex<Vec<Box<[u32]>>>);

impl VerdictTable {
    /// No rule matches.
    const NOTHING: u32 = 0;

    /// A new number, for matches of these rules.
    fn add(&self, rules: Box<[u32]>) -> u32 {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.push(rules);
        known.len() as u32
    }

    /// The rules that match in texts with these numbers, sorted, as places in their set.
    pub fn rules(&self, numbers: &[u32]) -> Vec<u32> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rules = numbers.iter().filter_map(|number| known.get((*number as usize).checked_sub(1)?));
        rules.flat_map(|rules| rules.iter().copied()).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// A keyword in a text, and the verdict of its rules there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct KeywordHit {
    at: u32,
    keyword: u32,
    verdict: u32,
}

/// The keywords that a text holds, and the verdicts of their rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathlessScan {
    hits: Vec<KeywordHit>,
    /// The verdict of rules over whole files.
    whole: u32,
    binary: bool,
    length: usize,
    /// The number of bytes that were searched.
    pub searched: usize,
}

impl PathlessScan {
    /// The numbers of all matches, in order; empty if no rule matches at any path.
    pub fn verdicts(&self) -> Vec<u32> {
        let all = self.hits.iter().map(|hit| hit.verdict).chain([self.whole]);
        all.filter(|verdict| *verdict != VerdictTable::NOTHING).collect()
    }
}

impl Detector {
    /// Whether one of these rules, given as places in their set, looks at files of this path.
    pub fn look_at(&self, rules: &[u32], path: &str) -> bool {
        rules.iter().any(|rule| self.rules.as_slice()[*rule as usize].paths.allows(path))
    }

    /// Scans a text for matches at any path. What was copied from another text that is known, and is of the same
    /// kind, is carried over.
    ///
    /// `base` is that text's scan, and what was copied from it, sorted by place. In `binary` texts only rules for
    /// binary files are asked.
    pub fn scan_pathless(
        &self,
        text: &[u8],
        binary: bool,
        base: Option<(&PathlessScan, &[CopiedRange])>,
        verdicts: &VerdictTable,
    ) -> PathlessScan {
        let index = if binary { self.binary_index() } else { &self.index };
        let (base, copies) = base.filter(|(scan, _)| scan.binary == binary).unwrap_or((&EMPTY, &[]));
        let mut work = Work {
            detector: self,
            index,
            base,
            verdicts,
            call: Call::anywhere(text),
            scan: PathlessScan { binary, length: text.len(), ..PathlessScan::default() },
        };
        work.whole_file(binary);
        work.parts(copies);
        work.scan
    }
}

static EMPTY: PathlessScan = PathlessScan { hits: Vec::new(), whole: 0, binary: false, length: 0, searched: 0 };

struct Work<'a> {
    detector: &'a Detector,
    index: &'a Index,
    base: &'a PathlessScan,
    verdicts: &'a VerdictTable,
    call: Call<'a>,
    scan: PathlessScan,
}

impl Work<'_> {
    fn whole_file(&mut self, binary: bool) {
        for &rule in &self.detector.whole_file {
            if !binary || self.detector.rules.as_slice()[rule as usize].reads_binary() {
                self.detector.run(rule as usize, 0..0, &mut self.call);
            }
        }
        self.scan.whole = self.verdict();
    }

    /// Carries over the parts that were copied, and searches what is between them. The last bytes of a copied part are
    /// searched too: a keyword may begin there and end beyond.
    fn parts(&mut self, copies: &[CopiedRange]) {
        let seam = self.index.prefilter.longest();
        let length = self.scan.length;
        let mut done = 0;
        for copy in copies {
            let to_end = copy.to + copy.length == length && copy.from + copy.length == self.base.length;
            let carried = copy.length.saturating_sub(if to_end { 0 } else { seam });
            if carried > seam || to_end && carried > 0 {
                self.search(done..copy.to);
                self.carry(copy, carried, to_end);
                done = copy.to + carried;
            }
        }
        self.search(done..length);
    }

    fn search(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        self.scan.searched += range.len();
        let first = self.scan.hits.len();
        let found = &mut self.scan.hits;
        self.index.prefilter.find(self.call.text, range, |Hit { at, keyword }| {
            found.push(KeywordHit { at: at as u32, keyword, verdict: VerdictTable::NOTHING });
        });
        found[first..].sort_unstable_by_key(|hit| (hit.at, hit.keyword));
        for at in first..self.scan.hits.len() {
            self.assess(at);
        }
    }

    /// Carries over what starts in the first `carried` bytes of a copied part.
    fn carry(&mut self, copy: &CopiedRange, carried: usize, to_end: bool) {
        let known = &self.base.hits;
        let first = known.partition_point(|hit| (hit.at as usize) < copy.from);
        let stretch = copy.to..copy.to + copy.length;
        let from_start = copy.from == 0 && copy.to == 0;
        let mut last_assignment_at = None;
        for hit in &known[first..] {
            let inside = hit.at as usize - copy.from;
            if inside >= carried {
                break;
            }
            let reach = self.index.reach(self.detector, hit.keyword);
            let at = copy.to + inside;
            let end = at + self.index.prefilter.keywords()[hit.keyword as usize].bytes.len();
            let before = from_start || inside >= reach.before;
            let after = to_end
                || end + reach.after <= stretch.end
                    && (!reach.assignment
                        || end
                            <= *last_assignment_at
                                .get_or_insert_with(|| last_assignment(self.call.text, stretch.clone())));
            self.scan.hits.push(KeywordHit { at: at as u32, ..*hit });
            if !(before && after) {
                self.assess(self.scan.hits.len() - 1);
            }
        }
    }

    /// Asks the rules of a keyword.
    fn assess(&mut self, at: usize) {
        let KeywordHit { at: start, keyword, .. } = self.scan.hits[at];
        let start = start as usize;
        let end = start + self.index.prefilter.keywords()[keyword as usize].bytes.len();
        for &rule in self.index.callees(keyword) {
            self.detector.run(rule as usize, start..end, &mut self.call);
        }
        self.scan.hits[at].verdict = self.verdict();
    }

    /// The number of the matches since the last call.
    fn verdict(&mut self) -> u32 {
        if self.call.found.is_empty() {
            return VerdictTable::NOTHING;
        }
        let rules: BTreeSet<u32> = self.call.found.drain(..).map(|found| found.rule as u32).collect();
        self.verdicts.add(rules.into_iter().collect())
    }
}

impl Index {
    fn reach(&self, detector: &Detector, keyword: u32) -> Reach {
        let reaches = self.reaches.get_or_init(|| self.prefilter.keywords().iter().map(|_| OnceLock::new()).collect());
        *reaches[keyword as usize].get_or_init(|| {
            let rules = self.callees(keyword).iter().map(|rule| &detector.rules.as_slice()[*rule as usize]);
            rules.map(reach_of).fold(Reach::default(), Reach::or)
        })
    }
}

/// The reach of a rule around its keywords.
fn reach_of(rule: &Rule) -> Reach {
    let reach = match &rule.matcher {
        Matcher::Text(text) => reach_of_pattern(text),
        Matcher::Assigned(_) => Reach::assignment(),
        Matcher::Setting(_) | Matcher::Document(_) => Reach::default(),
        Matcher::Code(code) => code::reach(code.check),
    };
    if rule.meta.category.counts_everywhere() {
        return reach;
    }
    // The text before code decides whether it runs in production.
    Reach { before: reach.before + LOOKBACK_BYTES, after: reach.after + MAX_INDENT_BYTES, ..reach }
}

fn reach_of_pattern(text: &Text) -> Reach {
    let window = text.pattern.window();
    // Beyond the window, one byte says whether a word goes on and whether a match was cut.
    let near = if text.near.is_some() { NEAR_BYTES } else { 0 } + 2;
    Reach::bytes(window.before + near, window.after + near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{detect::Match, rule::RuleSet};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static DETECTOR: LazyLock<Detector> = LazyLock::new(|| Detector::new(RuleSet::builtin().expect("packs")));

    /// Text with what rules look for, in one piece and in several.
    static PIECES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let templates = [
            "password = '{alnum:16}'\n",
            "db_password: \"{alnum:12}\"\n",
            "ghp_{alnum:30}{check:github}",
            "export API_TOKEN={hex:40}\n",
            "url = postgres://app:{alnum:14}@db.internal:5432/app\n",
            "aws_access_key_id = AKIA{upper:16}\naws_secret_access_key = {alnum:40}\n",
            "- name: SECRET_KEY\n  value: {alnum:32}\n",
            "secret = \"\"\"\n{alnum:24}\n\"\"\"\n",
            "Authorization: Bearer {alnum:40}\n",
            "<password>{alnum:16}</password>\n",
            "  default = \"{alnum:16}\"\n",
            "token",
            "pass",
            "word",
            "secret",
            "_key",
            " = ",
            "'",
            "\"",
            "\n",
            "\n\n\n\n",
            "://",
            "-----BEGIN RSA PRIVATE KEY-----\n",
            "-----END RSA PRIVATE KEY-----\n",
            "the quick brown fox jumps over the lazy dog\n",
        ];
        let mut pieces: Vec<Vec<u8>> = templates
            .iter()
            .enumerate()
            .map(|(at, template)| crate::value::expand(template, &at.to_string()).expect("a template").into_bytes())
            .collect();
        pieces.push(b"variable \"db_password\" {\n  type = string\n".to_vec());
        pieces.push(b"x".repeat(700));
        pieces.push(b"lorem ipsum dolor sit amet\n".repeat(40));
        pieces.push(b"MIIEpAIBAAKCAQEAx3vQ7c5yJr1kT0Wn8uZb2fLd9sHgPqRaEoYiMwNtVXlKjCh\n".repeat(8));
        pieces
    });

    /// A text as parts: a copy of a stretch of another text, or a piece.
    #[derive(Clone, Debug)]
    enum Part {
        Copy(prop::sample::Index, prop::sample::Index),
        Piece(prop::sample::Index, prop::sample::Index),
    }

    fn part() -> impl Strategy<Value = Part> {
        let index = || any::<prop::sample::Index>();
        prop_oneof![
            3 => (index(), index()).prop_map(|(from, to)| Part::Copy(from, to)),
            1 => (index(), index()).prop_map(|(piece, cut)| Part::Piece(piece, cut)),
        ]
    }

    fn made(base: &[u8], parts: &[Part]) -> (Vec<u8>, Vec<CopiedRange>) {
        let (mut text, mut copies) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                Part::Copy(from, to) => {
                    let (a, b) = (from.index(base.len() + 1), to.index(base.len() + 1));
                    let (from, length) = (a.min(b), a.max(b) - a.min(b));
                    copies.push(CopiedRange { from, to: text.len(), length });
                    text.extend_from_slice(&base[from..from + length]);
                }
                Part::Piece(piece, cut) => {
                    let piece = &PIECES[piece.index(PIECES.len())];
                    let cut = cut.index(piece.len() * 2).min(piece.len());
                    text.extend_from_slice(&piece[..cut]);
                }
            }
        }
        (text, copies)
    }

    /// The matches at one hit, relative to it.
    fn matches(text: &[u8], hit: &KeywordHit) -> Vec<Match> {
        let index = &DETECTOR.index;
        let (at, keyword) = (hit.at as usize, hit.keyword);
        let mut call = Call::anywhere(text);
        for &rule in index.callees(keyword) {
            DETECTOR.run(rule as usize, at..at + index.prefilter.keywords()[keyword as usize].bytes.len(), &mut call);
        }
        let relative = |at: usize| at.wrapping_sub(hit.at as usize);
        for found in &mut call.found {
            found.value = relative(found.value.start)..relative(found.value.end);
        }
        call.found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn carrying_over_is_as_good_as_searching(
            base in prop::collection::vec((any::<prop::sample::Index>(), 1..3usize), 1..40),
            generations in prop::collection::vec(prop::collection::vec(part(), 1..12), 1..5),
        ) {
            let verdicts = VerdictTable::default();
            let mut base: Vec<u8> =
                base.iter().flat_map(|(piece, times)| PIECES[piece.index(PIECES.len())].repeat(*times)).collect();
            let mut known = DETECTOR.scan_pathless(&base, false, None, &verdicts);
            for parts in &generations {
                let (text, copies) = made(&base, parts);
                let carried = DETECTOR.scan_pathless(&text, false, Some((&known, &copies)), &verdicts);
                let searched = DETECTOR.scan_pathless(&text, false, None, &verdicts);
                let places = |scan: &PathlessScan| -> Vec<_> {
                    scan.hits.iter().map(|hit| (hit.at, hit.keyword, hit.verdict != VerdictTable::NOTHING)).collect()
                };
                prop_assert_eq!(places(&carried), places(&searched));
                for hit in &carried.hits {
                    let old = known.hits.iter().find(|old| old.verdict == hit.verdict);
                    if let Some(old) = old.filter(|old| old.verdict != VerdictTable::NOTHING) {
                        prop_assert_eq!(matches(&text, hit), matches(&base, old));
                    }
                }
                (base, known) = (text, carried);
            }
        }
    }
}
