//! Ids of requests: headers that carry them, where code or a web server reads or sets them.

use super::Detector;
use crate::{
    document::{
        Directive, Server,
        code::{Code, letters},
    },
    evidence::{Sightings, SurveyedFile, readers::tree},
    model::EvidenceKind,
};

/// Headers that carry the id of a request.
const HEADERS: &[&str] = &[
    "x-request-id", "x-correlation-id", "x-trace-id", "x-amzn-trace-id", "traceparent", "request-id", "correlation-id",
];

/// Keys under which a logger keeps the id of a request.
const LOG_KEYS: &[&str] = &["requestid", "correlationid", "traceid"];

/// Calls that set a header, in lower case.
const SETTERS: &[&str] = &["setheader", "set", "header", "addheader", "add_header", "append", "put", "insert"];

pub(super) const CODE: Detector = Detector {
    keywords: &["request-id", "correlation-id", "trace-id", "traceparent", "mdc"],
    applies_to: |file| file.is_code(),
    look: in_code,
};

pub(super) const SERVER: Detector =
    Detector { keywords: &["$request_id"], applies_to: |file| file.is_in_use(), look: in_server };

fn in_code(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let code = file.parsed.code();
    for at in 2..code.tokens.len() {
        let text = code.inner_text(at);
        let is_header = HEADERS.iter().any(|header| text.eq_ignore_ascii_case(header));
        let callee = code.word(at - 2).to_ascii_lowercase();
        match code.before(at) {
            "(" if is_header && SETTERS.contains(&&*callee) && code.sign(at + 1) == "," => {
                found.report(EvidenceKind::CorrelationIds, code.span(at)).wired();
            }
            "(" if is_header && is_reader(&callee) => {
                found.report(EvidenceKind::CorrelationIds, code.span(at));
            }
            "[" if is_header && is_index(&code, at - 1) => {
                let sighting = found.report(EvidenceKind::CorrelationIds, code.span(at));
                if code.sign(at + 2) == "=" {
                    sighting.wired();
                }
            }
            "(" if callee == "put" && is_log_key(&code, at) => {
                found.report(EvidenceKind::CorrelationIds, code.span(at)).wired();
            }
            _ => {}
        }
    }
}

/// Whether a call reads a header.
fn is_reader(callee: &str) -> bool {
    matches!(callee, "get" | "header" | "getheader" | "get_header" | "trygetvalue" | "headers" | "getfirst")
}

/// Whether a bracket is behind what it looks into, unlike that of a list.
fn is_index(code: &Code<'_>, open: usize) -> bool {
    !code.before(open).is_empty() && (!code.word(open - 1).is_empty() || matches!(code.before(open), ")" | "]" | "?."))
}

/// `MDC.put("requestId", id)`.
fn is_log_key(code: &Code<'_>, at: usize) -> bool {
    let key = letters(code.inner_text(at));
    at >= 4 && code.word(at - 4) == "MDC" && LOG_KEYS.contains(&&*key)
}

fn in_server(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if file.parsed.server() == Some(Server::Nginx) {
        let passed_on = tree::directives(&file.parsed.server_config(Server::Nginx).directives).into_iter();
        passed_on.filter(|directive| passes_on(directive)).for_each(|directive| {
            found.report(EvidenceKind::CorrelationIds, directive.head()).wired();
        });
    }
}

/// Whether a directive gives each request an id and passes it on.
fn passes_on(directive: &Directive) -> bool {
    const HEADERS: [&str; 5] = ["proxy_set_header", "add_header", "fastcgi_param", "uwsgi_param", "grpc_set_header"];
    HEADERS.iter().any(|name| directive.is(name)) && directive.arguments().any(|argument| argument == "$request_id")
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn correlation_ids() {
        all(&[
            (
                &[(
                    "src/a.ts",
                    "const id = req.headers['x-request-id'] ?? randomUUID();\nres.setHeader('X-Request-ID', id);\n",
                )],
                &["correlation-ids wired src/a.ts:2", "correlation-ids present src/a.ts:1"],
            ),
            (&[("app/a.py", "response.headers['X-Request-ID'] = request_id\n")], &["correlation-ids wired app/a.py:1"]),
            (&[("main.go", "id := r.Header.Get(\"X-Correlation-ID\")\n")], &["correlation-ids present main.go:1"]),
            (&[("src/A.java", "MDC.put(\"requestId\", id);\n")], &["correlation-ids wired src/A.java:1"]),
            (
                &[("nginx/site.conf", "server {\n  proxy_set_header X-Request-ID $request_id;\n}\n")],
                &["correlation-ids wired nginx/site.conf:2"],
            ),
            (
                &[(
                    "app/a.py",
                    "from asgi_correlation_id import CorrelationIdMiddleware\napp.add_middleware(CorrelationIdMiddleware)\n",
                )],
                &["correlation-ids wired app/a.py:2"],
            ),
            (
                &[("config/environments/production.rb", "config.log_tags = [:request_id]\n")],
                &["correlation-ids wired config/environments/production.rb:1"],
            ),
            (
                &[(
                    "main.go",
                    "import \"github.com/go-chi/chi/v5/middleware\"\nfunc f() { r.Use(middleware.RequestID) }\n",
                )],
                &["correlation-ids wired main.go:2"],
            ),
            // A list of headers, a comment, other middleware.
            (&[("src/a.ts", "cors({ allowedHeaders: ['X-Request-ID', 'Accept'] });\n")], &[]),
            (&[("src/a.ts", "// res.setHeader('X-Request-ID', id)\n")], &[]),
            (
                &[(
                    "main.go",
                    "import \"github.com/go-chi/chi/v5/middleware\"\nfunc f() { r.Use(middleware.Logger) }\n",
                )],
                &[],
            ),
        ]);
    }
}
