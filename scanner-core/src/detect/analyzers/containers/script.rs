//! Scripts of the project that a container starts: mounted from it, or copied into its image.

use crate::{
    detect::{
        ConfigFile,
        project::{Files, join},
    },
    document::Node,
};

/// The text of a script that is started by a path, if it is a file of the project.
pub(super) fn script<'a>(file: &ConfigFile<'a>, folder: &str, container: &Node, program: &str) -> Option<&'a str> {
    if !is_script(program) {
        return None;
    }
    let files = file.relations.files();
    let path = mounted(files, folder, container, program).or_else(|| built(files, folder, container, program))?;
    Some(files.file(&path)?.text())
}

/// Whether a program is a script of a shell, by its name.
pub(super) fn is_script(name: &str) -> bool {
    name.ends_with(".sh") || name.ends_with("entrypoint")
}

/// The file behind a mount.
fn mounted(files: &Files, folder: &str, container: &Node, program: &str) -> Option<String> {
    let place = match container.get("working_dir").and_then(Node::text) {
        Some(working) if !program.starts_with('/') => format!("{working}/{}", program.trim_start_matches("./")),
        _ => program.to_owned(),
    };
    container.items_of("volumes").iter().find_map(|volume| {
        let text = |key: &str| volume.get(key).and_then(Node::text);
        let (source, target) = (text("source")?, text("target")?.trim_end_matches('/'));
        let rest = place.strip_prefix(target).filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
        join(folder, &format!("{source}{rest}")).filter(|path| source.starts_with('.') && files.has(path))
    })
}

/// The file in the folder that the image is built in. Where it is copied to, its path ends as it does there.
fn built(files: &Files, folder: &str, container: &Node, program: &str) -> Option<String> {
    let build = container.get("build")?;
    let context = build.text().or_else(|| build.get("context")?.text()).unwrap_or(".");
    let mut rest = program.trim_start_matches(['.', '/']);
    loop {
        let path = join(folder, &format!("{context}/{rest}"));
        if let Some(path) = path.filter(|path| files.has(path)) {
            return Some(path);
        }
        rest = rest.split_once('/')?.1;
    }
}
