//! Programs that are known, by their words.
//!
//! A pattern is a program's name and words that it has, in order; others may stand between them. One that starts with a dash
//! may stand anywhere.

/// Servers for development.
pub(super) const SERVERS: &[&str] = &[
    // JavaScript
    "next dev", "nuxt dev", "nuxi dev", "vite dev", "vite serve", "vite preview", "astro dev", "astro preview",
    "remix dev", "remix vite:dev", "react-router dev", "gatsby develop", "svelte-kit dev", "vue-cli-service serve",
    "ng serve", "ng s", "react-scripts start", "react-app-rewired start", "craco start", "webpack serve",
    "webpack --watch", "webpack-dev-server", "rspack serve", "rsbuild dev", "parcel serve", "parcel watch",
    "ember serve", "ember server", "nodemon", "ts-node-dev", "tsnd", "node-dev", "tsx watch", "tsx --watch",
    "node --watch", "nest start --watch", "nest start -w", "nest start --debug", "strapi develop", "medusa develop",
    "expo start", "storybook dev", "start-storybook", "live-server", "browser-sync", "lite-server", "json-server",
    "docusaurus start", "vitepress dev", "vuepress dev", "eleventy --serve", "hexo server", "quasar dev", "umi dev",
    "meteor run", "bun --watch", "bun --hot", "deno --watch", "wrangler dev", "vercel dev", "netlify dev", "vinxi dev",
    "ace serve --watch", "ace serve --hmr", "pm2-dev", "convex dev", "sanity dev", "payload dev",
    // Python
    "python manage.py runserver", "python manage.py runserver_plus", "manage.py runserver", "django-admin runserver",
    "flask run", "flask --debug", "quart run", "uvicorn --reload", "gunicorn --reload", "hypercorn --reload",
    "granian --reload", "fastapi dev", "sanic --dev", "sanic --debug", "sanic --auto-reload", "litestar --reload",
    "litestar --debug", "http.server", "mkdocs serve", "watchmedo", "watchfiles", "hupper", "pserve --reload",
    "adev runserver", "debugpy", // PHP
    "php artisan serve", "artisan serve", "php -S", "symfony serve", "symfony server:start",
    "php bin/console server:run", "php spark serve", "php yii serve", "cake server", // Ruby
    "shotgun", "rerun", "guard", "jekyll serve", "ruby bin/dev", // Others
    "air", "reflex", "CompileDaemon", "dlv debug", "hugo server", "hugo serve", "cargo watch", "trunk serve",
    "dx serve", "dotnet watch", "quarkus dev", "mvn quarkus:dev", "mvnw quarkus:dev", "gradle quarkusDev",
    "gradlew quarkusDev", "mvn jetty:run",
];

/// Compile what they start, in the image that serves.
pub(super) const COMPILERS: &[&str] = &[
    "go run", "cargo run", "dotnet run", "mvn spring-boot:run", "mvnw spring-boot:run", "gradle bootRun",
    "gradlew bootRun", "gradle run", "gradlew run", "ts-node", "ts-node-esm", "babel-node", "nest start", "sbt run",
    "lein run", "stack run",
];

pub(super) const IDLE: &[&str] = &["tail -f /dev/null", "tail -F /dev/null", "sleep infinity", "sleep inf"];

/// Servers that serve production only if a variable says so.
pub(super) const BY_VARIABLE: &[(&str, &[&str])] = &[
    ("rails s", &["RAILS_ENV", "RACK_ENV"]),
    ("rails server", &["RAILS_ENV", "RACK_ENV"]),
    ("mix phx.server", &["MIX_ENV"]),
];

/// Variables that say in which mode a program runs.
pub(in crate::detect::deploy) const MODES: &[&str] =
    &["NODE_ENV", "APP_ENV", "RAILS_ENV", "RACK_ENV", "FLASK_ENV", "MIX_ENV", "ASPNETCORE_ENVIRONMENT", "DJANGO_ENV"];

/// Programs that fill a database with what was made for trials, by their words.
pub(super) const SEEDERS: &[&str] = &[
    "prisma db seed", "php artisan db:seed", "artisan db:seed", "php artisan migrate --seed", "rails db:seed",
    "rails db:setup", "rake db:seed", "rake db:setup", "sequelize db:seed", "sequelize db:seed:all",
    "sequelize-cli db:seed:all", "knex seed:run", "typeorm seed:run", "typeorm-extension seed:run",
    "python manage.py loaddata", "manage.py loaddata", "python manage.py seed", "flask seed", "ace db:seed",
    "payload seed", "medusa seed",
];

/// Programs that drop what a database holds, by their words.
pub(super) const EMPTIERS: &[&str] = &[
    "prisma migrate reset", "prisma db push --accept-data-loss", "prisma db push --force-reset",
    "php artisan migrate:fresh", "php artisan migrate:refresh", "php artisan migrate:reset", "php artisan db:wipe",
    "artisan migrate:fresh", "rails db:reset", "rails db:drop", "rake db:reset", "rake db:drop",
    "rails db:schema:load", "python manage.py flush", "python manage.py reset_db", "manage.py flush",
    "typeorm schema:drop", "sequelize db:drop", "sequelize-cli db:drop", "dropdb", "supabase db reset",
    "mix ecto.reset", "mix ecto.drop",
];
