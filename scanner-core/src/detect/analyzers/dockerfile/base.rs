//! The images that stages are based on: which release one gets, and whether it still gets fixes.

use super::build::Build;
use crate::detect::knowledge::image::{Drift, ImageRef};
use crate::{detect::analyzers::Diagnostics, model::Severity};

pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    for (at, stage) in build.stages.iter().enumerate() {
        let Some(image) = ImageRef::parse(&stage.image).filter(|_| build.lineage(at).len() == 1) else { continue };
        let shipped = build.is_shipped(at);
        let named = &stage.image;
        if let Some(drift) = image.drift() {
            let (severity, what) = match drift {
                Drift::Untagged => (Severity::Medium, format!("`{named}` has no tag, which is `latest`")),
                Drift::Latest => (Severity::Medium, format!("`{named}` is another release with every build")),
                Drift::Unversioned => (Severity::Low, format!("the tag of `{named}` names a variant and no version")),
            };
            let severity = if shipped { severity } else { Severity::Low };
            // What a variant of a build stage is does not reach the image.
            if shipped || drift != Drift::Unversioned {
                found.report("base-image-unpinned", stage.image_span.clone(), severity, what);
            }
        }
        if let Some(ended) = image.ended() {
            let severity = if shipped && ended.is_long_ago { Severity::Medium } else { Severity::Low };
            let what = format!("{} has had no security fixes since {}", ended.version, ended.day);
            found.report("image-end-of-life", stage.image_span.clone(), severity, what);
        }
    }
}
