//! Calls of frameworks in source code, with their rules.
#![no_main]

use gonogo_fuzz::scan;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scan(
    &["server.ts", "app.py", "config/initializers/web.rb", "public/index.php", "main.go", "Application.java", "Program.cs"],
    bytes
));
