//! Commands of scripts that trust whatever they download, destroy data, or open what they start to everyone.
//!
//! Dockerfiles, workflows and scripts that deploy run the same commands; each says how much it matters there.

use crate::{
    context::environment_of,
    detect::knowledge::{
        image::{Ended, ImageRef},
        launch::{LaunchContext, elsewhere, emptying, programs, seeding},
        login::{OpenLogin, StoreSetup, open_login},
        roles::role_of_image,
    },
    document::Command,
    model::Environment,
};
use std::ops::Range;

const LOADERS: &[&str] = &["curl", "wget"];
const SHELLS: &[&str] = &["sh", "bash", "ash", "zsh", "python", "python3", "node", "perl", "ruby", "php"];

/// The program of a command, behind `sudo` and assignments.
pub(super) fn program(command: &Command) -> &str {
    let words = command.words.iter().map(|word| word.text.as_str());
    let mut words = words.skip_while(|word| word.contains('=') || matches!(*word, "sudo" | "-E" | "exec" | "env"));
    words.next().map_or("", |word| word.rsplit('/').next().unwrap_or(word))
}

/// A program that is downloaded and run at once.
pub(super) struct Piped {
    pub(super) place: Range<usize>,
    /// Its address, if it is written there.
    pub(super) source: String,
    pub(super) message: String,
}

/// `curl ... | sh`, also through programs in between.
pub(super) fn piped(commands: &[Command]) -> Vec<Piped> {
    let mut found = Vec::new();
    for (at, command) in
        commands.iter().enumerate().filter(|(_, command)| command.piped && LOADERS.contains(&program(command)))
    {
        let mut rest = &commands[at + 1..];
        while let [next, behind @ ..] = rest {
            // `python -c` and `node -e` read data, no program.
            let reads_program = SHELLS.contains(&program(next))
                && !next.words.iter().any(|word| matches!(&*word.text, "-c" | "-e" | "-m" | "-r"));
            if reads_program {
                let source = command.words.iter().map(|word| word.text.as_str()).find(|word| word.contains("://"));
                found.push(Piped {
                    place: command.span().start..next.span().end,
                    source: source.unwrap_or_default().to_owned(),
                    message: format!("`{} ... | {}` runs what it downloads", program(command), program(next)),
                });
                break;
            }
            rest = if next.piped { behind } else { &[] };
        }
    }
    found
}

/// What a command destroys: the tables of a database, or the volumes of containers.
pub(super) fn destroys(command: &Command) -> Option<String> {
    let words: Vec<String> = command.words.iter().map(|word| word.text.clone()).collect();
    if let Some(what) = volumes(&words) {
        return Some(what);
    }
    let around = LaunchContext { script: &|_| None, variable: &|_| None };
    let what = programs(&words, &around).iter().find_map(emptying)?;
    Some(format!("{what} empties the database with every deployment"))
}

/// What a command fills a database with, here, in a container or on a server. One that names development works there.
pub(super) fn fills(command: &Command) -> Option<String> {
    let words: Vec<String> = command.words.iter().map(|word| word.text.clone()).collect();
    let parts = words.iter().flat_map(|word| word.split(|c: char| !c.is_ascii_alphanumeric()));
    if parts.filter_map(environment_of).any(|environment| environment != Environment::Production) {
        return None;
    }
    let around = LaunchContext { script: &|_| None, variable: &|_| None };
    let own = programs(&words, &around);
    let inside = own.iter().flat_map(|one| elsewhere(&one.words)).flat_map(|words| programs(&words, &around));
    own.iter().find_map(seeding).or_else(|| inside.collect::<Vec<_>>().iter().find_map(seeding))
}

/// `docker system prune --volumes`, `docker compose down -v`.
fn volumes(words: &[String]) -> Option<String> {
    let words: Vec<&str> = words.iter().map(String::as_str).skip_while(|word| *word == "sudo").collect();
    let (first, rest) = words.split_first()?;
    let tool = first.rsplit('/').next().unwrap_or(first);
    let compose = tool == "docker-compose" || rest.first() == Some(&"compose");
    let has = |options: &[&str]| rest.iter().any(|word| options.contains(word));
    let kind = match tool {
        _ if compose && has(&["down", "rm"]) && has(&["-v", "--volumes"]) => "down -v",
        "docker" | "podman" if rest.starts_with(&["system", "prune"]) && has(&["--volumes"]) => {
            "system prune --volumes"
        }
        "docker" | "podman" if rest.starts_with(&["volume", "prune"]) => "volume prune",
        _ => return None,
    };
    let call = if compose { "docker compose" } else { tool };
    Some(format!("`{call} {kind}` deletes volumes, and the data in them, with every deployment"))
}

/// A container that `docker run` starts.
pub(super) struct Container<'a> {
    image: &'a str,
    /// The words of `-p`.
    published: Vec<&'a str>,
    variables: Vec<(String, String)>,
    has_files: bool,
    command: String,
}

/// Options of `docker run` without a value.
const FLAGS: [&str; 8] =
    ["--detach", "--rm", "--init", "--privileged", "--read-only", "--interactive", "--tty", "--publish-all"];

impl<'a> Container<'a> {
    /// Reads `docker run OPTIONS IMAGE COMMAND`.
    pub(super) fn of(command: &'a Command) -> Option<Self> {
        let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
        let at = words.windows(2).position(|pair| matches!(pair, ["docker" | "podman", "run"]))?;
        let mut rest = words[at + 2..].iter();
        let (mut published, mut variables, mut has_files) = (Vec::new(), Vec::new(), false);
        while let Some(&word) = rest.next() {
            if !word.starts_with('-') {
                let command = rest.copied().collect::<Vec<_>>().join(" ");
                return Some(Container { image: word, published, variables, has_files, command });
            }
            let letters = word.strip_prefix('-').filter(|rest| rest.chars().all(|letter| "ditP".contains(letter)));
            if FLAGS.contains(&word) || letters.is_some() {
                continue;
            }
            let (option, value) = match word.split_once('=').filter(|_| word.starts_with("--")) {
                Some((option, value)) => (option, value),
                None => (word, *rest.next()?),
            };
            match option {
                "-p" | "--publish" => published.push(value),
                "-e" | "--env" => {
                    let (name, value) = value.split_once('=').unwrap_or((value, "${}"));
                    variables.push((name.to_owned(), value.to_owned()));
                }
                "--env-file" => has_files = true,
                "-v" | "--volume" | "--mount" => has_files |= value.contains("conf"),
                _ => {}
            }
        }
        None
    }

    /// The end of support of its image.
    pub(super) fn ended(&self) -> Option<Ended> {
        ImageRef::parse(self.image)?.ended()
    }

    /// Whether it is a data store that other machines can reach: the port, and whether everybody is let in.
    pub(super) fn published_store(&self) -> Option<(&'a str, Option<OpenLogin>)> {
        let role = role_of_image(self.image)?;
        let is_store = matches!(role, "database" | "cache" | "broker");
        let is_open = |port: &&&str| {
            let parts = port.split(':').count();
            let is_local = ["127.", "localhost", "[::1]", "10.", "192.168."].iter().any(|host| port.starts_with(host));
            parts >= 2 && !is_local && !(parts > 2 && port.starts_with('$'))
        };
        let port = *self.published.iter().find(is_open).filter(|_| is_store)?;
        let setup = StoreSetup {
            image: self.image,
            variables: &self.variables,
            command: &self.command,
            has_files: self.has_files,
        };
        Some((port, open_login(&setup)))
    }

    /// Its image.
    pub(super) fn image(&self) -> &'a str {
        self.image
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::commands;

    #[test]
    fn what_commands_destroy() {
        for (line, expected) in [
            ("docker system prune -af --volumes", "`docker system prune --volumes` deletes"),
            ("sudo docker-compose down -v", "`docker compose down -v` deletes"),
            ("docker compose -f prod.yml down --volumes", "`docker compose down -v` deletes"),
            ("docker compose down", ""),
            ("docker system prune -af", ""),
            ("npx prisma db push --accept-data-loss", "`prisma db push --accept-data-loss` empties"),
            ("npx prisma migrate deploy", ""),
        ] {
            let found = destroys(&commands(line, 0..line.len())[0]).unwrap_or_default();
            assert!(
                if expected.is_empty() { found.is_empty() } else { found.starts_with(expected) },
                "{line}: {found}"
            );
        }
    }

    #[test]
    fn what_commands_fill() {
        for (line, expected) in [
            (
                "docker compose -f \"$COMPOSE_FILE\" exec -T backend node scripts/seed-all.js || true",
                "`node scripts/seed-all.js`",
            ),
            ("docker compose -f compose.prod.yml run --rm api npm run seed", "`npm run seed`"),
            ("ssh deploy@$HOST 'cd /srv/app && python manage.py seed_users'", "`python manage.py seed_users`"),
            ("kubectl exec deploy/api -- rails db:seed", "`rails db:seed`"),
            ("npx prisma db seed", "`prisma db seed`"),
            ("docker compose -f docker-compose.dev.yml exec api npm run seed", ""),
            ("docker compose exec api npm run migrate", ""),
            ("NODE_ENV=test npm run seed", ""),
            ("seed_db", ""),
            ("echo seed", ""),
        ] {
            let found = fills(&commands(line, 0..line.len())[0]).unwrap_or_default();
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn stores_that_scripts_publish() {
        for (line, expected) in [
            ("docker run -d --name db -e POSTGRES_PASSWORD=postgres -p 5432:5432 postgres:17", "5432:5432 guessable"),
            ("docker run -d --name=db -e POSTGRES_PASSWORD=$PW -p 5432:5432 postgres:17", "5432:5432 "),
            ("docker run -d -p 6379:6379 redis:8 redis-server", "6379:6379 none"),
            ("docker run -d -p 127.0.0.1:6379:6379 redis:8", ""),
            ("docker run --rm -p 8080:80 nginx:1.30", ""),
            ("docker run --rm postgres:17 psql", ""),
        ] {
            let commands = commands(line, 0..line.len());
            let found = Container::of(&commands[0]).and_then(|container| container.published_store());
            let shown = found.map(|(port, login)| format!("{port} {}", login.map_or("", OpenLogin::as_str)));
            assert_eq!(shown.unwrap_or_default(), expected, "{line}");
        }
    }
}
