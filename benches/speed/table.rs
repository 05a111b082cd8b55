//! Prints headings, remarks and tables, for a terminal or as Markdown.

pub struct Printer {
    pub markdown: bool,
}

impl Printer {
    pub fn heading(&self, text: &str) {
        println!("{}{text}\n", if self.markdown { "## " } else { "== " });
    }

    pub fn remark(&self, text: &str) {
        println!("{text}\n");
    }

    /// Prints a table; its first column to the left, the others to the right.
    pub fn table(&self, header: &[&str], rows: &[Vec<String>]) {
        let header: Vec<String> = header.iter().map(|&column| column.to_owned()).collect();
        if self.markdown {
            println!("| {} |", header.join(" | "));
            println!("|---|{}", "---:|".repeat(header.len() - 1));
            for row in rows {
                println!("| {} |", row.join(" | "));
            }
        } else {
            let width = |column: usize| {
                let cells = rows.iter().chain([&header]).map(|row| row[column].chars().count());
                cells.max().unwrap_or(0)
            };
            let widths: Vec<usize> = (0..header.len()).map(width).collect();
            for row in [&header].into_iter().chain(rows) {
                let rest = row.iter().zip(&widths).skip(1);
                let rest: String = rest.map(|(cell, width)| format!("  {cell:>width$}")).collect();
                println!("{:width$}{rest}", row[0], width = widths[0]);
            }
        }
        println!();
    }
}
