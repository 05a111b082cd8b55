//! A line on the terminal that says how far long work is.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Time between two looks of the line, and before the first: short work shows none.
const PAUSE: Duration = Duration::from_millis(200);
const BAR: usize = 30;
/// Longest name of what is being done.
const LABEL: usize = 12;

/// The line; gone when it is dropped. Nothing is shown where standard error is no terminal.
pub struct Bar {
    is_shown: bool,
    next: Instant,
    drawn: usize,
}

impl Bar {
    pub fn new(quiet: bool) -> Bar {
        let is_shown = !quiet && io::stderr().is_terminal();
        Bar { is_shown, next: Instant::now() + PAUSE, drawn: 0 }
    }

    /// Says what is being done, and how much of it is.
    pub fn show(&mut self, what: &str, done: u64, total: u64) {
        if !self.is_shown || Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + PAUSE;
        let line = line(what, done, total);
        self.drawn = line.len();
        // What cannot be shown is no reason to stop.
        let _ = write!(io::stderr(), "\r{line}");
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if self.drawn > 0 {
            let _ = write!(io::stderr(), "\r{:width$}\r", "", width = self.drawn);
        }
    }
}

fn line(what: &str, done: u64, total: u64) -> String {
    let share = |of: usize| match total {
        0 => 0,
        _ => (u128::from(done.min(total)) * of as u128 / u128::from(total)) as usize,
    };
    let full = "#".repeat(share(BAR));
    format!("{what:<LABEL$} [{full:<BAR$}] {:3} %", share(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_of_one_length() {
        assert_eq!(line("reading", 0, 10), format!("reading      [{}]   0 %", " ".repeat(30)));
        assert_eq!(
            line("compiling", u64::MAX / 2, u64::MAX),
            format!("compiling    [{}{}]  49 %", "#".repeat(14), " ".repeat(16))
        );
        assert_eq!(line("joining", 9, 9), format!("joining      [{}] 100 %", "#".repeat(30)));
        assert_eq!(line("reading", 5, 0).len(), line("joining", 9, 5).len());
    }
}
