//! What holds for any text and any dictionary, tried on random ones.
//!
//! The random numbers are the same in every run, so that a failure comes back. `PROPTEST_RNG_SEED=7`
//! tries others, `PROPERTY_SCALE=50` fifty times as many.

#[path = "properties/annotate.rs"]
mod annotate;
#[cfg(all(feature = "files", feature = "sources"))]
#[path = "properties/building.rs"]
mod building;
#[path = "support/checksums.rs"]
mod checksums;
#[path = "properties/damage.rs"]
mod damage;
#[path = "properties/dictionary.rs"]
mod dictionary;
#[path = "properties/fold.rs"]
mod fold;
#[path = "properties/pool.rs"]
mod pool;
#[path = "properties/records.rs"]
mod records;
#[path = "properties/rewrite.rs"]
mod rewrite;
#[path = "properties/scan.rs"]
mod scan;
#[path = "properties/stream.rs"]
mod stream;

use proptest::test_runner::{Config, RngSeed};

/// Reads a number from the environment.
fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What the random numbers start from.
fn seed() -> u64 {
    setting("PROPTEST_RNG_SEED").unwrap_or(1)
}

/// A run of so many cases.
fn config(cases: u32) -> Config {
    let scale = setting("PROPERTY_SCALE").map_or(1, |scale| scale as u32);
    let rng_seed = RngSeed::Fixed(seed());
    Config { cases: cases * scale, failure_persistence: None, rng_seed, ..Config::default() }
}
