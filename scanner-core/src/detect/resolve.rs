//! One secret is one finding.

use super::Candidate;
use std::cmp::Reverse;

/// Of candidates whose values overlap, keeps the most specific; of equals the longer value, then the earlier rule. What is
/// about setup stays. All that stays is sorted by place, then by rule.
pub fn resolve(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let (setup, mut candidates): (Vec<Candidate>, Vec<Candidate>) =
        candidates.into_iter().partition(|candidate| candidate.is_about_setup);
    candidates.sort_by_key(|candidate| {
        (Reverse(candidate.specificity), Reverse(candidate.value.len()), candidate.value.start, candidate.rule)
    });
    let mut kept: Vec<Candidate> = Vec::with_capacity(candidates.len());
    // Places of what is kept, by start. Kept values do not overlap, so only the two neighbours need a look.
    let mut places = std::collections::BTreeMap::new();
    for candidate in candidates {
        let before =
            places.range(..candidate.value.end).next_back().is_some_and(|(_, &end)| end > candidate.value.start);
        if !before {
            places.insert(candidate.value.start, candidate.value.end.max(candidate.value.start + 1));
            kept.push(candidate);
        }
    }
    kept.extend(setup);
    kept.sort_by_key(|candidate| (candidate.value.start, candidate.value.end, candidate.rule));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Specificity;
    use proptest::prelude::*;

    #[test]
    fn the_most_specific_rule_wins() {
        let generic = Candidate::new(0, 0..40, Specificity::Generic);
        let format = Candidate::new(1, 4..30, Specificity::Format);
        let other = Candidate::new(2, 50..60, Specificity::Generic);
        assert_eq!(resolve(vec![generic, other.clone(), format.clone()]), [format, other]);
    }

    proptest! {
        #[test]
        fn what_stays_never_overlaps(spans in prop::collection::vec((0..50usize, 1..20usize, 0..3u8), 0..20)) {
            let candidates = spans.iter().enumerate().map(|(rule, &(start, length, level))| {
                let specificity = [Specificity::Generic, Specificity::Named, Specificity::Proved][usize::from(level)];
                Candidate::new(rule, start..start + length, specificity)
            }).collect();
            let kept = resolve(candidates);
            prop_assert!(kept.windows(2).all(|pair| pair[0].value.end <= pair[1].value.start));
            prop_assert_eq!(kept.is_empty(), spans.is_empty());
        }
    }
}
