//! What the content of a compose file says of where it runs, for a file whose name says nothing.

use super::environment_of;
use crate::model::Environment;
use gonogo_rules::knowledge::images;

/// Commands of a developer's machine.
const DEVELOPMENT: &[&str] = &[
    "run dev", "start:dev", "yarn dev", "pnpm dev", "bun dev", "--reload", "--watch", "nodemon", "runserver",
    "flask run", "vite --host", "next dev", "rails s", "artisan serve", "go run", "dotnet watch",
];
/// Folders of containers that hold the program, so that mounting sources over them is for development.
const PROGRAM_FOLDERS: &[&str] =
    &["/app", "/code", "/src", "/usr/src", "/workspace", "/workspaces", "/var/www", "/opt/app", "/go/src", "/project"];
/// Folders that servers mount too.
const DATA_FOLDERS: &[&str] = &[
    "backup", "backups", "cert", "certs", "conf", "config", "data", "db", "dist", "init", "log", "logs", "media",
    "migrations", "nginx", "public", "scripts", "secrets", "ssl", "static", "storage", "uploads", "volumes",
];

/// Whether developers start a compose file at least as often as servers do, for what nothing else says: it mounts sources or starts
/// development servers, or all that it starts are stores.
pub fn is_for_developers(text: &[u8]) -> bool {
    let signs = Signs::new(text);
    signs.develops && !signs.restarts || signs.is_of_stores()
}

/// What a compose file does, by its lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    builds: bool,
    restarts: bool,
    /// Whether something in it is as on a developer's machine.
    develops: bool,
    images: usize,
    /// Those of stores, brokers, monitoring and the like.
    stores: usize,
}

impl Signs {
    pub(super) fn new(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        let mut signs = Signs::default();
        for line in text.lines().map(without_comment).filter(|line| !line.is_empty()) {
            signs.builds |= line.starts_with("build:");
            if let Some(image) = line.strip_prefix("image:") {
                signs.images += 1;
                signs.stores += usize::from(is_store(image.trim().trim_matches(['"', '\''])));
            }
            signs.restarts |= line.strip_prefix("restart:").is_some_and(|policy| is_lasting(policy.trim()));
            signs.develops |= is_source_mount(line)
                || is_local_address(line)
                || names_development(line)
                || DEVELOPMENT.iter().any(|sign| line.contains(sign));
        }
        signs
    }

    /// Whether the programs are nearly all other people's, and none is built: developers start such files as often as servers
    /// do.
    pub(super) fn is_of_stores(self) -> bool {
        !self.builds && self.images > 0 && self.stores * 5 >= self.images * 4
    }

    /// Whether programs that are built are started again whenever they stop.
    pub(super) fn keeps_running(self) -> bool {
        self.builds && self.restarts
    }

    /// Whether a file that says production in a setting, or keeps programs running that it builds, is for a server.
    pub(super) fn is_for_servers(self, environment: Environment) -> bool {
        !self.develops && (environment == Environment::Production || self.keeps_running())
    }
}

/// Whether an image has a role that the table of images knows.
fn is_store(image: &str) -> bool {
    let image = image.split(['@', '$']).next().unwrap_or(image);
    let name = image.rsplit('/').next().unwrap_or(image).split(':').next().unwrap_or_default().to_ascii_lowercase();
    images::ROLES.iter().any(|(_, known)| known.contains(&name.as_str()))
}

fn without_comment(line: &str) -> &str {
    let line = line.trim();
    if line.starts_with('#') { "" } else { line.split(" #").next().unwrap_or_default().trim_end() }
}

fn is_lasting(policy: &str) -> bool {
    ["always", "unless-stopped"].contains(&policy.trim_matches(['"', '\'']))
}

/// `- ./api:/app`: a folder of the repository over the program's.
fn is_source_mount(line: &str) -> bool {
    let mount = line.strip_prefix('-').map(|mount| mount.trim().trim_matches(['"', '\'']));
    let Some((from, to)) = mount.and_then(|mount| mount.split_once(':')) else { return false };
    let last = |path: &str| path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    let to = to.split(':').next().unwrap_or_default().trim_end_matches('/');
    let folder = last(from);
    let is_same = folder == last(to) && !folder.contains('.') && !DATA_FOLDERS.contains(&folder.as_str());
    from.starts_with('.') && (PROGRAM_FOLDERS.contains(&to) || is_same)
}

/// `FRONTEND_URL: http://localhost:3000`, which no other machine can open. A check within the container can.
fn is_local_address(line: &str) -> bool {
    let is_check = ["test:", "curl", "wget", "CMD", "http_proxy"].iter().any(|sign| line.contains(sign));
    !is_check
        && ["http://localhost", "http://127.0.0.1"].iter().any(|address| {
            let before = line.find(address).map(|at| line[..at].trim_end_matches(['"', '\'']));
            before.is_some_and(|before| before.ends_with([' ', '=']) && !before.contains("${"))
        })
}

/// A word of a value or a name that says development: `shop_dev`, `nginx.local.conf`. What a variable falls back to says that others
/// give it another value.
fn names_development(line: &str) -> bool {
    let is_development = |word: &str| environment_of(word) == Some(Environment::Development);
    let mut parts = line.split("${").enumerate();
    let given = parts.any(|(at, part)| {
        let rest = if at > 0 { part.split_once('}').map_or("", |(_, rest)| rest) } else { part };
        rest.split(|c: char| !c.is_alphanumeric()).any(is_development)
    });
    given && !line.starts_with("driver:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_content() {
        use Environment::{Production, Unknown};
        let program = "services:\n  a:\n    build: .\n    restart: always\n";
        for (more, environment, expected) in [
            ("", Unknown, true),
            ("    volumes:\n      - ./data:/app/data\n", Unknown, true),
            ("    volumes:\n      - ./api:/app\n", Unknown, false),
            ("    volumes:\n      - ./shop:/root/shop:ro\n", Unknown, false),
            ("    command: npm run dev\n", Unknown, false),
            ("    # command: npm run dev\n", Unknown, true),
            ("    environment:\n      URL: http://localhost:3000\n", Production, false),
            ("    environment:\n      URL: ${URL:-http://localhost:3000}\n", Production, true),
            ("    healthcheck:\n      test: curl -f http://localhost:3000\n", Production, true),
            ("    environment:\n      DB: shop_dev\n", Unknown, false),
            ("    environment:\n      MODE: ${MODE:-development}\n", Unknown, true),
            ("volumes:\n  data:\n    driver: local\n", Unknown, true),
        ] {
            let signs = Signs::new(format!("{program}{more}").as_bytes());
            assert_eq!(signs.is_for_servers(environment), expected, "{more}");
        }
        for text in [
            "services:\n  db:\n    image: postgres\n    restart: always\n",
            "services:\n  a:\n    build: .\n    restart: \"no\"\n",
        ] {
            assert!(!Signs::new(text.as_bytes()).is_for_servers(Unknown), "{text}");
        }
        assert!(Signs::new(b"services: {}\n").is_for_servers(Production));
        let stores =
            "services:\n  db:\n    image: postgres:15\n  mq:\n    image: docker.io/library/rabbitmq:3-management\n";
        for (more, expected) in
            [("", true), ("  api:\n    image: ghcr.io/shop/api:1\n", false), ("  api:\n    build: .\n", false)]
        {
            assert_eq!(Signs::new(format!("{stores}{more}").as_bytes()).is_of_stores(), expected, "{more}");
        }
    }
}
