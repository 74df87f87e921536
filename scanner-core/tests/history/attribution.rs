//! Tests that findings name the same commits as git.

use super::{Repository, history, line, torture::Torture};
use gonogo_core::{
    engine::HistoryOptions,
    model::{Container, Finding, Provenance},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    path::{Path, PathBuf},
};

/// Answers of the git command.
struct Git(Repository);

impl Git {
    /// The distinct lines, in order.
    fn lines(&self, args: &[&str]) -> Vec<String> {
        let mut seen = BTreeSet::new();
        self.0.run(args, b"").lines().filter(|line| seen.insert(line.to_string())).map(str::to_owned).collect()
    }

    /// The objects at paths of commits, such as `HEAD:file`; `None` if missing.
    fn blobs(&self, specs: &[String]) -> Vec<Option<String>> {
        let text = self.0.run(&["cat-file", "--batch-check=%(objectname)"], (specs.join("\n") + "\n").as_bytes());
        text.lines().map(|line| (!line.ends_with(" missing")).then(|| line.to_owned())).collect()
    }

    /// The commits that introduced a blob at a path, compared with any of their parents, oldest first.
    fn brought(&self, filter: &str, blob: &str, path: &str) -> Vec<String> {
        let (blob, path) = (format!("--find-object={blob}"), format!(":(top,literal){path}"));
        let order = ["log", "--all", "-m", "--topo-order", "--reverse", "--no-renames", "--format=%H"];
        self.lines(&[&order[..], &[&blob, filter, "--", &path]].concat())
    }

    fn is_ancestor(&self, a: &str, b: &str) -> bool {
        self.0.output(&["merge-base", "--is-ancestor", a, b], b"").status.success()
    }

    fn parents(&self, commit: &str) -> Vec<String> {
        let line = self.0.run(&["rev-list", "--parents", "-n1", commit], b"");
        line.split(' ').skip(1).map(str::to_owned).collect()
    }

    /// Whether a commit has the value of a finding at its path.
    fn holds(&self, commit: &str, path: &str, value: &[u8]) -> bool {
        let output = self.0.output(&["cat-file", "-p", &format!("{commit}:{path}")], b"");
        output.status.success() && output.stdout.windows(value.len()).any(|window| window == value)
    }
}

/// The number of compared findings, and the differences.
#[derive(Debug, Default)]
struct Comparison {
    /// The commit is the oldest that git names.
    same: usize,
    /// Git names a commit of another branch first; neither descends from the other.
    parallel: usize,
    /// No branch leads to the commit, but a stash or another work tree.
    apart: usize,
    wrong: Vec<String>,
}

fn compare(repository: &Path) -> Comparison {
    let report = history(repository, HistoryOptions::default());
    let git = Git(Repository::at(repository));
    let known: BTreeSet<String> = git.lines(&["rev-list", "--all"]).into_iter().collect();
    let mut comparison = Comparison::default();
    for finding in &report.findings {
        let provenance = finding.provenance.as_deref().expect("it comes from a history");
        let introduced = provenance.introduced.as_ref().map(|commit| &commit.id);
        // A path that is written otherwise than git has it can't be asked for.
        let is_file = provenance.container == Container::File && !finding.location.path.contains('%');
        match introduced.filter(|_| is_file) {
            Some(commit) if known.contains(commit) => comparison.add(&git, finding, provenance, commit),
            _ => comparison.apart += 1,
        }
    }
    comparison
}

impl Comparison {
    fn add(&mut self, git: &Git, finding: &Finding, provenance: &Provenance, commit: &str) {
        let (path, blob) = (&*finding.location.path, &*provenance.object);
        let at = |commit: &String| format!("{commit}:{path}");
        let candidates = git.brought("--diff-filter=AMRT", blob, path);
        let there = git.blobs(&candidates.iter().map(at).collect::<Vec<_>>());
        let has = |(_, there): &(&String, Option<String>)| there.as_deref() == Some(blob);
        let candidates: Vec<&String> = candidates.iter().zip(there).filter(has).map(|(commit, _)| commit).collect();
        let parents = git.parents(commit);
        let before = git.blobs(&parents.iter().map(at).collect::<Vec<_>>());
        let problem = if candidates.is_empty() || !candidates.iter().any(|candidate| *candidate == commit) {
            Some("git does not name the commit")
        } else if before.iter().any(|before| before.as_deref() == Some(blob)) {
            Some("a parent has the file already")
        } else if candidates[0] == commit {
            self.same += 1;
            None
        } else if candidates.iter().any(|other| *other != commit && git.is_ancestor(other, commit)) {
            Some("an ancestor brought the file")
        } else {
            self.parallel += 1;
            None
        };
        let added = git.brought("--diff-filter=A", blob, path);
        let is_addition = before.iter().all(Option::is_none);
        let not_added = is_addition && !added.iter().any(|other| other == commit);
        self.note(finding, commit, problem.or(not_added.then_some("git does not say that the file was added")));
        self.note(finding, commit, end(git, finding, provenance));
    }

    fn note(&mut self, finding: &Finding, commit: &str, problem: Option<&str>) {
        let place = || format!("{} {} by {commit}", finding.rule.id, finding.location.path);
        self.wrong.extend(problem.map(|problem| format!("{}: {problem}", place())));
    }
}

/// The difference, if any, in the removal of a finding.
fn end(git: &Git, finding: &Finding, provenance: &Provenance) -> Option<&'static str> {
    let (path, value) = (&*finding.location.path, finding.secret.reveal());
    if git.holds("HEAD", path, value) != provenance.at_head {
        // What is written otherwise than it is found, as in UTF-16, can't be looked for.
        let is_plain = git.holds(&provenance.introduced.as_ref()?.id, path, value);
        return is_plain.then_some("whether it is at HEAD is wrong");
    }
    let removed = &provenance.removed.as_ref()?.id;
    let had = git.parents(removed).iter().any(|parent| git.holds(parent, path, value));
    if git.holds(removed, path, value) {
        Some("the commit that is said to remove it has it")
    } else if !had && git.holds(&provenance.introduced.as_ref()?.id, path, value) {
        Some("no parent of the commit that is said to remove it has it")
    } else {
        None
    }
}

#[test]
fn of_a_tortured_repository() {
    let torture = Torture::new();
    let comparison = compare(torture.main.root());
    assert_eq!(comparison.wrong, [""; 0]);
    assert!(comparison.same > 20 && comparison.parallel == 0, "{comparison:?}");
}

/// A history with many merges, of which some take a side, some both, and some what nobody had.
fn tangle(seed: u64) -> String {
    let mut state = seed;
    let mut dice = |sides: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize % sides
    };
    let (mut stream, mut commits) = (String::new(), Vec::<BTreeMap<usize, usize>>::new());
    let values: Vec<String> = (0..6).map(|value| line(&format!("tangle {value}"))).collect();
    for number in 0..150 {
        let parents: Vec<usize> = match number {
            0 => Vec::new(),
            _ if dice(3) == 0 => (0..2 + dice(2)).map(|_| number - 1 - dice(number.min(12))).collect(),
            _ => vec![number - 1 - dice(number.min(6))],
        };
        let mut files = BTreeMap::new();
        for path in 0..4 {
            let sides: Vec<Option<usize>> = parents.iter().map(|parent| commits[*parent].get(&path).copied()).collect();
            let inherited = if sides.is_empty() { None } else { sides[dice(sides.len())] };
            let file = match dice(8) {
                0 => Some(dice(values.len())),
                1 => None,
                _ => inherited,
            };
            files.extend(file.map(|value| (path, value)));
        }
        write!(stream, "commit refs/heads/main\nmark :{}\n", number + 1).expect("text");
        // Clocks of different people differ.
        let time = 1_700_000_000 + number * 60 + dice(300);
        write!(stream, "committer A <a@example.com> {time} +0000\ndata 0\n").expect("text");
        for (at, parent) in parents.iter().enumerate() {
            writeln!(stream, "{} :{}", if at == 0 { "from" } else { "merge" }, parent + 1).expect("text");
        }
        stream.push_str("deleteall\n");
        for (path, value) in &files {
            let content = &values[*value];
            write!(stream, "M 100644 inline folder/{path}.env\ndata {}\n{content}\n", content.len()).expect("text");
        }
        commits.push(files);
        if number % 10 == 0 {
            write!(stream, "reset refs/heads/side-{number}\nfrom :{}\n\n", number + 1).expect("text");
        }
    }
    stream
}

#[test]
fn of_tangled_histories() {
    for seed in 1..=4 {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = Repository::init(folder.path());
        repository.run(&["fast-import", "--quiet", "--force"], tangle(seed << 40 | 0x9e37_79b9).as_bytes());
        let comparison = compare(repository.root());
        assert_eq!(comparison.wrong, [""; 0], "seed {seed}");
        assert!(comparison.same > 5, "{comparison:?}");
    }
}

/// This repository, or the one that `GONOGO_TEST_REPOSITORY` names.
#[test]
fn of_a_real_repository() {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let repository = env::var_os("GONOGO_TEST_REPOSITORY").map_or(own, PathBuf::from);
    if git2::Repository::open(&repository).is_err() {
        return; // These sources were unpacked from an archive.
    }
    let comparison = compare(&repository);
    println!("{} the same, {} parallel, {} apart", comparison.same, comparison.parallel, comparison.apart);
    assert_eq!(comparison.wrong, [""; 0]);
}
