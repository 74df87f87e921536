//! Calls each rule at its keywords, on a bounded window of the text.
//!
//! The result of a rule at a keyword depends only on the bytes around it and on the file's path. So a text can be
//! searched in pieces, and a piece that was copied from another text needs no second look.

mod assigned;
mod assignment;
mod call;
mod code;
mod key_of_value;
mod named;
mod pathless;
mod pattern;
mod reach;

use super::{Match, Specificity, frameworks};
use crate::{
    context::FileContext,
    document::{ParsedFile, code::runs_in_production},
    model::{Category, Environment},
    prefilter::{Hit, Prefilter},
    rule::{Keyword, Matcher, Rule, RuleSet},
};
use call::Call;
pub use key_of_value::key_of_value;
use named::Named;
pub use pathless::{PathlessScan, VerdictTable};
use reach::Reach;
use std::{ops::Range, sync::OnceLock};

/// All rules of a set, ready to search. Immutable, so threads share it.
#[derive(Debug)]
pub struct Detector {
    rules: RuleSet,
    index: Index,
    /// The same for the few rules that look into binary files; made when the first one is met.
    binary_index: OnceLock<Index>,
    /// Rules that run over whole files.
    whole_file: Vec<u32>,
    /// For each rule, what its detector is.
    code: Vec<Option<Code>>,
    /// Rules for files of certain names; made when a text without a path is met.
    named: OnceLock<Named>,
}

/// The detector of a rule.
#[derive(Clone, Copy, Debug)]
enum Code {
    /// A function that looks at the bytes around a keyword.
    Window(code::Function),
    /// A check of whole files, which is called once all keywords are known.
    Check(frameworks::Function),
}

/// The rules to call at each keyword.
#[derive(Debug)]
struct Index {
    prefilter: Prefilter,
    /// The rules that the keywords of the prefilter call, one keyword after the other.
    callees: Vec<u32>,
    /// The start of each keyword's rules among them, and the end of the last one's.
    starts: Vec<u32>,
    /// For each keyword, how far its rules look; worked out when first asked, as it compiles their patterns.
    reaches: OnceLock<Box<[OnceLock<Reach>]>>,
}

impl Detector {
    /// Prepares the rules. Their patterns are compiled later, when first needed.
    pub fn new(rules: RuleSet) -> Self {
        let code: Vec<Option<Code>> = rules.as_slice().iter().map(code_of).collect();
        let index = Index::new(&rules, |_| true);
        // A check of frameworks reads the call around a keyword: without one there is nothing for it to read.
        let runs = |at: usize, rule: &Rule| rule.is_text() || matches!(code[at], Some(Code::Window(_)));
        let whole = |(at, rule): &(usize, &Rule)| rule.keywords().is_empty() && runs(*at, rule);
        let whole_file = rules.as_slice().iter().enumerate().filter(whole).map(|(at, _)| at as u32).collect();
        Detector { rules, index, binary_index: OnceLock::new(), whole_file, code, named: OnceLock::new() }
    }

    /// The same with some of the rules, for texts of which nothing but windows is looked at.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&Rule) -> bool) -> Self {
        let is_window = |rule: &Rule| !matches!(code_of(rule), Some(Code::Check(_)));
        Detector::new(self.rules.part(|rule| keep(rule) && is_window(rule)))
    }

    /// The rules, which [`Match::rule`] counts.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Finds matches at keywords that start in `range`, and, if the range starts at 0, those of rules over whole files.
    /// Ranges that together cover the text find together what one call finds. `text` also has the file's bytes that are
    /// not text.
    pub fn search(&self, file: &ParsedFile<'_>, context: FileContext, text: &[u8], range: Range<usize>) -> Vec<Match> {
        let mut call = Call::new(file.path(), context, text);
        if range.start == 0 {
            for &rule in &self.whole_file {
                self.run(rule as usize, 0..0, &mut call);
            }
        }
        self.call_at_keywords(&self.index, range, |_| true, &mut call);
        call.found.extend(frameworks::search(file, context, &call.calls));
        call.found
    }

    /// Matches of the rules for leaked secrets at the keywords of a part of a text that was decoded.
    pub fn search_view(&self, path: &str, context: FileContext, text: &[u8]) -> Vec<Match> {
        let mut call = Call::new(path, context, text);
        let is_for_secrets = |rule: &Rule| rule.meta.category == Category::Secret;
        self.call_at_keywords(&self.index, 0..text.len(), is_for_secrets, &mut call);
        call.found
    }

    /// Finds the matches of the rules for binary files.
    pub fn search_binary(&self, path: &str, context: FileContext, bytes: &[u8]) -> Vec<Match> {
        let mut call = Call::new(path, context, bytes);
        for &rule in &self.whole_file {
            if self.rules.as_slice()[rule as usize].reads_binary() {
                self.run(rule as usize, 0..0, &mut call);
            }
        }
        self.call_at_keywords(self.binary_index(), 0..bytes.len(), |_| true, &mut call);
        call.found
    }

    /// Whether files of this name, in some folder, have rules of their own. A scan without path leaves these rules out.
    pub fn knows_name(&self, name: &[u8]) -> bool {
        self.named().knows(name)
    }

    fn named(&self) -> &Named {
        self.named.get_or_init(|| Named::new(&self.rules))
    }

    fn binary_index(&self) -> &Index {
        self.binary_index.get_or_init(|| Index::new(&self.rules, Rule::reads_binary))
    }

    /// Runs the rules that pass at their keywords.
    fn call_at_keywords(
        &self,
        index: &Index,
        range: Range<usize>,
        passes: impl Fn(&Rule) -> bool,
        call: &mut Call<'_>,
    ) {
        index.prefilter.find(call.text, range, |Hit { at, keyword }| {
            let length = index.prefilter.keywords()[keyword as usize].bytes.len();
            for rule in index.callees(keyword).iter().map(|&rule| rule as usize) {
                if passes(&self.rules.as_slice()[rule]) {
                    self.run(rule, at..at + length, call);
                }
            }
        });
    }

    fn run(&self, at: usize, hit: Range<usize>, call: &mut Call<'_>) {
        let rule = &self.rules.as_slice()[at];
        let of_use = !rule.meta.category.counts_everywhere();
        let practice = matches!(call.context.environment, Environment::Development | Environment::Test);
        let unused = of_use && (practice || !call.context.role.is_in_use());
        let looks = if call.anywhere { !self.named().binds(at) } else { rule.paths.allows(call.path) };
        if unused || !looks {
            return;
        }
        let known = call.found.len();
        match &rule.matcher {
            Matcher::Text(text) => pattern::search(at, text, hit, call),
            Matcher::Assigned(assigned) => assigned::search(at, assigned, hit, call),
            Matcher::Setting(_) | Matcher::Document(_) => {}
            Matcher::Code(_) => match self.code[at] {
                Some(Code::Window(function)) => function(at, hit, call),
                Some(Code::Check(function)) => {
                    call.calls.push(frameworks::Call { rule: at, function, keyword: hit });
                }
                None => {}
            },
        }
        if of_use && call.found.len() > known {
            let text = call.text;
            let mut place = 0..;
            call.found.retain(|found| place.next() < Some(known) || runs_in_production(text, found.value.start));
        }
    }
}

/// The function that a rule calls at its keywords. Analyzers run the other checks.
fn code_of(rule: &Rule) -> Option<Code> {
    let Matcher::Code(code) = &rule.matcher else { return None };
    let check = || frameworks::function(code.check).map(Code::Check);
    code::function(code.check).map(Code::Window).or_else(check)
}

impl Index {
    /// The distinct keywords of the rules that pass, and for each the rules it calls.
    fn new(rules: &RuleSet, keep: impl Fn(&Rule) -> bool) -> Self {
        let kept = rules.as_slice().iter().enumerate().filter(|(_, rule)| keep(rule));
        let calls = kept.flat_map(|(at, rule)| rule.keywords().iter().map(move |keyword| (*keyword, at as u32)));
        let mut calls: Vec<(Keyword, u32)> = calls.collect();
        calls.sort_unstable();
        calls.dedup();
        let (mut keywords, mut starts) = (Vec::new(), vec![0]);
        for calls in calls.chunk_by(|a, b| a.0 == b.0) {
            keywords.push(calls[0].0);
            starts.push(starts[keywords.len() - 1] + calls.len() as u32);
        }
        let callees = calls.into_iter().map(|(_, rule)| rule).collect();
        Index { prefilter: Prefilter::new(keywords), callees, starts, reaches: OnceLock::new() }
    }

    /// The rules that a keyword calls.
    fn callees(&self, keyword: u32) -> &[u32] {
        let keyword = keyword as usize;
        &self.callees[self.starts[keyword] as usize..self.starts[keyword + 1] as usize]
    }
}

impl Rule {
    fn is_text(&self) -> bool {
        matches!(self.matcher, Matcher::Text(_))
    }

    /// Whether the rule looks into binary files.
    fn reads_binary(&self) -> bool {
        match &self.matcher {
            Matcher::Text(text) => text.binary,
            Matcher::Assigned(_) | Matcher::Setting(_) | Matcher::Document(_) => false,
            Matcher::Code(code) => code::reads_binary(code.check),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Confidence, RuleMeta, Severity},
        rule::{Check, Code as CodeRule},
    };

    #[test]
    fn checks_of_calls_never_run_without_a_keyword() {
        for &check in Check::ALL {
            assert_eq!(check.reads_calls(), frameworks::function(check).is_some(), "{check}");
            let meta = RuleMeta::new("r", "R", Severity::High, Confidence::High);
            let mut rule = Rule::of_values(meta, [&b"hunter2"[..]]).expect("a rule");
            rule.matcher = Matcher::Code(CodeRule { check, keywords: Vec::new() });
            let detector = Detector::new(RuleSet::from_rules(vec![rule]));
            let text = "FastAPI(title='x')\n";
            let file = ParsedFile::new("main.py", text.as_bytes());
            let context = FileContext::MOST_TELLING;
            assert!(detector.search(&file, context, text.as_bytes(), 0..text.len()).is_empty(), "{check}");
        }
    }
}
