//! What holds for any text and any dictionary, tried on random ones.
//!
//! The random numbers are the same in every run, so that a failure comes back. `PROPTEST_RNG_SEED=7`
//! tries others, `PROPERTY_SCALE=50` fifty times as many.

#[path = "properties/annotate.rs"]
mod annotate;
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
#[path = "properties/stream.rs"]
mod stream;

use proptest::test_runner::{Config, RngSeed};

/// A run of so many cases.
fn config(cases: u32) -> Config {
    let scale =
        std::env::var("PROPERTY_SCALE").ok().and_then(|scale| scale.parse().ok()).unwrap_or(1);
    let from_outside = std::env::var_os("PROPTEST_RNG_SEED").is_some();
    let config = Config { cases: cases * scale, failure_persistence: None, ..Config::default() };
    if from_outside { config } else { Config { rng_seed: RngSeed::Fixed(1), ..config } }
}
