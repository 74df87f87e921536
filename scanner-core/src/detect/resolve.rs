//! One secret is one finding.

use super::Match;
use std::cmp::Reverse;

/// Of matches whose values overlap, keeps the most specific; of equals the longer value, then the earlier rule. What is
/// about setup stays. All that stays is sorted by place, then by rule.
pub fn resolve(matches: Vec<Match>) -> Vec<Match> {
    let (setup, mut matches): (Vec<Match>, Vec<Match>) = matches.into_iter().partition(|found| found.is_about_setup);
    matches
        .sort_by_key(|found| (Reverse(found.specificity), Reverse(found.value.len()), found.value.start, found.rule));
    let mut kept: Vec<Match> = Vec::with_capacity(matches.len());
    // Places of what is kept, by start. Kept values do not overlap, so only the two neighbours need a look.
    let mut places = std::collections::BTreeMap::new();
    for found in matches {
        let before = places.range(..found.value.end).next_back().is_some_and(|(_, &end)| end > found.value.start);
        if !before {
            places.insert(found.value.start, found.value.end.max(found.value.start + 1));
            kept.push(found);
        }
    }
    kept.extend(setup);
    kept.sort_by_key(|found| (found.value.start, found.value.end, found.rule));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Specificity;
    use proptest::prelude::*;

    #[test]
    fn the_most_specific_rule_wins() {
        let generic = Match::new(0, 0..40, Specificity::Generic);
        let format = Match::new(1, 4..30, Specificity::Format);
        let other = Match::new(2, 50..60, Specificity::Generic);
        assert_eq!(resolve(vec![generic, other.clone(), format.clone()]), [format, other]);
    }

    proptest! {
        #[test]
        fn what_stays_never_overlaps(spans in prop::collection::vec((0..50usize, 1..20usize, 0..3u8), 0..20)) {
            let matches = spans.iter().enumerate().map(|(rule, &(start, length, level))| {
                let specificity = [Specificity::Generic, Specificity::Named, Specificity::Proved][usize::from(level)];
                Match::new(rule, start..start + length, specificity)
            }).collect();
            let kept = resolve(matches);
            prop_assert!(kept.windows(2).all(|pair| pair[0].value.end <= pair[1].value.start));
            prop_assert_eq!(kept.is_empty(), spans.is_empty());
        }
    }
}
