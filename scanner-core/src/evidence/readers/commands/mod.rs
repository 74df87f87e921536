//! The commands that a file runs, whatever kind of file it is, each at its place.
//!
//! Commands are those of a shell, of the list form of containers, and of scripts that other commands call. What a comment or a
//! here-document holds is run by nothing.

mod make;
mod script;
mod structured;

pub(in crate::evidence) use structured::is_off;

use super::run::{Run, Runner};
use crate::{
    context::{is_compose_file, is_workflow},
    detect::{run_commands, start_words},
    document::{Format, Keyword},
    evidence::SurveyedFile,
};

/// Whether a file runs commands.
pub(in crate::evidence) fn runs_commands(file: &SurveyedFile<'_>) -> bool {
    file.is_in_use() && reader(file).is_some()
}

/// The commands that a file runs, in their order.
pub(in crate::evidence) fn runs<'f>(file: &'f SurveyedFile<'_>) -> &'f [Run] {
    file.runs.get_or_init(|| reader(file).map_or_else(Vec::new, |read| read(file)))
}

type Read = fn(&SurveyedFile<'_>) -> Vec<Run>;

/// What reads the commands of such a file.
fn reader(file: &SurveyedFile<'_>) -> Option<Read> {
    let path = file.path().to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or(&path);
    Some(match (Format::for_path(&path), name) {
        (Some(Format::Dockerfile), _) => image,
        (Some(Format::Yaml), _) if is_workflow(&path) => structured::pipeline,
        (Some(Format::Yaml), _) if is_compose_file(&path) => structured::compose,
        (Some(Format::Unit), _) => structured::unit,
        (_, "package.json" | "composer.json" | "deno.json" | "deno.jsonc") => structured::package,
        _ if name.starts_with("procfile") => structured::procfile,
        _ if structured::is_platform(name) => structured::platform,
        (_, "makefile" | "gnumakefile" | "justfile" | ".justfile") => make::recipes,
        (_, "jenkinsfile") => script::jenkins,
        _ if name.ends_with(".mk") => make::recipes,
        _ if script::is_shell(name, file.parsed.text()) => script::shell,
        _ => return None,
    })
}

/// The steps of a Dockerfile, and what its image starts.
fn image(file: &SurveyedFile<'_>) -> Vec<Run> {
    let mut found = Vec::new();
    for stage in &file.parsed.dockerfile().stages {
        for instruction in &stage.instructions {
            match instruction.keyword {
                Keyword::Run => {
                    let commands = run_commands(file.parsed.text(), instruction);
                    found.extend(commands.into_iter().map(|one| Run::new(Runner::Image, &stage.name, one)));
                }
                Keyword::Cmd | Keyword::Entrypoint => found.push(Run::of_words(
                    Runner::Process,
                    &stage.name,
                    start_words(instruction),
                    instruction.whole(),
                )),
                _ => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::FileContext, detect::Files, document::ParsedFile};

    /// The commands of a file: what runs each, its owner, its words, and the line of its place.
    fn shown(path: &str, text: &str) -> Vec<String> {
        let (parsed, files) = (ParsedFile::new(path, text.as_bytes()), Files::default());
        let file = SurveyedFile::new(&parsed, FileContext::for_path(path, text.as_bytes()), &files);
        let show = |run: &Run| {
            let line = text[..run.span.start].matches('\n').count() + 1;
            format!("{:?} {} {line}: {}", run.runner, run.owner, run.words.join(" "))
        };
        if runs_commands(&file) { runs(&file).iter().map(show).collect() } else { Vec::new() }
    }

    #[test]
    fn commands_of_files() {
        let github = "jobs:\n  test:\n    steps:\n      - run: |\n          npm ci\n          # npm test\n          npm run lint\n      - run: >\n          a\n          b\n";
        let gitlab = "build:\n  before_script:\n    - npm ci\n  script: npm run build\nvariables:\n  X: npm test\n";
        let azure = "jobs:\n- job: Build\n  steps:\n  - script: npm ci\n";
        let docker = "FROM node\n# RUN a\nRUN --mount=type=cache,target=/x b && \\\n  c\nRUN <<EOF\nd\nEOF\nCMD [\"node\", \"e.js\"]\n";
        let shell = "#!/bin/sh\nset -e\nnpm ci # here\ncat > x <<EOF\nnpm test\nEOF\nssh host <<'EOF'\nmake up\nEOF\necho \"npm build\"\n";
        let make =
            "X := a\n.PHONY: up\nup: build\n\t@docker compose up \\\n\t  -d\n\t-./seed.sh\n# c\n\tb\nother:; a\n";
        let compose = "services:\n  api:\n    command: sh -c 'a && b'\n    entrypoint: [\"c\", \"d\"]\n  db:\n    environment: {command: x}\n";
        let unit = "[Service]\nExecStartPre=-/bin/a\nExecStart=/usr/bin/node \\\n  b.js\n";
        let package = "{\"scripts\": {\n\"build\": \"tsc && vite build\",\n\"t\": \"a \\\"b c\\\"\"}, \"config\": {\"x\": \"y\"}}";
        let php = "{\"scripts\": {\"post-install-cmd\": [\"@a\",\n\"b\"]}}";
        let jenkins =
            "pipeline { stages { stage('T') { steps {\n // sh 'a'\n sh 'npm test'\n sh(script: \"b\")\n } } } }";
        for (path, text, expected) in [
            (
                ".github/workflows/ci.yml",
                github,
                &["Pipeline test 5: npm ci", "Pipeline test 7: npm run lint", "Pipeline test 9: a b"][..],
            ),
            (".gitlab-ci.yml", gitlab, &["Pipeline build 3: npm ci", "Pipeline build 4: npm run build"]),
            ("azure-pipelines.yml", azure, &["Pipeline Build 4: npm ci"]),
            ("Dockerfile", docker, &["Image 0 3: b", "Image 0 4: c", "Image 0 6: d", "Process 0 8: node e.js"]),
            (
                "deploy.sh",
                shell,
                &[
                    "Shell deploy.sh 2: set -e", "Shell deploy.sh 3: npm ci", "Shell deploy.sh 4: cat",
                    "Shell deploy.sh 7: ssh host", "Shell deploy.sh 8: make up", "Shell deploy.sh 10: echo npm build",
                ],
            ),
            ("bin/up", "#!/usr/bin/env bash\na\n", &["Shell up 2: a"]),
            ("bin/up", "#!/usr/bin/env node\na\n", &[]),
            (
                "Makefile",
                make,
                &[
                    "Make up 3: make build", "Make up 4: docker compose up -d", "Make up 6: ./seed.sh", "Make up 8: b",
                    "Make other 9: a",
                ],
            ),
            ("justfile", "set x\nup arg: build\n  @a b\n\nx := \"y\"\n", &["Make up 2: make build", "Make up 3: a b"]),
            ("compose.yml", compose, &["Process api 3: sh -c a && b", "Process api 4: c d"]),
            ("app.service", unit, &["Process app.service 2: /bin/a", "Process app.service 3: /usr/bin/node b.js"]),
            ("package.json", package, &["Package build 2: tsc", "Package build 2: vite build", "Package t 3: a b c"]),
            ("composer.json", php, &["Package post-install-cmd 1: @a", "Package post-install-cmd 2: b"]),
            (
                "Procfile",
                "web: node x.js\n# a: b\nrelease: a && b\n",
                &["Process web 1: node x.js", "Process release 3: a", "Process release 3: b"],
            ),
            ("Jenkinsfile", jenkins, &["Pipeline T 3: npm test", "Pipeline T 4: b"]),
            ("render.yaml", "services:\n- name: x\n  buildCommand: npm ci\n", &["Platform buildCommand 3: npm ci"]),
            ("fly.toml", "app = 'x'\n[deploy]\n  release_command = 'a b'\n", &["Platform release_command 3: a b"]),
            ("docs/deploy.sh", "a\n", &[]),
            ("config.yml", "run: a\n", &[]),
        ] {
            assert_eq!(shown(path, text), expected, "{path}");
        }
    }
}
