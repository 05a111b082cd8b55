#![no_main]

#[path = "../targets.rs"]
#[allow(dead_code)] // One file for all targets.
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::fold(data));
