//! The growth of a scan with its input: time and allocations stay in line, whatever the shape of the input.
//!
//! Shapes are data, in `growth/*.toml`, and the examples of all rules; each is scanned at a size and at two, four and eight times
//! that. It is the only test of its process, so that the time of the process is that of the scan.

#[path = "growth/examples.rs"]
mod examples;
#[path = "growth/shape.rs"]
mod shape;

use cpu_time::ProcessTime;
use gonogo_core::{Scanner, Target};
use shape::Input;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::{alloc::System, collections::BTreeSet};

#[global_allocator]
static MEMORY: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Each shape is scanned at so many times its smallest size.
const TIMES: [usize; 4] = [1, 2, 4, 8];
/// Twice the input may take this many times as much. The logarithm and caches explain 2.3; the square is 4.
const MOST: f64 = 3.0;
/// Below these seconds a clock says nothing.
const SHORT: f64 = 0.025;
/// Below this tables of fixed size decide.
const FEW: f64 = (4 << 20) as f64;
/// A shape that seems to take too long is measured so often: on a busy machine the least time of several is its own.
const MEASUREMENTS: usize = 6;

/// Rules whose examples need git, or a repository for themselves.
const ALONE: [&str; 3] = ["development-environment-in-image", "example-server-name", "tracked-env-file"];

/// Scans shapes, and notes what was found.
struct Growth {
    scanner: Scanner,
    reported: BTreeSet<String>,
}

/// What one scan took: seconds of the processor, and bytes allocated, which are the same each time.
#[derive(Clone, Copy, Debug)]
struct Cost {
    seconds: f64,
    allocated: f64,
}

#[test]
fn no_shape_of_input_makes_a_scan_grow_faster_than_its_input() {
    let scanner = Scanner::builder().threads(1).build().expect("the built-in rules are sound");
    let mut growth = Growth { scanner, reported: BTreeSet::new() };
    let only = std::env::var("GONOGO_SHAPE").unwrap_or_default();
    let all = examples::all().into_iter().chain(shape::all());
    let inputs: Vec<Input> = all.filter(|input| input.name.contains(&only)).collect();
    growth.scan(&inputs[0], 1);
    let suspects: Vec<&Input> = inputs.iter().filter(|input| growth.fault(input).is_some()).collect();
    // What keeps a machine busy for a moment slows down whatever shape is then scanned, and is over when all others are done.
    let wrong: Vec<String> = suspects.into_iter().filter_map(|input| growth.fault(input)).collect();
    let missing = if only.is_empty() { growth.missing() } else { BTreeSet::new() };
    assert!(wrong.is_empty(), "{} of {} shapes grow too fast:\n{}", wrong.len(), inputs.len(), wrong.join("\n"));
    assert!(missing.is_empty(), "no shape makes these rules or packs report: {missing:?}");
}

impl Growth {
    /// What is wrong with a shape.
    fn fault(&mut self, input: &Input) -> Option<String> {
        let mut costs = TIMES.map(|times| self.scan(input, times));
        let is_large = is_steep(costs.map(|cost| cost.allocated), FEW);
        for _ in 1..MEASUREMENTS {
            if is_large || !is_slow(costs) {
                break;
            }
            for (cost, times) in costs.iter_mut().zip(TIMES) {
                cost.seconds = cost.seconds.min(self.scan(input, times).seconds);
            }
        }
        (is_large || is_slow(costs)).then(|| format!("{}: {costs:.3?}", input.name))
    }

    fn scan(&mut self, input: &Input, times: usize) -> Cost {
        let folder = tempfile::tempdir().expect("a folder can be made");
        (input.write)(folder.path(), times);
        let (memory, started) = (Region::new(MEMORY), ProcessTime::now());
        let report = self.scanner.scan(Target::tree(folder.path())).expect("the folder is there");
        let seconds = started.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let allocated = memory.change().bytes_allocated as f64;
        assert!(report.statistics.is_complete());
        self.reported.extend(report.findings.iter().map(|finding| finding.rule.id.clone()));
        Cost { seconds, allocated }
    }

    /// What no shape had a finding of: rules about anything but credentials, each of which has code or a condition of its own;
    /// and packs, since all rules about credentials are searched for in one way.
    fn missing(&self) -> BTreeSet<String> {
        let (seen, unseen): (Vec<_>, Vec<_>) =
            self.scanner.rules().into_iter().partition(|rule| self.reported.contains(&rule.id));
        let rules = unseen.iter().filter(|rule| !rule.is_about_credentials()).map(|rule| &rule.id);
        let rules = rules.filter(|id| !ALONE.contains(&id.as_str())).cloned();
        let packs: BTreeSet<&String> = seen.iter().map(|rule| &rule.pack).collect();
        let unseen_packs = unseen.iter().map(|rule| &rule.pack).filter(|pack| !packs.contains(pack)).cloned();
        rules.chain(unseen_packs).collect()
    }
}

/// Whether the last doubling cost much more than the one before, what the smallest sizes cost in any case left out.
fn is_steep([_, two, four, eight]: [f64; 4], few: f64) -> bool {
    let (before, last) = (four - two, eight - four);
    last > few && last > MOST * before
}

fn is_slow(costs: [Cost; 4]) -> bool {
    let [_, _, four, eight] = costs.map(|cost| cost.seconds);
    eight > SHORT && eight > MOST * four
}
