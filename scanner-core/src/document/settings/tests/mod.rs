//! Settings in every syntax: what is read, and from where.

mod code;

use crate::document::{EnvCondition, Origin, ParsedFile, Setting, Syntax};

/// `path=text`, with what is unusual behind it: `?` for a default, the receiver, the owner, the environment, the condition.
fn show(setting: &Setting<'_>) -> String {
    let mut shown = format!("{}={}", setting.path, setting.text);
    if setting.scope.origin == Origin::Default {
        shown += " ?";
    }
    if let Some(receiver) = &setting.receiver {
        shown += &format!(" >{receiver}");
    }
    if let Some(owner) = &setting.scope.owner {
        shown += &format!(" @{owner}");
    }
    if let Some(environment) = &setting.scope.environment {
        shown += &format!(" #{environment}");
    }
    match setting.scope.condition {
        EnvCondition::Any => shown,
        EnvCondition::Production => shown + " !production",
        EnvCondition::Elsewhere => shown + " !elsewhere",
    }
}

/// The settings of a file. The texts at their places are their values, but for values that are escaped or encoded.
fn read(path: &str, text: &str) -> Vec<(String, Syntax)> {
    let file = ParsedFile::new(path, text.as_bytes());
    let settings = file.settings();
    for setting in &settings.list {
        let (key, value) = (&text[setting.key.clone()], &text[setting.value.clone()]);
        assert!(
            key.contains(&*setting.name) || setting.key.is_empty() || key == value,
            "{key} is not {}",
            setting.name
        );
        let plain = !value.contains(['\\', '\'', '"', '\n']) && setting.syntax != Syntax::SecretManifest;
        assert!(!plain || value == setting.text || value.starts_with('!'), "{value} is not {}", setting.text);
    }
    settings.list.iter().map(|setting| (show(setting), setting.syntax)).collect()
}

#[track_caller]
fn check(path: &str, text: &str, syntax: Syntax, expected: &[&str]) {
    let found = read(path, text);
    let in_syntax: Vec<_> = found.iter().filter(|(_, found)| *found == syntax).map(|(shown, _)| &**shown).collect();
    assert_eq!(in_syntax, expected, "{path}: {text}\nall: {found:#?}");
}

#[test]
fn env_files() {
    let text = "\u{feff}export A='x y' # c\r\nB=${C:-d}\n#D=1\nE=p://${U:-u}@h\n";
    check(".env", text, Syntax::Dotenv, &["A=x y", "B=${C:-d}", "B.C=d ? >B", "E=p://${U:-u}@h", "E.U=u ?"]);
    check("prod.env", "A = 1\nno\n", Syntax::Dotenv, &["A=1"]);
}

#[test]
fn scripts() {
    let text = "#!/bin/sh\nset -e\nexport A=1 B='x y'\nC=2 run --db.pass=z -e D=3\nif [ \"$A\" = b ]; then F=4; fi\n: \"${G:=g}\"\necho H=1\nX=$(a b=c)\n# I=1\n";
    let expected = ["A=1", "B=x y", "C=2", "db.pass=z", "D=3", "F=4", "G=g ?", "X=$(a b=c)"];
    check("run.sh", text, Syntax::Shell, &expected);
    check("entrypoint", text, Syntax::Shell, &expected);
    check("make-env.sh", "cat > .env <<EOF\nA=1\nB=$B\nEOF\nC=1", Syntax::Shell, &["A=1", "B=$B", "C=1"]);
}

#[test]
fn compose() {
    let text = "\
services:
  api:
    image: x:${TAG:-latest}
    build:
      args:
        - A=1
    environment:
      - B=two words
      - \"C=${D:-e}\"
      - F
    command: [\"--api.insecure=true\"]
  db:
    environment: &db
      P: ${P:?no}
      Q: \"on\"
  copy:
    environment:
      <<: *db
      R: x
";
    let expected = [
        "A=1 @api", "B=two words @api", "C=${D:-e} @api", "C.D=e ? >C @api", "P=${P:?no} @db", "Q=on @db", "R=x @copy",
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|text| match text.split_once('@').map(|(_, owner)| owner) {
            Some("api") if text.starts_with('A') => format!("services.api.build.args.{text}"),
            Some(owner) => format!("services.{owner}.environment.{text}"),
            None => (*text).to_owned(),
        })
        .collect();
    check("compose.yml", text, Syntax::ComposeEnvironment, &expected.iter().map(|text| &**text).collect::<Vec<_>>());
    let others = [
        "services.api.image=x:${TAG:-latest} @api",
        "services.api.image.TAG=latest ? @api",
        "services.api.command.api.insecure=true @api",
    ];
    check("compose.yml", text, Syntax::Yaml, &others);
}

#[test]
fn dockerfiles() {
    let text = "ARG V=1\nFROM x AS build\nENV A=1 B=\"x y\" \\\n  C=${V:-2}\nFROM y\nENV D some words\nARG E\nARG F=3\n# ENV G=1\nRUN X=1 y\n";
    check(
        "Dockerfile",
        text,
        Syntax::DockerfileEnv,
        &["A=1 @build", "B=x y @build", "C=${V:-2} @build", "C.V=2 ? >C @build", "D=some words @1"],
    );
    check("Dockerfile", text, Syntax::DockerfileArg, &["V=1 ?", "F=3 ? @1"]);
}

#[test]
fn kubernetes() {
    let deployment = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: prod}
spec:
  template:
    spec:
      containers:
      - name: c
        env:
        - name: A
          value: \"1\"
        - name: B
          valueFrom: {secretKeyRef: {name: s, key: k}}
";
    check(
        "k8s/api.yaml",
        deployment,
        Syntax::KubernetesEnv,
        &["spec.template.spec.containers.0.env.A=1 @Deployment/api #prod"],
    );
    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  A: x\n  app.properties: |\n    b.c=d\n    E=f\n";
    check("c.yml", config, Syntax::ConfigMap, &["data.A=x @ConfigMap/c", "b.c=d @ConfigMap/c", "E=f @ConfigMap/c"]);
    let secret = "apiVersion: v1\nkind: Secret\ndata:\n  A: Y2hhbmdlbWU=\n  B: '!'\nstringData:\n  C: d\n";
    check(
        "s.yml",
        secret,
        Syntax::SecretManifest,
        &["data.A=changeme @Secret", "data.B=! @Secret", "stringData.C=d @Secret"],
    );
    let task = r#"{"containerDefinitions": [{"environment": [{"name": "A", "value": "1"}]}]}"#;
    check("task-definition.json", task, Syntax::KubernetesEnv, &["containerDefinitions.0.environment.A=1"]);
}

#[test]
fn charts() {
    check(
        "chart/values-prod.yaml",
        "auth:\n  password: x\n  hosts: ['*']\n",
        Syntax::HelmValues,
        &["auth.password=x", "auth.hosts.0=*"],
    );
    let template = "apiVersion: v1\nkind: Secret\nstringData:\n{{- if .Values.x }}\n  A: {{ .Values.a | quote }}\n  B: \"b\"\n{{- end }}\n";
    check(
        "templates/secret.yaml",
        template,
        Syntax::SecretManifest,
        &["stringData.A={{ .Values.a | quote }} @Secret", "stringData.B=b @Secret"],
    );
}

#[test]
fn units() {
    let text = "[Service]\nEnvironment=A=1 \"B=x y\" 'C=z'\nEnvironment=D=\\\n  E=2\n#Environment=F=1\nUser=root\n";
    check("app.service", text, Syntax::Systemd, &["A=1", "B=x y", "C=z", "D=", "E=2"]);
    check("app.service", text, Syntax::Ini, &["Service.User=root"]);
}

#[test]
fn plain_documents() {
    check("config.toml", "[a]\nb = 'c'\nl = [1]\n", Syntax::Toml, &["a.b=c", "a.l.0=1"]);
    check("config/app.json", "{\"a\": {\"b\": true}}", Syntax::Json, &["a.b=true"]);
    check("data/cities.json", "{\"a\": {\"b\": true}}", Syntax::Json, &[]);
    check(
        "php.ini",
        "display_errors = On\n[Session]\nsession.cookie_secure = 0\n",
        Syntax::Ini,
        &["display_errors=On", "Session.session.cookie_secure=0"],
    );
    check("supervisord.conf", "[program:x]\nenvironment=A=\"1\",B='2'\n", Syntax::Ini, &["A=1", "B=2"]);
    check("redis.conf", "requirepass foo\n", Syntax::Ini, &["requirepass=foo"]);
    check(
        "config/database.yml",
        "production:\n  password: x\ndefault: &d\n  a: 1\ntest:\n  <<: *d\n",
        Syntax::Yaml,
        &["production.password=x #production", "default.a=1 #test"],
    );
    check(
        "application.yml",
        "spring.datasource.password: ${PW:root}\n---\nspring: {config: {activate: {on-profile: prod}}}\na: b\n",
        Syntax::Yaml,
        &[
            "spring.datasource.password=${PW:root}",
            "spring.datasource.password.PW=root ? >password",
            "spring.config.activate.on-profile=prod #prod",
            "a=b #prod",
        ],
    );
    check("application.properties", "a.b.c=${X:y}\n", Syntax::Properties, &["a.b.c=${X:y}", "a.b.c.X=y ? >c"]);
}

#[test]
fn pipelines() {
    let text = "env: {A: 1}\njobs:\n  test:\n    env:\n      B: x\n    steps:\n    - run: |\n        export C=1\n        D=2 make\n      env: {E: y}\n";
    check(
        ".github/workflows/ci.yml",
        text,
        Syntax::WorkflowEnv,
        &["env.A=1", "jobs.test.env.B=x @test", "jobs.test.steps.0.env.E=y @test"],
    );
    check(".github/workflows/ci.yml", text, Syntax::Shell, &["C=1 @test", "D=2 @test"]);
    check(
        ".gitlab-ci.yml",
        "variables: {A: b}\nx:\n  script:\n    - export C=d\n",
        Syntax::WorkflowEnv,
        &["variables.A=b"],
    );
}

#[test]
fn ecosystems() {
    let text = r#"{"apps": [{"name": "api", "env": {"A": "1"}, "env_production": {"A": "2"}}]}"#;
    check("ecosystem.json", text, Syntax::Pm2, &["apps.0.env.A=1 @api", "apps.0.env_production.A=2 @api #production"]);
}

#[test]
fn scripts_are_for_the_environment_of_their_names() {
    let text = r#"{"scripts": {"start": "A=1 node .", "dev": "A=2 node .", "test:e2e": "A=3 jest", "start:prod": "A=4 node ."}}"#;
    let expected =
        ["A=1 @start #development", "A=2 @dev #development", "A=3 @test:e2e #test", "A=4 @start:prod #production"];
    check("package.json", text, Syntax::Shell, &expected);
}

#[test]
fn sections_that_merge_others() {
    let text = "default: &d\n  a: 1\n  b: 2\ndevelopment:\n  <<: *d\nproduction:\n  <<: *d\n  b: 3\n";
    let expected = ["default.a=1 #production", "default.b=2 #development", "production.b=3 #production"];
    check("database.yml", text, Syntax::Yaml, &expected);
}

#[test]
fn sections_below_a_list_of_environments() {
    check(
        "wrangler.toml",
        "[env.production.vars]\nA = \"1\"\n",
        Syntax::Toml,
        &["env.production.vars.A=1 #production"],
    );
    check("application.properties", "%dev.a=1\n", Syntax::Properties, &["%dev.a=1 #dev"]);
}

#[test]
fn problems_do_not_lose_the_file() {
    let file = ParsedFile::new("values.yaml", b"a: x\nb: [\nc: 'd'\n");
    let settings = file.settings();
    assert!(settings.problem.is_some());
    assert_eq!(settings.list.iter().map(show).collect::<Vec<_>>(), ["a=x", "b=", "c=d"]);
}

#[test]
fn templates_of_other_languages() {
    check(
        "config/database.yml",
        "production:\n  password: <%= ENV.fetch('DB_PASSWORD') { 'root' } %>\n  user: <%= ENV['U'] || \"app\" %>\n",
        Syntax::Fallback,
        &["production.password.DB_PASSWORD=root ?", "production.user.U=app ?"],
    );
    let chart = "auth:\n  password: {{ .Values.auth.password | default \"changeme\" }}\n";
    let expected = [
        "auth.password={{ .Values.auth.password | default \"changeme\" }}",
        "auth.password..Values.auth.password=changeme ?",
    ];
    check("values.yaml.gotmpl", chart, Syntax::HelmValues, &expected);
    check(
        "deploy.env.j2",
        "A={{ secret | default('x') }}\n",
        Syntax::Dotenv,
        &["A={{ secret | default('x') }}", "A.secret=x ? >A"],
    );
}

#[test]
fn parameters_and_literals() {
    let text = "Parameters:\n  DbPassword:\n    Type: String\n    Default: x\n";
    check(
        "stack.yaml",
        text,
        Syntax::Yaml,
        &["Parameters.DbPassword.Type=String", "Parameters.DbPassword.Default=x ?"],
    );
    let text = "secretGenerator:\n- name: s\n  literals:\n  - A=b\nconfigMapGenerator:\n- name: c\n  literals: [C=d]\n";
    check("kustomization.yaml", text, Syntax::SecretManifest, &["secretGenerator.0.literals.A=b"]);
    check("kustomization.yaml", text, Syntax::ConfigMap, &["configMapGenerator.0.literals.C=d"]);
}

#[test]
fn commands() {
    let text = r#"{"name": "x", "scripts": {"start": "NODE_ENV=development node x", "build": "tsc"}}"#;
    check("package.json", text, Syntax::Shell, &["NODE_ENV=development @start"]);
    assert_eq!(read("package.json", text).len(), 1);
    check("Procfile", "web: RAILS_ENV=development bin/rails s\n", Syntax::Shell, &["RAILS_ENV=development"]);
}

#[test]
fn aliases_are_read_where_they_are_used() {
    let text = "x-env: &env\n  A: b\nservices:\n  one: {image: i, environment: *env}\n  two: {environment: *env}\n";
    let found = read("compose.yml", text);
    let shown: Vec<_> = found.iter().map(|(shown, _)| &**shown).collect();
    assert_eq!(shown, ["services.one.environment.A=b @one", "services.one.image=i @one"]);
}
