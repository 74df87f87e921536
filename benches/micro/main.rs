//! Costs of the parts of a scan: the search for keywords, one file in full, and getting ready.
//!
//! `cargo bench -p gonogo-benches` runs all; a word behind `--` picks some.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gonogo_core::{Scanner, prefilter::Prefilter, rule::RuleSet, value::expand};
use std::{fs, hint::black_box, path::Path};

const TEXT_BYTES: usize = 1 << 20;

/// One megabyte of this workspace's own sources, over and over, with a credential at its end.
fn source_text() -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scanner-core/src");
    let mut text = Vec::with_capacity(TEXT_BYTES);
    for file in ["rule/compile.rs", "model/line_index.rs", "report/json.rs", "source/mod.rs"].iter().cycle() {
        text.extend(fs::read(root.join(file)).expect("the workspace is complete"));
        if text.len() > TEXT_BYTES {
            break;
        }
    }
    text.truncate(TEXT_BYTES - 100);
    let token = expand("\nGITHUB_TOKEN=ghp_{alnum:30}{check:github}\n", "bench").expect("the template is sound");
    text.extend_from_slice(token.as_bytes());
    text
}

fn rules() -> RuleSet {
    RuleSet::builtin().expect("the built-in rules are sound")
}

fn prefilter(criterion: &mut Criterion) {
    let keywords = rules().iter().flat_map(|rule| rule.keywords().to_vec()).collect();
    let prefilter = Prefilter::new(keywords);
    let text = source_text();
    let mut group = criterion.benchmark_group("prefilter");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("find", |bencher| {
        bencher.iter(|| {
            let mut hits = 0u32;
            prefilter.find(black_box(&text), 0..text.len(), |_| hits += 1);
            hits
        });
    });
}

fn scan(criterion: &mut Criterion) {
    let scanner = Scanner::builder().threads(1).build().expect("the built-in rules are sound");
    let text = source_text();
    let mut group = criterion.benchmark_group("scan");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("bytes", |bencher| bencher.iter(|| scanner.scan_bytes("main.rs", black_box(&text))));
    group.bench_function("nothing", |bencher| {
        let quiet = vec![b'\n'; text.len()];
        bencher.iter(|| scanner.scan_bytes("main.rs", black_box(&quiet)));
    });
}

fn start(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("start");
    group.bench_function("rules", |bencher| bencher.iter(rules));
    group.bench_function("scanner", |bencher| {
        bencher.iter(|| Scanner::builder().build().expect("the built-in rules are sound"));
    });
}

criterion_group!(micro, prefilter, scan, start);
criterion_main!(micro);
