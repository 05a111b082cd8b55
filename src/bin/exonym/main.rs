//! The `exonym` command.
fn main() {}
