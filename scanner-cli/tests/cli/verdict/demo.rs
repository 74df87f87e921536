//! The demonstration project in `fixtures/verdict/`, which goes live in one state and not in the other.

use super::TODAY;
use crate::project::{Project, Run};
use insta::assert_snapshot;
use std::{collections::BTreeSet, fs, path::Path};

/// The demonstration project in one of its states, committed, and the env file of its server.
fn demo(state: &str) -> (Project, tempfile::NamedTempFile) {
    let project = Project::new();
    project.init();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/verdict").join(state);
    copy(&root, "", &project);
    project.sh("git add -A; git -c user.name=a -c user.email=a@b.c commit -qm one");
    let server = tempfile::NamedTempFile::new().expect("a file");
    let text = "NODE_ENV=production\nDATABASE_URL=postgresql://portal:{alnum:24}@10.20.0.5:5432/portal?sslmode=require\n\
                JWT_SECRET={hex:64}\nJWT_REFRESH_SECRET={hex:64}\nWEBHOOK_ALLOW_UNSIGNED=false\n";
    fs::write(server.path(), gonogo_core::value::expand(text, "server").expect("a template")).expect("a file");
    (project, server)
}

fn copy(from: &Path, to: &str, project: &Project) {
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().replace("dot.", ".");
        let to = if to.is_empty() { name } else { format!("{to}/{name}") };
        if path.is_dir() {
            copy(&path, &to, project)
        } else {
            project.write(&to, &fs::read_to_string(path).expect("text"))
        }
    }
}

fn demo_verdict(project: &Project, server: &tempfile::NamedTempFile, args: &[&str]) -> Run {
    let name = server.path().display().to_string();
    let base = ["verdict", "--gate", "production", "--history", "--quiet", "--env-file", &name];
    let mut run = project.run_on(TODAY, &[&base[..], args].concat());
    run.stdout = run.stdout.replace(&name, "[SERVER]");
    run
}

#[test]
fn the_demonstration_goes_live() {
    let (project, server) = demo("go");
    let run = demo_verdict(&project, &server, &["--language", "id"]);
    assert_snapshot!(run.stdout, @r"
    GO production
    GO staging

    blocker
      pass (10): A-B1a, A-B1b, A-B1c, A-B1d, A-B2/B3, A-B4, A-B5, A-NG.no-credentials-in-repository,
      A-NG.node-env-production, A-NG.webhooks-signed

    high
      pass (8): A-H1, A-H2, A-H3, A-H4, A-H5, A-D1, A-D4, A-D6..8
      not applicable (1): A-D3

    medium
      open   A-M2 Log retention
          no rotation of logs found
      open   A-M4 Role permission enforcement review
          no check of roles found; nobody has attested it
      open   A-M5 Translation sweep
          nobody has attested it
      pass (1): A-M1
      not applicable (1): A-M3

    old versions are searched for leaked credentials; defaults, placeholders and guessable passwords are judged in files only

    24 items of acme-portal: 3 open, 19 pass, 2 not applicable
    Open items: --history and --env-file FILE look at more; `gonogo attest ITEM --evidence LINK` says
    what only people know
    GO
    ");
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn the_demonstration_does_not_go_live() {
    let (project, server) = demo("no-go");
    let run = demo_verdict(&project, &server, &["--checklist", "portal"]);
    assert_snapshot!(run.stdout, @r#"
    NO-GO production (7 fail, 4 open of 12 items)
    NO-GO staging (2 fail, 2 open of 4 items)

    blocker
      fail   A-B1a No real credential in any tracked file: templates, README and documentation included
          8 findings
          README.md:18 Hard-coded password
          deploy/debian12/app.env.example:2 Database URL with a password
          deploy/debian12/app.env.example:3 Hard-coded secret or token
          deploy/debian12/app.env.example:4 Hard-coded secret or token
          deploy/debian12/app.env.example:5 Hard-coded secret or token
          and 3 more; --verbose lists them
      fail   A-B1b Every secret that was ever in the repository is rotated
          8 findings
          README.md:18 Hard-coded password
          deploy/debian12/app.env.example:2 Database URL with a password
          deploy/debian12/app.env.example:3 Hard-coded secret or token
          deploy/debian12/app.env.example:4 Hard-coded secret or token
          deploy/debian12/app.env.example:5 Hard-coded secret or token
          and 3 more; --verbose lists them
      fail   A-B1c Env files for production are on the server only: none is tracked, and .gitignore covers them
          1 finding
          .gitignore:4 No pattern covers `deploy/debian12/app.env` (`deploy/debian12/app.env.example` is
          its template)
      fail   A-NG.no-credentials-in-repository No real credential in any tracked file: templates, README and documentation included
          8 findings
          README.md:18 Hard-coded password
          deploy/debian12/app.env.example:2 Database URL with a password
          deploy/debian12/app.env.example:3 Hard-coded secret or token
          deploy/debian12/app.env.example:4 Hard-coded secret or token
          deploy/debian12/app.env.example:5 Hard-coded secret or token
          and 3 more; --verbose lists them
      fail   A-NG.node-env-production NODE_ENV is production everywhere
          2 findings
          deploy/debian12/portal-backend.service:9 Not running in production mode: `NODE_ENV` is
          `development` (production: in `deploy/`)
          deploy/debian12/portal-frontend.service:9 Not running in production mode: `NODE_ENV` is
          `development` (production: in `deploy/`)
      fail   A-NG.webhooks-signed Unsigned webhooks are rejected
          1 finding
          deploy/debian12/portal-backend.service:11 Webhooks accepted without a valid signature:
          `WEBHOOK_ALLOW_UNSIGNED` is `true` (production: in `deploy/`)
      open   A-B2/B3 Backend and frontend build without errors, and the built program starts
          nobody has attested it
          backend/package.json:5 build script (present): "build": "nest build",
          frontend/package.json:4 build script (present): "scripts": { "dev": "next dev", "build": "next
          build", "start": "next start" },
      open   A-B4 Database migrations can be deployed
          no database migration found in use
          backend/prisma/migrations/20260101000000_users/migration.sql:1 database migration (present):
          CREATE TABLE "User" ("id" SERIAL PRIMARY KEY, "email" TEXT NOT NULL UNIQUE);
      open   A-B5 The main flows were tested from end to end
          nobody has attested it
      pass (1): A-B1d

    high
      fail   A-H1 The web server sets HSTS, X-Frame-Options, X-Content-Type-Options, Referrer-Policy and Permissions-Policy
          1 finding
          deploy/debian12/nginx.portal.conf:7 `portal.acme.co.id` on 443 does not send
          Permissions-Policy (production: in `deploy/`)
      fail   A-H2 The image runs the built program, not a development server
          1 finding
          frontend/Dockerfile:5 `npm run dev` runs `next dev`, a development server
      fail   A-H4 No framework is a prerelease or the first release of a major version
          3 findings
          frontend/package.json:5 `next` 15.0.0 is the first release of a major version
          frontend/package.json:5 `react` 19.0.0-rc.1 is a prerelease
          frontend/package.json:5 `react-dom` 19.0.0-rc.1 is a prerelease
      fail   A-D1 Production rejects short and placeholder secrets, unsigned webhooks and addresses without https
          1 finding
          deploy/debian12/portal-backend.service:11 Webhooks accepted without a valid signature:
          `WEBHOOK_ALLOW_UNSIGNED` is `true` (production: in `deploy/`)
      open   A-H3 Dependencies are locked and audited
          no audit of dependencies found
          backend/package-lock.json:1 lockfile (present): {
          frontend/package-lock.json:1 lockfile (present): {
      open   A-H5 PostgreSQL and Redis are backed up every day, off the host, and a restore was tested
          no backup found; no copy of backups to another place found; no retention of backups found;
          nobody has attested it
      pass (2): A-D4, A-D6..8
      not applicable (1): A-D3

    medium
      open   A-M1 The health route is watched, and an alert is raised when it fails
          no uptime monitor or alert found; nobody has attested it
          backend/src/health.controller.ts:3 health route (present): @Controller('health')
      open   A-M2 Logs are kept for a limited time and size
          no rotation of logs found
      open   A-M4 Roles are enforced in the interface and in the backend
          no check of roles found; nobody has attested it
      open   A-M5 No important text of the interface is untranslated
          nobody has attested it
      not applicable (1): A-M3

    old versions are searched for leaked credentials; defaults, placeholders and guessable passwords are judged in files only

    24 items of portal: 10 fail, 9 open, 3 pass, 2 not applicable
    Open items: --history and --env-file FILE look at more; `gonogo attest ITEM --evidence LINK` says
    what only people know
    NO-GO: 7 fail (A-B1a, A-B1b, A-B1c, A-NG.no-credentials-in-repository, A-NG.node-env-production, A-NG.webhooks-signed, A-H1); 4 open (A-B2/B3, A-B4, A-B5, A-H5)
    "#);
    assert_eq!(run.code, Some(1), "{run:?}");
}

/// Each page is whole, holds no secret, and loads nothing. `.ci/check-pages` opens what is written here in a browser.
#[test]
fn the_page_stands_alone() {
    let (go, server) = demo("go");
    let (no_go, _) = demo("no-go");
    let earlier = demo_verdict(&go, &server, &["--format", "json"]).stdout;
    no_go.write(".git/earlier.json", &earlier.replace('{', "{{").replace('}', "}}"));
    let secret = no_go.secret("deploy/debian12/app.env.example", "MAIL_PASSWORD=");
    let cases: [(&str, &Project, &[&str], &[&str]); 3] = [
        ("go", &go, &["--language", "id"], &["<html lang=\"id\">", "<h1>GO: production</h1>"]),
        (
            "no-go",
            &no_go,
            &["--checklist", "portal", "--compare", ".git/earlier.json"],
            &["<html lang=\"en\">", "<h1>NO-GO: production</h1>", "data-status=\"fail\" open", "<p>Better: "],
        ),
        (
            "not-complete",
            &go,
            &["--max-file-size", "300"],
            &["<h1>NOT COMPLETE: production</h1>", "<h2 id=\"not-read\">Not read</h2>"],
        ),
    ];
    for (name, project, args, parts) in cases {
        let page = demo_verdict(project, &server, &[args, &["--format", "html"]].concat()).stdout;
        assert!(page.starts_with("<!doctype html>\n") && page.trim_end().ends_with("</html>"), "{name}");
        for part in parts.iter().chain(&["<main>", "<h2 id=\"blocker\">", "<legend>Show</legend>"]) {
            assert!(page.contains(part), "{name}: {part}");
        }
        for outside in ["<link", "src=", "@import", "url(", "http-equiv=\"refresh\"", &secret] {
            assert!(!page.contains(outside), "{name}: {outside}");
        }
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let distinct: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), distinct.len(), "{name}");
        keep(name, &page);
    }
}

fn keep(name: &str, page: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verdict");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("{name}.html")), page).expect("a file");
}
