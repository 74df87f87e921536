//! Configurations, requests, and the headers that nginx answers with.

/// A request to a server.
pub(super) struct Case {
    /// The point of the case.
    pub(super) about: &'static str,
    /// The content of `http`; `PORT` and `ROOT` are filled in for nginx.
    pub(super) http: &'static str,
    /// Files beside.
    pub(super) files: &'static [(&'static str, &'static str)],
    pub(super) host: &'static str,
    pub(super) path: &'static str,
    pub(super) status: u16,
    /// Of those that the configuration adds.
    pub(super) headers: &'static [&'static str],
    /// Whether only nginx 1.29.3 and later reads it.
    pub(super) is_new: bool,
}

const fn case(
    about: &'static str,
    http: &'static str,
    path: &'static str,
    status: u16,
    headers: &'static [&'static str],
) -> Case {
    Case { about, http, files: &[], host: "a.test", path, status, headers, is_new: false }
}

const fn new(
    about: &'static str,
    http: &'static str,
    path: &'static str,
    status: u16,
    headers: &'static [&'static str],
) -> Case {
    Case { is_new: true, ..case(about, http, path, status, headers) }
}

const fn including(
    about: &'static str,
    http: &'static str,
    files: &'static [(&'static str, &'static str)],
    path: &'static str,
    headers: &'static [&'static str],
) -> Case {
    Case { files, ..case(about, http, path, 200, headers) }
}

const fn at(host: &'static str, case: Case) -> Case {
    Case { host, ..case }
}

/// The files below `ROOT` are `index.html`, `page.html`, `static/app.css` and `api/data.json`.
pub(super) const CASES: &[Case] = &[
    case(
        "a server's header reaches what no location is for",
        "server { listen PORT; root ROOT; add_header X-A server; }",
        "/page.html",
        200,
        &["x-a: server"],
    ),
    case(
        "http's header reaches locations",
        "add_header X-A http; server { listen PORT; root ROOT; location / { } }",
        "/page.html",
        200,
        &["x-a: http"],
    ),
    case(
        "a server's own takes http's away",
        "add_header X-A http; server { listen PORT; root ROOT; add_header X-B server; }",
        "/page.html",
        200,
        &["x-b: server"],
    ),
    case(
        "a location's own takes the server's away",
        "server { listen PORT; root ROOT; add_header X-A server; location /static/ { add_header X-B location; } }",
        "/static/app.css",
        200,
        &["x-b: location"],
    ),
    case(
        "another location keeps the server's",
        "server { listen PORT; root ROOT; add_header X-A server; location /static/ { add_header X-B location; } location / { } }",
        "/page.html",
        200,
        &["x-a: server"],
    ),
    case(
        "a location with its own of the same name",
        "server { listen PORT; root ROOT; add_header X-A server; add_header X-B server; location / { add_header X-A location; } }",
        "/page.html",
        200,
        &["x-a: location"],
    ),
    case(
        "one name twice is sent twice",
        "server { listen PORT; root ROOT; add_header X-A one; add_header X-A two; }",
        "/page.html",
        200,
        &["x-a: one", "x-a: two"],
    ),
    case(
        "expires takes nothing away",
        "server { listen PORT; root ROOT; add_header X-A server; location /static/ { expires 1y; } }",
        "/static/app.css",
        200,
        &["x-a: server"],
    ),
    case(
        "an error has only what is always sent",
        "server { listen PORT; root ROOT; add_header X-A plain; add_header X-B always always; }",
        "/absent.html",
        404,
        &["x-b: always"],
    ),
    case(
        "an error in a location whose own is not always sent",
        "server { listen PORT; root ROOT; add_header X-A server always; location / { add_header X-B location; } }",
        "/absent.html",
        404,
        &[],
    ),
    case(
        "a redirect has headers",
        "server { listen PORT; add_header X-A server; location / { return 301 http://b.test/; } }",
        "/page.html",
        301,
        &["x-a: server"],
    ),
    case(
        "a permanent redirect of the server has the server's",
        "server { listen PORT; add_header X-A server; return 308 http://b.test/; }",
        "/page.html",
        308,
        &["x-a: server"],
    ),
    case(
        "a text has headers, wherever they stand in the block",
        "server { listen PORT; add_header X-A server; location = /health { return 200 ok; add_header X-B location; } }",
        "/health",
        200,
        &["x-b: location"],
    ),
    case(
        "an empty header is not sent, and takes away as any other",
        "server { listen PORT; root ROOT; add_header X-A server; location / { add_header X-B \"\"; } }",
        "/page.html",
        200,
        &[],
    ),
    case(
        "an exact location before a prefix",
        "server { listen PORT; root ROOT; location / { add_header X-A prefix; } location = /page.html { add_header X-A exact; } }",
        "/page.html",
        200,
        &["x-a: exact"],
    ),
    case(
        "the longest prefix, not the first",
        "server { listen PORT; root ROOT; location / { add_header X-A short; } location /static/ { add_header X-A long; } }",
        "/static/app.css",
        200,
        &["x-a: long"],
    ),
    case(
        "a regular expression before a prefix",
        "server { listen PORT; root ROOT; location /static/ { add_header X-A prefix; } location ~ \\.css$ { add_header X-A regex; } }",
        "/static/app.css",
        200,
        &["x-a: regex"],
    ),
    case(
        "a prefix that keeps regular expressions off",
        "server { listen PORT; root ROOT; location ^~ /static/ { add_header X-A prefix; } location ~ \\.css$ { add_header X-A regex; } }",
        "/static/app.css",
        200,
        &["x-a: prefix"],
    ),
    case(
        "the first regular expression that matches",
        "server { listen PORT; root ROOT; location ~ \\.(css|js)$ { add_header X-A one; } location ~ app { add_header X-A two; } }",
        "/static/app.css",
        200,
        &["x-a: one"],
    ),
    case(
        "a regular expression in another case",
        "server { listen PORT; root ROOT; location ~* \\.CSS$ { add_header X-A regex; } }",
        "/static/app.css",
        200,
        &["x-a: regex"],
    ),
    case(
        "a regular expression that minds the case",
        "server { listen PORT; root ROOT; add_header X-A server; location ~ \\.CSS$ { add_header X-A regex; } }",
        "/static/app.css",
        200,
        &["x-a: server"],
    ),
    case(
        "a nested location takes its parent's away",
        "server { listen PORT; root ROOT; location / { add_header X-A outer; location /static/ { add_header X-B inner; } } }",
        "/static/app.css",
        200,
        &["x-b: inner"],
    ),
    case(
        "a nested location without its own has its parent's, not the server's",
        "server { listen PORT; root ROOT; add_header X-S server; location / { add_header X-A outer; location /static/ { } } }",
        "/static/app.css",
        200,
        &["x-a: outer"],
    ),
    case(
        "a nested regular expression",
        "server { listen PORT; root ROOT; add_header X-S server; location / { location ~ \\.css$ { add_header X-B inner; } } }",
        "/static/app.css",
        200,
        &["x-b: inner"],
    ),
    case(
        "a nested regular expression before one outside",
        "server { listen PORT; root ROOT; location ~ \\.css$ { add_header X-A outside; } location /static/ { location ~ app { add_header X-A inside; } } }",
        "/static/app.css",
        200,
        &["x-a: inside"],
    ),
    case(
        "a condition that does not hold takes nothing away",
        "server { listen PORT; root ROOT; add_header X-A server; location / { if ($request_method = OPTIONS) { add_header X-B method; } } }",
        "/page.html",
        200,
        &["x-a: server"],
    ),
    case(
        "quotes of both kinds",
        "server { listen PORT; root ROOT; add_header 'X-A' \"a; b='c'\"; add_header X-B 'say \"x\"' always; }",
        "/page.html",
        200,
        &["x-a: a; b='c'", "x-b: say \"x\""],
    ),
    case(
        "comments and line breaks",
        "server { listen PORT; root ROOT; # add_header X-C no;\n add_header\n X-A\n # note\n yes; }",
        "/page.html",
        200,
        &["x-a: yes"],
    ),
    at(
        "b.test",
        case(
            "the server of the name that is asked for",
            "server { listen PORT; server_name a.test; root ROOT; add_header X-A a; } server { listen PORT; server_name b.test; root ROOT; add_header X-A b; }",
            "/page.html",
            200,
            &["x-a: b"],
        ),
    ),
    at(
        "c.test",
        case(
            "the first server for other names",
            "server { listen PORT; server_name a.test; root ROOT; add_header X-A a; } server { listen PORT; server_name b.test; root ROOT; add_header X-A b; }",
            "/page.html",
            200,
            &["x-a: a"],
        ),
    ),
    including(
        "included headers are those of the place",
        "server { listen PORT; root ROOT; include snippets/headers.conf; location / { } }",
        &[("snippets/headers.conf", "add_header X-A included;\nadd_header X-B included always;\n")],
        "/page.html",
        &["x-a: included", "x-b: included"],
    ),
    including(
        "included headers beside a location's own",
        "server { listen PORT; root ROOT; add_header X-S server; location /static/ { add_header X-C location; include snippets/headers.conf; } }",
        &[("snippets/headers.conf", "add_header X-A included;\n")],
        "/static/app.css",
        &["x-a: included", "x-c: location"],
    ),
    including(
        "an include takes the server's away as well",
        "server { listen PORT; root ROOT; add_header X-S server; location / { include snippets/headers.conf; } }",
        &[("snippets/headers.conf", "add_header X-A included;\n")],
        "/page.html",
        &["x-a: included"],
    ),
    including(
        "a server out of a folder of sites has http's",
        "add_header X-A http; include conf.d/*.conf;",
        &[("conf.d/site.conf", "server { listen PORT; root ROOT; location / { } }\n")],
        "/page.html",
        &["x-a: http"],
    ),
    including(
        "includes in includes",
        "server { listen PORT; root ROOT; include snippets/all.conf; }",
        &[
            ("snippets/all.conf", "include snippets/one.conf;\nadd_header X-A all;\n"),
            ("snippets/one.conf", "add_header X-B one;\n"),
        ],
        "/page.html",
        &["x-a: all", "x-b: one"],
    ),
    new(
        "a location that adds to what it is handed down",
        "server { listen PORT; root ROOT; add_header X-A server; location / { add_header_inherit merge; add_header X-B location; } }",
        "/page.html",
        200,
        &["x-a: server", "x-b: location"],
    ),
    new(
        "merging is handed down itself",
        "add_header_inherit merge; add_header X-H http; server { listen PORT; root ROOT; add_header X-A server; location / { add_header X-B location; } }",
        "/page.html",
        200,
        &["x-a: server", "x-b: location", "x-h: http"],
    ),
    new(
        "a location that takes nothing over",
        "server { listen PORT; root ROOT; add_header X-A server; location / { add_header_inherit off; } }",
        "/page.html",
        200,
        &[],
    ),
];
