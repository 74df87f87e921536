//! Whatever the bytes: no panic, no endless work, and every place inside the text.

use super::{Node, ParsedFile, Value, parse};
use proptest::prelude::*;
use std::{ops::Range, time::Instant};

/// A name for each format and each family of languages.
const NAMES: &[&str] = &[
    ".env", "a.yml", "compose.yml", "values.yaml", ".github/workflows/a.yml", "k8s.yaml", "config.json", "a.toml",
    "a.ini", "app.service", "redis.conf", "application.properties", "Dockerfile", "run.sh", "config.ts", "settings.py",
    "config/app.php", "config/a.rb", "config.go", "Config.java", "Config.cs", "main.tf", "prod.tfvars",
    "ecosystem.config.js", "application.yml", "Procfile", "entrypoint", "package.json", "kustomization.yaml",
];

/// Pieces that mean something to one of the parsers.
const PIECES: &[&str] = &[
    "a", "KEY", "=", ":", ": ", "\n", "\n  ", "\r\n", "\t", " ", "\"", "'", "`", "\\", "\\\n", "#", " # ", "//", "/*",
    "*/", "<!--", "-->", "- ", "---\n", "{", "}", "[", "]", "(", ")", ",", ";", "|", "||", "??", "?", "?.", "=>", ":=",
    "${", "${A:-b}", "$(", "{{", "}}", "&a ", "*a", "<<: *a", "!t ", "|\n", ">-\n", "<<EOF\n", "EOF\n", "<<", "\"\"\"",
    "'''", "@", "$", "ü", "\u{feff}", "🔑", "1", "-1", "1.5", "true", "null", "process.env.", "process.env.A || 'x'",
    "os.getenv(\"A\", \"b\")", "env('A', 'b')", "if ", "else", "class ", "default", ".default(", "variable \"x\" {",
    "services:\n", "  environment:\n", "apiVersion: v1\nkind: Secret\ndata:\n", "jobs:\n", "run: |\n", "export ",
    "ENV ", "ARG ", "FROM ", "Environment=", "[s]\n", "name: A\n", "value: b\n", "env_production: {",
    "class A(Settings):\n", "f\"", "r'", "@\"", "=begin\n", "=end\n", "config.",
];

fn arbitrary_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![8 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn assert_place(text: &str, span: &Range<usize>, what: &str) {
    assert!(span.start <= span.end, "{what}: {span:?} in {text:?}");
    assert!(text.get(span.clone()).is_some(), "{what}: {span:?} in {text:?}");
}

fn assert_places(text: &str, node: &Node) {
    assert_place(text, &node.span, "node");
    match &node.value {
        Value::Scalar(_) => {}
        Value::Sequence(items) => items.iter().for_each(|item| assert_places(text, item)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| {
            assert_place(text, &entry.key_span, "key");
            assert_places(text, &entry.value);
        }),
    }
}

fn read_all(name: &str, text: &str) {
    match parse(name, text.as_bytes()) {
        Ok(document) => document.roots.iter().for_each(|root| assert_places(text, root)),
        Err(problem) => assert_place(text, &problem.span, "problem"),
    }
    let file = ParsedFile::new(name, text.as_bytes());
    let settings = file.settings();
    for setting in &settings.list {
        assert_place(text, &setting.key, "key");
        assert_place(text, &setting.value, "value");
    }
    assert!(settings.list.is_sorted_by_key(|setting| setting.value.start));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn any_text(name in proptest::sample::select(NAMES), text in arbitrary_text()) {
        read_all(name, &text);
    }

    #[test]
    fn any_bytes(name in proptest::sample::select(NAMES), bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(name, &bytes);
        for setting in ParsedFile::new(name, &bytes).settings().list {
            prop_assert!(setting.value.start <= setting.value.end && setting.value.end <= bytes.len());
        }
    }

    /// A plain value reads the same in every syntax.
    #[test]
    fn plain_values(value in "[A-Za-z][A-Za-z0-9_./+-]{0,30}") {
        for (name, before, after) in [
            (".env", "A=", "\n"),
            (".env", "export A=\"", "\" # c\n"),
            ("a.yml", "x:\n  A: ", "\n"),
            ("a.yml", "A: '", "'\n"),
            ("config.json", "{\"A\": \"", "\"}"),
            ("a.toml", "[x]\nA = \"", "\"\n"),
            ("a.ini", "[x]\nA = ", "\n"),
            ("a.properties", "x.A=", "\n"),
            ("run.sh", "export A=", "; b\n"),
            ("compose.yml", "services:\n  x:\n    environment:\n      - A=", "\n"),
            ("compose.yml", "services:\n  x:\n    environment:\n      A: ${A:-", "}\n"),
            ("Dockerfile", "FROM x\nENV B=1 A=", " \\\n C=2\n"),
            ("a.service", "[Service]\nEnvironment=\"A=", "\"\n"),
            ("config.js", "const a = process.env.A || '", "';"),
            ("config.py", "A = os.getenv(\"A\", \"", "\")\n"),
            ("config.php", "'a' => env('A', '", "'),"),
            ("config.rb", "a = ENV.fetch('A', '", "')\n"),
            ("config.go", "a := getEnv(\"A\", \"", "\")\n"),
            ("Config.java", "@Value(\"${A:", "}\") String a;"),
            ("config.tf", "variable \"A\" {\n  default = \"", "\"\n}\n"),
        ] {
            let text = format!("{before}{value}{after}");
            let file = ParsedFile::new(name, text.as_bytes());
            let found = file.settings();
            let place = before.len()..before.len() + value.len();
            let setting = found.list.iter().find(|setting| setting.value == place);
            prop_assert!(setting.is_some_and(|setting| setting.text == value && setting.names().any(|name| name == "A")), "{name}: {text}");
        }
    }
}

/// Inputs made to cost more than their length: nested, repeated, never closed, all on one line.
#[test]
fn hostile_texts_are_read_in_time() {
    const LENGTH: usize = 60_000;
    let pieces = [
        "[", "{", "(", "- ", "${", "$(", "\"", "'", "`", "'\\", "\"\\", "<<A\n", "<!--", "/*", "/[", "a:\n",
        "a: &a [*a, ", "A=\"", "A='\\\n", "\"\"\"", "if x:\n", "class A:\n", "])", "a.b", "x ? ", "if (production) ",
        "name: ", "#{", "${A:-", "\\\n", " ", "\n", "a = [", "x||", "getenv('a',", "f(", "'''", "{\"a\":", "&a ", "? ",
        "\t- ",
    ];
    let start = Instant::now();
    let mut slowest = (0.0, "", "");
    for name in NAMES {
        for piece in pieces {
            let text = piece.repeat(LENGTH / piece.len());
            let before = Instant::now();
            drop(ParsedFile::new(name, text.as_bytes()).settings());
            let seconds = before.elapsed().as_secs_f64();
            if seconds > slowest.0 {
                slowest = (seconds, name, piece);
            }
        }
    }
    assert!(slowest.0 < 2.0, "{slowest:?}, {:?} in all", start.elapsed());
}
