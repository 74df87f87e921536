//! Programs that fill a database with sample data.

use super::Program;
use gonogo_rules::knowledge::launch;

/// What starts a command of the project by its name, and the file of the project that does so, if it is one.
const FRAMEWORKS: &[(&str, &[&str])] = &[
    ("python", &["manage.py"]),
    ("manage.py", &[]),
    ("django-admin", &[]),
    ("flask", &[]),
    ("php", &["artisan", "bin/console", "spark", "yii"]),
    ("artisan", &[]),
    ("console", &[]),
    ("rails", &[]),
    ("rake", &[]),
    ("node", &["ace", "ace.js"]),
    ("ace", &[]),
    ("make", &[]),
    ("just", &[]),
    ("task", &[]),
];

/// The message about a program that fills a database.
pub(crate) fn seeding(program: &Program) -> Option<String> {
    if program.conditional {
        return None;
    }
    // A bare name may be that of a function.
    let file = Some(program.file.as_str()).filter(|file| file.contains(['/', '.']));
    let names = [program.script.as_deref(), started_file(program), file, command(program)];
    let named = names.into_iter().flatten().any(is_seed);
    let sample = command(program).is_some_and(loads_samples);
    let listed = launch::SEEDERS.iter().any(|pattern| program.fits(pattern));
    (named || sample || listed).then(|| program.shown())
}

/// The words of a name, without the folder it is in.
fn words(name: &str) -> impl Iterator<Item = String> {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    stem.split([':', '-', '_', '.']).map(str::to_ascii_lowercase)
}

fn is_seed(name: &str) -> bool {
    words(name).any(|word| matches!(&*word, "seed" | "seeds" | "seeder" | "seeders"))
}

/// `load_demo_data`, `doctrine:fixtures:load`. Who says only `demo` may start one.
fn loads_samples(name: &str) -> bool {
    let has = |wanted: &[&str]| words(name).any(|word| wanted.contains(&&*word));
    let adds = &["load", "create", "add", "generate", "populate", "insert", "import", "make", "setup", "data", "users"];
    has(&["demo", "sample", "samples", "dummy", "fake", "fixture", "fixtures"]) && has(adds)
}

/// The file that an interpreter is given.
fn started_file(program: &Program) -> Option<&str> {
    const INTERPRETERS: &[&str] =
        &["node", "python", "ruby", "php", "tsx", "ts-node", "bun", "deno", "psql", "mongosh", "mongo", "mix"];
    let is_file = |word: &&String| {
        [".js", ".ts", ".mjs", ".cjs", ".py", ".rb", ".php", ".sh", ".sql", ".exs"]
            .iter()
            .any(|end| word.ends_with(end))
    };
    let known = INTERPRETERS.contains(&program.name());
    program.words.iter().skip(1).find(is_file).filter(|_| known).map(String::as_str)
}

/// The command of the project that a framework or a file of tasks is asked for: `seed_users` of `manage.py seed_users`.
fn command(program: &Program) -> Option<&str> {
    let (_, files) = FRAMEWORKS.iter().find(|(name, _)| *name == program.name())?;
    let mut rest = program.words[1..].iter().filter(|word| !word.starts_with('-'));
    if !files.is_empty() {
        let file = rest.next()?;
        files.iter().find(|known| file == *known || file.ends_with(&format!("/{known}")))?;
    }
    rest.next().map(String::as_str)
}
