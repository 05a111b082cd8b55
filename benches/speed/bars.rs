//! What the figures are to reach, collected while they are measured and printed last.

use crate::table::Printer;

#[derive(Default)]
pub struct Bars {
    rows: Vec<Vec<String>>,
}

impl Bars {
    /// `shown` is the value as it is printed, with its unit or range.
    pub fn at_least(&mut self, what: String, bar: f64, value: f64, shown: impl ToString) {
        self.add(what, format!(">= {bar}"), value >= bar, shown.to_string());
    }

    /// The same where less is better.
    pub fn at_most(&mut self, what: String, bar: f64, value: f64, shown: impl ToString) {
        self.add(what, format!("<= {bar}"), value <= bar, shown.to_string());
    }

    fn add(&mut self, what: String, bar: String, holds: bool, shown: String) {
        let holds = if holds { "yes" } else { "no" };
        self.rows.push(vec![what, bar, shown, holds.to_owned()]);
    }

    pub fn print(&self, printer: &Printer) {
        if !self.rows.is_empty() {
            printer.heading("Bars");
            printer.table(&["what", "bar", "measured", "holds"], &self.rows);
        }
    }
}
