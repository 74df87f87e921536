//! Limits of how often somebody may try to sign in: a limiter that stands with a route whose address is about signing in.

use super::Detector;
use crate::{
    document::{
        Directive, Server,
        code::{Code, is_link},
    },
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            imports::is_called,
            routes::{decorated_receiver, routes, statement},
            words::Words,
        },
    },
    model::{EvidenceKind, words},
};
use std::{ops::Range, sync::LazyLock};

/// Words of addresses and names that are about signing in.
const SIGN_IN: &[&str] = &[
    "login", "logins", "signin", "otp", "auth", "authenticate", "password", "passwords", "token", "tokens", "session",
    "sessions", "credentials", "2fa", "mfa",
];

/// Words of the names of limiters.
const LIMITERS: &[&str] = &[
    "limiter", "limit", "ratelimit", "ratelimiter", "throttle", "throttler", "throttled", "throttling", "slowdown",
    "httprate", "brute",
];

/// Calls that limit attempts to sign in, wherever they stand.
const CALLS: &[&str] = &["ensureIsNotRateLimited", "hasTooManyLoginAttempts", "incrementLoginAttempts"];

/// Parts of all these names.
const PARTS: &[&str] = &["limit", "throttl", "slowdown", "httprate", "brute", "loginattempts"];

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(PARTS));

pub(super) const CODE: Detector = Detector { keywords: PARTS, applies_to: |file| file.is_code(), look: in_code };

pub(super) const SERVER: Detector =
    Detector { keywords: &["limit_req"], applies_to: |file| file.is_in_use(), look: in_server };

fn in_code(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let code = file.parsed.code();
    let of_routes = routes(&code, is_sign_in).filter(|at| is_limited(&code, *at));
    let others = WORDS.tokens(&code).filter(|at| limits_sign_in(&code, *at, file.split().1));
    // One limit in a file shows as much as all of them.
    if let Some(at) = of_routes.chain(others).min() {
        found.report(EvidenceKind::SignInRateLimit, code.span(at)).wired();
    }
}

/// Whether a name limits attempts to sign in, by what it decorates, is given or is called.
fn limits_sign_in(code: &Code<'_>, at: usize, file: &str) -> bool {
    let word = code.word(at);
    match word {
        "" => false,
        // Laravel's `RateLimiter::for('login', ...)`, Rack::Attack's `throttle('logins/ip', ...)`.
        "RateLimiter" if code.word(at + 2) == "for" => is_call_of(code, at + 2) && is_sign_in(code.inner_text(at + 4)),
        "throttle" if is_call_of(code, at) && code.word(at - 2) == "Attack" => is_sign_in(code.inner_text(at + 2)),
        "throttle_scope" => code.sign(at + 1) == "=" && is_sign_in(code.inner_text(at + 2)),
        // Rails, in the controller of sessions or passwords.
        "rate_limit" if code.dialect.symbols => code.is_fresh(at) && is_sign_in(file),
        _ if CALLS.contains(&word) => is_called(code, at) && code.before(at) != "function",
        _ => is_limiter(word) && (decorates_sign_in(code, at) || (is_sign_in(word) && is_used(code, at))),
    }
}

/// Whether an address or a name is about signing in.
fn is_sign_in(text: &str) -> bool {
    let words = words(text.as_bytes());
    words.iter().any(|word| SIGN_IN.contains(&word.as_str()))
        || words.windows(2).any(|pair| pair[0] == "sign" && pair[1] == "in")
}

/// Whether a name is a limiter's: `loginLimiter`, `RateLimit`, `ThrottlerGuard`.
fn is_limiter(name: &str) -> bool {
    words(name.as_bytes()).iter().any(|word| LIMITERS.contains(&word.as_str()))
}

/// Whether a limiter is in the statement of a route, or a middleware whose name starts with `throttle`.
fn is_limited(code: &Code<'_>, address: usize) -> bool {
    statement(code, address).any(|at| {
        let is_query = is_link(code.before(at)) && code.word(at) == "limit";
        (is_limiter(code.word(at)) && !is_query) || code.inner_text(at).starts_with("throttle")
    })
}

/// Whether a name is called on something: `RateLimiter::for(`, `Rack::Attack.throttle(`.
fn is_call_of(code: &Code<'_>, at: usize) -> bool {
    at >= 2 && is_link(code.before(at)) && code.sign(at + 1) == "("
}

/// A limiter for signing in that is an argument or in a list: `[LoginRateThrottle]`.
fn is_used(code: &Code<'_>, at: usize) -> bool {
    const MAX_BYTES: usize = 300;
    let is_given = matches!(code.before(at), "(" | "," | "[") && matches!(code.sign(at + 1), ")" | "," | "]" | "(");
    let around = code.enclosing(at, MAX_BYTES).next().map(|open| code.sign(open));
    is_given && matches!(around, Some("(" | "[")) && code.word(at + 1).is_empty()
}

/// Whether a limiter is a decorator of a route or a function for signing in.
fn decorates_sign_in(code: &Code<'_>, at: usize) -> bool {
    let Some(start) = decorator_around(code, at) else { return false };
    let block = decorators(code, start);
    let names = block.end..code.tokens.len().min(block.end + 4);
    let of_routes = block.filter(|at| code.is_text(*at)).any(|at| is_sign_in(code.inner_text(at)));
    // The name of the function: `async login(`, `def login_view(`.
    let of_function = { names }.take_while(|at| code.sign(*at) != "(").any(|at| is_sign_in(code.word(at)));
    of_routes || of_function
}

/// The sign of the decorator whose name or argument a token is.
fn decorator_around(code: &Code<'_>, at: usize) -> Option<usize> {
    const MAX_BYTES: usize = 200;
    let of_name = |at: usize| match code.before(at) {
        "@" => Some(at - 1),
        _ if decorated_receiver(code, at) => Some(at - 3),
        _ => None,
    };
    let around = code.enclosing(at, MAX_BYTES).filter(|open| code.sign(*open) == "(");
    of_name(at).or_else(|| { around }.find_map(|open| of_name(open.checked_sub(1)?)))
}

/// The decorators one behind the other, around the one that starts here.
fn decorators(code: &Code<'_>, start: usize) -> Range<usize> {
    let (mut first, mut end) = (start, start);
    while code.sign(end) == "@" {
        end += 2;
        while is_link(code.sign(end)) {
            end += 2;
        }
        if code.sign(end) == "(" {
            end = code.behind(end);
        }
    }
    while code.before(first) == ")" {
        let open = code.tokens[first - 1].pair.min(first - 1);
        let sign = [2, 4].into_iter().filter_map(|back| open.checked_sub(back)).find(|at| code.sign(*at) == "@");
        match sign {
            Some(sign) => first = sign,
            None => break,
        }
    }
    first..end.min(code.tokens.len())
}

fn in_server(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if file.parsed.server() == Some(Server::Nginx) {
        let config = file.parsed.server_config(Server::Nginx);
        locations(&config.directives, found);
    }
}

/// `limit_req` in a location for signing in.
fn locations(directives: &[Directive], found: &mut Sightings) {
    for directive in directives {
        let is_location = directive.is("location") && directive.arguments().any(is_sign_in);
        if let Some(limit) = directive.blocks().iter().find(|inner| is_location && inner.is("limit_req")) {
            found.report(EvidenceKind::SignInRateLimit, limit.head()).wired();
        }
        locations(directive.blocks(), found);
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::{all, of_kind};

    #[test]
    fn limits_in_code() {
        of_kind(
            "sign-in-rate-limit",
            &[
                (
                    &[("src/a.js", "router.post('/login', loginLimiter, login);\n")],
                    &["sign-in-rate-limit wired src/a.js:1"],
                ),
                (
                    &[("src/a.js", "app.use('/api/auth', rateLimit({ max: 5 }));\n")],
                    &["sign-in-rate-limit wired src/a.js:1"],
                ),
                (
                    &[(
                        "src/a.ts",
                        "@Post('login')\n@HttpCode(200)\n@Throttle({ default: { limit: 5, ttl: 60 } })\nrun(dto: Dto) {}\n",
                    )],
                    &["sign-in-rate-limit wired src/a.ts:3"],
                ),
                (
                    &[("src/a.ts", "@UseGuards(ThrottlerGuard)\n@Controller('auth')\nexport class A {}\n")],
                    &["sign-in-rate-limit wired src/a.ts:1"],
                ),
                (
                    &[("app/a.py", "@limiter.limit('5/minute')\ndef request_otp():\n    pass\n")],
                    &["sign-in-rate-limit wired app/a.py:1"],
                ),
                (
                    &[(
                        "app/a.py",
                        "@router.post('/token', dependencies=[Depends(RateLimiter(times=5))])\ndef issue():\n    pass\n",
                    )],
                    &["sign-in-rate-limit wired app/a.py:1"],
                ),
                (
                    &[(
                        "routes/api.php",
                        "<?php\nRoute::post('/login', [A::class, 'login'])\n    ->middleware('throttle:5,1');\n",
                    )],
                    &["sign-in-rate-limit wired routes/api.php:2"],
                ),
                (
                    &[("app/P.php", "<?php\nRateLimiter::for('login', fn ($request) => Limit::perMinute(5));\n")],
                    &["sign-in-rate-limit wired app/P.php:2"],
                ),
                (
                    &[(
                        "config/initializers/a.rb",
                        "Rack::Attack.throttle('logins/ip', limit: 5, period: 60) { |req| req.ip }\n",
                    )],
                    &["sign-in-rate-limit wired config/initializers/a.rb:1"],
                ),
                (
                    &[(
                        "app/controllers/sessions_controller.rb",
                        "class S < A\n  rate_limit to: 10, within: 3.minutes\nend\n",
                    )],
                    &["sign-in-rate-limit wired app/controllers/sessions_controller.rb:2"],
                ),
                (&[("main.go", "r.POST(\"/login\", limiter, login)\n")], &["sign-in-rate-limit wired main.go:1"]),
                // Another route, a query, a comment.
                (&[("src/a.js", "router.post('/orders', limiter, order);\nrouter.post('/login', login);\n")], &[]),
                (
                    &[(
                        "src/a.js",
                        "router.get('/sessions', async (req, res) => res.json(await S.find().limit(10)));\n",
                    )],
                    &[],
                ),
                (&[("src/a.js", "// router.post('/login', loginLimiter, login);\n")], &[]),
                (&[("src/a.js", "import { db, loginLimiter, log } from './b';\n")], &[]),
                (&[("src/a.ts", "@Throttle({})\n@Get('orders')\nlist() {}\n\n@Post('login')\nlogin() {}\n")], &[]),
            ],
        );
    }

    #[test]
    fn limits_of_servers() {
        const LOGIN: &str = "server {\n  location /api/login {\n    limit_req zone=a burst=5;\n  }\n}\n";
        const OTHER: &str = "server {\n  location /api {\n    limit_req zone=a burst=5;\n  }\n}\n";
        all(&[
            (&[("nginx/site.conf", LOGIN)], &["sign-in-rate-limit wired nginx/site.conf:3"]),
            (&[("nginx/site.conf", OTHER)], &[]),
        ]);
    }
}
