//! Holds that a scan parses each file at most once in each syntax, whoever asks about it.

use super::{Scanner, file, index::ProjectIndex};
use crate::document::parses;
use rayon::prelude::*;

/// A project in which every file is asked about by others. The texts are like no other test's: parses are counted by text.
const PROJECT: &[(&str, &str)] = &[
    (
        "compose.yml",
        "# parsed once: base\nservices:\n  api:\n    extends: {file: common/base.yml, service: app}\n    build: .\n    \
         ports: ['80:3000']\n  db: {image: 'postgres:16', environment: {POSTGRES_PASSWORD: '${DB:-changeme}'}}\n  \
         pool: {image: edoburu/pgbouncer, environment: {DEFAULT_POOL_SIZE: '20'}}\n",
    ),
    (
        "compose.prod.yml",
        "# parsed once: layer\nservices:\n  api: {restart: always, environment: {NODE_ENV: production}}\n  db: \
         {command: postgres -c max_connections=10}\n",
    ),
    ("common/base.yml", "# parsed once: common\nservices:\n  app: {restart: 'no', environment: {DEBUG: 'true'}}\n"),
    (
        "Dockerfile",
        "# parsed once: image\nFROM node:22 AS build\nCOPY . .\nRUN npm install\nFROM node:22\nENV NODE_ENV=production\n\
         COPY --from=build /app /app\nCMD npm run start\n",
    ),
    (
        "package.json",
        "{\"name\": \"parsed-once\", \"scripts\": {\"start\": \"nodemon .\"}, \"dependencies\": {\"express\": \"*\"}}",
    ),
    ("server.js", "// parsed once: server\nconst app = express();\napp.listen(process.env.PORT || 3000);\n"),
    ("nginx/nginx.conf", "# parsed once: main\nhttp {\n  include conf.d/*.conf;\n}\n"),
    (
        "nginx/conf.d/a.conf",
        "# parsed once: a\nserver {\n  listen 80;\n  include snippets/tls.conf;\n  root /srv;\n}\n",
    ),
    (
        "nginx/conf.d/b.conf",
        "# parsed once: b\nserver {\n  listen 81;\n  include snippets/tls.conf;\n  root /srv;\n}\n",
    ),
    ("nginx/snippets/tls.conf", "# parsed once: snippet\nssl_protocols TLSv1.1;\n"),
    (".env", "PARSED_ONCE=variables\nDB=secret\n"),
    (".dockerignore", "# parsed once: ignore\nnode_modules\n"),
    ("k8s/app.yaml", "# parsed once: manifest\napiVersion: v1\nkind: Pod\nspec: {containers: [{image: 'node:14'}]}\n"),
];

#[test]
fn each_file_is_parsed_once_in_each_syntax() {
    let scanner = Scanner::builder().build().expect("the built-in rules");
    let files: Vec<(String, String)> =
        PROJECT.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let known = ProjectIndex::learn(&[], &files[..], &[]);
    let found: usize = files
        .par_iter()
        .map(|(path, text)| file::scan(&scanner.0.search(&known), path, text.as_bytes(), |_, _| {}).findings.len())
        .sum();
    assert!(found > 5, "{found}");
    for (path, text) in PROJECT {
        let parsed = parses::of_text(text);
        assert!(parsed.iter().all(|(_, count)| *count == 1), "{path}: {parsed:?}");
        assert!(!parsed.is_empty() || ["server.js", ".dockerignore"].contains(path), "{path} is not parsed");
    }
}
