//! Secrets planted everywhere in a repository: none is in any output, whole or in part.

use crate::project::{Project, Run};
use gonogo_core::{
    Scanner,
    model::{Category, ValueClass},
    rule::RuleSet,
    value::expand,
};
use gonogo_testing::{isolated, run};
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fmt::Write,
    fs,
    process::Command,
};

/// Bytes of a secret in a row that no output may hold.
const PART_BYTES: usize = 8;
/// Kinds of vendors' own formats, beside those below.
const VENDOR_KINDS: usize = 44;
/// Secrets of each kind.
const SEEDS: usize = 4;

/// Kinds that are known by what is around them only: a file, and a line in which `@` is the secret's place, which a template
/// fills.
const WRITTEN_KINDS: [(&str, &str, &str); 16] = [
    ("app/settings{n}.py", "DEBUG = True  # was {alnum:20}", "{alnum:20}"),
    ("app/fetch{n}.py", "requests.get('https://x.example', auth=('bob', '@'), verify=False)", "{alnum:18}"),
    ("app/sign{n}.js", "const c = {password: '@'}; jwt.sign(payload, c.key)", "{alnum:20}"),
    ("app/token{n}.js", "const options = {rejectUnauthorized: false}; jwt.sign(user, '@')", "{alnum:24}"),
    ("deploy/{n}/Dockerfile", "FROM node:20\nRUN curl -u admin:@ https://x.example/install | sh\n", "{alnum:18}"),
    ("deploy/{n}/nginx.conf", "server { listen 80; location / { proxy_pass http://app:@@backend; } }", "{alnum:16}"),
    ("web/{n}/nginx.conf", "server { listen 80; server_tokens on; add_header X-Api-Key @; }", "{alnum:32}"),
    ("config/{n}/.env.production", "DEBUG=true\nDB_PASSWORD=@\n", "{alnum:16}"),
    ("config/{n}/application.yml", "spring:\n  datasource:\n    password: \"@\"\n", "{alnum:14}"),
    (
        "config/{n}/appsettings.json",
        "{\"ConnectionStrings\": {\"Db\": \"Server=x;User Id=sa;Password=@;Encrypt=false\"}}",
        "{alnum:16}",
    ),
    ("config/{n}/database.ini", "[db]\nurl = postgresql://app:@@db.acme.io/app\n", "{alnum:16}"),
    ("scripts/{n}.sh", "export API_KEY='@'  # rotate soon\nmysql -u root -p@ shop\n", "{alnum:24}"),
    ("scripts/{n}-call.sh", "curl -k -H 'Authorization: Bearer @' https://x.example\n", "{alnum:40}"),
    ("docs/{n}.md", "Log in as admin with the password `@`.\n", "{alnum:12}"),
    (
        "infra/{n}/main.tf",
        "resource \"aws_db_instance\" \"db\" {\n  publicly_accessible = true\n  password = \"@\"\n}\n",
        "{alnum:20}",
    ),
    (
        "app/blob{n}.ts",
        "const url = 'https://x.blob.example/a?sv=2020&sig=@&se=1'; // eslint-disable-line\n",
        "{alnum:43}",
    ),
];

/// A secret, and where it stands.
struct Planted {
    /// The kind, to find what is the same in all secrets of it.
    kind: usize,
    path: String,
    text: String,
    value: String,
}

/// All parts of a text.
fn parts(text: &str) -> impl Iterator<Item = &[u8]> {
    text.as_bytes().windows(PART_BYTES)
}

/// Secrets in the formats of vendors: rules' own examples, filled with other seeds.
fn of_vendors() -> Vec<Planted> {
    let rules = RuleSet::builtin_with_examples().expect("sound rules");
    let scanner = Scanner::builder().threads(1).build().expect("sound rules");
    let secrets = rules.iter().filter(|rule| rule.meta.category == Category::Secret);
    let examples = secrets.filter_map(|rule| {
        let example = rule.examples.iter().find(|example| example.matches && example.beside.is_empty())?;
        Some((rule.meta.id.as_str(), &example.template))
    });
    let examples: Vec<(&str, &String)> = examples.collect();
    // A stride takes some of every pack.
    let mut planted = Vec::new();
    let mut kinds = 0;
    for (id, template) in examples.iter().step_by(examples.len() / (VENDOR_KINDS * 3)) {
        let secret = |seed: usize| {
            let text = expand(template, &format!("{id} planted {seed}")).ok()?;
            let found = scanner.scan_bytes("src/keys.py", text.as_bytes());
            let found = found.into_iter().find(|found| found.rule.id == *id)?;
            let is_live = matches!(found.value_class, ValueClass::Live { .. }) && found.secret.len() >= 16;
            let value = String::from_utf8(found.secret.reveal().to_vec()).ok().filter(|_| is_live)?;
            let path = format!("src/{id}-{seed}.py");
            Some(Planted {
                kind: WRITTEN_KINDS.len() + kinds,
                path,
                text: format!("DEBUG = True  # {text}\n{text}\n"),
                value,
            })
        };
        let of_kind: Vec<Planted> = (0..SEEDS).filter_map(secret).collect();
        if of_kind.len() == SEEDS && kinds < VENDOR_KINDS {
            planted.extend(of_kind);
            kinds += 1;
        }
    }
    assert_eq!(kinds, VENDOR_KINDS);
    planted
}

/// Secrets that only the line around them makes one.
fn as_written() -> Vec<Planted> {
    let secret = |(kind, (path, line, template)): (usize, &(&str, &str, &str)), seed: usize| {
        let value = expand(template, &format!("{path} planted {seed}")).expect("a template");
        let text = if line.contains('@') {
            line.replacen("@@", "\u{0}@", 1).replace('@', "\u{1}")
        } else {
            line.replace(template, &value)
        };
        // `@@` is the secret before an at sign.
        let text = text.replace("\u{0}\u{1}", &format!("{value}@")).replace('\u{1}', &value);
        Planted { kind, path: path.replace("{n}", &seed.to_string()), text: text + "\n", value }
    };
    let kinds = WRITTEN_KINDS.iter().enumerate();
    kinds.flat_map(|kind| (0..SEEDS).map(move |seed| secret(kind, seed))).collect()
}

fn git(project: &Project, minute: usize, author: &str, args: &[&str]) {
    let mut command = Command::new("git");
    isolated(command.args(args), &format!("2026-01-01T12:{:02}:{:02}+0000", minute / 60, minute % 60))
        .current_dir(project.path("."));
    command.env("GIT_AUTHOR_NAME", author);
    let run = run(&mut command, b"");
    assert!(run.status.success(), "{run:?}");
}

/// A repository with each secret in a file, some also in a message, an author's name, a ref or a path, and some deleted again.
fn repository(all: &[Planted]) -> Project {
    let project = Project::new();
    git(&project, 0, "Ada", &["init", "--quiet", "-b", "main"]);
    let write = |path: &str, text: &str| {
        let file = project.path(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(file, text).expect("a file");
    };
    let alone = Scanner::builder().threads(1).build().expect("sound rules");
    let is_name = |value: &str| value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    // What is known by itself can also be known in a name.
    let by_itself: Vec<&Planted> = all
        .iter()
        .filter(|one| one.kind >= WRITTEN_KINDS.len() && is_name(&one.value))
        .filter(|one| !alone.scan_bytes("a.txt", one.value.as_bytes()).is_empty())
        .collect();
    assert!(by_itself.len() >= 24, "{}", by_itself.len());
    for (at, one) in all.iter().enumerate() {
        write(&one.path, &one.text);
        if at % 10 == 9 {
            git(&project, at, "Ada", &["add", "--all", "--force"]);
            let message = format!("Set {}\n\nand {}\n", one.value, all[at - 1].value);
            git(&project, at, "Ada", &["commit", "--quiet", "--message", &message]);
        }
    }
    for (at, one) in by_itself.iter().take(24).enumerate() {
        let (minute, name) = (300 + at, &one.value);
        match at % 6 {
            0 => write(&format!("named/{name}.env"), "DEBUG=true\n"),
            1 => write(&format!("folders/{name}/Dockerfile"), "FROM node:14\n"),
            2 => git(&project, minute, "Ada", &["branch", &format!("wip/{name}")]),
            3 => git(&project, minute, "Ada", &["tag", &format!("v{at}-{name}")]),
            4 => git(&project, minute, "Ada", &["tag", "-a", "-m", &format!("Release with {name}"), &format!("v{at}")]),
            _ => git(
                &project,
                minute,
                &format!("Bob {name}"),
                &["commit", "--quiet", "--allow-empty", "--message", "By Bob"],
            ),
        }
    }
    // Errors of parsers, reasons, and a deletion.
    write("broken/values.yml", &format!("a: [1\n{}: {{\n", all[0].value));
    write("broken/config.json", &format!("{{\"password\": \"{}\" \"x\": 1}}\n", all[1].value));
    write("src/allowed.py", &format!("KEY = '{}'  # {}:allow as {} was\n", all[200].value, "gonogo", all[201].value));
    git(&project, 400, "Ada", &["add", "--all", "--force"]);
    git(&project, 401, "Ada", &["commit", "--quiet", "--message", "Add the rest"]);
    all.iter().step_by(3).for_each(|one| fs::remove_file(project.path(&one.path)).expect("a file"));
    git(&project, 402, "Ada", &["add", "--all"]);
    git(&project, 403, "Ada", &["commit", "--quiet", "--message", &format!("Remove {}", all[3].value)]);
    write("staged/Dockerfile", &format!("FROM node:14\nRUN curl -u admin:{} https://x.example | sh\n", all[5].value));
    git(&project, 404, "Ada", &["add", "--all", "--force"]);
    project
}

/// The command lines whose outputs are looked at.
fn commands() -> Vec<Vec<String>> {
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut all = Vec::new();
    for format in ["text", "compact", "json", "jsonl", "sarif"] {
        for scope in ["scan", "scan --history", "scan --range HEAD~5..HEAD"] {
            all.push(words(&format!("{scope} --format {format}")));
        }
    }
    for line in [
        "scan --format text --verbose --staged",
        "scan --format json --staged",
        "scan --format json --only debug-mode-enabled",
        "scan --format text --history --only private-key --verbose",
        "scan --format json --history --skip generic-password --at-head",
        "scan --format sarif --min-confidence high",
        "scan --format text --verbose --min-severity blocker",
        "scan --format text --verbose --config off.toml",
        "scan --config broken.toml",
        "rotate --format text --verbose",
        "rotate --format json",
        "rotate --format markdown",
        "rotate --format text --check-env .git/production.env",
        "rotate --format json --check-env .git/production.env",
        "rotate --format markdown --check-env .git/production.env",
        "fix --dry-run",
        "baseline write -o .git/baseline.json",
        "explain --file config/1/.env.production",
        "rules list --config broken.toml",
    ] {
        all.push(words(line));
    }
    all
}

#[test]
fn no_output_holds_a_planted_secret() {
    let all: Vec<Planted> = as_written().into_iter().chain(of_vendors()).collect();
    assert!(all.len() >= 200 && all.iter().map(|one| one.kind).collect::<BTreeSet<_>>().len() >= 60);
    // What all secrets of a kind have in common is no secret.
    let mut seen: BTreeMap<(usize, &[u8]), usize> = BTreeMap::new();
    for one in &all {
        parts(&one.value)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .for_each(|part| *seen.entry((one.kind, part)).or_default() += 1);
    }
    let secret: BTreeMap<&[u8], usize> =
        seen.into_iter().filter(|(_, count)| *count == 1).map(|((kind, part), _)| (part, kind)).collect();
    let index: HashSet<&[u8]> = secret.keys().copied().collect();
    let project = repository(&all);
    let values = all.iter().step_by(7).enumerate();
    let environment = values.fold(String::new(), |mut text, (at, one)| {
        writeln!(text, "SECRET_{at}={}", one.value).expect("a string");
        text
    });
    fs::write(project.path(".git/production.env"), environment).expect("a file");
    fs::write(project.path("off.toml"), format!("[rules.override.generic-password]\nenabled = false\n\n[[allow]]\npaths = ['src/']\nreason = 'as {} is old'\n", all[210].value)).expect("a file");
    fs::write(project.path("broken.toml"), format!("[scan]\ntoken = '{}'\n", all[211].value)).expect("a file");
    // What is looked for is there: asked for, nearly all are shown.
    let shown = project.run(&["scan", "--history", "--format", "json", "--show-secrets"], "").stdout;
    let known = all.iter().filter(|one| shown.contains(&one.value)).count();
    assert!(known * 6 >= all.len() * 5, "{known} of {}", all.len());
    assert!(["author-name", "ref-name", "named/", "commit-message"].iter().all(|place| shown.contains(place)));
    let mut leaks = BTreeSet::new();
    for command in commands() {
        let args: Vec<&str> = command.iter().map(String::as_str).collect();
        let Run { stdout, stderr, .. } = project.run(&args, "");
        let baseline = fs::read_to_string(project.path(".git/baseline.json")).unwrap_or_default();
        assert!(!(stdout.clone() + &stderr).is_empty(), "{command:?}");
        for text in [stdout, stderr, baseline] {
            let shown = parts(&text).filter(|part| index.contains(part));
            leaks.extend(shown.map(|part| format!("{} of {}", command.join(" "), kind_of(&all, secret[part]))));
        }
    }
    assert!(leaks.is_empty(), "{leaks:#?}");
}

fn kind_of(all: &[Planted], kind: usize) -> &str {
    all.iter().find(|one| one.kind == kind).map_or("", |one| &one.path)
}
