//! Many things, scanned in parallel.

use super::Work;
use rayon::prelude::*;
use std::ops::ControlFlow;

/// Items that are scanned before the outcomes of the first are handed over.
const BATCH: usize = 4096;
/// With no more than this many files and bytes, other threads would cost more than they save.
const SMALL_FILES: usize = 8;
const SMALL_BYTES: u64 = 256 << 10;

/// Runs `one` on all items, `bytes` in size together, and hands over what it gives in their order, a batch at a time.
/// Beside an item, `one` is given a buffer that it shares with others, one after the other.
///
/// Breaks if `take` does. Once the scan is cancelled, items are left out.
pub(super) fn run<'a, T: Sync, R: Send>(
    work: &Work<'_>,
    items: &'a [T],
    bytes: u64,
    one: impl Fn(&'a T, &mut Vec<u8>) -> R + Sync,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let one = |buffer: &mut Vec<u8>, item: &'a T| (!work.cancel.is_cancelled()).then(|| one(item, buffer));
    let is_small = items.len() <= SMALL_FILES && bytes <= SMALL_BYTES;
    for batch in items.chunks(BATCH) {
        let done: Vec<Option<R>> = if is_small {
            batch.iter().map(|item| one(&mut Vec::new(), item)).collect()
        } else {
            work.scanner.in_pool(|| batch.par_iter().map_init(Vec::new, one).collect())
        };
        done.into_iter().flatten().try_for_each(&mut take)?;
    }
    ControlFlow::Continue(())
}
