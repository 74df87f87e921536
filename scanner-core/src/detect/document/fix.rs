//! Changes that put a document right.

use super::select::NodeRef;
use crate::rule::DocumentRule;
use std::ops::Range;

/// A change of a text.
pub(super) type Edit = (Range<usize>, String);

/// The replacement of the reported text, or the text to insert in front of the first key of the selected part. `None`
/// if it is not certain. `place_of` maps places in the tree to the file.
pub(super) fn edit(
    rule: &DocumentRule,
    text: &[u8],
    reported: &Range<usize>,
    spot: &NodeRef<'_>,
    place_of: impl Fn(Range<usize>) -> Option<Range<usize>>,
) -> Option<Edit> {
    let fix = rule.written.fix.as_ref()?;
    if let Some(replace) = &fix.replace {
        let raw = text.get(reported.clone())?;
        let fits = rule.fix_matches.as_ref().is_none_or(|pattern| pattern.is_match(raw));
        let raw = std::str::from_utf8(raw).ok().filter(|_| fits)?;
        return Some((reported.clone(), replace.replace("{}", raw)));
    }
    let line = fix.insert.as_ref()?;
    let first = place_of(spot.node().entries().first()?.key_span.clone())?;
    let key = place_of(spot.entry()?.key_span.clone())?;
    // Only where the mapping is on lines of its own, right behind its key.
    let between = std::str::from_utf8(text.get(key.end..first.start)?).ok()?;
    let (before, indent) = between.rsplit_once('\n')?;
    let plain = before.trim_start_matches(['"', '\'']).trim() == ":" && !indent.is_empty() && indent.trim().is_empty();
    plain.then(|| (first.start..first.start, format!("{line}\n{indent}")))
}
