//! The folder that an image is built in.

use super::{build::Build, copies};
use crate::detect::project::{join, split};

/// The folder that an image is built in: where a service says so; else the folder around the Dockerfile in which most of what is copied is.
pub(super) fn likely_context(build: &Build<'_>) -> String {
    if let Some(service) = build.services.first() {
        return service.context.clone();
    }
    let copied: Vec<String> = copied_by_name(build);
    let own = split(build.file.path).0;
    let mut around = vec![own];
    while let Some(&folder) = around.last()
        && !folder.is_empty()
    {
        around.push(split(folder).0);
    }
    let there = |folder: &&&str| {
        let is_there = |name: &&String| join(folder, name).is_some_and(|path| build.is_there(&path));
        copied.iter().filter(is_there).count()
    };
    // Of equals the last wins: that is the innermost folder.
    around.iter().rev().max_by_key(there).map_or(own, |folder| folder).to_owned()
}

/// The files that are copied from the context and named in full.
fn copied_by_name(build: &Build<'_>) -> Vec<String> {
    let copies = (0..build.stages.len()).flat_map(|stage| copies::of_stage(build, stage));
    let own = copies.filter(|copy| copy.from.is_none()).flat_map(|copy| &copy.sources);
    own.map(|source| source.text.clone())
        .filter(|text| !text.contains(['*', '$', '?']) && text != "." && text != "./")
        .collect()
}
