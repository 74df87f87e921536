//! Statements in each language, and calls of what they import.

use super::{Ecosystem, Import, Uses, imports};
use crate::document::ParsedFile;

/// What a file imports, a line each: the package, and the names that the file has for its members.
fn shown(path: &str, text: &str) -> Vec<String> {
    let file = ParsedFile::new(path, text.as_bytes());
    let ecosystem = Ecosystem::for_path(path).expect("an ecosystem");
    let name = |name: &super::Name<'_>| {
        if name.member == name.local { name.local.to_owned() } else { format!("{}={}", name.local, name.member) }
    };
    let line = |import: &Import<'_>| {
        let names: Vec<String> = import.names.iter().map(name).collect();
        format!("{} {}", import.package, names.join(",")).trim_end().to_owned()
    };
    imports(&file.code(), ecosystem).iter().map(line).collect()
}

#[test]
fn statements() {
    for (path, text, expected) in [
        ("a.ts", "import * as S from '@sentry/node';", &["@sentry/node S="][..]),
        ("a.ts", "import pino, { type Level, b as c } from \"pino\"", &["pino pino,Level,c=b"]),
        ("a.ts", "import 'newrelic';\nimport x from './x'", &["newrelic", "./x x"]),
        ("a.ts", "import type { Queue } from 'bullmq';", &[]),
        ("a.js", "const { Worker: W } = require('bullmq');", &["bullmq W=Worker"]),
        ("a.js", "const m = await import('m'); require('n')();", &["m m=", "n"]),
        ("a.js", "// import x from 'y'\nconst s = \"import x from 'y'\";", &[]),
        ("a.py", "import sentry_sdk, os.path as p", &["sentry_sdk sentry_sdk=", "os.path p="]),
        ("a.py", "from a.b import (c as d,\n  e)\nfrom f import g\nh()", &["a.b.c d=c", "a.b.e e", "f.g g"]),
        ("a.py", "\"\"\"\nimport x\n\"\"\"\n# import y", &[]),
        ("a.php", "<?php\nuse A\\B as C;\nuse D\\{E, F};\nclass X { use T; }", &["A\\B C=B", "D\\E E", "D\\F F"]),
        ("a.php", "<?php\n\\Sentry\\init([]);", &["Sentry\\init init="]),
        ("A.java", "import static a.b.C;\nimport d.e.*;", &["a.b.C C", "d.e"]),
        ("a.kt", "import a.B as C\nimport d.E\n", &["a.B C=B", "d.E E"]),
        (
            "a.go",
            "import (\n  \"fmt\"\n  s \"x.io/y\"\n  \"x.io/z-go/v2\"\n)",
            &["fmt fmt=", "x.io/y s=", "x.io/z-go/v2 z="],
        ),
        ("a.go", "import \"log/slog\"", &["log/slog slog="]),
        ("a.cs", "using A.B;\nglobal using C;\nusing var x = y;\nusing (z) {}", &["A.B", "C"]),
        (
            "a.rb",
            "Sentry.init do |c|\nend\nOpenTelemetry::SDK.configure\n# A.b",
            &["Sentry.init", "OpenTelemetry.SDK.configure"],
        ),
        ("a.rb", "config.lograge.enabled = false", &[]),
        ("a.rs", "use a::b;\nlet x = c::d();", &["a.b", "c.d"]),
        ("a.ex", "use Sentry.PlugCapture", &["Sentry.PlugCapture"]),
        // Text that ends anywhere.
        ("a.ts", "import {", &[]),
        ("a.py", "from a import (", &[]),
        ("a.php", "<?php use A\\{", &[]),
        ("a.go", "import (", &[]),
    ] {
        assert_eq!(shown(path, text), expected, "{text}");
    }
}

#[test]
fn calls() {
    for (path, text, calls, expected) in [
        ("a.ts", "import * as S from 'p'; S.init({})", &["init"][..], true),
        ("a.ts", "import { init as start } from 'p'; start()", &["init"], true),
        ("a.ts", "import { init } from 'p'; other.init()", &["init"], false),
        ("a.ts", "import { init } from 'p'; export { init }", &["init"], false),
        ("a.ts", "import W from 'p'; new W<Data>('x')", &[], true),
        ("a.ts", "import W from 'p'; let w: W;", &[], false),
        ("a.ts", "import { C } from 'p'; function f(): C { }", &["C"], false),
        ("a.js", "require('p')({})", &[], true),
        ("a.js", "const p = require('p').init({})", &["init"], true),
        ("a.js", "const p = require('p'); // p()", &[], false),
        ("a.py", "from p import Celery\napp = Celery('x')", &[], true),
        ("a.py", "import p\np.a.b().init()", &["init"], true),
        ("a.go", "import \"x.io/p\"\nfunc main() { p.Init(p.Options{}) }", &["Init"], true),
        ("a.cs", "using P;\nbuilder.Host.UseP();", &["UseP"], true),
        ("A.java", "import p.Audited;\n@Audited class A {}", &[], true),
        ("a.php", "<?php use A\\T;\nclass X { use T; }", &[], true),
    ] {
        let file = ParsedFile::new(path, text.as_bytes());
        let code = file.code();
        let all = imports(&code, Ecosystem::for_path(path).expect("an ecosystem"));
        let call = Uses::new(&code, all.iter().take(1).collect()).call_of(calls);
        assert_eq!(call.is_some(), expected, "{text}");
    }
}
