//! What is better and worse than in an earlier verdict.

use crate::{
    checklist::Checklist,
    model::{Change, Status, Trend, Verdict},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The states of an earlier verdict, as its JSON has them.
#[derive(Clone, Debug, Default)]
pub struct Earlier(BTreeMap<String, Status>);

/// The error for a text that is not the JSON of a verdict.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct EarlierError {
    message: String,
    place: (usize, usize),
}

impl EarlierError {
    /// Line and column, from 1.
    pub fn place(&self) -> (usize, usize) {
        self.place
    }
}

#[derive(Deserialize)]
struct Document {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    status: String,
}

impl Earlier {
    /// Reads the JSON of a verdict.
    ///
    /// # Errors
    /// The text is no such JSON.
    pub fn parse(text: &str) -> Result<Self, EarlierError> {
        let wrong = |error: serde_json::Error| EarlierError {
            message: "this is not the JSON of a verdict".to_owned(),
            place: (error.line().max(1), error.column().max(1)),
        };
        let document: Document = serde_json::from_str(text).map_err(wrong)?;
        let status = |text: &str| Status::ALL.into_iter().find(|status| status.as_str() == text);
        let items = document.items.into_iter().filter_map(|item| Some((item.id, status(&item.status)?))).collect();
        Ok(Earlier(items))
    }

    /// Whether it answers any item of a checklist.
    pub fn answers(&self, checklist: &Checklist) -> bool {
        checklist.items.iter().any(|item| self.0.contains_key(&item.id))
    }

    /// The changes since then, in the order of the checklist.
    pub fn trend(&self, verdict: &Verdict) -> Trend {
        let mut trend = Trend::default();
        for answer in &verdict.items {
            let Some(before) = self.0.get(&answer.id) else { continue };
            let change = Change { item: answer.id.clone(), before: *before, after: answer.status };
            match rank(answer.status).cmp(&rank(*before)) {
                std::cmp::Ordering::Greater => trend.better.push(change),
                std::cmp::Ordering::Less => trend.worse.push(change),
                std::cmp::Ordering::Equal => {}
            }
        }
        trend
    }
}

/// How good a state is.
fn rank(status: Status) -> u8 {
    match status {
        Status::Fail => 0,
        Status::Open => 1,
        Status::Waived => 2,
        Status::Pass | Status::NotApplicable => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Answer, Severity, Title};

    #[test]
    fn changes_are_better_or_worse() {
        let old = r#"{"x": 1, "items": [{"id": "a", "status": "fail"}, {"id": "b", "status": "pass", "y": []},
                     {"id": "c", "status": "waived"}, {"id": "gone", "status": "open"}]}"#;
        let answer = |(id, status): (&str, Status)| {
            let open = Answer::open(id, Title::default(), Severity::Low, Vec::new());
            Answer { status, ..open }
        };
        let now = [("a", Status::Open), ("b", Status::Fail), ("c", Status::Waived), ("new", Status::Fail)];
        let verdict = Verdict { items: now.map(answer).into(), ..Verdict::default() };
        let trend = Earlier::parse(old).expect("a verdict").trend(&verdict);
        let ids = |changes: &[Change]| changes.iter().map(|change| change.item.clone()).collect::<Vec<_>>();
        assert_eq!((ids(&trend.better), ids(&trend.worse)), (vec!["a".to_owned()], vec!["b".to_owned()]));
        assert_eq!(Earlier::parse("{\n}").expect_err("no verdict").place(), (2, 1));
    }
}
