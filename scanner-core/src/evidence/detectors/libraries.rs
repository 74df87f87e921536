//! Evidence by the libraries that source code uses: imported is present, called is wired.

use super::{Detector, scrapes::HANDLE, workers::is_started};
use crate::{
    document::code::{Code, runs_in_production},
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            imports::{Ecosystem, Import, Library, Uses, imports, is_called, is_named},
            words::Words,
        },
    },
    model::EvidenceKind,
};
use gonogo_rules::knowledge::libraries::{CALLS, LISTED, REQUIRED};
use std::{ops::Range, sync::OnceLock};

/// The name for a package that is used by importing it.
const BY_IMPORT: &str = "import";

/// What a page in a browser does for its users alone.
const ON_SERVERS: &[EvidenceKind] = &[EvidenceKind::InputValidation];

/// For each ecosystem, what is in each file that uses one of its libraries.
static MARKS: [OnceLock<Words>; Ecosystem::ALL.len()] = [const { OnceLock::new() }; Ecosystem::ALL.len()];

pub(super) const DETECTOR: Detector = Detector { keywords: &[], applies_to: |file| file.is_code(), look };

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let Some(ecosystem) = Ecosystem::for_path(file.path()) else { return };
    if !MARKS[ecosystem as usize].get_or_init(|| marks(ecosystem)).are_in(file.parsed.text()) {
        return;
    }
    let code = file.parsed.code();
    let imports = imports(&code, ecosystem);
    let is_of_page = is_of_page(file.path());
    for (package, kind, calls) in ecosystem.libraries().iter().filter_map(known) {
        if is_of_page && ON_SERVERS.contains(&kind) {
            continue;
        }
        let of_package: Vec<&Import<'_>> = imports.iter().filter(|import| import.is_of(package)).collect();
        if !of_package.is_empty() && has_required(&code, package) {
            report(file, &code, of_package, (package, kind, calls), found);
        }
    }
    for (kind, names) in CALLS.iter().filter_map(|(kind, names)| Some((kind.parse().ok()?, names))) {
        let is_call = |at: &usize| names.contains(&code.word(*at)) && is_called(&code, *at);
        let call = (0..code.tokens.len()).find(is_call).map(|at| code.span(at));
        call.filter(|span| runs(file, span)).into_iter().for_each(|span| sight(kind, span, true, found));
    }
    if ecosystem == Ecosystem::Python {
        listed(&code, found);
    }
}

fn marks(ecosystem: Ecosystem) -> Words {
    let calls = CALLS.iter().chain(LISTED).flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned()));
    let packages = ecosystem.libraries().iter().flat_map(|(package, _)| ecosystem.marks(package));
    Words::exact(packages.chain(calls))
}

/// Whether code runs in a browser or an app, by the ending or the folders of its file.
fn is_of_page(path: &str) -> bool {
    const FOLDERS: &[&str] = &["frontend", "front-end", "client", "mobile", "ui", "components", "hooks"];
    let path = path.to_ascii_lowercase();
    [".tsx", ".jsx", ".vue", ".svelte", ".astro"].iter().any(|end| path.ends_with(end))
        || path.split('/').any(|part| FOLDERS.contains(&part))
}

/// Names in the lists of middleware and applications of Django's settings.
fn listed(code: &Code<'_>, found: &mut Sightings) {
    const LISTS: &[&str] = &["MIDDLEWARE", "INSTALLED_APPS", "THIRD_PARTY_APPS", "DJANGO_APPS"];
    for open in (2..code.tokens.len()).filter(|at| matches!(code.sign(*at), "[" | "(")) {
        if !matches!(code.before(open), "=" | "+=") || !LISTS.contains(&code.word(open - 2)) {
            continue;
        }
        for at in (open..code.behind(open)).filter(|at| code.is_text(*at)) {
            let kinds = LISTED.iter().filter(|(_, names)| names.contains(&code.inner_text(at)));
            for kind in kinds.filter_map(|(kind, _)| kind.parse().ok()) {
                sight(kind, code.span(at), true, found);
            }
        }
    }
}

/// A library's package, what it is evidence of, and the names whose call puts it in use.
type Known = (&'static str, EvidenceKind, &'static [&'static str]);

/// A row of the table.
fn known(library: &'static Library) -> Option<Known> {
    let (package, [kind, calls @ ..]) = library else { return None };
    Some((package, kind.parse().ok()?, calls))
}

/// Whether a file names what makes a package count.
fn has_required(code: &Code<'_>, package: &str) -> bool {
    let required = REQUIRED.iter().find(|(known, _)| *known == package);
    required.is_none_or(|(_, names)| names.iter().any(|name| is_named(code, name)))
}

fn report(
    file: &SurveyedFile<'_>,
    code: &Code<'_>,
    imports: Vec<&Import<'_>>,
    (package, kind, calls): Known,
    found: &mut Sightings,
) {
    if kind == EvidenceKind::Worker && is_started(package) {
        let call = Uses::new(code, imports.clone()).call_of(calls);
        let span = code.span(call.unwrap_or(imports[0].tokens.start));
        found.report(kind, span).handle(package);
        return;
    }
    let first = code.span(imports[0].tokens.start);
    if calls == [BY_IMPORT] {
        return sight(kind, first, true, found);
    }
    let call = Uses::new(code, imports).call_of(calls).map(|at| code.span(at));
    match call.filter(|span| runs(file, span)) {
        Some(span) => sight(kind, span, true, found),
        None => sight(kind, first, false, found),
    }
}

fn runs(file: &SurveyedFile<'_>, span: &Range<usize>) -> bool {
    runs_in_production(file.parsed.bytes(), span.start)
}

fn sight(kind: EvidenceKind, span: Range<usize>, is_used: bool, found: &mut Sightings) {
    let sighting = found.report(kind, span);
    // What uses metrics is what collects them.
    if kind == EvidenceKind::MetricsRoute {
        sighting.handle(HANDLE);
    } else if is_used {
        sighting.wired();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        detect::Files,
        document::ParsedFile,
        evidence::{SurveyedFile, tests::all},
    };

    fn seen(path: &str, text: &str) -> Vec<EvidenceKind> {
        let (parsed, files) = (ParsedFile::new(path, text.as_bytes()), Files::new([path.to_owned()]));
        let file = SurveyedFile::new(&parsed, crate::context::FileContext::for_path(path, text.as_bytes()), &files);
        let mut found = Sightings::default();
        look(&file, &mut found);
        found.evidence.iter().map(|sighting| sighting.kind).collect()
    }

    /// A file that imports a package.
    fn importing(ecosystem: Ecosystem, package: &str) -> (&'static str, String, &'static str) {
        match ecosystem {
            Ecosystem::Node => ("src/a.ts", format!("import x from '{package}';\n"), "//"),
            Ecosystem::Python => ("src/a.py", format!("import {package}\n"), "#"),
            Ecosystem::Php => ("src/a.php", format!("use {package}\\X;\n"), "//"),
            Ecosystem::Ruby => ("src/a.rb", format!("{}.x\n", package.replace('.', "::")), "#"),
            Ecosystem::Jvm => ("src/A.java", format!("import {package}.X;\n"), "//"),
            Ecosystem::Go => ("src/a.go", format!("import \"{package}\"\n"), "//"),
            Ecosystem::Dotnet => ("src/a.cs", format!("using {package};\n"), "//"),
            Ecosystem::Rust => ("src/a.rs", format!("use {package}::x;\n"), "//"),
            Ecosystem::Elixir => ("src/a.ex", format!("use {package}\n"), "#"),
        }
    }

    /// A line that names something: `.json` behind a sign.
    fn named(name: &str) -> String {
        format!("{}{name}\n", if name.starts_with('.') { "x" } else { "" })
    }

    #[test]
    fn every_library_is_evidence_where_it_is_imported() {
        for ecosystem in Ecosystem::ALL {
            for (package, kind) in ecosystem.libraries().iter().map(|(package, row)| (*package, row[0])) {
                let kind: EvidenceKind = kind.parse().expect("a kind of evidence");
                let (path, statement, comment) = importing(ecosystem, package);
                let required = REQUIRED.iter().find(|(known, _)| *known == package);
                let named = required.map_or(String::new(), |(_, names)| named(names[0]));
                let start = if ecosystem == Ecosystem::Php { "<?php\n" } else { "" };
                assert!(seen(path, &format!("{start}{statement}{named}")).contains(&kind), "{package}");
                assert_eq!(seen(path, &format!("{start}{comment} {statement}{named}")), [], "{package}");
            }
        }
        assert!(CALLS.iter().all(|(kind, names)| kind.parse::<EvidenceKind>().is_ok() && !names.is_empty()));
    }

    #[test]
    fn error_monitoring() {
        all(&[
            (
                &[("src/main.ts", "import * as Sentry from '@sentry/node';\nSentry.init({ dsn });\n")],
                &["error-monitoring wired src/main.ts:2"],
            ),
            (
                &[("src/a.ts", "import * as Sentry from '@sentry/node';\nSentry.captureException(e);\n")],
                &["error-monitoring present src/a.ts:1"],
            ),
            (
                &[("shop/settings.py", "import sentry_sdk\n\nsentry_sdk.init(dsn=env('SENTRY_DSN'))\n")],
                &["error-monitoring wired shop/settings.py:3"],
            ),
            (
                &[("config/initializers/sentry.rb", "Sentry.init do |config|\n  config.dsn = dsn\nend\n")],
                &["error-monitoring wired config/initializers/sentry.rb:1"],
            ),
            (&[("Program.cs", "builder.WebHost.UseSentry();\n")], &["error-monitoring wired Program.cs:1"]),
            // A dependency, a comment, a name in a text, a test.
            (&[("package.json", "{\"dependencies\": {\"@sentry/node\": \"9\"}}")], &[]),
            (&[("src/a.ts", "// import * as Sentry from '@sentry/node';\nconst s = 'Sentry.init(';\n")], &[]),
            (&[("test/a.ts", "import * as Sentry from '@sentry/node';\nSentry.init({ dsn });\n")], &[]),
        ]);
    }

    #[test]
    fn structured_logging() {
        all(&[
            (
                &[("src/log.js", "const pino = require('pino');\nmodule.exports = pino();\n")],
                &["structured-logging wired src/log.js:2"],
            ),
            (
                &[(
                    "src/log.ts",
                    "import winston from 'winston';\nexport const log = winston.createLogger({ format: winston.format.json() });\n",
                )],
                &["structured-logging wired src/log.ts:2"],
            ),
            // Lines for people.
            (
                &[(
                    "src/log.ts",
                    "import winston from 'winston';\nexport const log = winston.createLogger({ format: winston.format.simple() });\nres.json({});\n",
                )],
                &[],
            ),
            (
                &[("cmd/main.go", "import \"log/slog\"\n\nvar l = slog.New(slog.NewJSONHandler(os.Stdout, nil))\n")],
                &["structured-logging wired cmd/main.go:3"],
            ),
            (&[("cmd/main.go", "import \"log/slog\"\n\nvar l = slog.New(slog.NewTextHandler(os.Stdout, nil))\n")], &[]),
            (
                &[("src/main.rs", "fn main() {\n    tracing_subscriber::fmt().json().init();\n}\n")],
                &["structured-logging wired src/main.rs:2"],
            ),
        ]);
    }

    #[test]
    fn validation_of_requests_is_on_servers() {
        const SCHEMA: &str = "import { z } from 'zod';\nexport const Login = z.object({ email: z.email() });\n";
        all(&[
            (&[("api/login.ts", SCHEMA)], &["input-validation wired api/login.ts:2"]),
            (
                &[("app/api.py", "from pydantic import BaseModel\n\nclass Login(BaseModel):\n    email: str\n")],
                &["input-validation wired app/api.py:3"],
            ),
            // Forms of a page, and settings of a program.
            (&[("web/Login.tsx", SCHEMA)], &[]),
            (&[("frontend/login.ts", SCHEMA)], &[]),
            (&[("app/config.py", "from pydantic import SecretStr\n")], &[]),
        ]);
    }
}
