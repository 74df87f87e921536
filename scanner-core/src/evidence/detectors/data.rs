//! Scripts that work on data: those that fill a database, and those that encrypt it with other keys.

use super::{Detector, changes::is_migration};
use crate::{
    context::Role,
    document::code::{Code, MAX_CODE_BYTES},
    evidence::{
        Sightings, SurveyedFile,
        readers::{parts::Part, sql::statements},
    },
    model::{EvidenceKind, words},
};

/// Calls that write rows, in lower case.
const WRITES: &[&str] = &[
    "create", "createmany", "insert", "insertmany", "insertone", "upsert", "save", "bulkinsert", "bulk_insert",
    "bulkcreate", "bulk_create", "add", "add_all", "create!", "find_or_create_by", "find_or_create_by!",
    "firstorcreate", "updateorcreate", "get_or_create", "update_or_create", "factory", "call", "execute", "query",
    "run", "run!", "hasdata", "insertgetid",
];

pub(super) const SEEDS: Detector = Detector {
    keywords: &["seed"],
    applies_to: |file| file.is_in_use() && file.parsed.text().len() <= MAX_CODE_BYTES,
    look: seeds,
};

pub(super) const ROTATION: Detector = Detector {
    keywords: &["rotat", "rekey", "re-encrypt", "reencrypt", "re_encrypt"],
    applies_to: |file| file.is_in_use(),
    look: rotation,
};

/// The words of a file's name.
fn name_words(file: &SurveyedFile<'_>) -> Vec<String> {
    words(file.split().1.split('.').next().unwrap_or_default().as_bytes())
}

fn is_seed(word: &str) -> bool {
    matches!(word, "seed" | "seeds" | "seeder" | "seeders" | "seeding")
}

fn seeds(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let (folder, name) = file.split();
    if name == "package.json" {
        let seed =
            file.parsed.root().and_then(|root| root.at(&["prisma", "seed"])).filter(|seed| seed.text().is_some());
        seed.into_iter().for_each(|seed| {
            found.report(EvidenceKind::SeedScript, seed.span.clone());
        });
        return;
    }
    let own = name_words(file);
    let is_named = own.first().is_some_and(|word| is_seed(word)) || own.last().is_some_and(|word| is_seed(word));
    let is_placed =
        folder.rsplit('/').next().is_some_and(|last| words(last.as_bytes()).iter().any(|word| is_seed(word)));
    if !(is_named || is_placed) || is_migration(file.path()) {
        return;
    }
    let span = if name.ends_with(".sql") {
        statements(file.parsed.text()).into_iter().find(|one| one.has(&["INSERT", "INTO"])).map(|one| one.span)
    } else if file.role() == Role::Source {
        let code = file.parsed.code();
        let writes = |at: &usize| code.sign(at + 1) == "(" && WRITES.contains(&&*code.word(*at).to_ascii_lowercase());
        (0..code.tokens.len()).find(writes).map(|at| code.span(at))
    } else {
        None
    };
    if let Some(span) = span {
        found.report(EvidenceKind::SeedScript, span).within(Part::file(file.path()));
    }
}

/// A script that is named after rotation, and reads with one key what it writes with another.
fn rotation(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let own = name_words(file);
    let has = |known: &[&str]| own.iter().any(|word| known.contains(&word.as_str()));
    let is_named = has(&["rekey", "reencrypt", "reencryption"])
        || has(&["encrypt", "encryption"]) && has(&["re"])
        || has(&["rotate", "rotation", "rotator"])
            && has(&["key", "keys", "secret", "secrets", "encryption", "credentials"]);
    if !is_named || file.parsed.text().len() > MAX_CODE_BYTES {
        return;
    }
    let code = file.parsed.code();
    if let Some(at) = recrypts(&code) {
        found.report(EvidenceKind::KeyRotationScript, code.span(at)).within(Part::file(file.path()));
    }
}

/// The token that decrypts, in code that encrypts too.
fn recrypts(code: &Code<'_>) -> Option<usize> {
    let is = |at: usize, part: &str| {
        let word = code.word(at).to_ascii_lowercase();
        word.contains(part) && (part != "encrypt" || !word.contains("decrypt"))
    };
    let calls = |part: &'static str| (0..code.tokens.len()).find(|at| is(*at, part) && code.sign(at + 1) == "(");
    calls("decrypt").filter(|_| calls("encrypt").is_some())
}
