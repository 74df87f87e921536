//! Prints `docs/checklist-coverage.md`.

#[path = "../tests/checklists/page.rs"]
mod page;

fn main() {
    print!("{}", page::page());
}
