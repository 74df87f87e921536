//! Programs that a start command really starts, and whether they are for development.
//!
//! A command is followed through what it is wrapped in (`exec`, `tini --`, `sh -c`, `poetry run`) and through the scripts of
//! package.json, down to programs. Image, compose and process files all start programs, so all of them ask here.

mod elsewhere;
mod follow;
mod judge;
mod packages;
mod seeding;
mod wrapper;

pub(crate) use elsewhere::elsewhere;
pub(crate) use follow::{LaunchContext, programs};
pub(in crate::detect) use follow::{script_programs, with_scripts};
pub(in crate::detect) use judge::{Kind, Start, development, emptying};
pub(crate) use seeding::seeding;

use crate::document::Node;

/// The words of a command in a document: a list, or a line for a shell.
pub(in crate::detect) fn command_words(node: &Node) -> Vec<String> {
    match node.text() {
        Some(line) => ["sh", "-c", line].map(str::to_owned).to_vec(),
        None => node.items().iter().filter_map(Node::text).map(str::to_owned).collect(),
    }
}

/// A program that is started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Program {
    /// Its name without its folder, and its arguments; of a script as it is called.
    pub(crate) words: Vec<String>,
    /// Its name, if it is a script of a package. What is known to be in a script comes before it.
    pub(crate) script: Option<String>,
    /// Its name as it is called, with its folder; empty for a script of a package.
    pub(crate) file: String,
    /// The variables that are set for it alone.
    pub(crate) environment: Vec<(String, String)>,
    /// The script that starts it, as it is called: `npm run dev`.
    pub(crate) by: Option<String>,
    /// Whether it is started in some cases only.
    pub(crate) conditional: bool,
}

impl Program {
    /// Its name.
    pub(crate) fn name(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Whether it has the words of a pattern, in order. One that starts with a dash may stand anywhere.
    pub(crate) fn fits(&self, pattern: &str) -> bool {
        let mut wanted = pattern.split(' ');
        if wanted.next() != Some(self.name()) {
            return false;
        }
        // `--watch=src` too.
        let is_option = |found: &String, word: &str| match found.strip_prefix(word) {
            Some("=false" | "=0" | "=no") | None => false,
            Some(rest) => rest.is_empty() || rest.starts_with('='),
        };
        let mut rest = self.words[1..].iter();
        wanted.all(|word| match word.starts_with('-') {
            true => self.words[1..].iter().any(|found| is_option(found, word)),
            false => rest.any(|found| found.trim_start_matches("./") == word),
        })
    }

    /// As it is started, for people; cut where it is long.
    fn shown(&self) -> String {
        const MAX_SHOWN_WORDS: usize = 5;
        let words = &self.words[..self.words.len().min(MAX_SHOWN_WORDS)];
        let line = words.join(" ");
        if words.len() < self.words.len() { format!("`{line} ...`") } else { format!("`{line}`") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// The messages about a command line, with the scripts of a package.
    fn said(line: &str, scripts: &[(&str, &str)], environment: &[(&str, &str)]) -> String {
        let scripts: BTreeMap<&str, &str> = scripts.iter().copied().collect();
        let around = LaunchContext {
            script: &|name| scripts.get(name).map(|&text| text.to_owned()),
            variable: &|name| {
                environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            },
        };
        let programs = script_programs(line, &around);
        programs.iter().find_map(|program| development(program, &around)).map_or(String::new(), |start| start.what)
    }

    #[test]
    fn development_commands() {
        for (line, expected) in [
            ("npx next dev -H 0.0.0.0", "`next dev -H 0.0.0.0` is a development server"),
            ("exec ./node_modules/.bin/vite --host", "`vite --host` is a development server"),
            ("node node_modules/nodemon/bin/nodemon.js src", "`nodemon src` is a development server"),
            ("tini -- poetry run flask --app x run", "`flask --app x run` is a development server"),
            (
                "sh -c 'python3.11 manage.py migrate && python3.11 manage.py runserver 0.0.0.0:8000'",
                "`python manage.py runserver 0.0.0.0:8000` is a development server",
            ),
            ("uvicorn app:app --reload", "`uvicorn app:app --reload` is a development server"),
            (
                "python -m uvicorn app:app --port 80 --reload",
                "`uvicorn app:app --port 80 --reload` is a development server",
            ),
            ("php -d x=y artisan serve", "`php -d x=y artisan serve` is a development server"),
            ("bundle exec rails s -b 0.0.0.0", "`rails s -b 0.0.0.0` is a development server"),
            ("wait-for-it db:5432 -- npm run dev", "`npm run dev` is for development"),
            ("yarn start:dev", "`yarn start:dev` is for development"),
            ("pnpm --filter web dev", "`pnpm dev` is for development"),
            ("NODE_ENV=development node x.js", "`node x.js` runs with `NODE_ENV=development`"),
            ("go run ./cmd/api", "`go run ./cmd/api` compiles when it starts"),
            ("./mvnw spring-boot:run", "`mvnw spring-boot:run` compiles when it starts"),
            ("tail -f /dev/null", "`tail -f /dev/null` only keeps the container alive"),
            ("concurrently \"vite\" \"node api\"", "`vite` is a development server"),
            ("bun --watch src/main.ts", "`bun --watch src/main.ts` is a development server"),
            ("bun run --hot src/main.ts", "`bun run --hot src/main.ts` is a development server"),
            ("deno run --watch=static/ -A main.ts", "`deno run --watch=static/ -A main.ts` is a development server"),
            ("deno run --watch-hmr main.ts", "`deno run --watch-hmr main.ts` is a development server"),
            ("deno task dev", "`deno task dev` is for development"),
        ] {
            assert_eq!(said(line, &[], &[]), expected, "{line}");
        }
    }

    #[test]
    fn commands_for_production() {
        for line in [
            "next start", "node dist/main.js", "npm start", "npm run start:prod", "gunicorn app:app", "vite build",
            "uvicorn app:app --workers 4", "fastapi run", "nginx -g 'daemon off;'", "rails s -e production",
            "./server", "yarn install", "pnpm run build", "java -jar app.jar", "docker-entrypoint.sh node dev.js",
            "pnpm start-docker", "npm run devices", "", "serve -s build", "dotnet App.dll", "php-fpm",
        ] {
            assert_eq!(said(line, &[], &[]), "", "{line}");
        }
        assert_eq!(said("rails server", &[], &[("RAILS_ENV", "production")]), "");
    }

    #[test]
    fn scripts_are_followed() {
        let scripts = [
            ("start", "npm run serve"),
            ("serve", "react-scripts start"),
            ("start:prod", "node dist/main"),
            ("loop", "npm run loop"),
            ("dev", "node server.js"),
            ("all", "run-p start:*  dev"),
            ("up", "if [ -n \"$D\" ]; then nodemon; fi; node x"),
        ];
        for (line, expected) in [
            ("npm start", "`npm start` runs `react-scripts start`, a development server"),
            ("yarn", ""),
            ("yarn serve", "`yarn serve` runs `react-scripts start`, a development server"),
            ("npm run start:prod", ""),
            ("npm run loop", ""),
            ("npm run dev", "`npm run dev` is for development"),
            ("npm run up", ""),
        ] {
            assert_eq!(said(line, &scripts, &[]), expected, "{line}");
        }
    }

    #[test]
    fn resets() {
        let around = LaunchContext { script: &|_| None, variable: &|_| None };
        let found = |line: &str| script_programs(line, &around).iter().any(|program| emptying(program).is_some());
        for line in [
            "npx prisma migrate reset --force",
            "php artisan migrate:fresh --seed",
            "npx prisma db push --accept-data-loss && node x",
        ] {
            assert!(found(line), "{line}");
        }
        for line in [
            "npx prisma db push",
            "php artisan migrate --force",
            "rails db:migrate",
            "if [ \"$R\" = 1 ]; then rails db:reset; fi",
        ] {
            assert!(!found(line), "{line}");
        }
    }

    #[test]
    fn seeds() {
        let around = LaunchContext { script: &|_| None, variable: &|_| None };
        let found = |line: &str| script_programs(line, &around).iter().find_map(seeding).is_some();
        for line in [
            "npx prisma db seed && node x",
            "npm run seed",
            "yarn db:seed",
            "php artisan db:seed --force",
            "rails db:seed",
            "php artisan migrate --seed",
            "python manage.py loaddata demo.json",
            "node prisma/seed.js",
            "sequelize db:seed:all",
            "python scripts/seed_data.py",
            "knex seed:run",
            "bundle exec rake db:setup",
            "python manage.py seed_users || true",
            "flask seed-db",
            "python -m app.seed",
            "python -m scripts.seed_data --all",
            "php bin/console doctrine:fixtures:load -n",
            "php artisan app:seed-demo",
            "python backend/manage.py load_demo_data",
            "make seed",
            "node ace db:seed",
            "mix run priv/repo/seeds.exs",
        ] {
            assert!(found(line), "{line}");
        }
        for line in [
            "npx prisma migrate deploy", "node dist/main.js", "echo seed", "npm run start", "node seedling.js",
            "python manage.py migrate", "python manage.py random --seed 4", "make -j4 build", "flask run",
            "python manage.py demo", "python -m app.main --seed=1", "php index.php seed", "node server.js seed",
        ] {
            assert!(!found(line), "{line}");
        }
    }
}
