//! The growth of a scan with its input: time and allocations stay in line, whatever the shape of the input.
//!
//! Shapes are data, in `growth/*.toml`; each is scanned at a size and at eight times that. It is the only test of its process,
//! so that the time of the process is that of the scan.

#[path = "growth/shape.rs"]
mod shape;

use cpu_time::ProcessTime;
use gonogo_core::{Scanner, Target};
use shape::Input;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::{alloc::System, path::Path, time::Duration};

#[global_allocator]
static MEMORY: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// An input eight times as long may take this many times as long. The logarithm and caches explain 12, noise some more; the
/// square is 64.
const MOST: f64 = 32.0;
/// Below this a clock says nothing.
const SHORT: Duration = Duration::from_millis(25);
/// Below this tables of fixed size decide.
const FEW: usize = 4 << 20;

/// What one scan took.
#[derive(Clone, Copy, Debug)]
struct Cost {
    time: Duration,
    allocated: usize,
}

#[test]
fn no_shape_of_input_makes_a_scan_grow_faster_than_its_input() {
    let scanner = Scanner::builder().threads(1).build().expect("the built-in rules are sound");
    let only = std::env::var("GONOGO_SHAPE").unwrap_or_default();
    let inputs: Vec<Input> = shape::all().into_iter().filter(|input| input.name.contains(&only)).collect();
    assert!(!only.is_empty() || inputs.len() > 300, "{} shapes", inputs.len());
    scan(&scanner, &inputs[0], 1);
    let wrong: Vec<String> = inputs.iter().filter_map(|input| grows(&scanner, input)).collect();
    assert!(wrong.is_empty(), "{} of {} shapes grow too fast:\n{}", wrong.len(), inputs.len(), wrong.join("\n"));
}

/// What is wrong with a shape. A first look decides for nearly all; only a suspect is measured again, so that noise fails nobody.
fn grows(scanner: &Scanner, input: &Input) -> Option<String> {
    let (one, eight) = (scan(scanner, input, 1), scan(scanner, input, 8));
    if !suspect(one, eight) {
        return None;
    }
    let least = |times| (0..2).map(|_| scan(scanner, input, times)).min_by_key(|cost| cost.time);
    let (one, eight) = (quicker(one, least(1)?), quicker(eight, least(8)?));
    suspect(one, eight).then(|| format!("{}: {one:?} became {eight:?}", input.name))
}

fn suspect(one: Cost, eight: Cost) -> bool {
    let slow = eight.time > SHORT && eight.time.as_secs_f64() > MOST * one.time.as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let large = eight.allocated > FEW && eight.allocated as f64 > MOST * one.allocated as f64;
    slow || large
}

fn quicker(one: Cost, other: Cost) -> Cost {
    if other.time < one.time { other } else { one }
}

fn scan(scanner: &Scanner, input: &Input, times: usize) -> Cost {
    let folder = tempfile::tempdir().expect("a folder can be made");
    input.write(folder.path(), times);
    scan_folder(scanner, folder.path())
}

fn scan_folder(scanner: &Scanner, folder: &Path) -> Cost {
    let (memory, started) = (Region::new(MEMORY), ProcessTime::now());
    let report = scanner.scan(Target::tree(folder)).expect("the folder is there");
    let cost = Cost { time: started.elapsed(), allocated: memory.change().bytes_allocated };
    assert!(report.statistics.is_complete());
    cost
}
