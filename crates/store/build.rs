//! Migrations are compiled in: a changed one is a changed program.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
