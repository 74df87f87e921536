//! Suites of tests: files that hold at least one test case. A folder or a file without one is none.
//!
//! Test cases are looked for at the starts of lines, and what is found is read as code, so that a comment is none.

use super::Detector;
use crate::{
    context::Role,
    document::{
        Format,
        code::{Dialect, lex},
    },
    evidence::{Sightings, SurveyedFile, readers::parts::Part},
    model::EvidenceKind,
};

/// Bytes at the start of a file in which a test case must be.
const MAX_HEAD_BYTES: usize = 32 << 10;

/// How lines start that define a test case, by the endings of files.
const CASES: &[(&[&str], &[&str])] = &[
    (
        &["js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts"],
        &["it(", "test(", "it.each(", "test.each(", "Deno.test(", "Scenario("],
    ),
    (&["py"], &["def test", "async def test"]),
    (&["go"], &["func Test", "func Fuzz"]),
    (&["rs"], &["#[test]", "#[tokio::test", "#[rstest", "#[actix_web::test", "#[sqlx::test"]),
    (&["java", "kt", "scala", "groovy"], &["@Test", "@ParameterizedTest", "test(", "def \"", "it("]),
    (&["cs", "fs", "vb"], &["[Fact", "[Theory", "[Test", "[TestCase", "[TestMethod"]),
    (&["php"], &["public function test", "function test", "it(", "test(", "#[Test", "public function it_"]),
    (&["rb"], &["it \"", "it '", "specify ", "test \"", "test '", "def test_", "scenario "]),
    (&["ex", "exs"], &["test \""]),
    (&["dart"], &["test(", "testWidgets(", "group("]),
    (&["swift"], &["func test", "@Test"]),
    (&["bats"], &["@test "]),
    (&["feature"], &["Scenario", "Skenario"]),
    (&["robot"], &["*** Test Cases"]),
];

/// Modules that drive the whole program, in quotes or behind `import`.
const DRIVERS: &[&str] = &[
    "@playwright/test", "playwright", "cypress", "puppeteer", "selenium-webdriver", "webdriverio", "@wdio/globals",
    "detox", "testcafe", "selenium", "playwright.sync_api", "playwright.async_api", "org.openqa.selenium",
    "Microsoft.Playwright", "OpenQA.Selenium", "capybara/rspec", "Laravel\\Dusk", "supertest",
];

/// Words of folders and names of tests of the whole program.
const WHOLE: &[&str] = &["e2e", "cypress", "playwright", "endtoend", "acceptance", "dusk"];

/// What a file of tests shows. These files are no evidence of anything else.
pub(super) fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if loads(file) {
        load(file, found);
    } else if let Some(at) = case(file) {
        let (kind, part) = match is_of_whole(file, at) {
            true => (EvidenceKind::EndToEndTests, Part::EndToEndTests),
            false => (EvidenceKind::TestSuite, Part::UnitTests),
        };
        found.report(kind, at..at).within(part);
    }
}

/// Tests beside the code that they test, as in Rust.
pub(super) const INLINE: Detector = Detector {
    keywords: &["#[test]", "#[tokio::test"],
    applies_to: |file| file.role() == Role::Source && file.path().ends_with(".rs"),
    look: |file, found| {
        if let Some(at) = line_that_starts(file.parsed.text(), &["#[test]", "#[tokio::test"]) {
            found.report(EvidenceKind::TestSuite, at..at).within(Part::UnitTests);
        }
    },
};

/// The place of the first test case.
fn case(file: &SurveyedFile<'_>) -> Option<usize> {
    let name = file.split().1.to_ascii_lowercase();
    let extension = name.rsplit_once('.')?.1;
    let (_, starts) = CASES.iter().find(|(extensions, _)| extensions.contains(&extension))?;
    let head = head(file.parsed.text());
    let at = line_that_starts(head, starts)?;
    let end = head[at..].find('\n').map_or(head.len(), |length| at + length);
    let code = lex(head, 0..end, Dialect::for_any(&name));
    let is_code = code.token_at(at).is_some_and(|token| code.span(token).start == at);
    (is_code || matches!(extension, "feature" | "robot" | "bats")).then_some(at)
}

fn head(text: &str) -> &str {
    let end = (0..=MAX_HEAD_BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// The place of the first line that starts with one of some texts, behind its indent.
fn line_that_starts(text: &str, starts: &[&str]) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start();
        if starts.iter().any(|start| rest.strip_prefix(start).is_some_and(|behind| ends(start, behind))) {
            return Some(at + line.len() - rest.len());
        }
        at += line.len();
    }
    None
}

/// Whether the name of an annotation ends where the text that starts it does: `@Test` is not `@TestConfiguration`.
fn ends(start: &str, behind: &str) -> bool {
    !start.starts_with(['@', '[', '#']) || !behind.starts_with(|c: char| c.is_alphanumeric())
}

/// Whether a module, or the one that it is in, drives the whole program.
fn is_driver(word: &str) -> bool {
    let is_of = |driver: &&str| word.strip_prefix(*driver).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    DRIVERS.iter().any(is_of)
}

/// Whether tests are of the whole program, by their folders, their name, or what they import before the first case.
fn is_of_whole(file: &SurveyedFile<'_>, first_case: usize) -> bool {
    let path = file.path().to_ascii_lowercase();
    let mut parts = path.split(['/', '.', '-', '_']);
    let is_named = parts.any(|part| WHOLE.contains(&part))
        || ["end-to-end", "test/system/", "spec/system/", "spec/features/", ".cy."]
            .iter()
            .any(|part| path.contains(part));
    let imports = |line: &str| {
        let line = line.trim_start();
        let is_import = ["import ", "from ", "require ", "using ", "use "].iter().any(|word| line.starts_with(word))
            || line.starts_with("const ") && line.contains("= require(");
        let mut words = line.split(|c: char| c.is_whitespace() || "'\"`();,{}".contains(c));
        is_import && words.any(is_driver)
    };
    is_named || file.parsed.text()[..first_case].lines().any(imports)
}

/// Tests of load that are in no folder of tests.
pub(super) const LOAD: Detector = Detector {
    keywords: &["k6", "scenarios", "locust", "jmetertestplan", "io.gatling"],
    applies_to: |file| file.is_in_use(),
    look: |file, found| {
        if loads(file) {
            load(file, found);
        }
    },
};

/// Whether a file is a script of k6, Locust or Gatling, a test of Artillery, or a plan of JMeter.
fn loads(file: &SurveyedFile<'_>) -> bool {
    let text = head(file.parsed.text());
    let path = file.path();
    let starts = |start: &[&str]| line_that_starts(text, start).is_some();
    let imports_k6 = |line: &str| {
        line.starts_with("import ") && ["'k6'", "\"k6\"", "'k6/", "\"k6/"].iter().any(|module| line.contains(module))
    };
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "js" | "ts" | "mjs" => text.contains("k6") && text.lines().any(imports_k6),
        "py" => starts(&["from locust import", "import locust"]),
        "scala" | "java" | "kt" => starts(&["import io.gatling", "import static io.gatling"]),
        "jmx" => starts(&["<jmeterTestPlan"]),
        "yml" | "yaml" if Format::for_path(path) == Some(Format::Yaml) && text.contains("scenarios") => {
            let root = file.parsed.root();
            root.is_some_and(|root| !root.items_of("scenarios").is_empty() && root.at(&["config", "phases"]).is_some())
        }
        _ => false,
    }
}

fn load(file: &SurveyedFile<'_>, found: &mut Sightings) {
    found.report(EvidenceKind::LoadTests, 0..0).within(Part::file(file.path()));
}
