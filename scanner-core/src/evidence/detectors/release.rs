//! Scripts that deploy, and then ask whether the program answers.

use super::{
    Detector,
    pipeline::{Act, acts},
};
use crate::{
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            commands::{runs, runs_commands},
            run::Runner,
        },
    },
    model::EvidenceKind,
};
use std::collections::BTreeSet;

pub(super) const CHECKS: Detector = Detector { keywords: &[], applies_to: runs_commands, look };

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let mut deployed: BTreeSet<String> = BTreeSet::new();
    for run in runs(file).iter().filter(|run| matches!(run.runner, Runner::Make | Runner::Package | Runner::Shell)) {
        let acts = acts(run, &run.owner);
        if let Some(part) = run.part().filter(|_| acts.contains(&Act::Asks) && deployed.contains(&run.owner)) {
            found.report(EvidenceKind::PostDeployCheck, run.span.clone()).within(part);
        }
        if acts.contains(&Act::Deploys) {
            deployed.insert(run.owner.clone());
        }
    }
}
