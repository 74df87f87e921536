//! The images that stages are based on: which release one gets, and whether it still gets fixes.

use super::build::Build;
use crate::detect::knowledge::image::{Drift, ImageRef};
use crate::{
    detect::analyzers::{Check, Diagnostics},
    model::Severity,
};

pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    for (at, stage) in build.stages.iter().enumerate() {
        let Some(image) = ImageRef::parse(&stage.image).filter(|_| build.lineage(at).len() == 1) else { continue };
        let shipped = build.is_shipped(at);
        let named = &stage.image;
        if let Some(drift) = image.drift() {
            let (severity, message) = match drift {
                Drift::Untagged => (Severity::Medium, format!("`{named}` has no tag, which means `latest`")),
                Drift::Latest => (Severity::Medium, format!("`{named}` may be another release with every build")),
                Drift::Unversioned => (Severity::Low, format!("The tag of `{named}` names a variant but no version")),
            };
            let severity = if shipped { severity } else { Severity::Low };
            // What a variant of a build stage is does not reach the image.
            if shipped || drift != Drift::Unversioned {
                let report = found.report(Check::BaseImageUnpinned, stage.image_span.clone());
                report.subject(build.subject(at)).severity(severity).message(message);
            }
        }
        if let Some(ended) = image.ended() {
            let severity = if shipped && ended.is_long_ago { Severity::Medium } else { Severity::Low };
            let report = found.report(Check::ImageEndOfLife, stage.image_span.clone());
            report.subject(build.subject(at)).severity(severity).message(ended.message());
        }
    }
}
