//! Commands and what they print, as data: each file in `cmd` is a case, run in a copy of the folder beside it.

#[test]
fn cases() {
    trycmd::TestCases::new().env("NO_COLOR", "1").case("scanner-cli/tests/cmd/*.md");
}
