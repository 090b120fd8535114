//! Columns aligned for a terminal, where a Chinese character is two cells wide.

use unicode_width::UnicodeWidthStr;

/// Rows of cells; every column is as wide as its widest cell, the last one is left ragged.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.cells(cells.into());
    }

    pub(crate) fn cells(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The rows, each indented by `indent` spaces and ended by a line break.
    pub(crate) fn render(&self, indent: usize) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                // What ends a row pushes no other column aside.
                let of_row =
                    |row: &Vec<String>| row.get(column).filter(|_| column + 1 < row.len()).map(|cell| cell.width());
                self.rows.iter().filter_map(of_row).max().unwrap_or(0)
            })
            .collect();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = " ".repeat(indent);
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn chinese_cells_align_with_ascii_ones() {
        let mut table = Table::default();
        table.row(["订单".into(), "x".into()]);
        table.row(["abcdef".into(), "y".into()]);
        assert_eq!(table.render(2), "  订单    x\n  abcdef  y\n");
    }
}
