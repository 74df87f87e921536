//! Servers inside of images, behind another server of the repository: that one ends TLS for them.

use super::walk::walk;
use crate::{
    context::is_aside,
    detect::{
        ConfigFile, Files,
        project::{join, split},
    },
    document::{Format, Instruction, Keyword, ParsedFile, Server},
    model::PathGlobs,
};

/// Whether an image has the file, and another configuration of nginx passes on requests that come over TLS.
pub(super) fn is_inner(file: &ConfigFile<'_>) -> bool {
    let files = file.relations.files();
    let outer = files.once("", OuterServers::of);
    outer.0.iter().any(|path| path != file.path)
        && files.ask(&format!("in an image\n{}", file.path), |files| is_in_image(files, file.path))
}

/// The configurations that end TLS in front of other servers, by path.
struct OuterServers(Vec<String>);

impl OuterServers {
    fn of(files: &Files) -> Self {
        let is_outer = |file: &&ParsedFile<'_>| {
            !is_aside(file.path()) && file.server() == Some(Server::Nginx) && ends_tls_for_others(file)
        };
        OuterServers(files.kept().filter(is_outer).map(|file| file.path().to_owned()).collect())
    }
}

fn ends_tls_for_others(file: &ParsedFile<'_>) -> bool {
    let (mut ends_tls, mut passes_on) = (false, false);
    walk(&file.server_config(Server::Nginx).directives, &mut |directive, _| {
        ends_tls |= directive.name() == "ssl_certificate";
        passes_on |= directive.name() == "proxy_pass";
    });
    ends_tls && passes_on
}

/// Whether a Dockerfile copies a file from its context, by name or with its folder.
fn is_in_image(files: &Files, path: &str) -> bool {
    let dockerfiles = files.kept().filter(|file| Format::for_path(file.path()) == Some(Format::Dockerfile));
    dockerfiles.filter(|file| !is_aside(file.path())).any(|file| {
        let instructions = file.dockerfile().stages.iter().flat_map(|stage| &stage.instructions);
        instructions.flat_map(sources).any(|source| is_source(source, file.path(), path))
    })
}

/// The paths that a `COPY` or an `ADD` takes from the context.
fn sources(instruction: &Instruction) -> Vec<&str> {
    let is_copy = matches!(instruction.keyword, Keyword::Copy | Keyword::Add);
    if !is_copy || instruction.flat.contains("--from=") {
        return Vec::new();
    }
    let words = instruction.flat.split([' ', '\t', '[', ']', ',']).map(|word| word.trim_matches('"'));
    let mut words: Vec<&str> = words.filter(|word| !word.is_empty() && !word.starts_with("--")).collect();
    words.pop();
    words
}

/// Whether a source means a file, in the context of some folder around the Dockerfile.
fn is_source(source: &str, dockerfile: &str, path: &str) -> bool {
    let source = source.trim_start_matches('/').trim_end_matches('/');
    if matches!(source, "" | "." | "*") {
        return false;
    }
    let mut folder = split(dockerfile).0;
    loop {
        let is_meant = |whole: String| {
            path.strip_prefix(&*whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                || whole.contains(['*', '?']) && PathGlobs::new([&*whole]).is_ok_and(|globs| globs.matches(path))
        };
        if join(folder, source).is_some_and(is_meant) {
            return true;
        }
        if folder.is_empty() {
            return false;
        }
        folder = split(folder).0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_of_images() {
        for (copy, dockerfile, expected) in [
            ("COPY nginx/default.conf /etc/nginx/conf.d/", "ui/Dockerfile", true),
            ("COPY ./ui/nginx /etc/nginx/conf.d/", "ui/Dockerfile", true),
            ("COPY [\"nginx/*.conf\", \"/etc/nginx/conf.d/\"]", "ui/Dockerfile", true),
            ("COPY --chown=app nginx/default.conf /etc/nginx/conf.d/x.conf", "ui/Dockerfile", true),
            ("COPY --from=build /nginx/default.conf /etc/nginx/", "ui/Dockerfile", false),
            ("COPY . .", "ui/Dockerfile", false),
            ("COPY nginx/other.conf /etc/nginx/conf.d/", "ui/Dockerfile", false),
            ("COPY nginx/default.conf /etc/nginx/conf.d/", "api/Dockerfile", false),
        ] {
            let mut files = Files::default();
            files.keep(dockerfile, format!("FROM nginx\n{copy}\n").into_bytes());
            assert_eq!(is_in_image(&files, "ui/nginx/default.conf"), expected, "{copy}");
        }
    }
}
