//! Time of this thread on the processor, which other work on the machine disturbs less than it does the
//! wall clock; and figures that stand for several rounds.

use std::fmt;

/// Returns the seconds that this thread has run so far.
#[cfg(unix)]
pub fn thread_seconds() -> f64 {
    use nix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("every thread has a clock");
    time.tv_sec() as f64 + time.tv_nsec() as f64 * 1e-9
}

/// The wall clock, where the system does not tell a thread's own time the Unix way.
#[cfg(not(unix))]
pub fn thread_seconds() -> f64 {
    use std::sync::LazyLock;
    use std::time::Instant;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_secs_f64()
}

/// Returns the seconds that a job took, and its result.
pub fn time<T>(job: impl FnOnce() -> T) -> (f64, T) {
    let start = thread_seconds();
    let result = std::hint::black_box(job());
    (thread_seconds() - start, result)
}

/// Seconds of one job in each round.
pub type Seconds = Vec<f64>;

/// Runs every job once, in order, then all again, as often as there are rounds.
pub fn rounds(count: usize, jobs: &[&dyn Fn()]) -> Vec<Seconds> {
    let mut seconds = vec![Seconds::new(); jobs.len()];
    for _ in 0..count {
        for (job, seconds) in jobs.iter().zip(&mut seconds) {
            seconds.push(time(job).0);
        }
    }
    seconds
}

pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 }
}

/// Ratio of two jobs' times within each round: the median, and the range.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    pub median: f64,
    low: f64,
    high: f64,
}

/// Returns how many times the time of `under` goes into that of `over`, which is how many times as fast
/// `under` is.
pub fn ratio(over: &[f64], under: &[f64]) -> Ratio {
    let ratios: Vec<f64> = over.iter().zip(under).map(|(over, under)| over / under).collect();
    Ratio {
        median: median(&ratios),
        low: ratios.iter().copied().fold(f64::INFINITY, f64::min),
        high: ratios.iter().copied().fold(0.0, f64::max),
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} ({:.2}-{:.2})", self.median, self.low, self.high)
    }
}
