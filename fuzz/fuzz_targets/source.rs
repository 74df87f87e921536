//! Source code of every family.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gonogo_fuzz::check(
    &[
        "config.ts",
        "settings.py",
        "config/app.php",
        "config/app.rb",
        "config.go",
        "Config.java",
        "Config.cs"
    ],
    bytes
));
