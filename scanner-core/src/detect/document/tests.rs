use crate::{
    context::{Explanation, Project},
    detect::{ConfigDetector, ConfigFile, RelatedFiles},
    document::ParsedFile,
    rule::{Pack, RuleSet},
};

/// The reports of a rule with this matcher: the text at the place, and the message.
fn matches(matcher: &str, path: &str, text: &str) -> Vec<(String, String)> {
    let pack = format!(
        "schema = 1\npack = {{ name = 'p' }}\n[[rule]]\nid = 'r'\ntitle = 'T'\ndescription = 'D'\nhelp = 'H'\n\
         severity = 'high'\nconfidence = 'high'\ncategory = 'c'\n[rule.document]\n{matcher}\n"
    );
    let rules = RuleSet::empty().merge(Pack::from_toml("p", &pack).expect("a pack"));
    let (project, relations) = (Project::default(), RelatedFiles::default());
    let parsed = ParsedFile::new(path, text.as_bytes());
    let settings = parsed.settings().list;
    let why = Explanation::for_path(path, text.as_bytes());
    let file = ConfigFile::new(&parsed, &why, &settings, &project, &relations);
    let matches = ConfigDetector::new(&rules).search(&rules, &file).list;
    matches
        .into_iter()
        .map(|found| (text[found.value].to_owned(), found.message.unwrap_or_default().replace("T: ", "")))
        .collect()
}

const TEXT: &str = "\
a:
  one: { image: 'x:1', list: [p, q], on: yes }
  two: { image: 'y', command: [run, --fast] }
b: 5
";

#[test]
fn what_is_selected_and_said() {
    for (matcher, expected) in [
        ("select = ['a.*']", vec![("one", "T"), ("two", "T")]),
        ("select = ['a.*']\nmessage = '`{1}` runs {image}'", vec![("one", "`one` runs x:1"), ("two", "`two` runs y")]),
        (
            "select = ['a.*']\nmessage = '{1} `{name}` runs {image}'",
            vec![("one", "one runs x:1"), ("two", "two runs y")],
        ),
        ("select = ['a.two']\nmessage = '`{name}` runs {image}'", vec![("two", "T")]),
        ("select = ['a.*']\nall = [{ at = 'image', matches = ':' }]\nreport = 'image'", vec![("x:1", "T")]),
        ("select = ['a.*']\nnone = [{ at = 'image', matches = ':' }]", vec![("two", "T")]),
        ("select = ['a.*']\nall = [{ at = 'list', present = false }]\nreport = 'list'", vec![("two", "T")]),
        ("select = ['a.*']\nall = [{ at = 'on', on = true }]", vec![("one", "T")]),
        ("select = ['a.*.list.*']\nmessage = '{2} {^^.image}'", vec![("p", "0 x:1"), ("q", "1 x:1")]),
        ("select = ['a.*.list.*']\nall = [{ equals = ['Q', 'r'] }]\nmessage = '{.}'", vec![("q", "q")]),
        ("select = ['a.*.command']\nall = [{ matches = '^run --fast$' }]", vec![("command", "T")]),
        ("select = ['**.{image,b}']\nall = [{ matches = 'y' }, { at = '$.b', equals = ['5'] }]", vec![("image", "T")]),
        (
            "select = ['a']\nany = [{ at = 'one.on', on = false }, { at = '*', any = [{ at = 'list' }] }]",
            vec![("a", "T")],
        ),
        ("select = ['b']\nin = { production = 'high' }", vec![]),
        ("select = ['b']\npaths = ['**/*.json']", vec![]),
    ] {
        let found = matches(&format!("kind = 'yaml'\n{matcher}"), "x.yml", TEXT);
        let found: Vec<(&str, &str)> = found.iter().map(|(text, said)| (text.as_str(), said.as_str())).collect();
        assert_eq!(found, expected, "{matcher}");
    }
}

#[test]
fn what_a_template_lacks_is_not_known() {
    let lacks = "kind = 'kubernetes'\nselect = ['spec']\nall = [{ at = 'x', present = false }]";
    let has = "kind = 'kubernetes'\nselect = ['spec.y']";
    let plain = "apiVersion: v1\nkind: Pod\nspec:\n  y: 1\n";
    let template = "apiVersion: v1\nkind: Pod\nspec:\n  y: 1\n  {{- include \"x\" . }}\n";
    assert_eq!((matches(lacks, "p.yaml", plain).len(), matches(has, "p.yaml", plain).len()), (1, 1));
    assert_eq!((matches(lacks, "p.yaml", template).len(), matches(has, "p.yaml", template).len()), (0, 1));
}

#[test]
fn an_alias_is_reported_once() {
    let text = "x: &x { image: y }\na: { one: *x, two: *x }\n";
    let found = matches("kind = 'yaml'\nselect = ['a.*']\nreport = 'image'", "x.yml", text);
    assert_eq!(found.len(), 1);
}

#[test]
fn kinds() {
    for (kind, path, text) in [
        ("compose", "compose.yml", "services: { a: { image: x } }"),
        ("kubernetes", "k.yaml", "apiVersion: v1\nkind: Pod\n"),
        ("workflow", ".github/workflows/x.yml", "jobs: {}"),
        ("gitlab", ".gitlab-ci.yml", "jobs: {}"),
        ("systemd", "a.service", "[Service]\nUser=x\n"),
        ("pm2", "pm2.json", "{\"apps\": [{}]}"),
        ("package", "package.json", "{\"scripts\": {}}"),
        ("toml", "fly.toml", "app = 'x'"),
        ("hcl", "main.tf", "app = \"x\""),
        ("ini", "x.ini", "a=b"),
        ("helm-values", "values.yaml", "a: b"),
    ] {
        let matcher = |kind: &str| format!("kind = '{kind}'\nselect = ['*']");
        assert!(!matches(&matcher(kind), path, text).is_empty(), "{kind}");
        assert!(matches(&matcher("package"), path, text).is_empty() || kind == "package", "{kind}");
    }
}
