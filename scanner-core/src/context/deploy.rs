//! Scripts and pipelines that deploy, and the compose files that they start.

use super::environment::in_words;
use crate::model::Environment;

/// The names that compose looks for by itself, in its order.
const DEFAULT_NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// What a deployment starts with compose.
#[derive(Clone, Debug)]
pub(super) struct Started {
    /// The files that are named, as they are written; none for the default.
    files: Vec<String>,
    pub(super) line: u32,
}

/// Whether a file says by its name that it deploys, and not to a place for tests; or it is a pipeline with a stage for it.
pub(super) fn is_deployment(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    let deploys = name.contains("deploy") && [".sh", ".yml", ".yaml"].iter().any(|ending| name.ends_with(ending));
    let for_others =
        matches!(in_words(name), Some(Environment::Test | Environment::Development | Environment::Staging));
    is_jenkinsfile(name) || deploys && !for_others && !name.contains("compose")
}

fn is_jenkinsfile(name: &str) -> bool {
    name == "jenkinsfile" || name.starts_with("jenkinsfile.")
}

/// The commands of a deployment that start containers with compose.
pub(super) fn started(path: &str, text: &[u8]) -> Vec<Started> {
    let text = String::from_utf8_lossy(text);
    let mut deploys = !is_jenkinsfile(&path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase());
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with("stage(") {
            deploys = line.to_ascii_lowercase().contains("deploy");
        }
        let is_comment = line.starts_with(['#', '/', '*']) || line.starts_with("echo ");
        if let Some(files) = command(line).filter(|_| deploys && !is_comment) {
            found.push(Started { files, line: u32::try_from(at + 1).unwrap_or(u32::MAX) });
        }
    }
    found
}

/// The files of `docker compose -f FILE up`, if a line has such a command and names no file by a variable.
fn command(line: &str) -> Option<Vec<String>> {
    let rest = ["docker compose ", "docker-compose "].iter().find_map(|start| line.split_once(start))?.1;
    let command = rest.split(['&', ';', '|']).next().unwrap_or(rest);
    let mut words = command.split_whitespace().map(|word| word.trim_matches(['"', '\'']));
    let (mut files, mut starts) = (Vec::new(), false);
    while let Some(word) = words.next() {
        match word {
            "-f" | "--file" => files.push(words.next()?.to_owned()),
            "up" => starts = true,
            _ => files.extend(word.strip_prefix("--file=").map(str::to_owned)),
        }
    }
    (starts && !files.iter().any(|file| file.contains('$'))).then_some(files)
}

impl Started {
    /// The files of a project that are meant. They are looked for beside the script, and in each folder above it.
    pub(super) fn files(&self, script: &str, has: impl Fn(&str) -> bool) -> Vec<String> {
        let folders = || script.rmatch_indices('/').map(|(at, _)| &script[..=at]).chain([""]);
        let there = |folder: &str, name: &str| Some(format!("{folder}{name}")).filter(|path| has(path));
        if self.files.is_empty() {
            let default = |folder| DEFAULT_NAMES.iter().find_map(|name| there(folder, name));
            return folders().find_map(default).into_iter().collect();
        }
        let named = |name: &String| folders().find_map(|folder| there(folder, name.trim_start_matches("./")));
        self.files.iter().filter_map(named).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_deployments_start() {
        let jenkins =
            "stage('Test') {\n  sh 'docker-compose up -d'\n}\nstage('Deploy') {\n  sh \"docker-compose up -d\"\n}\n";
        for (path, text, expected) in [
            ("deploy.sh", "docker compose up -d --build", vec!["docker-compose.yml"]),
            (
                ".github/workflows/deploy.yml",
                "  cd /opt/app && docker compose -f app/compose.yml up -d",
                vec!["app/compose.yml"],
            ),
            ("app/deploy.sh", "docker-compose --file=compose.yml up", vec!["app/compose.yml"]),
            ("app/deploy.sh", "docker compose -f \"$FILE\" up", vec![]),
            ("deploy.sh", "# docker compose up", vec![]),
            ("deploy.sh", "docker compose build && ./up", vec![]),
            ("Jenkinsfile", jenkins, vec!["docker-compose.yml"]),
        ] {
            let has = |path: &str| ["docker-compose.yml", "app/compose.yml"].contains(&path);
            let found: Vec<String> =
                started(path, text.as_bytes()).iter().flat_map(|one| one.files(path, has)).collect();
            assert!(is_deployment(path), "{path}");
            assert_eq!(found, expected, "{path} {text}");
        }
        for path in ["deploy-test.sh", "docker-compose.deploy.yml", "src/deploy.ts", "build.sh"] {
            assert!(!is_deployment(path), "{path}");
        }
    }
}
